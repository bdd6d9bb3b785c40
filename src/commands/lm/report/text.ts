import type { ChartConfiguration } from "chart.js";
import { groupDigits, percent } from "#base";
import { framed, referenceLine } from "#charts";
import {
  type Block,
  details,
  drawing,
  figure,
  findings,
  type Report,
  type Tabular,
  table,
  title,
} from "#reports";
import { DRAWS, type PairedLoss } from "#text-trials";
import type { Line } from "../../../language-model/evaluation/judge.ts";
import { CONTROL_MARGINS, MARGINS } from "../../../language-model/evaluation/measures.ts";
import { SETUPS, type Setup, type StudyPlan } from "../../../language-model/evaluation/study-plan.ts";
import { HASH_MARGIN } from "../../../language-model/evaluation/versus.ts";
import { STORED_KEYS } from "../../../report/outward.ts";
import { haystackJson, planJson } from "../run/answer-json.ts";
import type { KeySelectionReport } from "../run/result.ts";
import { keySelectionFindings, points, ratioText } from "./findings.ts";
import { accuraciesOf, mainTable, resultOf, share } from "./main-table.ts";

/** Report of a model under selections of keys: findings, one screen of comparison, details. */
export function keySelectionAnswer(report: KeySelectionReport): Report {
  const sentences = keySelectionFindings(report);
  return { json: keySelectionJson(report, sentences), blocks: blocksOf(report, sentences) };
}

/** Settings common to all selections of a study. */
const selectionWords = ({
  sink,
  window,
  denseLayers,
  sharing,
  rest,
}: StudyPlan["variants"][number]): string =>
  [
    `sink ${sink}, local window ${window}, ${denseLayers} dense layers`,
    ...(sharing === "key-value-head" ? ["query heads of one key head choose together"] : []),
    ...(rest === "estimated" ? ["keys that are left out are estimated"] : []),
  ].join("; ");

function blocksOf(report: KeySelectionReport, sentences: readonly string[]): Block[] {
  const { model, plan, setups, texts } = report;
  const lengths = [...new Set(plan.parts.map(({ shape }) => groupDigits(shape.length)))];
  const [variant] = plan.variants;
  return [
    title(
      `${model.file}: selected keys in place of all of them`,
      `${texts.map(({ name }) => name).join(", ")}; L = ${lengths.join(", ")}; ${selectionWords(variant)}`,
      setups.map((setup) => `setup ${setup}: ${SETUPS[setup]}`).join("; "),
    ),
    findings(sentences),
    { kind: "code", text: mainTable(report) },
    details(table(lineTable(report)), ...layerTables(report)),
    ...setups.flatMap((setup) => [
      figure(
        drawing(
          `retrieval-${setup}`,
          `Retrieval under selections, ${setup}`,
          retrievalChart(report, setup),
          600,
          900,
        ),
      ),
      ...(report.lines.some((line) => line.setup === setup && resultOf(line, "perplexity") !== null)
        ? [
            figure(
              drawing(
                `perplexity-${setup}`,
                `Perplexity under selections, ${setup}`,
                perplexityChart(report, setup),
                600,
                900,
              ),
            ),
          ]
        : []),
    ]),
  ];
}

function lineTable({ lines }: KeySelectionReport): Tabular {
  const asked = accuraciesOf({ lines });
  const head = [
    "setup",
    "keys",
    "attended",
    "p99 of tokens",
    "computed",
    "perplexity ×",
    "KL (nats)",
    ...asked.flatMap(([measure]) =>
      measure === "numbers" ? ["numbers lost (points)", "whole numbers"] : [`${measure} lost (points)`],
    ),
    "p same, p worse (Holm)",
    "verdict",
  ];
  return {
    head,
    words: [0, 1, head.length - 1],
    rows: lines.map((line) => {
      const [perplexity, divergence] = (["perplexity", "divergence"] as const).map((measure) =>
        resultOf(line, measure),
      );
      return [
        line.setup,
        line.variant.id,
        percent(line.attended),
        percent(line.p99),
        percent(line.computed),
        perplexity === null ? "–" : ratioText(perplexity),
        divergence === null ? "–" : divergence.value.toFixed(4),
        ...asked.flatMap(([measure]) => {
          const result = resultOf(line, measure);
          if (measure !== "numbers") return [lost(result)];
          const whole = result?.whole;
          return [lost(result), whole == null ? "–" : `${share(whole.value)} of ${share(whole.exact)} %`];
        }),
        `${p(line.within)}, ${p(line.beyond)}`,
        line.verdict,
      ];
    }),
  };
}

const p = (value: number): string => (value < 0.001 ? "<.001" : value.toFixed(3).replace(/^0/, ""));

const lost = (result: ReturnType<typeof resultOf>): string =>
  result === null
    ? "–"
    : `${points(result.loss.mean)} [${points(result.loss.lower)}, ${points(result.loss.upper)}]`;

