// Engines of published models, on shared memory and threads.

import { availableParallelism } from "node:os";
import { ConfigError, fault, type Issue } from "#base";
import type { RealModel } from "#model-files";
import type { Calibration, ChipArrays, SharedMemory } from "#transformer";
import {
  CONTROL_WORDS,
  fillMemory,
  LaneStopped,
  lockstep,
  type MemoryPlan,
  planMemory,
  resetLanes,
  stopLanes,
} from "#transformer";
import type { Selector } from "../attention/selectors/selector.ts";
import type { Engine, EngineJob } from "../language-model/engine/engine.ts";
import { createLane } from "../language-model/engine/lane.ts";
import { createEngine, type Lanes } from "../language-model/engine/lane-engine.ts";
import { fillWeights, planWeights } from "../language-model/engine/plan-weights.ts";
import { type HashingSetting, selectorTools } from "../language-model/engine/selector-tools.ts";
import { unrotated } from "../language-model/unrotated.ts";
import { loadKernels, loadTransformerKernel } from "./kernels.ts";
import type { ConfigSource } from "./pools.ts";

export interface EngineOptions {
  /** Threads; by default one per core, at most 8. From source there is only this thread. */
  readonly lanes?: number;
  /** Longest sequence; by default the model's context, at most 32 768. */
  readonly positions?: number;
  /** Most bytes of the engine's memory; by default 3 GiB. */
  readonly memory?: number;
  /** Queries of a head kept of a calibration text; by default 256. */
  readonly samples?: number;
  /** Design and hash of hashing selectors; threads make them again from `config`. */
  readonly hashing: Omit<HashingSetting, "kernels"> & { readonly config: ConfigSource };
  /** Arrays that hold the weights; by default products are those of the stored weights. */
  readonly arrays?: ChipArrays;
  /** Selectors that it knows: those of the package, and of the config's plugins. */
  readonly selectors?: readonly Selector[];
}

const MOST_LANES = 8;
const MOST_POSITIONS = 32_768;
const MEMORY = 3 * 2 ** 30;
const PAGE = 65_536;

/** Data for a worker thread. */
export interface LaneData {
  readonly memory: WebAssembly.Memory;
  readonly plan: MemoryPlan;
  readonly lane: number;
  readonly lanes: number;
  readonly control: Int32Array;
  readonly config: ConfigSource;
}

/** Answer of a worker thread to a job. */
export type LaneAnswer =
  | { readonly kind: "done" }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly message: string; readonly issues: readonly Issue[] | null };

const sizesOf = (model: RealModel, { lanes, positions }: Pick<EngineOptions, "lanes" | "positions">) => ({
  lanes: Math.max(1, Math.min(MOST_LANES, lanes ?? availableParallelism())),
  positions: Math.min(model.dimensions.context, positions ?? MOST_POSITIONS),
});

/** Opens an engine. Throws ConfigError for an unsupported model, or one above the memory limit. */
export async function openEngine(model: RealModel, options: EngineOptions): Promise<Engine> {
  const { lanes, positions } = sizesOf(model, options);
  const isBuilt = import.meta.url.endsWith(".js");
  const count = isBuilt ? lanes : 1;
  const { arrays } = options;
  const stored = planMemory(model, count, positions);
  const plan = arrays === undefined ? stored : planWeights(stored, arrays);
  const { memory, shared } = sharedMemory(model.name, options.memory ?? MEMORY);
  shared.reserve(plan.end);
  fillMemory(model, plan, memory.buffer);
  fillWeights(plan, arrays?.wires ?? null, memory.buffer);
  return createEngine(
    plan,
    shared,
    isBuilt ? await threads(memory, plan, count, options.hashing.config) : here(memory, plan, options),
    {
      columns: options.hashing.design.hashing.array.columns,
      samples: options.samples,
      selectors: options.selectors,
    },
  );
}

