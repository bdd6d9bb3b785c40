import { type Dense, dense, type Estimate, estimate, normals, type Rng, row } from "#base";
import {
  drawProjections,
  type HashCode,
  type Hasher,
  projectionHasher,
  randomBuckets,
} from "../attention/hash-code.ts";
import { routeRound, sees } from "../attention/routing.ts";
import type { Design } from "../design/design.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import { countingOrder } from "../peripherals/sorter/counting.ts";
import type { Activations, HeadActivations } from "./activations.ts";
import { crossbarHasher } from "./hashers.ts";
import type { Kernels } from "./kernels.ts";
import { type ProgrammedSet, programSet } from "./programmed-set.ts";
import { type HashVariant, VARIANTS } from "./variants.ts";

/** Cosine between a vector of the second half and its partner in the first. */
const PARTNER_COSINE = 0.8;
/** Logit of a vector with itself; a partner's is 0.8 times that, a stranger's near 0. */
const TEMPERATURE = 20;

/**
 * Constructed duplication: random unit vectors in the first half, each repeated at cosine 0.8 in the second,
 * so that the partner of position t + L/2 is t. tokens × width. Needs no model and works at any length.
 */
export function duplicatedVectors(length: number, width: number, rng: Rng): Dense {
  const tokens = dense(length, width);
  const half = Math.floor(length / 2);
  for (let t = 0; t < length - half; t++) row(tokens, t).set(unit(normals(width, rng)));
  for (let t = 0; t < half; t++) {
    const original = row(tokens, t);
    const noise = unit(normals(width, rng));
    const blend = original.map((x, c) => PARTNER_COSINE * x + Math.sqrt(1 - PARTNER_COSINE ** 2) * noise[c]);
    row(tokens, t + length - half).set(unit(blend));
  }
  return tokens;
}

function unit(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return vector.map((x) => x / norm);
}

/** The task as activations with shared queries and keys, scaled for logits of q · k / √d. */
export function duplicationActivations(
  size: {
    readonly layers: number;
    readonly heads: number;
    readonly headWidth: number;
    readonly length: number;
  },
  rng: Rng,
): Activations {
  const { length, headWidth } = size;
  const scale = Math.sqrt(TEMPERATURE * Math.sqrt(headWidth));
  const heads = Array.from({ length: size.layers * size.heads }, (_, n): HeadActivations => {
    const layer = Math.floor(n / size.heads);
    const head = n % size.heads;
    const stream = rng.fork(`layer ${layer} head ${head}`);
    const vectors = duplicatedVectors(length, headWidth, stream.fork("vectors"));
    for (let i = 0; i < vectors.data.length; i++) vectors.data[i] *= scale;
    const v = dense(length, headWidth, normals(length * headWidth, stream.fork("values")));
    return { layer, head, kvHead: head, q: vectors, k: vectors, v };
  });
  return {
    model: "duplication",
    description:
      "Constructed duplication: each token of the second half repeats one of the first at cosine 0.8.",
    length,
    headWidth,
    heads,
    keyMeans: new Map(),
  };
}

/** Compared hash variants. */
export const DUPLICATION_VARIANTS = [
  "memristor",
  "software",
  "second-array",
  "random-buckets",
] as const satisfies readonly HashVariant[];
export type DuplicationVariant = (typeof DUPLICATION_VARIANTS)[number];

/** Share of duplicated tokens whose partner is in the window of at least one of the first r rounds. */
export interface DuplicationCurve {
  readonly length: number;
  readonly chunk: number;
  readonly buckets: number;
  /** 1, 2, 4, … up to the workload's rounds. */
  readonly rounds: readonly number[];
  readonly hits: Readonly<Record<DuplicationVariant, readonly Estimate[]>>;
}

/** Tokens of the task. */
const LENGTH = 1024;

/** Runs the duplication task on the design's hash and its controls over array samples; only `variants`. */
export function measureDuplication(
  design: Design,
  workload: Workload,
  arrays: number,
  rng: Rng,
  kernels?: Kernels,
  variants: readonly DuplicationVariant[] = DUPLICATION_VARIANTS,
): DuplicationCurve {
  const { attention } = workload;
  const code = hashCodeOf(attention, LENGTH);
  const rounds = Array.from({ length: Math.floor(Math.log2(code.rounds)) + 1 }, (_, k) => 2 ** k);
  if (rounds[rounds.length - 1] !== code.rounds) rounds.push(code.rounds);
  const shares = duplicationShares(design, workload, { length: LENGTH, arrays, variants }, rng, kernels);
  const curve = (variant: DuplicationVariant): Estimate[] =>
    rounds.map((r) => estimate(shares[variant].map((share) => share[r - 1])));
  return {
    length: LENGTH,
    chunk: attention.chunk,
    buckets: code.buckets,
    rounds,
    hits: Object.fromEntries(variants.map((variant) => [variant, curve(variant)])) as Record<
      DuplicationVariant,
      Estimate[]
    >,
  };
}

/** Size of the task: tokens, array samples and hash variants. */
export interface DuplicationTask {
  readonly length: number;
  readonly arrays: number;
  readonly variants: readonly DuplicationVariant[];
}

/**
 * Share of partners found in the first r rounds, r = 1 … rounds, by variant and array sample. Designs that
 * differ only in noise get the same tasks and arrays from one `rng`, so that their samples are pairs.
 */
export function duplicationShares(
  design: Design,
  workload: Workload,
  { length, arrays, variants }: DuplicationTask,
  rng: Rng,
  kernels?: Kernels,
): Readonly<Record<DuplicationVariant, readonly Float64Array[]>> {
  const shares = Array.from({ length: arrays }, (_, n) => {
    const sharesOf = duplicationSample(design, workload, length, rng.fork("duplication").fork(n), kernels);
    return variants.map((variant) => sharesOf(variant, design));
  });
  return Object.fromEntries(
    variants.map((variant, k) => [variant, shares.map((sample) => sample[k])]),
  ) as Record<DuplicationVariant, Float64Array[]>;
}

/** One array sample with its task: hit shares of each variant; arrays are programmed on first use. */
export function duplicationSample(
  programmed: Design,
  workload: Workload,
  length: number,
  stream: Rng,
  kernels: Kernels | undefined,
): (variant: DuplicationVariant, design: Design) => Float64Array {
  const { attention, headWidth } = workload;
  const code = hashCodeOf(attention, length);
  const tokens = duplicatedVectors(length, headWidth, stream.fork("task"));
  const projections = drawProjections(code, headWidth, stream.fork("projections"));
  const sets = new Map<string, ProgrammedSet>();
  const array = (name: string, design: Design): Hasher => {
    const set = sets.get(name) ?? programSet(programmed, projections, stream.fork(name), kernels);
    sets.set(name, set);
    return crossbarHasher(design, set, code, stream.fork(`${name} reads`), { kernels });
  };
  const hasherOf = (variant: DuplicationVariant, design: Design): Hasher =>
    VARIANTS[variant].make({
      memristor: (set) => array(set, design),
      software: () => sameForBoth(projectionHasher(projections, code)),
      random: () => randomBuckets(code, stream.fork("random")),
    });
  return (variant, design) => hitShares(hasherOf(variant, design), tokens, code, attention);
}

/** Computes ids once for queries and keys that are the same vectors, for a noise-free hash. */
function sameForBoth(hash: Hasher): Hasher {
  let known: { readonly vectors: Dense; readonly ids: Int32Array } | null = null;
  return (vectors, role) => {
    if (known?.vectors !== vectors) known = { vectors, ids: hash(vectors, role) };
    return known.ids;
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
