import { DRAWS, type PairedLoss } from "#text-trials";
import type { Line } from "../../../language-model/evaluation/judge.ts";
import { CONTROL_MARGINS, MARGINS } from "../../../language-model/evaluation/measures.ts";
import { SETUPS } from "../../../language-model/evaluation/study-plan.ts";
import { HASH_MARGIN } from "../../../language-model/evaluation/versus.ts";
import { STORED_KEYS } from "../../../report/outward.ts";
import { haystackJson, planJson } from "../run/answer-json.ts";
import type { KeySelectionReport } from "../run/result.ts";

const lossOf = ({ mean, lower, upper, clusters, arrays, tokens }: PairedLoss) => ({
  mean,
  lower95: finite(lower),
  upper95: finite(upper),
  haystacks: clusters,
  arrays,
  tokens,
});
/** A finite number, or null for an unknown end. */
const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** Answer of `lm --json` for a published model: SI numbers, units in the keys, all results. */
export function keySelectionJson(report: KeySelectionReport, sentences: readonly string[]) {
  const { version, form, model, texts, calibration, plan } = report;
  return {
    schemaVersion: 1,
    versions: { crosshash: version },
    verdict: sentences,
    model,
    texts,
    calibration,
    digests: report.digests,
    calibrationCosts: report.calibrationCosts,
    form,
    setups: Object.fromEntries(report.setups.map((setup) => [setup, SETUPS[setup]])),
    margins: { ...MARGINS, hashes: HASH_MARGIN, controlsLoseMargins: CONTROL_MARGINS },
    bootstrap: { draws: DRAWS, unit: "haystack, crossed with arrays", limits: "expanded percentile" },
    plan: planJson(plan),
    lines: report.lines.map(lineJson),
    versus: report.versus.map(({ loss, ...rest }) => ({ ...rest, loss: lossOf(loss) })),
    haystacks: report.haystacks.map((haystack) => haystackJson(haystack)),
    against: report.against,
  };
}

function lineJson(line: Line) {
  const { setup, variant, results, within, beyond } = line;
  return {
    setup,
    [STORED_KEYS.variant]: variant.id,
    name: variant.name,
    budget: variant.level,
    role: variant.role,
    attendedShare: line.attended,
    attendedMedian: line.median,
    attendedP99: line.p99,
    attendedMost: line.most,
    computedShare: line.computed,
    verdict: line.verdict,
    pWithinMargins_holm: within,
    pBeyondMargins_holm: beyond,
    measures: results.map(({ loss, ...rest }) => ({
      ...rest,
      loss: lossOf(loss),
      ...(rest.measure === "perplexity" ? { perplexityRatio: Math.exp(loss.mean) } : {}),
    })),
  };
}
