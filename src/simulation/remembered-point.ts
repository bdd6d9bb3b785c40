import { rememberedChains } from "../arrays/driven-lines.ts";
import { columnPlan } from "../arrays/programmed-array.ts";
import type { Instance } from "../base/component.ts";
import type { Design } from "../design/design.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { Activations, HeadPlace } from "./activations.ts";
import type { Kernels } from "./kernels.ts";
import { firstArray, levelMoments, type MomentsOf, operatingPointOf, solveArray } from "./operating-point.ts";

/** Results that are kept: a point is three numbers and its key, moments and solved arrays are matrices of the head's width. */
const MOST_POINTS = 100_000;
const MOST_MOMENTS = 256;

/** Bytes of solved arrays and of chains of tiles that are kept: a thousand arrays of 64 × 128 as made, twice as many as solved, and 2 500 columns of tiles. */
const ARRAY_BYTES = 64e6;
const CHAIN_BYTES = 256e6;

/** Word lines of the widest arrays that are kept. */
const KEPT_LINES = 128;

/** Operating points of designs under activations. */
export type PointsOf = (activations: Activations, design: Design, workload: Workload) => OperatingPoint;

/**
 * `solveOperatingPoint` of designs over and over: those that agree in everything that a solve reads share its result. Of
 * the workload it takes the widths of a head and of a layer, and as many projections as the first array holds. Activations
 * of other lengths drive the same arrays, which are solved once.
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

/** The same under activations that stay. */
export function rememberedPoints(
  activations: Activations,
  kernels: Kernels | undefined,
): (design: Design, workload: Workload) => OperatingPoint {
  const pointsOf = rememberedPointsOf(kernels);
  return (design, workload) => pointsOf(activations, design, workload);
}

/** Projections that the first array holds. */
function projectionsOf({ hashing: { array } }: Design, { attention, length }: Workload): number {
  const { rounds, columns } = hashCodeOf(attention, length);
  return Math.min(rounds * columns, columnPlan(array.pairing, array.columns).outputs);
}

/**
 * A text for each value: numbers and words as they are, components by what they are (a search over designs binds the same
 * one again and again), other equal objects by a number of their own.
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
 * A function of designs that shares its results between designs which agree in everything that it reads. What is read
 * is observed, not listed: it runs on a design that notes its keys, and results are known by the values of all
 * keys that any run has read, and by `rest` for what else it takes. Two designs with the same values of them take the
 * same way through the function. What it throws is remembered as well; results of more than `most` in size, which is their
 * number unless given, are all forgotten.
 */
export function rememberedReads<Rest extends readonly unknown[], Result>(
  compute: (design: Design, ...rest: Rest) => Result,
  keyOfRest: (design: Design, ...rest: Rest) => string,
  most: number,
  sizeOf: (result: Result) => number = () => 1,
): (design: Design, ...rest: Rest) => Result {
  let size = 0;
  const keys = new Set<string>();
  const identities = createIdentities();
  const known = new Map<string, { readonly result: Result } | { readonly error: unknown }>();
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
      // A key that no run had read before tells results apart that were one until now.
      if (keys.size > before || size >= most) {
        known.clear();
        size = 0;
      }
      size += "result" in found ? sizeOf(found.result) : 1;
      known.set(keyOf(design, rest), found);
    }
    if ("error" in found) throw found.error;
    return found.result;
  };
}

/** A noted key is `d`, `h` or `a` (the design, its hashing, its array) and the key itself. */
function valueAt(design: Design, noted: string): unknown {
  const owner = noted[0] === "d" ? design : noted[0] === "h" ? design.hashing : design.hashing.array;
  return (owner as unknown as Readonly<Record<string, unknown>>)[noted.slice(1)];
}

/** The design with notes of what is read of it, of its hashing and of its array. */
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
