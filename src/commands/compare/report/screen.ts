// The answer on one screen: a title, the findings, a row for every design.

import type { Estimate } from "#base";
import { digits, engineering, groupDigits, percent, plusMinus } from "#base";
import { type Block, type Finding, findings, screenSink, type Tabular, table, title } from "#reports";
import {
  type DesignId,
  type DesignResult,
  type FeasibleResult,
  feasibleOf,
} from "../../../comparison/comparison-design.ts";
import { askedDesign, BASELINE, contenderOf } from "../../../comparison/comparison-designs.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import { bandwidthOf, peakPower, tokensOf } from "../../../comparison/metrics/prices.ts";
import { heatDensity } from "../../../cost/heat.ts";
import type { Workload } from "../../../design/workload.ts";
import type { Comparison, FirstResults } from "../run/comparison.ts";
import { findingsOf, gainText } from "./findings.ts";
import { qualityOf, recallOf } from "./ratio-findings.ts";
import { COMPARISON_METRICS, comparisonCells } from "./tables.ts";

/** Lines and columns of the answer in a terminal of 24 × 80, which names the page and the next command below. */
const LINES = 22;
const COLUMNS = 80;

/** Rows of designs that are in no ratio. */
const REFERENCES = "references";

/** What a full screen leaves out, the first first: findings and rows; the report has them all below its tables. */
const LEAST_NEEDED = [
  ...["inexact-weights", "one-library", "plan-tie", "area"],
  REFERENCES,
  ...["change", "amdahl", "efficiency"],
];

/** What the first screen shows. */
interface Shown {
  readonly found: readonly Finding[];
  readonly contenders: readonly DesignResult[];
}

/** The first screen: the chip, and the findings and rows of designs that fit. */
export const screenBlocks = (comparison: FirstResults): Block[] =>
  blocksWith(comparison, shownOf(comparison));

/** Findings that the first screen has no room for. */
export const leftFindings = (comparison: FirstResults): Finding[] => {
  const shown = new Set(shownOf(comparison).found.map(({ id }) => id));
  return findingsOf(comparison).filter(({ id }) => !shown.has(id));
};

function shownOf(comparison: FirstResults): Shown {
  const found = findingsOf(comparison);
  const without = (left: ReadonlySet<string>): Shown => ({
    found: found.filter(({ id }) => !left.has(id)),
    contenders: comparison.contenders.filter(({ id }) => !left.has(REFERENCES) || contenderOf(id).inRatios),
  });
  const isFull = (left: ReadonlySet<string>): boolean =>
    screenSink(blocksWith(comparison, without(left)), COLUMNS)
      .trimEnd()
      .split("\n").length > LINES;
  const left = new Set<string>();
  for (const least of LEAST_NEEDED) {
    if (!isFull(left)) break;
    left.add(least);
  }
  // A short one may have room where a longer one had none.
  for (const most of LEAST_NEEDED.toReversed()) {
    if (left.delete(most) && isFull(left)) left.add(most);
  }
  return without(left);
}

const blocksWith = (comparison: FirstResults, { found, contenders }: Shown): Block[] => [
  title(`${comparison.name}: ${shortWorkload(comparison)}`, ...chipLines(comparison)),
  findings(
    found.map(({ text }) => text),
    found.map(({ marks = [] }) => marks),
  ),
  table(designRows(comparison, contenders), { isPlain: true }),
];

/** What the chip is: "28 nm, 4 arrays of 64×128, 1-bit ADC, 4 096 MACs, 2 MiB SRAM, 25.6 GB/s DRAM". */
function chipLines({ contenders, workload }: FirstResults): string[] {
  const own = feasibleOf(contenders, askedDesign(workload));
  if (own === null) return [];
  const { design, mapping } = own;
  const { array, readout } = design.hashing;
  const { buffer, mac } = design.digital;
  const { spatial } = mac.behaviour;
  const arrays = (mapping.census.array ?? 0) / (array.rows * array.columns);
  const inNanometres = (node: number): string => `${digits(node * 1e9)} nm`;
  const hashes = [
    `${groupDigits(arrays)} arrays of ${array.rows}×${array.columns}`,
    ...(design.hashNode === design.logicNode ? [] : [`at ${inNanometres(design.hashNode)}`]),
  ].join(" ");
  return [
    [
      inNanometres(design.logicNode),
      ...(arrays > 0 ? [hashes, readoutWords(readout)] : []),
      ...(spatial === undefined
        ? []
        : [`${groupDigits(spatial.arrays * spatial.rows * spatial.units * design.cores)} MACs`]),
      `${bytesText(buffer.behaviour.capacity * design.cores)} SRAM`,
      `${engineering(bandwidthOf(design), "B/s")} DRAM`,
    ].join(", "),
  ];
}

