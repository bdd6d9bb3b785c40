import { markdownTable as alignedTable } from "markdown-table";
import { groupDigits } from "#base";
import { cacheAgeGaps, cacheAgeHead, cacheAgeRows } from "../../../src/commands/hash/report/cache-age.ts";
import type { DeviceAge } from "../../claims/cache-claims.ts";
import { tallyClaims } from "../../claims/claim.ts";
import { kneeText, type NoiseKnee } from "../../claims/hash-claims.ts";
import type { RecallPoint } from "../../claims/length-claims.ts";
import { type CaseReport, lostOf, pointsOf, ratioOf } from "../../claims/model-claims.ts";
import { dieRatio, lossText, type ModelDies, recallText } from "../../claims/model-dies.ts";
import { KNEE, PERPLEXITY_MARGIN, RECALL_LENGTHS, RECALL_LOSS } from "../../claims/plan.ts";
import { quantileOf } from "../../claims/statistics.ts";
import type { ClaimsReport } from "../../run/claims.ts";
import { POSITIVE_CONTROL } from "./text.ts";

const percent = (x: number, decimals = 1): string => `${(100 * x).toFixed(decimals)} %`;

/** A Markdown table with its columns aligned, as the project's formatter leaves them. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  alignedTable(
    [head.map((text) => text.padEnd(3)), ...rows].map((row) =>
      row.map((text) => text.replaceAll("|", "\\|")),
    ),
  ).split("\n");

/** evidence/diary/claim.md: the findings of one run, in Markdown; every number and verdict is the run's. */
export function claimsDocument(report: ClaimsReport): string {
  const { cases, recall, knees, ages, dies, claims, seed, quick } = report;
  const count = tallyClaims(claims);
  return `${[
    "# The claim, tested",
    "",
    `Written by \`crosshash validate --claims --document FILE\`${quick ? " in a quick run" : ""}, seed ${seed}; thresholds, texts and seeds are in`,
    "`evidence/claims/plan.ts`, committed before the first run, with its revisions in the changelog. Two claims are kept apart: _the memristor hash equals",
    `the software hash_ and _LSH attention equals exact attention_, each within ±${percent(PERPLEXITY_MARGIN, 0)} of perplexity (95 % interval over texts and`,
    `arrays: two one-sided tests), the second also within ±${100 * RECALL_LOSS} points of recall by the same tests. A test whose negative control passes, or comes too near,`,
    "has no power, and its verdict says so.",
    "",
    `${claims.length} lines: ${count.holds} hold, ${count.fails} fail, ${count["not shown"]} not shown, ${count["no power"]} without power.`,
    "",
    "## Language models",
    "",
    POSITIVE_CONTROL,
    "",
    ...caseTable(cases),
    "",
    "The cosine is that of a query and its most attended key beyond local window and sink, as they are hashed, in the head that",
    "attends one such key most sharply: pairs that the hash alone can find.",
    "",
    ...cases.flatMap(caseControls),
    ...(dies === null ? [] : ["## Dies, not averages", "", ...dieLines(dies)]),
    ...(recall.length === 0 ? [] : ["## Constructed recall against length", "", ...recallTable(recall), ""]),
    ...(knees.length === 0 ? [] : ["## Read noise", "", ...knees.flatMap(kneeLines)]),
    ...(ages.length === 0 ? [] : ["## Age of the KV cache", "", ...AGE_NOTE, "", ...ages.flatMap(ageLines)]),
    "## What a device must reach",
    "",
    ...requirements(report),
    "",
    "## Every line",
    "",
    ...table(
      ["id", "hypothesis", "threshold", "measured", "power", "verdict"],
      claims.map((claim) => [
        claim.id,
        claim.hypothesis,
        claim.threshold,
        claim.measured,
        claim.power,
        `**${claim.verdict}**`,
      ]),
    ),
  ].join("\n")}\n`;
}

const caseTable = (cases: readonly CaseReport[]): string[] =>
  table(
    [
      "model, L",
      "q–k cosine of far pairs",
      "setting",
      "computed pairs",
      "memristor − software",
      "verdict",
      "memristor LSH against exact",
      "verdict",
    ],
    cases.map(({ model, setting, measured, verdicts }) => [
      `${model}, ${groupDigits(measured.length)}`,
      measured.far.cosine.toFixed(3),
      setting,
      percent(measured.memristor.computedPairs),
      ratioOf(measured.deviceLoss),
      `**${verdicts.memristorIsSoftware.verdict}**`,
      `${ratioOf(measured.memristor.loss)}${lostOf(measured.memristor)}`,
      `**${verdicts.lshIsExact.verdict}**`,
    ]),
  );

function caseControls({ model, measured, noise }: CaseReport): string[] {
  const variants = [measured.software, measured.memristor, ...measured.controls];
  return [
    `### ${model}, L = ${groupDigits(measured.length)}`,
    "",
    `${measured.arrays} arrays on ${measured.windows} texts. Read noise ${percent(noise.perDevice)} of a device's own current, ${percent(noise.perColumn)} of the column's deviation. All arrays are shown, sorted by result.`,
    "",
    ...table(
      ["attention", "perplexity over exact", "recall lost (points)", "computed pairs", "arrays"],
      variants.map(({ arm: variant, loss, recallLoss, computedPairs }) => [
        variant,
        ratioOf(loss),
        recallLoss === null ? "–" : pointsOf(recallLoss),
        percent(computedPairs),
        [...loss.byArray]
          .sort((a, b) => a - b)
          .map((x) => Math.exp(x).toFixed(4))
          .join(", "),
      ]),
    ),
    "",
  ];
}

