import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseDocument } from "#base";
import { drawingsOf, textSink } from "#reports";
import { hashBlocks } from "../../src/commands/hash/report/text.ts";
import { hashReport } from "../../src/commands/hash/run/hash.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { type Config, parseConfig } from "../../src/design/config.ts";
import { packagePath } from "../../src/runtime/package-files.ts";
import { cli } from "../cli/run.ts";
import { chartLines } from "./chart-lines.ts";
import { isSame, SMALL } from "./is-same.ts";
import { countLines, modelLines, originLines } from "./price-lines.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-golden-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SEED_FILE = packagePath("configs", "cai-iscas-2024.json5");
const SEED_TEXT = readFileSync(SEED_FILE, "utf8");

/** Near the seed design's own, and fixed, so that a line moves for its price alone. */
const POINT = { pairPower: 4.5e-6, devicePower: 4.4e-6, peakLineCurrent: 1e-4 };

/** The seed design with one workload key more. */
const seedWith = (key = ""): Config =>
  parseConfig(
    parseDocument(SEED_TEXT.replace("length: 4096,", `length: 4096, ${key}`), "default"),
    shippedCatalogue,
  );

describe("prices", () => {
  it("of the default design, at design, component, operation and action, with the constants behind them", async () => {
    const seed = seedWith();
    const lines = [
      ...countLines(seed, POINT).map((line) => `prefill | ${line}`),
      ...originLines(seed, POINT),
      ...countLines(seedWith('phase: "decode",'), POINT).map((line) => `decode | ${line}`),
      ...countLines(seedWith('pass: "training",'), POINT).map((line) => `training | ${line}`),
    ];
    expect(lines.length).toBeGreaterThan(400);
    await isSame(
      lines,
      "default-prices.txt",
      "The default design's prices: workload | design | component | operation | action | count | energy; areas; and the price of\n" +
        "one action with its model and each constant that moves it, by key of references.bib or as assumed.",
    );
  });

  it("of every model at its defaults", async () => {
    const lines = modelLines();
    expect(lines.length).toBeGreaterThan(250);
    await isSame(
      lines,
      "model-prices.txt",
      "Price of each model at its defaults: area, leakage, and one of each action.",
    );
  });
});

describe("words and numbers that a reader sees", () => {
  it("of hash: its text and charts", async () => {
    const document = parseDocument(
      `{ name: "golden", workload: { ${SMALL} }, fidelity: { length: 128, arrays: 2, queries: 16 }, design: { hashing: { array: { rows: 16, columns: 16 } } } }`,
      "golden.json5",
    );
    const report = hashReport(document, shippedCatalogue, { seed: 1 }, { update: () => {}, done: () => {} });
    const blocks = hashBlocks(report);
    await isSame(
      [textSink(blocks), ...drawingsOf(blocks).flatMap(chartLines)],
      "hash.txt",
      "The hash of a small design.",
    );
  });

  const quick = (length: number): string[] =>
    [
      `fidelity.length=${length}`,
      "fidelity.arrays=2",
      "workload.heads=4",
      "design.hashing.array.wires=ideal",
    ].flatMap((item) => ["--set", item]);

  it.each([
    ["sensitivity", ["--set", "workload.length=256", ...quick(64), "--draws", "20", "--samples", "0"]],
    ["budget", ["--set", "workload.length=256", ...quick(64), "--area", "40 mm2", "--power", "20 W"]],
    [
      "tiles",
      ["--set", "workload.length=512", ...quick(128), "--edges", "8,32", "--sides", "64", "--mass", "0.8"],
    ],
    [
      "lm",
      [
        ...["--quick", "--windows", "1", "--length", "64", "--workers", "1", "--out", folder],
        ...["attention.chunk=4", "attention.rounds=2", "attention.localWindow=4"].flatMap((item) => [
          "--set",
          `workload.${item}`,
        ]),
        ...["--set", "languageModel.selection.shares=1/4", "--set", "design.hashing.array.wires=ideal"],
      ],
    ],
  ])("of %s: its text", async (verb, options) => {
    const { code, data, note } = await cli(verb, SEED_FILE, ...options);
    // How long a model takes is this machine's.
    expect([code, note.replace(/^\d+ answers: about .*$/, "")]).toEqual([0, ""]);
    await isSame(
      [data.replace(folder, "FOLDER")],
      `${verb}.txt`,
      `What ${verb} says of a short run of the seed design.`,
    );
  });
});
