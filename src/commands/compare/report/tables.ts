import { area, digits, engineering, factor, groupDigits, percent, plusMinus, sentenceStart } from "#base";
import { type Block, type Tabular, table } from "#reports";
import type { DesignResult, FeasibleResult, Ratio } from "../../../comparison/comparison-design.ts";
import { askedDesign, contenderOf, lettersOf } from "../../../comparison/comparison-designs.ts";
import {
  ENERGY_CLASSES,
  energyByClass,
  type HashShares,
  hashShares,
} from "../../../comparison/energy-classes.ts";
import { floors, type ShareBound, shareLaws } from "../../../comparison/floors.ts";
import type { HashRival } from "../../../comparison/hash-rivals.ts";
import type { IsoQuality, RoundsFound } from "../../../comparison/iso-quality.ts";
import type { LatencyCheck } from "../../../comparison/latency-check.ts";
import { METRICS } from "../../../comparison/metrics/index.ts";
import { type Metric, pricedSource } from "../../../comparison/metrics/metric.ts";
import { throughputOf, wholeThroughputOf } from "../../../comparison/metrics/prices.ts";
import type { Band } from "../../../cost/three-point.ts";
import type { Workload } from "../../../design/workload.ts";
import { componentWord } from "../../../text/component-words.ts";
import { metricText } from "../../../text/quantity.ts";
import type { Comparison } from "../run/comparison.ts";

/** Metrics with a column in the tables of comparison designs. */
export const COMPARISON_METRICS: readonly Metric[] = METRICS.filter(({ heading }) => heading !== undefined);

/** A priced design's cells of these columns. */
export function comparisonCells(own: FeasibleResult, workload: Workload, metrics = COMPARISON_METRICS) {
  const source = pricedSource(own, workload);
  return metrics.map((metric) => metricText(metric, metric.of(source)));
}

const NONE = "–";
const orNone = (value: number | null, show: (value: number) => string): string =>
  value === null ? NONE : show(value);
const nodeName = (node: number): string => `${Number((node * 1e9).toPrecision(6))} nm`;

/** Energy of each design by class, one class a row. */
export function classTable(contenders: readonly DesignResult[]): Tabular {
  const priced = contenders.flatMap((contender) =>
    contender.feasible
      ? [{ title: contender.title, total: contender.cost.energy, classes: energyByClass(contender.cost) }]
      : [],
  );
  return {
    head: ["energy", ...priced.map(({ title }) => title)],
    rows: ENERGY_CLASSES.filter((name) => priced.some(({ classes }) => classes[name] > 0)).map((name) => [
      name,
      ...priced.map(({ classes, total }) =>
        classes[name] > 0
          ? `${engineering(classes[name], "J")} ${percent(classes[name] / total).padStart(7)}`
          : NONE,
      ),
    ]),
  };
}

/** Only the hash: on published arrays, on small conductances and on digital units, at two nodes. */
export const rivalTable = (rivals: readonly HashRival[]): Tabular => ({
  head: ["hash", "node", "what hashes", "moving vectors", "time a head", "area", "whole design"],
  rows: rivals.map(({ name, logicNode, hashEnergy, moveEnergy, hashTime, hashArea, energy }) => [
    name,
    nodeName(logicNode),
    hashEnergy === null ? "infeasible" : engineering(hashEnergy, "J"),
    orNone(moveEnergy, (value) => engineering(value, "J")),
    orNone(hashTime, (value) => engineering(value, "s")),
    orNone(hashArea, area),
    orNone(energy, (value) => engineering(value, "J")),
  ]),
});

const HASH_SHARES: readonly (readonly [string, keyof HashShares])[] = [
  ["energy of the units that hash", "units"],
  ["and of the moves of what they read and write", "operations"],
  ["most that a hash that took nothing could save", "saved"],
  ["time of the stages", "time"],
];

/** What the hash takes of each design that has one, a column each. */
export function hashShareTable(contenders: readonly DesignResult[]): Tabular {
  const priced = contenders.flatMap((own) => (own.feasible ? [{ ...own, of: hashShares(own.cost) }] : []));
  const hashing = priced.filter(({ of }) => of.operations > 0);
  return {
    head: ["share of the hash", ...hashing.map(({ title }) => title)],
    rows: HASH_SHARES.map(([name, key]) => [name, ...hashing.map(({ of }) => percent(of[key]))]),
  };
}