/** Mass and error by layer of subjects and oracle, on the first haystack of each part. */
function layerTables({ haystacks, plan }: KeySelectionReport): Block[] {
  const variants = plan.variants.filter(({ role }) => role !== "control").map(({ id }) => id);
  const measured = haystacks.flatMap(({ answers }) =>
    answers.filter(
      ({ score, variant, setup }) =>
        setup === "B" && score.layers !== undefined && variants.includes(variant),
    ),
  );
  const firsts = variants.flatMap((id) => measured.find(({ variant }) => variant === id) ?? []);
  if (firsts.length === 0) return [];
  const layers = firsts[0].score.layers?.length ?? 0;
  const of = (key: "mass" | "error"): Tabular => ({
    head: ["layer", ...firsts.map(({ variant }) => variant)],
    rows: Array.from({ length: layers }, (_, layer) => [
      `${layer}`,
      ...firsts.map(({ score }) => percent(score.layers?.[layer][key] ?? Number.NaN)),
    ]),
  });
  return [
    table(of("mass"), { title: "Attention that the selected keys hold, setup B, first context" }),
    table(of("error"), { title: "Relative error of a head's output, setup B, first context" }),
  ];
}

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
function keySelectionJson(report: KeySelectionReport, sentences: readonly string[]) {
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

/** Colours that the colour-blind can distinguish (Okabe and Ito), subjects first. */
const COLOURS = ["#D55E00", "#0072B2", "#CC79A7", "#E69F00"];
const REFERENCES: Readonly<Record<string, { colour: string; shape: string }>> = {
  oracle: { colour: "#56B4E9", shape: "star" },
  "oracle by mass": { colour: "#56B4E9", shape: "circle" },
  "local window": { colour: "#009E73", shape: "rect" },
  "random keys": { colour: "#7F7F7F", shape: "crossRot" },
  "second array": { colour: "#7F7F7F", shape: "cross" },
};
const SHAPES = ["rectRot", "circle", "triangle", "rectRounded"];

/** Accuracy of numbers and passages against attended keys, in one setup; the line is exact attention. */
export function retrievalChart(report: KeySelectionReport, setup: Setup): ChartConfiguration<"scatter"> {
  const lines = report.lines.filter((line) => line.setup === setup);
  const exact = accuracyOf(lines[0], "exact");
  return chartOf(report, lines, {
    title: `Retrieval against attended keys, setup ${setup}: ${report.model.file}`,
    axis: `tokens of ${wordsOf(report)} that are right (%)`,
    value: (line) => accuracyOf(line, "value"),
    reference: { label: "exact attention", y: exact },
  });
}

/** Perplexity ratio against attended keys, in one setup; the dashed line is the margin of 1 %. */
export function perplexityChart(report: KeySelectionReport, setup: Setup): ChartConfiguration<"scatter"> {
  return chartOf(
    report,
    report.lines.filter((line) => line.setup === setup),
    {
      title: `Perplexity against attended keys, setup ${setup}: ${report.model.file}`,
      axis: "perplexity over that of exact attention (ratio)",
      value: (line) => Math.exp(resultOf(line, "perplexity")?.loss.mean ?? Number.NaN),
      reference: { label: "margin 1.01", y: 1.01 },
    },
  );
}

const wordsOf = (report: KeySelectionReport): string =>
  accuraciesOf(report)
    .map(([measure]) => (measure === "recall" ? "recalled values" : measure))
    .join(" and ");

/** Mean accuracy over the tasks, %; NaN without any. */
function accuracyOf(line: Line | undefined, side: "value" | "exact"): number {
  const found = (["numbers", "passages", "recall"] as const).flatMap((measure) => {
    const result = resultOf(line, measure);
    return result === null ? [] : [result[side]];
  });
  return (100 * found.reduce((sum, x) => sum + x, 0)) / found.length;
}

interface Axis {
  readonly title: string;
  readonly axis: string;
  readonly value: (line: Line) => number;
  readonly reference: { readonly label: string; readonly y: number };
}

function chartOf(
  { plan }: KeySelectionReport,
  lines: readonly Line[],
  { title, axis, value, reference }: Axis,
): ChartConfiguration<"scatter"> {
  const names = [...new Set(lines.map(({ variant }) => variant.name))];
  const subjects = [
    ...new Set(plan.variants.filter(({ role }) => role === "subject").map(({ name }) => name)),
  ];
  return {
    type: "scatter",
    data: {
      datasets: [
        ...names.map((name) => {
          const n = subjects.indexOf(name);
          const { colour, shape } =
            n < 0 ? REFERENCES[name] : { colour: COLOURS[n % 4], shape: SHAPES[(n + Math.floor(n / 4)) % 4] };
          return {
            label: name,
            data: lines
              .filter(({ variant }) => variant.name === name)
              .map((line) => ({ x: 100 * line.attended, y: value(line) }))
              .filter(({ y }) => Number.isFinite(y)),
            backgroundColor: colour,
            borderColor: colour,
            borderWidth: 2,
            pointStyle: shape as "circle",
            pointRadius: 8,
          };
        }),
        referenceLine(
          reference.label,
          [0, 55].map((x) => ({ x, y: reference.y })),
        ),
      ],
    },
    options: {
      ...framed(title),
      scales: {
        x: { min: 0, title: { display: true, text: "keys attended (% of those before the query)" } },
        y: { title: { display: true, text: axis } },
      },
    },
  };
}
