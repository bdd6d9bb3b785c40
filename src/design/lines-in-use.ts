// The part of an array's lines that a workload uses: the load of drivers and input stages.

import { columnPlan, type LineReach } from "#crossbar-arrays";
import { type ArrayDesign, isTiled } from "./array-design.ts";
import type { Design } from "./design.ts";
import { hashCodeOf, type Workload } from "./workload.ts";

/** Projections of a set in the same arrays: all rounds in parallel, folded ones of all heads of a layer. */
export function pairsOfSet({ hashing }: Pick<Design, "hashing">, workload: Workload): number {
  const { heads, kvHeads, attention } = workload;
  const { rounds, columns } = hashCodeOf(attention, workload.length);
  const sharing = attention.sharedQK ? kvHeads : heads + kvHeads;
  return rounds * columns * (hashing.folding === "none" ? 1 : sharing);
}

/** Projections of an array, without its spare columns. */
export const pairsOfArray = ({ pairing, columns, spares }: ArrayDesign): number =>
  columnPlan(pairing, columns).outputs - spares;

/** Bit lines of the tiles with the first `pairs` projections of an array, and its dummy column. */
export function connectedColumns(array: ArrayDesign, pairs: number): number {
  const { columns, tileColumns, pairing } = array;
  if (!isTiled(array)) return columns;
  const used = pairing === "differential" ? 2 * pairs : pairs;
  const joined = Math.min(columns, Math.ceil(used / tileColumns) * tileColumns);
  const last = columns - Math.floor((columns - 1) / tileColumns) * tileColumns;
  return pairing === "reference-column" && joined < columns ? Math.min(columns, joined + last) : joined;
}

/**
 * Length of the global lines of a workload's fullest array, cells: they end after the last connected tile. A
 * dummy column is the array's last; lines of a one-tile array are whole.
 */
export function linesInUse({ hashing }: Pick<Design, "hashing">, workload: Workload): LineReach {
  const { array } = hashing;
  const { rows, columns, tileRows } = array;
  if (!isTiled(array)) return { rows, columns };
  const width =
    hashing.folding === "none" ? workload.headWidth : (workload.model?.modelWidth ?? workload.headWidth);
  const pairs = Math.min(pairsOfArray(array), pairsOfSet({ hashing }, workload));
  return {
    rows: Math.min(rows, Math.ceil(width / tileRows) * tileRows),
    columns: array.pairing === "reference-column" ? columns : connectedColumns(array, pairs),
  };
}
