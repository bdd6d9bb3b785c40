import { InfeasibleError, type Rng, type Seconds, seconds } from "#base";
import type { Progress } from "#local-io";
import {
  type DesignId,
  type DesignResult,
  type FeasibleResult,
  feasibleOf,
} from "../../../comparison/comparison-design.ts";
import { ANALOG, SEARCHED, SEARCHING, SELECTED_ANALOG } from "../../../comparison/comparison-designs.ts";
import type { FidelityPlan } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import type { Workload } from "../../../design/workload.ts";
import { codeChoices } from "../../../mapping/code-store.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { analogQuality, isAnalogSimulated } from "../../../simulation/analog-quality.ts";
import type { Kernels } from "../../../simulation/kernels.ts";
import {
  chosenKeys,
  isSimulated,
  type SearchedQuality,
  searchedQuality,
  searchedSamples,
} from "../../../simulation/searched-quality.ts";
import { measuredWorkload } from "../../../simulation/simulate.ts";

/** Every query is compared with all stored codes of its head, so few queries represent all. */
const MOST_QUERIES = 64;

/** Quality of the priced designs that no hash trial measures; null where no simulation supports one. */
export type SearchedFidelity = Readonly<Record<DesignId, SearchedQuality | null>>;

/** Simulates these designs on the activations, each with the store and unit, or the arrays, of its price. */
export function searchedFidelity(
  contenders: readonly DesignResult[],
  workload: Workload,
  activations: Activations,
  plan: FidelityPlan,
  rng: Rng,
  progress: Progress,
  kernels?: Kernels,
): SearchedFidelity {
  const found: Record<DesignId, SearchedQuality | null> = {};
  for (const contender of [...SEARCHED, ...ANALOG, ...SELECTED_ANALOG]) {
    const own = feasibleOf(contenders, contender);
    if (own === null) continue;
    const samples = searchedSamples(activations, plan);
    if (samples === 0) {
      found[contender.id] = null;
      continue;
    }
    progress.update(`simulating ${contender.id} …`);
    const limits = {
      samples,
      queries: Math.min(MOST_QUERIES, plan.queries),
    };
    found[contender.id] = atMeasured(() => {
      const seen = contender.workload(measuredWorkload(workload, activations));
      const stream = rng.fork(contender.id);
      const searches = SEARCHING.includes(contender);
      if (searches && !isSimulated(seen)) return null;
      const design = searches ? withMeasuredStore(own.design, seen) : own.design;
      if (own.design.platform !== "analog")
        return searchedQuality(design, seen, activations, limits, stream, kernels);
      if (!isAnalogSimulated(design)) return null;
      const analog = { ...limits, tokenTime: tokenTimeOf(own, workload) };
      if (!searches) return analogQuality(design, seen, activations, analog, stream);
      return analogQuality(design, seen, activations, analog, stream, (head, positions, sample) =>
        chosenKeys(design, seen, head, positions, { sample, rng: stream, kernels }),
      );
    });
  }
  return found;
}

/** The same store and unit, with as many macros as the activations need. */
function withMeasuredStore({ topK, ...own }: Design, seen: Workload): Design {
  const search = own.search.with({ macros: undefined });
  return codeChoices({ ...own, topK, open: { searches: [{ search, topK }] } }, seen)[0];
}

/** Time from one token of a layer to the next: a prefill goes layer by layer, a decode token by token. */
const tokenTimeOf = ({ cost }: FeasibleResult, { phase, layers, length }: Workload): Seconds =>
  seconds(phase === "decode" ? cost.timing.latency : cost.timing.latency / (layers * length));

/** Null where the design cannot carry the activations, which may be longer or wider than what is priced. */
function atMeasured(run: () => SearchedQuality | null): SearchedQuality | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof InfeasibleError) return null;
    throw error;
  }
}
