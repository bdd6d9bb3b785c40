import { faults, type JudgedFact, tally } from "../validation/fact.ts";
import type { ReadoutTrade } from "../validation/readout-trade.ts";
import { FACT_COLUMNS, factCells } from "./fact-text.ts";
import { engineering, factor } from "./format.ts";
import { type Block, paragraph, type Tabular, table } from "./report.ts";
import type { Validation } from "./validation-document.ts";

/** Published figures and ours by topic, the readout trade, and the counts. */
export function validationBlocks({ facts, trade, constants }: Validation): Block[] {
  const topics = [...new Set(facts.map(({ topic }) => topic))];
  const count = tally(facts);
  return [
    ...topics.map((topic) =>
      table(factTable(facts.filter((fact) => fact.topic === topic)), { title: topic }),
    ),
    table(tradeTable(trade), {
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

const factTable = (facts: readonly JudgedFact[]): Tabular => ({
  head: [...FACT_COLUMNS, "verdict"],
  rows: facts.map((fact) => [...factCells(fact), fact.verdict]),
  words: [0, 5, 6, 7],
});

function tradeTable({ published, sets }: ReadoutTrade): Tabular {
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
