// Selection of keys while a model reads a text, as a comparison design has it.

import { nearSlots } from "../../../attention/plan.ts";
import type { ComparisonDesign } from "../../../comparison/comparison-design.ts";
import { lshMemristor } from "../../../comparison/designs/lsh-memristor.ts";
import { scoreMemristor } from "../../../comparison/designs/score-memristor.ts";
import type { Config } from "../../../design/config.ts";
import { hashCodeOf, type Workload } from "../../../design/workload.ts";
import type { Selection } from "../../../language-model/engine/engine.ts";
import { wantedKeys } from "../../../mapping/selection.ts";

/** Designs whose untuned arrays can select keys while a model reads a text. */
export const SELECTING: readonly ComparisonDesign[] = [lshMemristor, scoreMemristor];

/**
 * The keys that a design attends, for a text of the workload's length: of the same hash or code, and as many, as it is priced
 * with. The seed of the config names its arrays.
 */
export function attentionSelection({ id }: ComparisonDesign, { workload, seed }: Config): Selection {
  const { attention, length } = workload;
  const { sink, localWindow, rounds, chunk, lookBack, centreKeys, codes, budget } = attention;
  const common = { sink, window: Math.max(1, localWindow), denseLayers: 0, seed, array: 0 };
  if (id === lshMemristor.id) {
    const { buckets } = hashCodeOf(attention, length);
    return {
      ...common,
      selector: {
        name: "buckets",
        params: { hash: "memristor", rounds, chunk, lookBack, buckets, centreKeys },
      },
      budget: { kind: "design" },
    };
  }
  return {
    ...common,
    selector: { name: "score", params: { hash: "memristor", bits: codes.bits, norm: codes.norm } },
    sharing: codes.searchers === "key-head" ? "key-value-head" : "query-head",
    budget:
      budget.kind === "mass"
        ? { kind: "mass", p: budget.mass }
        : budget.kind === "threshold"
          ? { kind: "threshold", tau: budget.tau, exponent: budget.tauExponent, total: "pass" }
          : sizedBudget(workload),
  };
}

function sizedBudget(workload: Workload): Selection["budget"] {
  const { attention, length } = workload;
  const wanted = wantedKeys({ ...workload, phase: "prefill" });
  return "share" in wanted
    ? { kind: "share", share: wanted.share }
    : { kind: "fixed", keys: Math.min(length, wanted.chosen + nearSlots(length, attention)) };
}
