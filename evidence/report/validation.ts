import { digits, engineering, factor } from "#base";
import { type Block, figure, paragraph, type Tabular, table, unalignedTable } from "#reports";
import { faults, isOwnRun, type JudgedFact, tally, type Verdict } from "../published/fact.ts";
import { type WholeSystem, wholeSystems } from "../published/published-systems.ts";
import type { ReadoutTrade } from "../published/readout-trade.ts";
import { PUBLISHED_POINTS } from "../published/scaling-points.ts";
import { TOPIC_WORDS } from "../published/topic-words.ts";
import type { Validation } from "../run/facts.ts";
import { scalingDrawings } from "./scaling-laws.ts";

/** docs/reference/validation.md: every published figure beside ours, in Markdown; what misses stands first. */
export function validationDocument({ facts, trade, constants }: Validation): string {
  const count = tally(facts);
  const topics = [...new Set(facts.map(({ topic }) => topic))];
  const missed = facts.filter(({ verdict }) => verdict === "miss");
  return `${[
    ...HEAD,
    `${facts.length} figures: ${count.pass} pass, ${count.miss} miss (${faults(facts).length} of them a sum or a stated formula), ` +
      `${count["cannot pass"]} cannot pass (remembered), ${count.refused} refused (outside a model's domain). ` +
      `Constants of all models: ${constants.cited} cited, ${constants.assumed} assumed.`,
    "",
    "## What misses",
    "",
    ...(missed.length === 0 ? ["Nothing."] : [factTable(missed, true)]),
    "",
    "## Whole systems",
    "",
    systemsSentence(wholeSystems(facts)),
    "",
    unalignedTable(SYSTEM_COLUMNS, wholeSystems(facts).map(systemCells)),
    "",
    "## Low-resolution readout",
    "",
    "Energy of a multiplication by 128 × 128 passive cells at 32 nm: a 5-bit converter shared by eight columns, and 2-bit and 1-bit",
    "ones at every column, under several sets of components.",
    "",
    tradeTable(trade),
    "",
    trade.conclusion,
    "",
    ...topics.flatMap((topic) => [
      `## ${topic}`,
      "",
      ...(TOPIC_WORDS[topic] ?? []).flatMap((words) => [words, ""]),
      factTable(
        facts.filter((fact) => fact.topic === topic),
        false,
      ),
      "",
    ]),
  ].join("\n")}`;
}

const HEAD = [
  "# Validation: published figures against ours",
  "",
  "Written by `npm run docs:reference` from what `crosshash validate` computes. A figure is _arithmetic_ (published parts add up to the",
  "published whole), _same formula_ (a model states the published law and meets its numbers) or an _independent prediction_ (our models",
  "were not fitted to it). A miss of the first two is a fault and fails `validate`; a prediction that misses is shown with its ratio. A",
  "figure that was not read in its source is _remembered_ and cannot pass. Figures marked _(run)_ are printed in no publication: they are what",
  "the published tool gave when we ran it. How the verdicts are made:",
  "[validation](../../evidence/published/README.md).",
  "",
];

const SYSTEM_COLUMNS = [
  "system",
  "energy, ours over published",
  "area",
  "both within ×2",
  "what is the publication's",
];

const systemCells = ({ system, energy, area, isWithin, basis }: WholeSystem): string[] => [
  system,
  energy === null ? "–" : digits(energy),
  area === null ? "–" : digits(area),
  isWithin ? "yes" : "no",
  basis,
];

/** How many of the systems are met in both. */
function systemsSentence(systems: readonly WholeSystem[]): string {
  const both = systems.filter(({ area }) => area !== null);
  const met = both.filter(({ isWithin }) => isWithin).map(({ system }) => system);
  return (
    `${met.length} of ${both.length} published systems whose energy and area are both known are within a factor of two in both` +
    `${met.length === 0 ? "" : `: ${met.join("; ")}`}. Above one ours takes more.`
  );
}

const SHOWN: Readonly<Record<Verdict, string>> = {
  pass: "pass",
  miss: "**miss**",
  "cannot pass": "cannot pass",
  refused: "refused",
};

function factTable(facts: readonly JudgedFact[], hasTopic: boolean): string {
  const head = [...FACT_COLUMNS, "verdict"];
  return unalignedTable(
    hasTopic ? ["topic", ...head] : head,
    facts.map((fact) => [...(hasTopic ? [fact.topic] : []), ...factCells(fact), SHOWN[fact.verdict]]),
  );
}

function tradeTable({ published, sets }: ReadoutTrade): string {
  const ratios = (energy: number, time: number): string[] => [factor(energy), factor(time)];
  return unalignedTable(
    ["components", "5 b shared", "2 b a column", "1 b a column", "5 b / 2 b: energy", "time"],
    [
      [`published [${published.source}]`, "", "", "", ...ratios(published.energyRatio, published.timeRatio)],
      ...sets.map(({ name, readouts, energyRatio, timeRatio }) => [
        name,
        ...readouts.map(({ energy }) => engineering(energy, "J")),
        ...ratios(energyRatio, timeRatio),
      ]),
    ],
  );
}

/** Columns of a fact's row, up to its verdict. */
const FACT_COLUMNS = [
  "figure",
  "published, or run by us",
  "ours",
  "ratio",
  "tolerance",
  "source",
  "evidence",
];

/** A fact's row as text; where our side is refused there is a dash. */
const factCells = (fact: JudgedFact): string[] => [
  fact.quantity,
  `${figureText(fact.published)} ${fact.unit}${isOwnRun(fact) ? " (run)" : ""}`,
  fact.ours === null ? "–" : figureText(fact.ours),
  fact.ratio === null ? "–" : digits(fact.ratio),
  toleranceText(fact.tolerance),
  fact.source,
  fact.evidence,
];

/** Counts in full, all else to four digits. */
const figureText = (value: number): string =>
  Number.isInteger(value) && value < 1e7 ? String(value) : String(Number(value.toPrecision(4)));

function toleranceText(tolerance: number): string {
  if (tolerance <= 1e-9) return "exact";
  return tolerance >= 1 ? `×${digits(1 + tolerance)}` : `${digits(100 * tolerance)} %`;
}

/** Published figures and ours by topic, the readout trade, and the counts. */
export function validationBlocks({ facts, trade, constants }: Validation): Block[] {
  const topics = [...new Set(facts.map(({ topic }) => topic))];
  const count = tally(facts);
  return [
    ...topics.map((topic) =>
      table(factBlock(facts.filter((fact) => fact.topic === topic)), {
        title: topic,
        notes: TOPIC_WORDS[topic] ?? [],
      }),
    ),
    table(
      { head: SYSTEM_COLUMNS, rows: wholeSystems(facts).map(systemCells), words: [0, 3, 4] },
      { title: "Whole systems", notes: [systemsSentence(wholeSystems(facts))] },
    ),
    ...scalingDrawings(PUBLISHED_POINTS).map(figure),
    table(tradeBlock(trade), {
      title: "Low-resolution readout of 128 × 128 passive cells at 32 nm, energy of a multiplication",
      notes: [trade.conclusion],
    }),
    paragraph(
      `${facts.length} facts: ${count.pass} pass, ${count.miss} miss, ${count["cannot pass"]} cannot pass (remembered), ${count.refused} refused (outside a model's domain)`,
      `Misses: ${faults(facts).length} of a sum or a stated formula, ${count.miss - faults(facts).length} of independent predictions`,
      `Constants of all models: ${constants.cited} cited, ${constants.assumed} assumed`,
    ),
  ];
}

