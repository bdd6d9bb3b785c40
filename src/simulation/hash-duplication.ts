import { randomBuckets, secondArray } from "../attention/control-hashers.ts";
import type { HashCode } from "../attention/hash-code.ts";
import type { Hasher } from "../attention/hasher.ts";
import { drawProjections, projectionHasher } from "../attention/projection-hasher.ts";
import { routeRound, sees } from "../attention/routing.ts";
import type { Dense } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import { type Estimate, estimate } from "../base/statistics.ts";
import type { Design } from "../design/design.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import { countingOrder } from "../peripherals/digital/counting-sorter.ts";
import { crossbarHasher } from "./crossbar-hasher.ts";
import { duplicatedVectors } from "./duplication.ts";
import type { Kernels } from "./kernels.ts";
import { programSet } from "./programmed-set.ts";

/** Ways to hash that are compared. */
export const DUPLICATION_ARMS = ["memristor", "software", "second-array", "random-buckets"] as const;
export type DuplicationArm = (typeof DUPLICATION_ARMS)[number];

/** How often a duplicated token's partner lies in the window of at least one of the first r rounds. */
export interface DuplicationCurve {
  readonly length: number;
  readonly chunk: number;
  readonly buckets: number;
  /** 1, 2, 4, … up to the workload's rounds. */
  readonly rounds: readonly number[];
  readonly hits: Readonly<Record<DuplicationArm, readonly Estimate[]>>;
}

/** Tokens of the task. */
const LENGTH = 1024;

/** The constructed duplication task through the design's hash and its controls, over array samples; only `arms` are run. */
export function measureDuplication(
  design: Design,
  workload: Workload,
  arrays: number,
  rng: Rng,
  kernels?: Kernels,
  arms: readonly DuplicationArm[] = DUPLICATION_ARMS,
): DuplicationCurve {
  const { attention } = workload;
  const code = hashCodeOf(attention, LENGTH);
  const rounds = Array.from({ length: Math.floor(Math.log2(code.rounds)) + 1 }, (_, k) => 2 ** k);
  if (rounds[rounds.length - 1] !== code.rounds) rounds.push(code.rounds);
  const shares = duplicationShares(design, workload, { length: LENGTH, arrays, arms }, rng, kernels);
  const curve = (arm: DuplicationArm): Estimate[] =>
    rounds.map((r) => estimate(shares[arm].map((share) => share[r - 1])));
  return {
    length: LENGTH,
    chunk: attention.chunk,
    buckets: code.buckets,
    rounds,
    hits: Object.fromEntries(arms.map((arm) => [arm, curve(arm)])) as Record<DuplicationArm, Estimate[]>,
  };
}

/** Which part of the task is run: tokens, array samples and ways to hash. */
export interface DuplicationTask {
  readonly length: number;
  readonly arrays: number;
  readonly arms: readonly DuplicationArm[];
}

/**
 * Share of partners found in the first r rounds, r = 1 … rounds, by array sample of each arm. Designs that differ in
 * their noise alone get the same tasks and arrays from one `rng`, so that their samples are pairs.
 */
export function duplicationShares(
  design: Design,
  workload: Workload,
  { length, arrays, arms }: DuplicationTask,
  rng: Rng,
  kernels?: Kernels,
): Readonly<Record<DuplicationArm, readonly Float64Array[]>> {
  const { attention, headWidth } = workload;
  const code = hashCodeOf(attention, length);
  const shares = Array.from({ length: arrays }, (_, n) => {
    const stream = rng.fork("duplication").fork(n);
    const tokens = duplicatedVectors(length, headWidth, stream.fork("task"));
    const hasherOf = hashers(design, code, headWidth, stream, kernels);
    return (arm: DuplicationArm) => hitShares(hasherOf(arm), tokens, code, attention);
  });
  return Object.fromEntries(arms.map((arm) => [arm, shares.map((of) => of(arm))])) as Record<
    DuplicationArm,
    Float64Array[]
  >;
}

/** Each arm's hasher on one array sample, made when it is asked for. */
function hashers(design: Design, code: HashCode, width: number, stream: Rng, kernels: Kernels | undefined) {
  const projections = drawProjections(code, width, stream.fork("projections"));
  const array = (name: string): Hasher =>
    crossbarHasher(
      design,
      programSet(design, projections, stream.fork(name), kernels),
      code,
      stream.fork(`${name} reads`),
      { kernels },
    );
  return (arm: DuplicationArm): Hasher => {
    switch (arm) {
      case "memristor":
        return array("array");
      case "software":
        return projectionHasher(projections, code);
      case "second-array":
        return secondArray(array("array"), array("second array"));
      case "random-buckets":
        return randomBuckets(code, stream.fork("random"));
    }
  };
}

/** Share of second-half tokens whose partner was seen in the first r rounds, for r = 1 … rounds. */
function hitShares(
  hash: Hasher,
  tokens: Dense,
  code: HashCode,
  { chunk, lookBack }: Workload["attention"],
): Float64Array {
  const half = tokens.rows / 2;
  const keys = hash(tokens, "key");
  const queries = hash(tokens, "query");
  const found = new Uint8Array(half);
  const shares = new Float64Array(code.rounds);
  for (let round = 0; round < code.rounds; round++) {
    const slice = (ids: Int32Array) => ids.subarray(round * tokens.rows, (round + 1) * tokens.rows);
    const route = routeRound(slice(queries), slice(keys), { buckets: code.buckets, chunk }, countingOrder);
    for (let t = 0; t < half; t++)
      if (sees(route.queryChunk[t + half], route.keyChunk[t], route.chunks, lookBack)) found[t] = 1;
    shares[round] = found.reduce((sum, x) => sum + x, 0) / half;
  }
  return shares;
}