/** A comparator decides one bit; a winner-take-all a place. */
const readoutWords = ({ behaviour }: FeasibleResult["design"]["hashing"]["readout"]): string =>
  behaviour.reads === "largest" ? "winner-take-all" : `${behaviour.bits ?? 1}-bit ADC`;

const bytesText = (bytes: number): string =>
  bytes >= 2 ** 20 ? `${digits(bytes / 2 ** 20)} MiB` : `${digits(bytes / 2 ** 10)} KiB`;

const shortWorkload = ({
  workload: { preset, phase, pass, length, batch, attention },
}: FirstResults): string =>
  `${preset}, ${pass === "training" ? "training step" : phase}, L = ${groupDigits(length)}, ` +
  `${batch === 1 ? "" : `batch ${batch}, `}${attention.rounds} rounds (attention only)`;

/** Prices, recall and output error of designs; the report's table has peak power, heat and the intervals of recall. */
const designRows = (comparison: FirstResults, contenders: readonly DesignResult[]): Tabular =>
  priceRows(
    comparison,
    contenders,
    COMPARISON_METRICS.filter((metric) => metric !== peakPower),
    { heat: [], error: "error", recall: (recall) => `${recallText(recall).split(" ")[0]} %` },
  );

/** The screen's table with peak power and every design, for the page, where there is room. */
export const priceTable = (comparison: Comparison): Block => {
  const { contenders } = comparison;
  const records = contenders.map(({ id }) => contenderOf(id));
  const letters = records.filter((own) => recallOf(own, comparison) === null).map(({ letter }) => letter);
  const notes = letters.length === 0 ? [] : [`Nothing simulates the recall of ${letters.join(", ")}.`];
  const words = { heat: HEAT_HEAD, error: "output error", recall: recallText };
  const { head, rows } = priceRows(comparison, contenders, COMPARISON_METRICS, words);
  const rates = contenders.map(({ id }) => modelRates(id, comparison));
  const hasRates = rates.some((own) => own.some((rate) => rate !== null));
  const rateCells = (n: number): string[] =>
    rates[n].map((rate) => (rate === null ? "–" : engineering(rate, "").trim()));
  return table(
    hasRates
      ? { head: [...head, ...RATE_HEAD], rows: rows.map((cells, n) => [...cells, ...rateCells(n)]) }
      : { head, rows },
    {
      notes: [
        QUALITY_NOTE,
        EFFICIENCY_NOTE,
        heatNote(contenders),
        ...(hasRates ? [RATE_NOTE] : []),
        ...notes,
      ],
    },
  );
};

const RATE_HEAD = ["prompt tokens/s", "output tokens/s"];

const RATE_NOTE =
  "Tokens/s: of the whole model, its other layers on the MAC arrays of each design, for a prompt and for the tokens after it.";

/** Tokens a second of the whole model, in prefill and in decode; null where its other layers are not known. */
function modelRates(id: DesignId, { tokenTimes, workload }: Comparison): (number | null)[] {
  const times = tokenTimes.get(id);
  const rate = (time: number | null | undefined, phase: Workload["phase"]): number | null =>
    time === null || time === undefined ? null : tokensOf({ ...workload, phase }) / time;
  return [rate(times?.wholeToFirstToken, "prefill"), rate(times?.wholePerOutputToken, "decode")];
}

