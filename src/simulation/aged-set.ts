import type { Dense } from "../base/dense.ts";
import { createRng, type Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import type { Memristor } from "../devices/memristor.ts";
import { CELSIUS } from "../devices/non-idealities.ts";
import type { Kernels } from "./kernels.ts";
import { type ProgrammedSet, programArrays, setOf } from "./programmed-set.ts";

/** Time since an array was programmed, s, and its temperature, °C; null where the device has no law for that. */
export interface Exposure {
  readonly age: number;
  readonly celsius: number | null;
}

/** Times from key to query, s: a second, a minute, an hour, a day, thirty days. */
export const LIVES: readonly number[] = [1, 60, 3600, 86_400, 30 * 86_400];

/** Ages of the array when a key is hashed, s: just programmed, and a day old. */
export const ARRAY_AGES: readonly number[] = [1, 86_400];

/** Differences of temperature, K. */
const STEPS: readonly number[] = [-15, 5, 10, 20, 45];

/** What a device can be exposed to between key and query; nulls where its model knows no change. */
export interface CacheConditions {
  /** When keys are hashed that do not age. */
  readonly now: Exposure;
  readonly lives: readonly { readonly key: Exposure; readonly query: Exposure }[] | null;
  readonly temperatures: readonly Exposure[] | null;
}

export function cacheConditions(design: Design): CacheConditions {
  const { memristor, folding } = design.hashing;
  const { behaviour, params } = memristor;
  const isWritten = folding !== "none";
  const own = params.temperatureCelsius;
  // Written devices are verified at one temperature, and no model here says how they leave it.
  const celsius = behaviour.atTemperature === null || isWritten || typeof own !== "number" ? null : own;
  const at = (age: number): Exposure => ({ age, celsius });
  return {
    now: at(0),
    lives: ages(behaviour)
      ? ARRAY_AGES.flatMap((age) => LIVES.map((life) => ({ key: at(age), query: at(age + life) })))
      : null,
    temperatures:
      celsius === null
        ? null
        : STEPS.map((step) => celsius + step)
            .filter((other) => other >= CELSIUS.min && other <= CELSIUS.max)
            .map((other) => ({ age: 0, celsius: other })),
  };
}

/** Whether a device changes with time: one that does not gives back the very cells. */
function ages({ meanConductance, age }: Memristor): boolean {
  const cells = { conductance: Float64Array.of(meanConductance), cubic: null };
  return age(cells, LIVES[LIVES.length - 1], 0, createRng(0)) !== cells;
}

/**
 * A set that was programmed with the stream's devices, after some time and at a temperature: the same chip for every
 * exposure. Streams are those of `programSet`, and `age` for what differs between devices as they age.
 */
export function setAt(
  design: Design,
  projections: Dense,
  { age, celsius }: Exposure,
  rng: Rng,
  kernels?: Kernels,
): ProgrammedSet {
  const { memristor } = design.hashing;
  const behaviour =
    celsius === null || memristor.behaviour.atTemperature === null
      ? memristor.behaviour
      : memristor.behaviour.atTemperature(celsius);
  const warm: Design = { ...design, hashing: { ...design.hashing, memristor: { ...memristor, behaviour } } };
  const arrays = programArrays(warm, projections, rng).map((array, n) => ({
    ...array,
    cells: behaviour.age(array.cells, age, 0, rng.fork("age").fork(n)),
  }));
  return setOf(warm, arrays, projections.rows, rng, kernels);
}