const factBlock = (facts: readonly JudgedFact[]): Tabular => ({
  head: [...FACT_COLUMNS, "verdict"],
  rows: facts.map((fact) => [...factCells(fact), fact.verdict]),
  words: [0, 5, 6, 7],
});

function tradeBlock({ published, sets }: ReadoutTrade): Tabular {
  return {
    head: [
      "components",
      "readout",
      "energy",
      "converter",
      "mux refire",
      "cells",
      "time",
      "5 b / 2 b: energy",
      "time",
    ],
    rows: [
      [
        `published (${published.source})`,
        ...Array<string>(6).fill(""),
        factor(published.energyRatio),
        factor(published.timeRatio),
      ],
      ...sets.flatMap(({ name, readouts, energyRatio, timeRatio }) =>
        readouts.map(({ readout, model, energy, converter, refire, cells, time }, n) => {
          const ratios = n === 0 ? [factor(energyRatio), factor(timeRatio)] : ["", ""];
          const energies = [energy, converter, refire, cells].map((value) => engineering(value, "J"));
          return [
            n === 0 ? name : "",
            `${readout}, ${model}`,
            ...energies,
            engineering(time, "s"),
            ...ratios,
          ];
        }),
      ),
    ],
    words: [0, 1],
  };
}

/** The answer of `validate --json`. */
export function validationJson({ facts, trade, constants }: Validation): Record<string, unknown> {
  const { published, sets, conclusion } = trade;
  return {
    facts,
    summary: { facts: facts.length, ...tally(facts) },
    systems: wholeSystems(facts),
    constants,
    readoutTrade: {
      published,
      sets: sets.map(({ readouts, ...set }) => ({
        ...set,
        readouts: readouts.map(({ readout, model, energy, converter, refire, cells, time }) => ({
          readout,
          model,
          energy_J: energy,
          converter_J: converter,
          refire_J: refire,
          cells_J: cells,
          time_s: time,
        })),
      })),
      conclusion,
    },
  };
}
