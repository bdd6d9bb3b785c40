import type { CrossedEstimate } from "../../../base/statistics.ts";
import type { DesignId } from "../../../comparison/comparison-design.ts";
import { exactDigital } from "../../../comparison/designs/exact-digital.ts";
import { lshDigital } from "../../../comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../../comparison/designs/lsh-memristor.ts";
import type { BackendName } from "../../../language-model/backends/backend.ts";
import type { LmRow } from "../../../language-model/lm-run.ts";
import { outward } from "../../../report/outward.ts";
import { VARIANTS } from "../../../simulation/variants.ts";
import type { LmReport } from "../run/lm.ts";

/** Largest share of retrievable values that may be lost. */
export const RECALL_MARGIN = 0.005;

/** Design that prices a backend, for prefill over chunks of the whole sorted sequence. */
const DESIGN_OF: Readonly<Partial<Record<BackendName, DesignId>>> = {
  exact: exactDigital.id,
  "lsh-software": lshDigital.id,
  [VARIANTS.memristor.model]: lshMemristor.id,
  "lsh-circuit": lshMemristor.id,
};

export interface LmPrice {
  readonly energy: number;
  readonly latency: number;
}

/** Energy (J) and latency (s) of one window; null for controls and infeasible designs. */
export function priceOf({ contenders }: LmReport, row: LmRow): LmPrice | null {
  const contender = contenders.find(({ id }) => id === DESIGN_OF[row.backend]);
  return contender?.feasible
    ? { energy: contender.cost.energy, latency: contender.cost.timing.latency }
    : null;
}

/** "No degradation": perplexity's upper bound is below the margin, and few retrievable values are lost. */
export const passes = (row: LmRow, margin: number): boolean =>
  row.ratio.upper95 < 1 + margin && (row.recall === null || row.recall.loss.mean < RECALL_MARGIN);

const crossed = (estimate: CrossedEstimate) => outward(estimate, { rows: "windows", columns: "arrays" });

/** Answer of `lm --json`: SI numbers, units in the keys. */
export function lmJson(report: LmReport, sentences: readonly string[]) {
  const { measured, workload, plan } = report;
  return {
    schemaVersion: 1,
    name: report.name,
    seed: report.seed,
    versions: { crosshash: report.version, kernel: report.kernel },
    model: report.model,
    text: report.text,
    length: workload.length,
    headWidth: workload.headWidth,
    rounds: workload.attention.rounds,
    plan,
    attention: workload.attention,
    design: report.design,
    margin: report.margin,
    verdict: sentences,
    backends: measured.rows.map((row) => {
      const price = priceOf(report, row);
      return {
        backend: row.backend,
        looksAhead: row.looksAhead,
        windows: row.windows,
        arrays: row.arrays,
        nll_nats: row.nll,
        loss_nats: crossed(row.loss),
        perplexityRatio: row.ratio,
        divergence_nats: crossed(row.divergence),
        top1Agreement: row.agreement,
        attentionRecall: row.mass,
        usefulPairs: row.usefulPairs,
        computedPairs: row.computedPairs,
        recall: row.recall && { ...row.recall, loss: crossed(row.recall.loss) },
        passes: passes(row, report.margin),
        energy_J: price?.energy ?? null,
        latency_s: price?.latency ?? null,
      };
    }),
    memristorLessSoftware: {
      loss_nats: outward(measured.deviceLoss),
      recallLoss: outward(measured.deviceRecallLoss),
    },
    attendedPairs: measured.cosines,
    pairsPerQuery: measured.budget,
  };
}

/** Name of a row, with its routing if it is not the plan's. */
export const labelOf = ({ backend, looksAhead }: LmRow, plan: LmReport["plan"]): string =>
  looksAhead && plan.candidates !== "chunk" ? `${backend}, whole-sequence chunks` : backend;
