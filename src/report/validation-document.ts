import { faults, type JudgedFact, tally, type Verdict } from "../validation/fact.ts";
import type { ReadoutTrade } from "../validation/readout-trade.ts";
import { FACT_COLUMNS, factCells } from "./fact-text.ts";
import { engineering, factor } from "./format.ts";
import { markdownTable } from "./markdown-table.ts";

/** What `validate` found. */
export interface Validation {
  readonly facts: readonly JudgedFact[];
  readonly trade: ReadoutTrade;
  /** Constants of all models, with a source and without. */
  readonly constants: { readonly cited: number; readonly assumed: number };
}

/** docs/background/validation.md: every published figure beside ours, in Markdown; what misses stands first. */
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
      factTable(
        facts.filter((fact) => fact.topic === topic),
        false,
      ),
      "",
    ]),
  ].join("\n")}`;
}

const HEAD = [
  "# Validation: published figures beside ours",
  "",
  "Written by `npm run docs:reference` from what `crosshash validate` computes. A figure is _arithmetic_ (published parts add up to the",
  "published whole), _same formula_ (a model states the published law and meets its numbers) or an _independent prediction_ (our models",
  "were not fitted to it). A miss of the first two is a fault and fails `validate`; a prediction that misses is shown with its ratio. A",
  "figure that nobody read in its source is _remembered_ and cannot pass. Figures marked _(run)_ are printed in no publication: they are what",
  "the published tool gave when we ran it. How the verdicts are made:",
  "[validation](../../src/validation/README.md).",
  "",
];

const SHOWN: Readonly<Record<Verdict, string>> = {
  pass: "pass",
  miss: "**miss**",
  "cannot pass": "cannot pass",
  refused: "refused",
};

function factTable(facts: readonly JudgedFact[], hasTopic: boolean): string {
  const head = [...FACT_COLUMNS, "verdict"];
  return markdownTable(
    hasTopic ? ["topic", ...head] : head,
    facts.map((fact) => [...(hasTopic ? [fact.topic] : []), ...factCells(fact), SHOWN[fact.verdict]]),
  );
}

function tradeTable({ published, sets }: ReadoutTrade): string {
  const ratios = (energy: number, time: number): string[] => [factor(energy), factor(time)];
  return markdownTable(
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
