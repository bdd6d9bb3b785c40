// Parts that several designs of an index have: reads of the memory, products, stores and hashes.

import type { Instance } from "#base";
import { type IndexArithmetic, indexArithmetic } from "../../peripherals/index-arithmetic.ts";
import { type SearchInstance, sizedFor } from "../../peripherals/search/search.ts";
import type { IndexClass, IndexGround, IndexLine, IndexPart } from "./index-design.ts";

/** Multiply-add units of a number format. */
export const arithmeticOf = (format: "fp8" | "fp4"): IndexArithmetic =>
  indexArithmetic.schema.parse({ model: indexArithmetic.model, format });

/** Reads or writes of so many bytes of the memory. */
export function memoryLine(
  { memory, price }: IndexGround,
  of: IndexClass,
  what: string,
  bytes: number,
  action: "read" | "write" = "read",
): IndexLine {
  const bits = Number(memory.params.bits);
  return { of, what, count: (8 * bytes) / bits, each: price(memory).actions[action].energy };
}

/** Time in which the memory moves so many bytes, s. */
export function memoryTime({ memory, price }: IndexGround, bytes: number): number {
  const { interval } = price(memory).actions.read;
  return ((8 * bytes) / Number(memory.params.bits)) * interval;
}

/** Multiply-adds of one token in one layer, and as many units as finish them for the batch within `time`. */
export function products(
  { price, batch }: IndexGround,
  format: "fp8" | "fp4",
  of: IndexClass,
  what: string,
  count: number,
  time: number,
): { readonly line: IndexLine; readonly part: IndexPart } {
  const unit = arithmeticOf(format);
  const { mac } = price(unit).actions;
  // A share of a unit counts as such: prices of neighbouring lengths are then neighbours.
  const units = (count * batch * mac.interval) / time;
  return {
    line: { of, what, count, each: mac.energy },
    part: { name: `${format} units, ${of}`, instance: unit as Instance, count: units, each: false },
  };
}

/** A store with all keys of a selection, and its searches by `queries` queries. */
export function storeSearch(
  { price, keys, indexer }: IndexGround,
  store: SearchInstance,
  queries: number,
): {
  readonly lines: readonly IndexLine[];
  readonly part: IndexPart;
  /** Time of all searches of one sequence, s. */
  readonly time: number;
} {
  const sized = sizedFor(store, keys, Number(store.params.bits));
  const { search, write } = price(sized).actions;
  return {
    lines: [
      {
        of: "products",
        what: `${sized.model} searches of a key`,
        count: queries * keys,
        each: search.energy,
      },
      {
        of: "write",
        what: `${sized.model} writes of a key`,
        count: 1 / indexer.compression,
        each: write.energy,
      },
    ],
    part: { name: sized.model, instance: sized as Instance, count: 1, each: true },
    time: queries * keys * search.interval,
  };
}

/** The key in FP4 that a design writes to the memory for what is scored again. */
export const storedKey = (ground: IndexGround, bytes: number): IndexLine =>
  memoryLine(ground, "write", "key to the memory", bytes / ground.indexer.compression, "write");

/** Heads' weights: one multiply-add in FP8 of each head's product. */
export const weighing = (ground: IndexGround, time: number) =>
  products(ground, "fp8", "top-k", "weights of heads", ground.indexer.heads * ground.keys, time);

/**
 * Hashes of the heads' queries and of a key to `bits` signs on the config's untuned arrays: its drives and read-outs,
 * and the current of two devices a row and column at the full read voltage, an upper bound.
 */
export function untunedHash(
  { design, indexer, price }: IndexGround,
  queries: number,
  bits: number,
): IndexLine[] {
  const { hashing } = design;
  const vectors = queries + 1 / indexer.compression;
  const volts = hashing.driver.behaviour.readVoltage;
  const device = volts ** 2 * hashing.memristor.behaviour.meanConductance * hashing.readTime;
  const { action } = hashing.readout.behaviour;
  const readout = price(hashing.readout as Instance).actions[action];
  const drive = price(hashing.dac as Instance).actions.drive;
  const hold = price(hashing.inputStage as Instance).actions.hold;
  return [
    { of: "hash", what: "drives of a row", count: vectors * indexer.width, each: drive.energy },
    { of: "hash", what: "currents of a device", count: 2 * vectors * indexer.width * bits, each: device },
    { of: "hash", what: "holds of a column", count: 2 * vectors * bits, each: hold.energy },
    { of: "hash", what: "signs", count: vectors * bits, each: readout.energy },
  ];
}
