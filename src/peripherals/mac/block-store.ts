// Where a MAC array keeps a block of queries with its running outputs while keys and values pass.

import type { Numbers, TechnologyNode } from "../../base/component.ts";
import { integer, priceOnly } from "../../base/fields.ts";
import { power } from "../../base/power.ts";
import { nanometres } from "../../base/units.ts";
import { BANKED, REFERENCE_CAPACITY } from "../memory/sram.ts";
import type { NumberFormat } from "../number-formats.ts";

/** Bits of the log-sum-exp of a query. */
const LOG_SUM_BITS = 32;

/** Constants of a store: those of `sram banked`. */
export const BLOCK_STORE = {
  read: BANKED.read,
  write: BANKED.write,
  exponent: BANKED.exponent,
  cell: BANKED.cell,
  efficiency: BANKED.efficiency,
  cellLeakage: BANKED.leakage,
} as const;

export const blockWidthParam = priceOnly(
  integer(
    { min: 1, max: 4096 },
    "elements of a query for which the block's store is built; of wider heads it holds fewer rows",
  ).prefault(128),
);

interface Block {
  /** Rows of the block, and elements of each. */
  readonly rows: number;
  readonly width: number;
  /** Of an element of a query, and of one of its running output. */
  readonly format: Pick<NumberFormat, "wordBits" | "accumulatorBits">;
  /** Products that are summed in the units before a running output is read, added to and written. */
  readonly summed: number;
}

/** Area (m²) and leakage (W) of the store, and its energy (J) a multiply-accumulate, the mean of both products. */
export function blockStore(
  { rows, width, format: { wordBits, accumulatorBits }, summed }: Block,
  technology: TechnologyNode,
  k: Numbers<typeof BLOCK_STORE>,
): { readonly area: number; readonly leakage: number; readonly perMac: number } {
  const base = nanometres(28);
  const bits = rows * (width * (wordBits + accumulatorBits) + LOG_SUM_BITS);
  const scale = technology.energyFactor("sram", base);
  const size = power(bits / 8 / REFERENCE_CAPACITY, k.exponent) * scale;
  return {
    area: ((bits * k.cell) / k.efficiency) * technology.areaFactor("sram", base),
    leakage: bits * k.cellLeakage * scale,
    // One of the two products adds to running outputs.
    perMac: ((accumulatorBits / summed) * (k.read + k.write) * size) / 2,
  };
}

/**
 * Rows of a block that are taken at once, of `most` that the store holds, by an array that takes `rows` at a time: whole turns of the
 * array, where the part of one that is left over would hold it up.
 */
export function blockRowsOf(most: number, rows: number): number {
  const whole = Math.floor(most / rows) * rows;
  // A block has as many keys as queries, and both are cut.
  const use = most / (Math.ceil(most / rows) * rows);
  return whole >= most * use ** 2 && whole > 0 ? whole : most;
}

/** Rows of a block of queries of some width that the store of an array holds. */
export const blockRowsAt = (
  { blockRows, blockWidth }: { readonly blockRows: number; readonly blockWidth?: number },
  width: number,
): number =>
  blockWidth === undefined || width <= blockWidth
    ? blockRows
    : Math.max(1, Math.floor((blockRows * blockWidth) / width));
