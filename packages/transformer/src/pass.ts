// A decoder on this thread: the lanes' program on one lane, with replaceable attention.

import type { RealModel } from "#model-files";
import { Contexts } from "./contexts.ts";
import type { DecoderKernel } from "./kernel.ts";
import { attendExactly, runBlock } from "./lane-block.ts";
import type { PlacedContext } from "./lane-job.ts";
import type { LaneSetting } from "./lane-products.ts";
import { BLOCK_ROWS, fillMemory, planMemory } from "./memory-plan.ts";

/** A model in its own memory, with room for one sequence. */
export interface PlacedModel {
  readonly setting: LaneSetting;
  readonly context: PlacedContext;
}

/** Minimum room of a memory, tokens. */
const LEAST_ROWS = 64;

/** Places a model for up to `length` tokens. Throws ConfigError for sizes that the kernel cannot take. */
export function placeModel(model: RealModel, kernel: DecoderKernel, length: number): PlacedModel {
  const { memory, loops } = kernel.open();
  const positions = Math.min(model.dimensions.context, Math.max(LEAST_ROWS, length));
  // The whole sequence passes a layer at once, as replaced attention needs all of it.
  const plan = planMemory(model, 1, positions, Math.max(BLOCK_ROWS, positions));
  memory.reserve(plan.end);
  const { held: context } = new Contexts(memory, plan.dimensions, plan.positions, plan.end).create(positions);
  fillMemory(model, plan, memory.buffer());
  const step = {
    units: (count: number, work: (unit: number) => void): void => {
      for (let unit = 0; unit < count; unit++) work(unit);
    },
  };
  return { context, setting: { kernel: loops, plan, lane: 0, buffer: memory.buffer, step } };
}

/**
 * Last hidden states of a sequence, tokens × width. `attend` is called for each layer, with the model's own
 * attention, once queries, keys and values are in memory; if it returns false the run ends with zero states.
 */
export function runPass(
  { setting, context }: PlacedModel,
  tokens: readonly number[],
  attend: (layer: number, own: (layer: number) => boolean) => boolean,
): Float32Array {
  const states = new Float32Array(tokens.length * setting.plan.dimensions.width);
  const job = {
    ...({ kind: "block", tokens: Int32Array.from(tokens), first: 0, context } as const),
    ...{ states, selection: null, capture: null },
  };
  const own = attendExactly(setting, job);
  runBlock(setting, job, (layer) => attend(layer, own));
  return states;
}