export const HASH_SHARE_NOTE =
  "Each share of the energy holds the one above it. The third adds leakage of units that only hash, the other static energy for as long as the hash takes, and the wires around its area: a bound, as stages overlap. Floors of ratios use the second.";

/** Says which rival hashes for the least energy at each node. */
export function rivalSentence(rivals: readonly HashRival[]): string {
  const nodes = [...new Set(rivals.map(({ logicNode }) => logicNode))];
  const winners = nodes.flatMap((node) => {
    const priced = rivals
      .filter(({ logicNode, hashEnergy }) => logicNode === node && hashEnergy !== null)
      .sort((a, b) => Number(a.hashEnergy) - Number(b.hashEnergy));
    if (priced.length === 0) return [];
    const [best, next] = priced.map(({ hashEnergy }) => Number(hashEnergy));
    const lead = next !== undefined && best > 0 ? `, ${factor(best / next)} of the next` : "";
    return [`at ${nodeName(node)} logic ${priced[0].name}${lead}`];
  });
  return winners.length === 0 ? "" : `Least energy of hashing: ${winners.join("; ")}.`;
}

/** Compares the closed-form latency with the simulated schedule. */
export function checkSentence(checks: readonly LatencyCheck[]): string {
  const played = checks.flatMap(({ closedForm, simulated }) =>
    simulated === null || simulated === 0 ? [] : [closedForm / simulated],
  );
  if (played.length === 0) return "";
  const [low, high] = [Math.min(...played), Math.max(...played)].map((ratio) => digits(ratio));
  const within = low === high ? low : `${low} to ${high}`;
  const reasons = checks.flatMap(({ id, reason }) =>
    reason === null ? [] : [` ${contenderOf(id).letter}: ${reason}.`],
  );
  return `Latency in closed form is ×${within} that of an event-driven simulation of the schedule.${reasons.join("")}`;
}

/** Times of a generation and tokens a second of each design: attention only, then the whole model. */
export function tokenTable({ contenders, tokenTimes, workload }: Comparison): Tabular {
  const rate = `${workload.phase}: tokens/s`;
  return {
    head: [
      "design",
      "attention: first token",
      "an output token",
      rate,
      "whole model: first token",
      "an output token",
      rate,
    ],
    rows: contenders.flatMap((contender) => {
      if (!contender.feasible) return [];
      const times = tokenTimes.get(contender.id);
      const time = (value: number | null | undefined): string =>
        orNone(value ?? null, (own) => engineering(own, "s"));
      const { timing } = contender.cost;
      return [
        [
          contender.title,
          time(times?.toFirstToken),
          time(times?.perOutputToken),
          timing.interval > 0 ? engineering(throughputOf(workload, timing), "").trim() : NONE,
          time(times?.wholeToFirstToken),
          time(times?.wholePerOutputToken),
          orNone(wholeThroughputOf(workload, contender), (own) => engineering(own, "").trim()),
        ],
      ];
    }),
  };
}

/** Cost of a working chip of each design. */
export const dieTable = (contenders: readonly DesignResult[]): Tabular => ({
  head: [
    "cost of a good die",
    "area",
    "dies",
    "dies a wafer",
    "without defect",
    "with all arrays",
    "wafer",
    "good die",
  ],
  rows: contenders.flatMap((contender) => {
    if (!contender.feasible || contender.die === null) return [];
    const { dies, diesPerWafer, defectYield, arrayYield, waferPrice, goodDie } = contender.die;
    return [
      [
        contender.title,
        area(contender.cost.area),
        groupDigits(dies),
        groupDigits(diesPerWafer),
        percent(defectYield),
        percent(arrayYield),
        `$${groupDigits(waferPrice)}`,
        `$${digits(goodDie)}`,
      ],
    ];
  }),
});

/** Note under the table: all of its inputs are assumed. */
export const DIE_NOTE =
  "Wafer prices, defects, their law and what array layers add are assumed (design.wafer) and the same for all designs.";

/** Rounds and price of each design where all capture the same mass. */
export const isoQualityTable = ({ rounds, contenders }: IsoQuality): Tabular => ({
  head: ["design", "rounds", "attention recall", "energy", "latency", "area"],
  rows: contenders.map((contender) => {
    const own: RoundsFound | undefined = rounds[contender.id];
    const mass = own?.recall ?? null;
    return [
      contender.title,
      own === undefined ? NONE : own.rounds === null ? `> ${own.tried}` : String(own.rounds),
      mass === null ? NONE : plusMinus(mass.mean, mass.interval),
      ...(contender.feasible
        ? [
            engineering(contender.cost.energy, "J"),
            engineering(contender.cost.timing.latency, "s"),
            area(contender.cost.area),
          ]
        : ["infeasible", "", ""]),
    ];
  }),
});

