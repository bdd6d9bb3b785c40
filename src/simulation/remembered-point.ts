import { columnPlan } from "../arrays/column-plan.ts";
import type { Design } from "../design/design.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";
import type { Activations } from "./activations.ts";
import type { Kernels } from "./kernels.ts";
import { solveOperatingPoint } from "./operating-point.ts";

export type PointOf = (design: Design, workload: Workload) => OperatingPoint;

/** Operating points that are kept; each is three numbers and its key. */
const MOST_KEPT = 100_000;

/**
 * `solveOperatingPoint` of designs over and over: designs that agree in everything that a solve reads share its result. What is
 * read is observed, not listed: solves run on a design that notes its keys, and results are known by the
 * values of all keys that any solve has read. Two designs with the same values of them take the same way through
 * the solve. Of the workload a solve takes the head width and the number of projections of the first array.
 * `beforeSolve` is called for each design that is solved, and may throw. A refusal is remembered too.
 */
export function rememberedPoints(
  activations: Activations,
  kernels: Kernels | undefined,
  beforeSolve: (design: Design, workload: Workload) => void = () => {},
): PointOf {
  const keys = new Set<string>();
  const identities = createIdentities();
  const known = new Map<string, { readonly point: OperatingPoint } | { readonly error: unknown }>();
  return (design, workload) => {
    const key = keyOf(design, workload, keys, identities);
    const found = known.get(key);
    if (found !== undefined) {
      if ("error" in found) throw found.error;
      return found.point;
    }
    const before = keys.size;
    let result: { readonly point: OperatingPoint } | { readonly error: unknown };
    try {
      beforeSolve(design, workload);
      result = { point: solveOperatingPoint(observed(design, keys), workload, activations, kernels) };
    } catch (error) {
      result = { error };
    }
    // A key that no solve had read before tells results apart that were one until now.
    if (keys.size > before || known.size >= MOST_KEPT) known.clear();
    known.set(keyOf(design, workload, keys, identities), result);
    if ("error" in result) throw result.error;
    return result.point;
  };
}

function keyOf(
  design: Design,
  workload: Workload,
  keys: ReadonlySet<string>,
  identities: (value: unknown) => string,
): string {
  const { rounds, columns } = hashCodeOf(workload.attention, workload.length);
  const { pairing, columns: lines } = design.hashing.array;
  const outputs = Math.min(rounds * columns, columnPlan(pairing, lines).outputs);
  let text = `${workload.headWidth} ${outputs}`;
  for (const key of keys) {
    const from = key[0] === "a" ? design.hashing.array : key[0] === "h" ? design.hashing : design;
    text += ` ${identities((from as unknown as Record<string, unknown>)[key.slice(1)])}`;
  }
  return text;
}

/** The design with notes of what is read of it, of its hashing and of its array: `d`, `h` or `a` and the key. */
function observed(design: Design, keys: Set<string>): Design {
  const noting = <T extends object>(target: T, mark: string): T =>
    new Proxy(target, {
      get(of, key) {
        const isPart = (mark === "d" && key === "hashing") || (mark === "h" && key === "array");
        if (typeof key === "string" && !isPart) keys.add(mark + key);
        return Reflect.get(of, key) as unknown;
      },
    });
  const array = noting(design.hashing.array, "a");
  return noting({ ...design, hashing: noting({ ...design.hashing, array }, "h") }, "d");
}

/** A text for each value: numbers and words as they are, equal objects by a number of their own. */
function createIdentities(): (value: unknown) => string {
  const numbers = new WeakMap<object, number>();
  let next = 0;
  return (value) => {
    if (typeof value !== "object" || value === null) return `${typeof value}:${String(value)}`;
    const known = numbers.get(value) ?? next++;
    numbers.set(value, known);
    return `#${known}`;
  };
}