function sharedMemory(name: string, limit: number): { memory: WebAssembly.Memory; shared: SharedMemory } {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
  const reserve = (bytes: number): void => {
    const missing = bytes - memory.buffer.byteLength;
    if (missing <= 0) return;
    const mebibytes = (n: number): string => `${Math.ceil(n / 2 ** 20)} MiB`;
    const issue = (received: string): ConfigError =>
      fault(name, "memory", `expected at most ${mebibytes(limit)}, received ${received}`);
    if (bytes > limit) throw issue(`a run that needs ${mebibytes(bytes)}`);
    try {
      memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw issue(`a machine that cannot give ${mebibytes(bytes)}`);
    }
  };
  return { memory, shared: { buffer: () => memory.buffer, reserve } };
}

/** One lane on this thread. */
function here(
  memory: WebAssembly.Memory,
  plan: MemoryPlan,
  { hashing, selectors }: Pick<EngineOptions, "hashing" | "selectors">,
): Lanes {
  const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  const run = laneOn({ memory, plan, lane: 0, lanes: 1, control }, hashing, selectors);
  return {
    count: 1,
    async run(job) {
      resetLanes(control);
      run(job);
    },
    stop: () => stopLanes(control),
    close: async () => {},
  };
}

/** Makes the lane of a thread. */
export function laneOn(
  { memory, plan, lane, lanes, control }: Omit<LaneData, "config">,
  hashing: HashingSetting,
  selectors?: readonly Selector[],
): (job: EngineJob) => void {
  const setting = {
    kernel: loadTransformerKernel(memory),
    plan,
    lane,
    buffer: () => memory.buffer,
    step: lockstep(control, lanes),
  };
  const kernels = loadKernels();
  const toolsOf = (calibration: () => Calibration) =>
    selectorTools(
      { ...hashing, kernels },
      plan.dimensions,
      plan.positions,
      calibration,
      (vectors, positionOf) =>
        unrotated(vectors, positionOf, {
          pairs: plan.dimensions.headWidth / 2,
          halves: plan.halves,
          cosines: new Float32Array(memory.buffer, plan.cosines),
          sines: new Float32Array(memory.buffer, plan.sines),
        }),
    );
  return createLane(setting, lanes, toolsOf, selectors);
}

const WORKER = new URL("./real-lane-worker.js", import.meta.url);

/** Lanes on their own threads. A thread that dies stops the others, and the engine is unusable then. */
async function threads(
  memory: WebAssembly.Memory,
  plan: MemoryPlan,
  lanes: number,
  config: ConfigSource,
): Promise<Lanes> {
  const { Worker } = await import("node:worker_threads");
  const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  let dead: Error | null = null;
  let answer: ((lane: number, answer: LaneAnswer) => void) | null = null;
  const workers = Array.from({ length: lanes }, (_, lane) => {
    const data: LaneData = { memory, plan, lane, lanes, control, config };
    const worker = new Worker(WORKER, { workerData: data });
    const die = (error: Error): void => {
      dead ??= error;
      stopLanes(control);
      answer?.(lane, { kind: "failed", message: error.message, issues: null });
    };
    worker.on("message", (message: LaneAnswer) => answer?.(lane, message));
    worker.on("error", die);
    worker.on("exit", () => die(new Error("a thread of the language model ended")));
    worker.unref();
    return worker;
  });
  return {
    count: lanes,
    run: (job) =>
      new Promise((resolve, reject) => {
        if (dead !== null) return reject(dead);
        resetLanes(control);
        const answers = new Map<number, LaneAnswer>();
        answer = (lane, message) => {
          if (!answers.has(lane)) answers.set(lane, message);
          if (message.kind === "failed") stopLanes(control);
          if (answers.size < lanes) return;
          answer = null;
          for (const worker of workers) worker.unref();
          const error = errorOf([...answers.values()]);
          if (error === null) resolve();
          else reject(error);
        };
        for (const worker of workers) {
          // A running job keeps the process alive; idle threads do not.
          worker.ref();
          worker.postMessage(job);
        }
      }),
    stop: () => stopLanes(control),
    async close() {
      dead ??= new Error("the language model was closed");
      stopLanes(control);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** The first failure, else LaneStopped if a lane was stopped, else null. */
function errorOf(answers: readonly LaneAnswer[]): Error | null {
  for (const answer of answers)
    if (answer.kind === "failed")
      return answer.issues === null ? new Error(answer.message) : new ConfigError(answer.issues);
  return answers.some(({ kind }) => kind === "stopped") ? new LaneStopped() : null;
}