/** Percentiles of many dies on one text. */
function dieLines({
  model,
  length,
  setting,
  retrievable,
  computedPairs,
  memristor,
  software,
  control,
}: ModelDies): string[] {
  const values = retrievable === null ? "" : ` with ${retrievable} retrievable values`;
  return [
    `One text of ${groupDigits(length)} tokens${values} on ${model}; ${setting}; ${percent(computedPairs)} of pairs. A die has arrays of its own,`,
    "software as many draws of its projections. The 95th percentile of perplexity over exact attention's and the 5th of recall are those of",
    "the dies; their 95 % intervals lie between order statistics and hold whatever the distribution.",
    "",
    ...table(
      ["attention", "dies", "median", "95th percentile", "worst die", "5th percentile of recall"],
      [memristor, software, control].map((dies) => [
        dies.arm,
        String(dies.losses.length),
        dieRatio(quantileOf(dies.losses, 0.5)),
        lossText(dies),
        dieRatio(Math.max(...dies.losses)),
        recallText(dies),
      ]),
    ),
    "",
  ];
}

const recallTable = (points: readonly RecallPoint[]): string[] =>
  table(
    [
      "L",
      "computed pairs",
      "memristor",
      "worst array",
      "software",
      "second array",
      "random buckets",
      "local window",
      `rounds, pairs that reach ${percent(RECALL_LENGTHS.found, 0)}`,
    ],
    points.map(({ length, computedPairs, found, worstArray, localWindow, needed }) => [
      groupDigits(length),
      percent(computedPairs),
      `${percent(found.memristor.mean)} ± ${percent(found.memristor.interval)}`,
      percent(worstArray),
      percent(found.software.mean),
      percent(found["second-array"].mean),
      percent(found["random-buckets"].mean),
      percent(localWindow),
      needed === null ? "none" : `${needed.rounds}, ${percent(needed.computedPairs)}`,
    ]),
  );

const kneeLines = (found: NoiseKnee): string[] => [
  `${found.device}: ${kneeText(found)} costs ${100 * KNEE.drop} point. Drop of partners found, in points, over ${found.seeds} seeds of ${found.arrays / found.seeds} arrays, paired by array:`,
  "",
  ...table(
    ["noise of a column", "of a device", "drop"],
    found.levels.map(({ perColumn, perDevice, drop }) => [
      percent(perColumn),
      percent(perDevice),
      `${(100 * drop.mean).toFixed(2)} ± ${(100 * drop.interval).toFixed(2)}`,
    ]),
  ),
  "",
];

const AGE_NOTE = [
  "Keys are hashed on an array of some age and temperature, their queries later or warmer on the same array; nothing is written",
  "in between. The law is that of Gaussian outputs with the correlation of these arrays', arccos(ρ)/π a bit. Attention recall is that",
  "of constructed duplication with oneself hidden. Drift counts by the ratio of ages: an array that has stood for a day hardly",
  "moves in an hour. A loss that is one common factor turns no bit of a differential pair.",
];

const ageLines = ({ device, age }: DeviceAge): string[] => {
  const gaps = cacheAgeGaps(age);
  return [
    `${device}; ${age.arrays} arrays:`,
    "",
    ...table([...cacheAgeHead(age)], cacheAgeRows(age)),
    "",
    ...(gaps === "" ? [] : [gaps, ""]),
  ];
};

/** Sentences that the measured knees and verdicts imply, and no more. */
function requirements({ knees, cases }: ClaimsReport): string[] {
  const served = cases.filter(({ verdicts }) => verdicts.lshIsExact.verdict === "holds");
  const refused = cases.filter(({ verdicts }) => verdicts.lshIsExact.verdict !== "holds");
  const named = (list: readonly CaseReport[]): string =>
    list
      .map(
        ({ model, measured, verdicts }) =>
          `${model} at L = ${groupDigits(measured.length)} (cosine ${measured.far.cosine.toFixed(2)}, ${verdicts.lshIsExact.verdict})`,
      )
      .join(", ");
  return [
    ...knees.map(
      (found) =>
        `- ${found.device}: ${100 * KNEE.drop} point is lost at a read noise of ${kneeText(found)}, at ${KNEE.rounds} rounds of chunk ${KNEE.chunk}.`,
    ),
    ...(served.length === 0
      ? []
      : [`- LSH attention by these devices equals exact attention on ${named(served)}.`]),
    ...(refused.length === 0
      ? []
      : [
          `- It is not shown to on ${named(refused)}: a property of the model or of the test, not of the device alone.`,
        ]),
    "- One array serves queries and keys: a second untuned array is a control above, and it fails wherever a test has power.",
  ];
}
