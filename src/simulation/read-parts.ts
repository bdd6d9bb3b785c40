import { type Dense, dense } from "../base/dense.ts";
import { rowBlocks } from "../design/array-design.ts";
import type { Design } from "../design/design.ts";
import { encodingOf } from "../design/encoding.ts";
import type { ReadPhase } from "../peripherals/converters/input-encoding.ts";

/** One read on behalf of a vector: a phase of its encoding, over the word lines of a row block. */
export interface ReadPart extends ReadPhase {
  /** Level that the part sees for an input of 0. */
  readonly baseline: number;
  /** Word lines that are driven, from first to last, the last one excluded. */
  readonly first: number;
  readonly last: number;
}

/**
 * The parts in which a vector of `width` elements is read: the phases of its encoding, each over all rows at once, or
 * block by block where the readouts of row blocks are digitised and added.
 */
export function readParts(design: Design, width: number): ReadPart[] {
  const { array } = design.hashing;
  const { phases, baseline } = encodingOf(design);
  const blocks = array.rowSplit === "digital" ? rowBlocks(array, width) : 1;
  return phases.flatMap((phase, n) =>
    Array.from({ length: blocks }, (_, block) => ({
      ...phase,
      baseline: baseline[n],
      first: blocks === 1 ? 0 : block * array.rows,
      last: blocks === 1 ? width : Math.min(width, (block + 1) * array.rows),
    })),
  );
}

/** Levels with those of word lines outside the part at zero. */
export function drivenIn(levels: Dense, { first, last }: ReadPart): Dense {
  if (first === 0 && last === levels.columns) return levels;
  return dense(
    levels.rows,
    levels.columns,
    levels.data.map((x, k) => (k % levels.columns >= first && k % levels.columns < last ? x : 0)),
  );
}