export const isoQualityTitle = ({ reference, target }: IsoQuality, configured: number): string =>
  `Equal quality: the fewest rounds that capture ${percent(target)} of the attention mass (the software hash at ` +
  `${configured} rounds: ${percent(reference.mean)}, less the margin)`;

/** Ratios as priced with bands and floors, why medians differ, and ratios with other unit models. */
export const ratioBlocks = (comparison: Comparison): Block[] => [
  table(bandTable(comparison), {
    notes: [FLOOR_NOTE, ...shareLawSentences(comparison.contenders), ...offCentreSentences(comparison)],
    title: `Ratios over the ranges of constants and assumed inputs (${comparison.bands.inputs.join(", ")}): as priced, then median (5 to 95 %) of ${comparison.bands.draws} draws shared by all designs`,
  }),
  ...alternativeBlocks(comparison),
];

function bandTable({ bands, contenders, ratios }: Comparison): Tabular {
  const least = floors(contenders);
  const floorCell = (name: string): string =>
    least[name] === undefined ? "" : `${factor(least[name].ratio)} (${least[name].unit})`;
  const cell = (nominal: number | null, { p05, p50, p95 }: Band): string =>
    `${factor(nominal)}, ${factor(p50)} (${factor(p05)} to ${factor(p95)})`;
  return {
    head: ["ratio", "energy", "latency", "area", "below 1: energy", "latency", "floor as priced"],
    rows: Object.entries(bands.ratios).map(([name, drawn]) => {
      if (drawn === null) return [lettersOf(name), "–", "–", "–", "–", "–", ""];
      const { band, probabilityLower } = drawn;
      const costs = QUANTITIES.map((quantity) => cell(ratios[name][quantity], band[quantity]));
      return [
        lettersOf(name),
        ...costs,
        percent(probabilityLower.energy),
        percent(probabilityLower.latency),
        floorCell(name),
      ];
    }),
  };
}

const QUANTITIES = ["energy", "latency", "area"] as const;

/** Energy and latency ratios of the config's own design with their ranges; nothing where it has none. */
export function surenessBlocks({
  bands,
  constantBands,
  ratios,
  workload,
  alternatives,
}: Comparison): Block[] {
  const { id, letter } = askedDesign(workload);
  const drawn = bands.inputs.length === 0 ? [constantBands] : [constantBands, bands];
  const rows = Object.keys(ratios).flatMap((name) => {
    const ranges = drawn.flatMap((own) => own.ratios[name] ?? []);
    if (ranges.length < drawn.length || !name.split("/").includes(id)) return [];
    const range = ({ p05, p95 }: Band): string => `${factor(p05)} to ${factor(p95)}`;
    return [
      [
        lettersOf(name),
        factor(ratios[name].energy),
        ...ranges.flatMap(({ band, probabilityLower }) => [
          range(band.energy),
          percent(probabilityLower.energy),
        ]),
        factor(ratios[name].latency),
        ...ranges.map(({ band }) => range(band.latency)),
        ...(alternatives.length === 0
          ? []
          : (["energy", "latency"] as const).map((quantity) =>
              alternatives.map((other) => factor(other.ratios[name][quantity])).join(", "),
            )),
      ],
    ];
  });
  if (rows.length === 0) return [];
  const [first, ...second] = ["by constants", "by inputs too"].slice(0, drawn.length);
  const head = [
    ...["ratio", "energy", first, "below 1", ...second.flatMap((name) => [name, "below 1"])],
    ...["latency", first, ...second],
    ...(alternatives.length === 0 ? [] : ["energy by others", "latency by others"]),
  ];
  const title = [
    `How sure ratios with ${letter} are. By constants: from 5 to 95 % of ${bands.draws} draws of the constants, with the inputs of this config; below 1: the share of draws with an energy ratio below 1.`,
    ...second.map(
      (name) =>
        `${sentenceStart(name)}: with inputs drawn as well (${bands.inputs.join(", ")}), whatever the config names.`,
    ),
    ...(alternatives.length === 0
      ? []
      : [
          `By others: with ${alternatives.map(({ name }) => name).join(", and with ")}, which no draw takes.`,
        ]),
  ].join(" ");
  return [table({ head, rows }, { title })];
}

