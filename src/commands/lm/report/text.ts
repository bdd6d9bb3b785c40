import { groupDigits, percent } from "#base";
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
import { SETUPS, type StudyPlan } from "../../../language-model/evaluation/study-plan.ts";
import type { KeySelectionReport } from "../run/result.ts";
import { perplexityChart, retrievalChart } from "./chart.ts";
import { keySelectionFindings, points, ratioText } from "./findings.ts";
import { keySelectionJson } from "./json.ts";
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
