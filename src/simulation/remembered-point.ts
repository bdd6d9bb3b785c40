import { BoundedMap, type Instance } from "#base";
import { columnPlan, rememberedChains } from "#crossbar-arrays";
import type { Design } from "../design/design.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { Activations, HeadPlace } from "./activations.ts";
import type { Kernels } from "./kernels.ts";
import { firstArray, levelMoments, type MomentsOf, operatingPointOf, solveArray } from "./operating-point.ts";

/** Cache limits: a point is three numbers and its key; moments and solved arrays are head-width matrices. */
const MOST_POINTS = 100_000;
const MOST_MOMENTS = 256;

/** Bytes of cached arrays (64 × 128: 2 000 programmed, 4 000 solved) and tile chains (3 700 columns). */
const ARRAY_BYTES = 128e6;
const CHAIN_BYTES = 384e6;

/** Most word lines of a cached array. */
const KEPT_LINES = 128;

/** Operating points of designs under activations. */
export type PointsOf = (activations: Activations, design: Design, workload: Workload) => OperatingPoint;

/**
 * Cached `solveOperatingPoint`: designs that agree in everything that a solve reads share its result. Of the
 * workload it uses the widths of head and layer and the projections of the first array. Activations of other
 * lengths drive the same arrays, which are solved once.
 */
export function rememberedPointsOf(kernels: Kernels | undefined): PointsOf {
  const identities = createIdentities();
  const momentsOf: MomentsOf = rememberedReads(
    levelMoments,
    (_, heads) => `${identities(heads[0])} ${heads.length}`,
    MOST_MOMENTS,
  );
  const chains = rememberedChains(CHAIN_BYTES);
  const keyOfArray = (design: Design, workload: Workload, width: number, head: HeadPlace): string =>
    `${projectionsOf(design, workload)} ${width} ${head.layer}/${head.head}/${head.kvHead}`;
  const programmedOf = rememberedReads(
    firstArray,
    keyOfArray,
    ARRAY_BYTES,
    ({ cells }) => cells.conductance.byteLength,
  );
  const remembered = rememberedReads(
    (...[design, workload, width, head, own]: Parameters<typeof solveArray>) =>
      solveArray(design, workload, width, head, own, { chains, programmedOf }),
    keyOfArray,
    ARRAY_BYTES,
    ({ delivered }) => delivered.data.byteLength,
  );
  const arrayOf: typeof solveArray = (design, workload, width, ...rest) =>
    (width > KEPT_LINES ? solveArray : remembered)(design, workload, width, ...rest);
  const pointOf = rememberedReads(
    (design: Design, activations: Activations, workload: Workload) =>
      operatingPointOf(design, workload, activations, kernels, { momentsOf, arrayOf }),
    (design, activations, workload) =>
      `${identities(activations)} ${projectionsOf(design, workload)} ${workload.headWidth} ${workload.model?.modelWidth}`,
    MOST_POINTS,
  );
  return (activations, design, workload) => pointOf(design, activations, workload);
}

/** `rememberedPointsOf` for fixed activations. */
export function rememberedPoints(
  activations: Activations,
  kernels: Kernels | undefined,
): (design: Design, workload: Workload) => OperatingPoint {
  const pointsOf = rememberedPointsOf(kernels);
  return (design, workload) => pointsOf(activations, design, workload);
}

/** Projections on the first array. */
function projectionsOf({ hashing: { array } }: Design, { attention, length }: Workload): number {
  const { rounds, columns } = hashCodeOf(attention, length);
  return Math.min(rounds * columns, columnPlan(array.pairing, array.columns).outputs);
}

/**
 * Text that identifies a value: numbers and strings as they are, components by their content (a search binds
 * equal ones again and again), other objects by a unique number.
 */
type Identities = (value: unknown) => string;

function createIdentities(): Identities {
  const texts = new WeakMap<object, string>();
  let next = 0;
  return (value) => {
    if (typeof value !== "object" || value === null) return `${typeof value}:${String(value)}`;
    let text = texts.get(value);
    if (text === undefined) {
      text = componentText(value) || `#${next++}`;
      texts.set(value, text);
    }
    return text;
  };
}

const componentText = (value: object): string =>
  "keyWithout" in value && typeof value.keyWithout === "function" ? (value as Instance).keyWithout() : "";

/**
 * Caches a function of designs and shares a result between designs that agree in everything it reads. Reads
 * are observed, not declared: the function runs on a proxy that notes its keys. The values of all keys that
 * any call has read, and `keyOfRest`, are the cache key; designs with equal values there take the same path.
 * Errors are cached too. Results of a total size above `most`, by default their number, are dropped in part.
 */
export function rememberedReads<Rest extends readonly unknown[], Result>(
  compute: (design: Design, ...rest: Rest) => Result,
  keyOfRest: (design: Design, ...rest: Rest) => string,
  most: number,
  sizeOf: (result: Result) => number = () => 1,
): (design: Design, ...rest: Rest) => Result {
  const keys = new Set<string>();
  const identities = createIdentities();
  const known = new BoundedMap<string, { readonly result: Result } | { readonly error: unknown }>(most);
  const keyOf = (design: Design, rest: Rest): string => {
    let text = keyOfRest(design, ...rest);
    for (const key of keys) text += ` ${identities(valueAt(design, key))}`;
    return text;
  };
  return (design, ...rest) => {
    let found = known.get(keyOf(design, rest));
    if (found === undefined) {
      const before = keys.size;
      try {
        found = { result: compute(observed(design, keys), ...rest) };
      } catch (error) {
        found = { error };
      }
      // A newly read key may distinguish designs whose results were shared until now.
      if (keys.size > before) known.clear();
      known.set(keyOf(design, rest), found, "result" in found ? sizeOf(found.result) : 1);
    }
    if ("error" in found) throw found.error;
    return found.result;
  };
}

/** A noted key is `d`, `h` or `a` (the design, its hashing, its array) followed by the key itself. */
function valueAt(design: Design, noted: string): unknown {
  const owner = noted[0] === "d" ? design : noted[0] === "h" ? design.hashing : design.hashing.array;
  return (owner as unknown as Readonly<Record<string, unknown>>)[noted.slice(1)];
}

/** The design as a proxy that notes reads of it, its hashing and its array. */
function observed(design: Design, keys: Set<string>): Design {
  const noting = <T extends object>(target: T, mark: string, part: string, inner: object | null): T =>
    new Proxy(target, {
      get(of, key) {
        if (key === part) return inner;
        if (typeof key === "string") keys.add(mark + key);
        return Reflect.get(of, key) as unknown;
      },
    });
  const array = noting(design.hashing.array, "a", "", null);
  return noting(design, "d", "hashing", noting(design.hashing, "h", "array", array));
}
