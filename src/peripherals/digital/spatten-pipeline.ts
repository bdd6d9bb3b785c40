/** Cycles of the stages of a softmax pipeline, as in the simulator of [spatten-2021]. */
export const SOFTMAX_STAGES = {
  dequantise: 7,
  exponential: 21,
  accumulate: 23,
  divide: 29,
  quantise: 7,
} as const;

/** Cycles from a score in to its weight out: what a pipeline takes to drain. */
export const softmaxDrainCycles = (): number =>
  Object.values(SOFTMAX_STAGES).reduce((sum: number, cycles) => sum + cycles, 0);

/** Cycles of one step of a quick-select over `candidates` values, `lanes` compared a cycle [spatten-2021]. */
export const quickSelectStepCycles = (candidates: number, lanes: number): number =>
  Math.ceil(candidates / lanes) + 3;
