// Measures the quality of a comparison's designs on threads while this one prices them.

import type { Rng } from "#base";
import type { Progress } from "#local-io";
import type { DesignResult } from "../../../comparison/comparison-design.ts";
import {
  COST_NUMBERS,
  type CostsElsewhere,
  type Crossover,
  type CurvePoint,
  crossovers,
  knownCosts,
  packedCosts,
} from "../../../comparison/curves.ts";
import type { Config, FidelityPlan } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import type { Workload } from "../../../design/workload.ts";
import { hasThreads, isWorthThreads, runApart } from "../../../runtime/pools.ts";
import { shareActivations, sharedNumbers, writeNumbers } from "../../../runtime/shared-arrays.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { type Fidelity, type SimulationOptions, simulate } from "../../../simulation/simulate.ts";
import { type ChangedRecalls, changedRecalls } from "./changed-recall.ts";
import type { CrossingInput } from "./crossing-worker.ts";
import type { MeasuredApart, QualityInput } from "./quality-worker.ts";
import { type SearchedFidelity, searchedFidelity } from "./searched-fidelity.ts";

/** Inputs of a simulation. */
export interface Run {
  readonly config: Config;
  readonly settled: Design;
  readonly workload: Workload;
  readonly activations: Activations;
  readonly plan: FidelityPlan;
  readonly rng: Rng;
  readonly options: Required<Pick<SimulationOptions, "kernels" | "runTrials">>;
}

/** Measurements of the first screen in progress. Each promise rejects where its measurement fails. */
export interface Measuring {
  /** Resolves once all threads have their work, which they get only while this thread is not busy. */
  readonly started: Promise<unknown>;
  readonly fidelity: Promise<Fidelity>;
  readonly searched: Apart<SearchedFidelity>["found"];
}

/** A measurement on a thread of its own, or on this one when its result is needed. */
export interface Apart<Result> {
  /** Resolves once the thread has its work. */
  readonly started: Promise<unknown>;
  readonly found: () => Result | Promise<Result>;
}

/** What a thread needs to rebuild the designs. */
export interface Source extends Pick<QualityInput, "source" | "seed" | "point"> {
  readonly workers: number | undefined;
}

/** Starts what the first screen says of quality: the trials of the hash, and the designs that search codes. */
export function startMeasuring(
  run: Run,
  contenders: readonly DesignResult[],
  source: Source,
  progress: Progress,
): Measuring {
  const { settled, workload, activations, plan, rng, options } = run;
  const simulated = openPromise();
  const onStep = (done: number, total: number): void =>
    progress.update(`simulating: ${done} of ${total} runs`);
  const fidelity = handled(
    simulate(settled, workload, activations, plan, rng, {
      ...options,
      onStep,
      onStart: simulated.resolve,
      keys: true,
    }),
  );
  const searched = startApart("searched", run, source, () =>
    searchedFidelity(contenders, workload, activations, plan, rng, progress, options.kernels),
  );
  return {
    started: Promise.race([Promise.all([simulated.promise, searched.started]), fidelity]),
    fidelity,
    searched: searched.found,
  };
}

/** Starts the quality of single changes of the hash. */
export const startChanged = (run: Run, source: Source, progress: Progress): Apart<ChangedRecalls> =>
  startApart("changed", run, source, () => {
    const { config, workload, activations, options } = run;
    return changedRecalls({ ...config, workload }, activations, progress, options.kernels);
  });

/** On a separate thread from now on, or on this one when needed, where threads are not wanted or not worth their start. */
function startApart<Part extends keyof MeasuredApart>(
  part: Part,
  { workload, activations }: Run,
  { workers, ...made }: Source,
  here: () => MeasuredApart[Part],
): Apart<MeasuredApart[Part]> {
  if (!hasThreads(workers) || !isWorthThreads(activations.heads))
    return { started: Promise.resolve(), found: here };
  const module = new URL("./quality-worker.js", import.meta.url);
  const input: QualityInput = { ...made, part, workload, activations: shareActivations(activations) };
  const { promise, resolve } = openPromise();
  const found = handled(runApart<MeasuredApart[Part]>(module, input, resolve));
  return { started: Promise.race([promise, found]), found: () => found };
}

/** A search for crossovers that runs while the curves are priced, and ends once they were handed over. */
export interface Crossing extends Apart<Crossover[]> {
  /** Prices the curves and hands them over. */
  readonly give: (price: () => CurvePoint[]) => CurvePoint[];
  /** Ends the search, which without the curves would wait for ever. */
  readonly end: () => void;
}

/** Returns what `rest` does while the search goes on; a fault of it ends the search. */
export async function whileCrossing<Result>(
  crossing: Crossing,
  rest: (crossing: Crossing) => Promise<Result>,
): Promise<Result> {
  try {
    await crossing.started;
    return await rest(crossing);
  } catch (error) {
    crossing.end();
    throw error;
  }
}

/** Finds the crossovers on a separate thread from now on, or on this one when needed, where threads are not wanted. */
export function startCrossing(
  { source, point, workers }: Pick<Source, "source" | "point" | "workers">,
  workload: Workload,
  design: Design,
): Crossing {
  if (!hasThreads(workers)) {
    let known: CostsElsewhere | undefined;
    return {
      started: Promise.resolve(),
      give: (price) => {
        const points = price();
        known = knownCosts(points);
        return points;
      },
      found: () => crossovers(design, workload, point, known),
      end: () => {},
    };
  }
  const { promise, resolve } = openPromise();
  const curves = sharedNumbers(COST_NUMBERS);
  const module = new URL("./crossing-worker.js", import.meta.url);
  const thread: CrossingInput = { source, workload, point, curves };
  const ending = new AbortController();
  const found = handled(runApart<Crossover[]>(module, thread, resolve, ending.signal));
  return {
    started: Promise.race([promise, found]),
    give: (price) => {
      const points = price();
      writeNumbers(curves, packedCosts(points));
      return points;
    },
    found: () => found,
    end: () => ending.abort(),
  };
}

function openPromise(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A promise that is awaited later: without a handler, an earlier error would end the Node process. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
