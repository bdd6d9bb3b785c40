import { UnknownError } from "../../base/errors.ts";
import { rowBlocks } from "../../design/array-design.ts";
import type { Design } from "../../design/design.ts";
import { hashOf, type Workload } from "../../design/workload.ts";
import type { HashDistortion } from "./hash-distortion.ts";
import { MOST_LARGE_POWER } from "./hash-law.ts";

/** Mean square that all projections share beyond the sum of the inputs, over their own, up to which it may be left out. */
const MOST_UNEXPLAINED = 0.04;

/** Spread of the projections' mean squares, and offset or noise of the readout, above which the one makes the other uneven. */
const MOST_SPREAD = 0.75;
const MOST_READOUT = 0.25;

/** Offset over a projection's deviation: beyond, few bits move at all, and arrays differ by more than the bar. */
const MOST_OFFSET = 4;

/** Rounds beyond those of a table over its own, to which the distribution of hit probabilities is trusted. */
export const MOST_EXTRAPOLATION = 4;

/** Bounds where the largest projection decides: rare large ones, and far ones behind wires, shape buckets more than signs. */
const MOST_LARGE_POWER_OF_LARGEST = 0.75;
const MOST_SPREAD_OF_LARGEST = 1.5;

/** Refuses what the estimate's model does not hold. Throws UnknownError. */
export function checkDesign({ hashing }: Design, { phase, attention }: Workload, width: number): void {
  const { array, encoding, folding } = hashing;
  const { surrogate, title } = hashOf(attention);
  if (surrogate === null) refuse(title, "its table of hits would depend on the scale of each vector");
  if (phase === "decode") refuse("a decode", "bucket lists are not chunks");
  if (folding !== "none") refuse("folded projections", "each role has arrays of its own");
  if (encoding === "bit-serial") refuse("bits one by one", "each bit is digitised by itself");
  if (array.openLines > 0 || array.shortedLines > 0)
    refuse("line faults", "faulty projections are not of one kind");
  if (array.rowSplit === "digital" && rowBlocks(array, width) > 1)
    refuse("row blocks added digitally", "each block is digitised by itself");
}

/** Refuses devices and wires whose hash is not that of Gaussian projections with noise. Throws UnknownError. */
export function checkDistortion({ unexplained, law }: HashDistortion, { attention }: Workload): void {
  const takesLargest = hashOf(attention).surrogate === "largest";
  if (law.largePower > (takesLargest ? MOST_LARGE_POWER_OF_LARGEST : MOST_LARGE_POWER))
    refuse("devices of such small spread", "projections without a stuck cell have next to no signal");
  if (takesLargest && law.spread > MOST_SPREAD_OF_LARGEST)
    refuse("a largest projection behind these wires", "far projections are much smaller than near ones");
  if (law.offset > MOST_OFFSET)
    refuse("such offsets", `they are ${law.offset.toPrecision(2)} times the deviation of a projection`);
  const readout = Math.max(law.offset, law.noise * Math.sqrt(law.absoluteShare));
  if (law.spread > MOST_SPREAD && readout > MOST_READOUT)
    refuse(
      "this readout behind these wires",
      `offset or noise is ${readout.toPrecision(2)} of a mean projection, and far ones are much smaller`,
    );
  if (unexplained > MOST_UNEXPLAINED)
    refuse(
      "this pairing on these wires",
      `projections share ${Math.round(100 * unexplained)} % of their own power beyond the sum of the inputs`,
    );
}

function refuse(what: string, why: string): never {
  throw new UnknownError(`estimate: no model of ${what} (${why})`);
}
