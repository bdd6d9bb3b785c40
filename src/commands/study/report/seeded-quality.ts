import type { Config } from "../../../design/config.ts";
import { toldDesign, without } from "../../../design/config-key.ts";
import { planOf, type Workload } from "../../../design/workload.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { type PreparedHead, prepareHeads, referenceKey, sampleQueries } from "../../../simulation/quality.ts";
import { measuredWorkload } from "../../../simulation/simulate.ts";
import { runTrial, simulationRng, type Trial } from "../../../simulation/trials.ts";

/** Mean and standard deviation over seeds. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** Fewest seeds for drawing a band. */
export const FEWEST_SEEDS = 10;

/** Captured attention mass of one variant of a config over seeds. */
export type SeededMass = (config: Config, variant: Trial["variant"]) => Spread;

/**
 * Measures attention recall by functional simulation; each seed draws projections, devices and read noise. All
 * settings use the same query positions, and variants that a setting does not affect are measured once.
 */
export function createSeededMass(activations: Activations, seed: number, seeds: number): SeededMass {
  if (!(Number.isSafeInteger(seeds) && seeds >= FEWEST_SEEDS))
    throw new RangeError(`seeds: expected a whole number of at least ${FEWEST_SEEDS}, received ${seeds}`);
  const rng = simulationRng(seed);
  const kernels = loadKernels();
  const known = new Map<string, Spread>();
  const heads = preparedHeads(activations);
  return (config, variant) => {
    const { design, workload, fidelity } = config;
    const measured = measuredWorkload(workload, activations);
    // Other variants depend on the arrays only by their sharing.
    const touched = without(toldDesign(design), ["hashing"]);
    const key =
      variant === "memristor"
        ? null
        : JSON.stringify([variant, touched, design.hashing.sharing, measured.attention, fidelity.queries]);
    const before = key === null ? undefined : known.get(key);
    if (before !== undefined) return before;
    const queries = sampleQueries(measured.length, fidelity.queries, rng.fork("queries"));
    const job = { design, measured, heads: heads(config, measured, queries), rng, kernels };
    const trials = variant === "local-window" ? 1 : seeds;
    const masses = Array.from({ length: trials }, (_, sample) => runTrial(job, { variant, sample }).recall);
    const spread = spreadOf(masses);
    if (key !== null) known.set(key, spread);
    return spread;
  };
}

/** Mean and sample standard deviation; 0 for a single value. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

/** Caches the last exact reference, which most settings do not change. */
function preparedHeads(activations: Activations) {
  let [key, kept]: [string, PreparedHead[]] = ["", []];
  return ({ design, workload }: Config, measured: Workload, queries: Int32Array): PreparedHead[] => {
    const { mac } = design.digital;
    const wanted = referenceKey(measured, design, queries.length);
    if (wanted === key) return kept;
    key = wanted;
    kept = prepareHeads(activations, planOf(measured), mac.behaviour, workload.attention, queries);
    return kept;
  };
}
