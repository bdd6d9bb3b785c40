import { columnMeans, type Dense, dense, dot } from "../../base/dense.ts";
import type { LanguageModelPlan } from "../../design/config.ts";
import { centred } from "../../simulation/activations.ts";
import { type Rotary, rotaryTables } from "../decoder.ts";
import type { HeadActivations } from "../forward.ts";
import { unrotated } from "../unrotated.ts";

/** What is hashed of a head, and its preparation. */
export interface HashedPlan extends Pick<LanguageModelPlan, "lift" | "hashed"> {
  readonly centreKeys: boolean;
  readonly rotary: Rotary | null;
}

/** Fixed statistics of one head from unscored text; they do not depend on the sequence being scored. */
export interface HeadCalibration {
  /** Mean key; null if keys are not centred. */
  readonly keyMean: Float64Array | null;
  /** M_Q² + M_K², squares of the largest norms; 0 without a lift. */
  readonly reach: number;
  /** Hashed vectors of the calibration text, which set the full scale of converters. */
  readonly vectors: HashedVectors;
}

export interface HashedVectors {
  readonly query: Dense;
  readonly key: Dense;
}

/** Columns that a lift adds to a head's vectors. */
export const liftedColumns = (lift: HashedPlan["lift"]): number => (lift === "none" ? 0 : 2);

export function calibrateHead(head: HeadActivations, plan: HashedPlan): HeadCalibration {
  const { q, k } = beforeLift(head, plan);
  const keyMean = plan.centreKeys ? columnMeans(k) : null;
  const keys = keyMean === null ? k : centred(k, keyMean);
  const reach = plan.lift === "none" ? 0 : largestSquare(q) + largestSquare(keys);
  return { keyMean, reach, vectors: hashedVectors(head, plan, { keyMean, reach }) };
}

/**
 * The vectors of a head as its hash gets them, tokens × (width + lift). Keys are centred before the lift
 * XBOX+ of SMYRF [daras-2020]: k ↦ [k; √(M_Q² + M_K² − ‖k‖²); 0] and q ↦ [q; 0; √(M_Q² + M_K² − ‖q‖²)]; all
 * norms become equal, so angles order pairs by inner product. Longer vectors than calibrated get no lift.
 */
export function hashedVectors(
  head: HeadActivations,
  plan: HashedPlan,
  { keyMean, reach }: Pick<HeadCalibration, "keyMean" | "reach">,
): HashedVectors {
  const { q, k } = beforeLift(head, plan);
  const keys = keyMean === null ? k : centred(k, keyMean);
  return plan.lift === "none"
    ? { query: q, key: keys }
    : { query: lifted(q, reach, 1), key: lifted(keys, reach, 0) };
}

function beforeLift({ q, k }: HeadActivations, plan: HashedPlan): { q: Dense; k: Dense } {
  if (plan.hashed === "after-positions") return { q, k };
  const query = beforePositions(q, plan.rotary);
  return { q: query, k: q === k ? query : beforePositions(k, plan.rotary) };
}

/** Undoes the rotation. It keeps norms, so a key scaled after it equals the scaled key before it. */
function beforePositions(head: Dense, rotary: Rotary | null): Dense {
  if (rotary === null) return head;
  const { rows, columns: width } = head;
  const { cos, sin } = rotaryTables(rotary, rows);
  const rotation = { pairs: rotary.pairs, halves: rotary.layout === "halves", cosines: cos, sines: sin };
  const turned = unrotated({ rows, width, data: Float32Array.from(head.data) }, (t) => t, rotation);
  return dense(rows, width, Float64Array.from(turned));
}

const squareOf = (x: Dense, i: number): number =>
  dot(x.data, i * x.columns, x.data, i * x.columns, x.columns);

function largestSquare(x: Dense): number {
  let largest = 0;
  for (let i = 0; i < x.rows; i++) largest = Math.max(largest, squareOf(x, i));
  return largest;
}

function lifted(x: Dense, reach: number, column: 0 | 1): Dense {
  const width = x.columns + 2;
  const out = dense(x.rows, width);
  for (let i = 0; i < x.rows; i++) {
    out.data.set(x.data.subarray(i * x.columns, (i + 1) * x.columns), i * width);
    out.data[i * width + x.columns + column] = Math.sqrt(Math.max(0, reach - squareOf(x, i)));
  }
  return out;
}
