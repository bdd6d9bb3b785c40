// Bits that move between blocks, computed from the action counts of a mapping.

import {
  type ActionCount,
  type ComponentName,
  forwardTwin,
  type Operation,
} from "../../mapping/action-counts.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import type { PriceList } from "../price-list.ts";
import type { BlockName } from "./die.ts";

/** Bits of a code's score as a store sends it (assumed): enough for 128 signs. */
const CODE_SCORE_BITS = 8;

/** Bits from one block to another for an operation, over the whole workload. */
export interface Flow {
  readonly operation: Operation;
  readonly from: BlockName;
  readonly to: BlockName;
  /** "buffer to mac": the action of the network. */
  readonly route: string;
  readonly bits: number;
  /** Component whose actions move the bits, and its bits a second; Infinity where they take no time. */
  readonly port: ComponentName;
  readonly rate: number;
}

/** Block of each component; the block of the arrays includes their periphery. */
export const BLOCK_OF: Readonly<Partial<Record<ComponentName, BlockName>>> = {
  array: "arrays",
  dac: "arrays",
  driver: "arrays",
  tileSwitch: "arrays",
  mux: "arrays",
  inputStage: "arrays",
  readout: "arrays",
  dynamicArray: "dynamicArrays",
  dynamicDac: "dynamicArrays",
  dynamicAdc: "dynamicArrays",
  search: "search",
  pads: "pads",
  link: "link",
  buffer: "buffer",
  mac: "mac",
  levels: "mac",
  softmax: "softmax",
  topK: "topK",
  sorter: "sorter",
  projection: "projection",
};

/** Block that receives an operation's data from the buffer, or sends them to it. */
function unitOf(operation: Operation, { census }: Pick<Mapping, "census">): BlockName {
  switch (forwardTwin(operation)) {
    case "hash":
      return census.array !== undefined ? "arrays" : census.projection !== undefined ? "projection" : "mac";
    case "sort":
    case "insert":
    case "lookup":
      return census.sorter !== undefined ? "sorter" : "mac";
    case "search":
      return "search";
    case "top-k":
      return "topK";
    case "write":
    case "gather":
      return census.dynamicArray !== undefined ? "dynamicArrays" : "mac";
    default:
      return "mac";
  }
}

/** Whether an operation's bits come from memory into the buffer, or leave through it, once each. */
const isInput = (operation: Operation): boolean => forwardTwin(operation) === "input";
const isOutput = (operation: Operation): boolean => forwardTwin(operation) === "output";

/** Whether an operation belongs to the hash, whose unit differs between designs. */
export const isOfHash = (operation: Operation): boolean => forwardTwin(operation) === "hash";

type Ends = readonly [from: BlockName, to: BlockName, bits: number];

/**
 * Returns the route of one action's bits; null where it moves none between blocks. A memory read goes to the
 * buffer for an input and to the requesting unit otherwise, so the buffer's write of it is no second route.
 * An output moves into the buffer before it is read there, so its buffer read counts as that move.
 */
export function wayOf(
  entry: Pick<ActionCount, "operation" | "component" | "action">,
  mapping: Mapping,
  prices: PriceList,
): Ends | null {
  const { operation, component, action } = entry;
  const { bufferBits, memoryBits, words } = prices.floorplan;
  if (component === "memory") {
    if (action !== "read" && action !== "write") return null;
    const unit = unitOf(operation, mapping);
    const end = isInput(operation) || isOutput(operation) ? "buffer" : unit;
    return action === "read" ? ["pads", end, memoryBits] : [end, "pads", memoryBits];
  }
  if (component === "buffer") {
    if (action !== "read" && action !== "write") return null;
    const unit = unitOf(operation, mapping);
    if (isOutput(operation)) return action === "read" ? [unit, "buffer", bufferBits] : null;
    if (action === "read") return ["buffer", unit, bufferBits];
    const isFromMemory = isInput(operation) || forwardTwin(operation) === "gather";
    return isFromMemory ? null : [unit, "buffer", bufferBits];
  }
  if (component === "softmax") {
    const scores = mapping.census.dynamicArray !== undefined ? "dynamicArrays" : "mac";
    return [scores, "softmax", words.accumulatorBits + words.wordBits];
  }
  // A store of codes returns one score per code.
  if (component === "search" && action === "search") return ["search", "topK", CODE_SCORE_BITS];
  return null;
}

export function flowsOf(mapping: Mapping, prices: PriceList): Flow[] {
  const flows: Flow[] = [];
  for (const entry of mapping.counts) {
    const way = wayOf(entry, mapping, prices);
    if (way === null) continue;
    const [from, to, bits] = way;
    const { interval } = prices[entry.component].actions[entry.action];
    flows.push({
      operation: entry.operation,
      from,
      to,
      route: `${from} to ${to}`,
      bits: entry.count * bits,
      port: entry.component,
      rate: interval > 0 ? bits / interval : Number.POSITIVE_INFINITY,
    });
  }
  return flows;
}
