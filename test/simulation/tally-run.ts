import type { Rng } from "#base";
import type { AttentionUnits } from "../../src/attention/lsh-attention.ts";
import type { Design } from "../../src/design/design.ts";
import { hashCodeOf, planOf, type Workload } from "../../src/design/workload.ts";
import type { Activations } from "../../src/simulation/activations.ts";
import { measureTrial, prepareHeads, sampleQueries } from "../../src/simulation/quality.ts";
import type { Tally } from "../../src/simulation/reads.ts";
import { measuredWorkload } from "../../src/simulation/simulate.ts";
import { hasherFactory, unitsOf } from "../../src/simulation/trials.ts";

/** One full run of the memristor variant that counts its actions; for the check against the mapping. */
export function tallyRun(
  design: Design,
  workload: Workload,
  activations: Activations,
  rng: Rng,
  tally: Tally,
): void {
  const measured = measuredWorkload(workload, activations);
  const plan = planOf(measured);
  const code = hashCodeOf(measured.attention, measured.length);
  const sorter = design.digital.sorter.behaviour;
  const units: AttentionUnits = {
    ...unitsOf(design),
    sort(ids, buckets) {
      const { place, scan } = sorter.work(ids.length, buckets);
      tally.add("sort/sorter/place", place);
      tally.add("sort/sorter/scan", scan);
      return sorter.order(ids, buckets);
    },
  };
  const heads = prepareHeads(
    activations,
    plan,
    design.digital.mac.behaviour,
    workload.attention,
    sampleQueries(measured.length, measured.length, rng),
  );
  const factory = hasherFactory("memristor", design, code, activations.headWidth, rng, { tally });
  measureTrial(heads, plan, units, (head) => factory(0, head), {
    observe: ({ pairs, merges }) => {
      tally.add("score/mac/mac", pairs.computed * activations.headWidth);
      tally.add("softmax/softmax/exponent", pairs.computed);
      tally.add("weigh/mac/mac", pairs.computed * activations.headWidth);
      if (units.unnormalised === undefined) {
        tally.add("combine/mac/mac", merges * 2 * activations.headWidth);
        tally.add("combine/softmax/exponent", merges * 2);
      } else tally.add("combine/mac/add", merges * activations.headWidth);
    },
  });
}