/** Error of the outputs over their norm, which digital units have with every key as well. */
function errorCell({ id }: DesignResult, comparison: FirstResults): string {
  const error =
    id === BASELINE.id
      ? comparison.fidelity.exactDigital.outputError
      : qualityOf(contenderOf(id), comparison)?.error;
  return error === undefined ? "–" : digits(error.mean);
}

/** Heads of the columns of heat and of errors, and how a recall is written. */
interface Columns {
  readonly heat: readonly string[];
  readonly error: string;
  readonly recall: (recall: Estimate) => string;
}

/** Prices, then recall and error: recall alone would place weights that are inexact next to keys that are left out. */
const priceRows = (
  comparison: FirstResults,
  contenders: readonly DesignResult[],
  metrics: readonly Metric[],
  words: Columns,
): Tabular => ({
  head: ["design", ...metrics.map(({ heading = "" }) => heading), ...words.heat, "recall", words.error],
  rows: contenders.map((own) =>
    own.feasible
      ? [
          own.title,
          ...comparisonCells(own, comparison.workload, metrics),
          ...(words.heat.length === 0 ? [] : heatCells(own.cost)),
          recallCell(own, comparison, words),
          errorCell(own, comparison),
        ]
      : [own.title, "infeasible", ...metrics.map(() => ""), ...words.heat.map(() => ""), ""],
  ),
});

const HEAT_HEAD = ["heat, W/mm²", "temperature"];

/** Heat of the die over its area, and its temperature; nothing for a GPU, which is cooled by its own card. */
function heatCells(cost: FeasibleResult["cost"]): string[] {
  const density = heatDensity(cost);
  return density === 0
    ? HEAT_HEAD.map(() => "–")
    : [digits(density / 1e6), `${cost.heat.temperature.toFixed(0)} K`];
}

/** What power and heat are of, with the package that the config names. */
function heatNote(contenders: readonly DesignResult[]): string {
  const [own] = contenders.flatMap((one) => (one.feasible ? [one.design] : []));
  const { temperature, thermalResistance } = own ?? {};
  const package_ =
    temperature === undefined || thermalResistance === undefined
      ? ""
      : `, on a package at ${Number(temperature.toFixed(2))} K with ${digits(thermalResistance)} K/W (design.temperature, design.thermalResistance)`;
  return `Peak power: while every core does what draws most. Heat: average power of the die, without the memory outside it, over the die's area; temperature: of its silicon${package_}.`;
}

const QUALITY_NOTE =
  "Recall: share of the exact attention's weight on the keys that a design attends, or that inexact weights reproduce. Output error: of the attention's outputs, over their norm.";

const EFFICIENCY_NOTE = `TOPS/W and TOPS/mm² count the operations that exact attention (${BASELINE.letter}) does for the same tokens, whatever a design itself computes: what a selection of keys leaves out counts as done.`;

function recallCell({ id }: DesignResult, comparison: FirstResults, { recall }: Columns): string {
  const record = contenderOf(id);
  const quality = qualityOf(record, comparison);
  return quality !== null ? recall(quality.recall) : record.variant === "exact" ? percent(1) : "–";
}

/** Percent in at most two decimals, for the column's width; an interval too small to show is left out. */
const recallText = ({ mean, interval }: Estimate): string =>
  interval > 0 && 100 * interval < LEAST_SHOWN
    ? `${(100 * mean).toFixed(2)} %`
    : `${plusMinus(100 * mean, 100 * interval, 2)} %`;
const LEAST_SHOWN = 0.005;

/** Option to add to the command: the change that helps most, or another length where none helps. */
export function nextOption(comparison: FirstResults): string {
  const setting = comparison.bestChange?.best?.setting;
  return setting === null || setting === undefined
    ? `--what-if workload.length=${2 * comparison.workload.length}`
    : `--what-if ${setting}`;
}

/** "×0.551 energy, ×0.452 latency" of the change in `nextOption`, where the screen has no room for its finding. */
export function gainOfNext(comparison: FirstResults): string | undefined {
  const best = comparison.bestChange?.best;
  return best?.setting && leftFindings(comparison).some(({ id }) => id === "change")
    ? gainText(best)
    : undefined;
}