/** " and of inputs (reads of 2 to 50 ns)", where some are drawn. */
export const drawnInputs = ({ inputs }: Comparison["bands"]): string =>
  inputs.length === 0 ? "" : ` and of inputs, also those that the config names (${inputs.join(", ")})`;

const FLOOR_NOTE =
  "Floor: where two designs differ in one part, their energies' ratio as priced cannot fall below 1 − s, however good the part, with s its share in the design under the line; what else takes less above the line lowers it by as much. Each draw has a floor of its own. Of the hash, s is the second row of the table of its shares.";

/** Why a median is not the nominal ratio, naming the ranges. */
const offCentreSentences = ({ offCentre }: Comparison): string[] =>
  offCentre.map(
    ({ pair, quantity, nominal, median, causes }) =>
      `${lettersOf(pair)}: the median ${quantity} is ${factor(median)}, as priced ${factor(nominal)}, ` +
      `${causes.length === 0 ? "by several ranges together" : `as these ranges are longer on one side: ${causes.join(", ")}`}.`,
  );

/** All ratios with another model of a unit, a column each; nothing where there is no other model. */
function alternativeBlocks({ alternatives, ratios }: Comparison): Block[] {
  if (alternatives.length === 0) return [];
  const cell = ({ energy, latency }: Ratio): string => `${factor(energy)}, ${factor(latency)}`;
  return [
    table(
      {
        head: ["energy, latency", "as configured", ...alternatives.map(({ name }) => `with ${name}`)],
        rows: Object.entries(ratios).map(([name, own]) => [
          lettersOf(name),
          cell(own),
          ...alternatives.map((other) => cell(other.ratios[name])),
        ]),
      },
      {
        title:
          "Ratios with other models of a unit, of which neither is the better known; the draws leave them out",
      },
    ),
  ];
}

/** The law of shares, one sentence for each pair that differs in one unit: its floor and break-even. */
const shareLawSentences = (contenders: readonly DesignResult[]): string[] =>
  Object.entries(shareLaws(contenders)).map(
    ([name, { unit, energy, latency }]) =>
      `${lettersOf(name)} differ in the ${unit}: ${boundText("energy", energy)}` +
      `${latency === null ? "" : `; ${boundText("latency", latency)}`}.`,
  );

/** "energy no lower than ×0.98 (1 − 0.02), equal where it takes ×0.4 of what it does". */
function boundText(quantity: string, { share, rest, floor, breakEven }: ShareBound): string {
  const equal =
    breakEven === null
      ? "not equal even where it takes nothing"
      : `equal where it takes ${factor(breakEven)} of what it does`;
  // A saving too small for the printed digits is not mentioned.
  const saved =
    rest < -LEAST_SAVED ? ` − ${digits(-rest)} by which wires, leakage and standby take less` : "";
  return `${quantity} no lower than ${factor(floor)} (1 − ${digits(share)}${saved}), ${equal}`;
}

const LEAST_SAVED = 5e-4;

/** Time of each stage for one head, in every design that has stages. */
export function stageBlocks({ contenders }: Comparison): Block[] {
  const staged = contenders.filter(
    (own): own is FeasibleResult => own.feasible && own.cost.timing.stages.length > 0,
  );
  if (staged.length === 0) return [];
  const names = [...new Set(staged.flatMap(({ cost }) => cost.timing.stages.map(({ name }) => name)))];
  const timeOf = ({ cost }: FeasibleResult, wanted: string): string => {
    const own = cost.timing.stages.filter(({ name }) => name === wanted);
    if (own.length === 0) return NONE;
    const sum = own.reduce((all, { time }) => all + time, 0);
    const { busiest } = own.reduce((a, b) => (b.time > a.time ? b : a));
    return `${engineering(sum, "s")}${busiest === null ? "" : ` ${componentWord(busiest)}`}`;
  };
  return [
    table(
      {
        head: ["stage", ...staged.map(({ title }) => title)],
        rows: [
          ...names.map((name) => [name, ...staged.map((own) => timeOf(own, name))]),
          ["one head", ...staged.map(({ cost }) => engineering(cost.timing.headLatency, "s"))],
          ["interval of heads", ...staged.map(({ cost }) => engineering(cost.timing.headInterval, "s"))],
        ],
      },
      {
        title: "Time of each stage for one head",
        notes: [
          "A stage takes as long as its busiest part, which is named next to its time. Where keys stream past, a memory and the MAC units take time for every key, chosen or not. Stages that stream into one another overlap, so a head may take less than their sum; on one core the next head follows after an interval.",
        ],
      },
    ),
  ];
}
