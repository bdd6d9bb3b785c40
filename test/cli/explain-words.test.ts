// Every word that an output prints as a name has a meaning in `explain`.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EVALUATION_LEVELS } from "../../src/commands/evaluate/run/levels.ts";
import { explain } from "../../src/commands/explain/report/explanation.ts";
import { glossary } from "../../src/commands/explain/run/terms.ts";
import { shippedBibliography } from "../../src/commands/shared/bibliography.ts";
import { presetList } from "../../src/commands/shared/config-file.ts";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";
import { ENERGY_CLASSES, ENERGY_KINDS } from "../../src/comparison/energy-classes.ts";
import { OUTCOME_WORD } from "../../src/comparison/judgement.ts";
import { METRICS } from "../../src/comparison/metrics/index.ts";
import { EVERY_LEVEL } from "../../src/comparison/metrics/metric.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";

const vocabulary = {
  catalogue: shippedCatalogue,
  presets: presetList(),
  bibliography: shippedBibliography(),
  terms: glossary(),
};

/** Names that `explain` refuses. */
const unknown = (names: Iterable<string>): string[] =>
  [...new Set(names)].filter((name) => {
    try {
      explain(name, vocabulary);
      return false;
    } catch {
      return true;
    }
  });

const report = readFileSync("reports/sample/report.txt", "utf8");

const NAMES = COMPARISON_DESIGNS.map(({ letter, name }) => `${letter} ${name}`);

/** Heads of the columns of all tables of a text report, without the letter of "vs A" and names of models. */
const heads = (text: string): string[] =>
  [...text.matchAll(/^┌.*┐\n│(.*)│$/gm)]
    .flatMap(([, row]) => row.split("│").map((cell) => cell.trim()))
    .flatMap((cell) => (NAMES.includes(cell) ? [cell] : cell.split(/: |, | (?=vs [A-Z]$)/)))
    .map((cell) => cell.replace(/^vs [A-Z]$/, "vs").replace(/^with the (\S+) model of .*$/, "$1"))
    .filter((cell) => cell !== "" && cell !== "K");

describe("explain knows", () => {
  it("the names of metrics: key, short name and words", () => {
    expect(unknown(METRICS.flatMap(({ key, quantity, name }) => [key, quantity, name]))).toEqual([]);
  });

  it("levels of a study and of evaluate", () => {
    expect(unknown([...EVERY_LEVEL, ...EVALUATION_LEVELS])).toEqual([]);
  });

  it("designs by letter, id and name, alone and with the letter", () => {
    expect(
      unknown(COMPARISON_DESIGNS.flatMap(({ letter, id, name }) => [letter, id, name, `${letter} ${name}`])),
    ).toEqual([]);
  });

  it("classes and kinds of energy, and outcomes", () => {
    expect(unknown([...ENERGY_CLASSES, ...ENERGY_KINDS, ...Object.values(OUTCOME_WORD)])).toEqual([]);
  });

  it("heads of the columns of the report's tables", () => {
    const found = heads(report);
    expect(found.length).toBeGreaterThan(60);
    expect(unknown(found)).toEqual([]);
  });

  it("columns of the sample's CSV files", () => {
    const columns = ["curves", "breakdown"].flatMap((name) =>
      readFileSync(`reports/sample/${name}.csv`, "utf8").split(/\r?\n/, 1)[0].split(","),
    );
    expect(columns.length).toBeGreaterThan(8);
    expect(unknown(columns)).toEqual([]);
  });

  it("what the first screen says", () => {
    const [title] = report.split("\n\n");
    const words = "TOPS/W|TOPS/mm²|tokens/s|output error|software hash|local window|random buckets";
    for (const word of words.split("|")) expect(title.replaceAll(/\s+/g, " ")).toContain(word);
    expect(
      unknown([
        ...words.split("|"),
        "Amdahl",
        "whole model",
        "recall",
        "power",
        "throughput",
        "buffer",
        "scatter",
      ]),
    ).toEqual([]);
  });

  it("no word that nothing prints", () => {
    expect(unknown(["no such word"])).toEqual(["no such word"]);
  });
});
