// Measures the quality of a comparison's designs on threads while this one prices them.

import type { Rng } from "../../../base/rng.ts";
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
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { hasThreads, isWorthThreads, runApart } from "../../../runtime/pools.ts";
import type { Progress } from "../../../runtime/progress.ts";
import { shareActivations, sharedNumbers, writeNumbers } from "../../../runtime/shared-arrays.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { type Fidelity, type SimulationOptions, simulate } from "../../../simulation/simulate.ts";
import { changedRecalls } from "./changed-recall.ts";
import type { CrossingInput } from "./crossing-worker.ts";
import { searchedFidelity } from "./searched-fidelity.ts";
import type { MeasuredApart, SearchedInput } from "./searched-worker.ts";

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

/** Measurements in progress. Each promise rejects where its measurement fails. */
export interface Measuring {
  /** Resolves once all threads have their work, which they get only while this thread is not busy. */
  readonly started: Promise<unknown>;
  /** Lets messages from threads be read; throws a fault of the simulation. */
  readonly pause: () => Promise<unknown>;
  readonly fidelity: Promise<Fidelity>;
  readonly apart: () => MeasuredApart | Promise<MeasuredApart>;
}

/** What a thread needs to rebuild the designs. */
type Source = Pick<SearchedInput, "source" | "seed"> & { readonly workers: number | undefined };

export function startMeasuring(
  run: Run,
  contenders: readonly DesignResult[],
  point: OperatingPoint,
  source: Source,
  progress: Progress,
): Measuring {
  const { settled, workload, activations, plan, rng, options } = run;
  const [simulated, searched] = [openPromise(), openPromise()];
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
  const apart = startApart(run, contenders, point, source, progress, searched.resolve);
  return {
    started: Promise.race([Promise.all([simulated.promise, searched.promise]), fidelity]),
    pause: () => Promise.race([turn(), handled(fidelity.then(() => new Promise(() => {})))]),
    fidelity,
    apart,
  };
}

/**
 * Measures the quality of the designs that search codes, and of single changes: on a separate thread from now
 * on, or on this one when needed, where threads are not wanted or not worth their start.
 */
function startApart(
  { config, workload, activations, plan, rng, options: { kernels } }: Run,
  contenders: readonly DesignResult[],
  point: OperatingPoint,
  { workers, ...made }: Source,
  progress: Progress,
  onStart: () => void,
): Measuring["apart"] {
  if (!hasThreads(workers) || !isWorthThreads(activations.heads)) {
    onStart();
    return () => ({
      searched: searchedFidelity(contenders, workload, activations, plan, rng, progress, kernels),
      changed: changedRecalls({ ...config, workload }, activations, progress, kernels),
    });
  }
  const module = new URL("./searched-worker.js", import.meta.url);
  const input: SearchedInput = { ...made, workload, point, activations: shareActivations(activations) };
  const found = handled(runApart<MeasuredApart>(module, input, onStart));
  return () => found;
}

/** A search for crossovers that runs while the curves are priced. */
interface Crossing {
  /** Resolves once the thread has its work. */
  readonly started: Promise<unknown>;
  /** The crossovers, once the curves were handed over. */
  readonly found: () => Crossover[] | Promise<Crossover[]>;
  /** Prices the curves and hands them over: without them the search does not end, so that their fault ends it. */
  readonly give: (price: () => CurvePoint[]) => CurvePoint[];
}

/** Finds the crossovers on a separate thread from now on, or on this one when needed, where threads are not wanted. */
export function startCrossing(
  input: Omit<CrossingInput, "curves">,
  design: Design,
  workers: number | undefined,
): Crossing {
  if (!hasThreads(workers)) {
    const { workload, point } = input;
    let known: CostsElsewhere | undefined;
    return {
      started: Promise.resolve(),
      give: (price) => {
        const points = price();
        known = knownCosts(points);
        return points;
      },
      found: () => crossovers(design, workload, point, known),
    };
  }
  const { promise, resolve } = openPromise();
  const curves = sharedNumbers(COST_NUMBERS);
  const module = new URL("./crossing-worker.js", import.meta.url);
  const thread: CrossingInput = { ...input, curves };
  const ending = new AbortController();
  const found = handled(runApart<Crossover[]>(module, thread, resolve, ending.signal));
  return {
    started: Promise.race([promise, found]),
    give: (price) => {
      try {
        const points = price();
        writeNumbers(curves, packedCosts(points));
        return points;
      } catch (error) {
        ending.abort();
        throw error;
      }
    },
    found: () => found,
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

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
