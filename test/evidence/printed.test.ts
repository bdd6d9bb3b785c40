import { expect, it } from "vitest";
import { judge, tally } from "../../evidence/published/fact.ts";
import { claimsJson, claimsText } from "../../evidence/report/claims/text.ts";
import { validationBlocks, validationDocument, validationJson } from "../../evidence/report/validation.ts";
import type { ClaimsReport } from "../../evidence/run/claims.ts";
import type { Validation } from "../../evidence/run/facts.ts";
import { columnsSay, distinctNumbers, jsonSays, says, tablesOf } from "../report/printed.ts";

const next = distinctNumbers();
const fact = (
  n: number,
  published: number,
  ours: number | null,
  tolerance: number,
  source: string,
  evidence: string,
) =>
  judge({
    topic: n < 3 ? "one" : "two",
    quantity: `figure ${n}`,
    unit: "pJ",
    published,
    ours,
    tolerance,
    source,
    evidence,
    note: "",
  } as Parameters<typeof judge>[0]);
const facts = [
  fact(0, 2, 2.31, 0.2, "a-2020", "independent prediction"),
  fact(1, 3.7, 9.1, 0.5, "a-2020", "independent prediction"),
  fact(2, 12_345, 12_346, 1e-10, "b-2021", "arithmetic"),
  fact(3, 0.512, null, 1, "b-2021", "same formula"),
  fact(4, 7.7, 7.6, 1.5, "remembered", "same formula"),
  fact(5, 2.22, 4.11, 1.3, "c-2022", "independent prediction"),
];
const readout = (name: string) => ({
  readout: name,
  model: "m",
  energy: 1e-12 * next(),
  converter: 1e-12 * next(),
  refire: 1e-12 * next(),
  cells: 1e-12 * next(),
  time: 1e-9 * next(),
});
const sets = ["published parts", "our parts"].map((name) => ({
  name,
  readouts: [readout("5 b shared"), readout("2 b a column"), readout("1 b a column")],
  energyRatio: next(),
  timeRatio: next(),
}));
const validation = {
  facts,
  trade: { published: { source: "p", energyRatio: next(), timeRatio: next() }, sets, conclusion: "c" },
  constants: { cited: 412, assumed: 137 },
} as unknown as Validation;

it("facts have their figure, ours, the ratio of ours over it and the tolerance in their own columns", () => {
  const [one, two] = tablesOf({ json: null, blocks: validationBlocks(validation) });
  [one, two].forEach((table, k) => {
    columnsSay(table, k === 0 ? facts.slice(0, 3) : facts.slice(3), {
      "published, or run by us": ({ published }) => published * 1e-12,
      ours: ({ ours }) => ours,
      ratio: ({ ours, published }) => (ours === null ? null : ours / published),
      tolerance: ({ tolerance }) => (tolerance < 1e-9 ? null : tolerance >= 1 ? 1 + tolerance : tolerance),
    });
  });
  const verdicts = [...one.rows, ...two.rows].map((cells) => cells[one.head.indexOf("verdict")]);
  // 2.31 is within a fifth of 2; 9.1 is not within half of 3.7; a sum is met to its last digit; 4.11 is within ×2.3.
  expect(verdicts).toEqual(["pass", "miss", "miss", "refused", "cannot pass", "pass"]);
  expect(tally(facts)).toEqual({ pass: 2, miss: 2, "cannot pass": 1, refused: 1 });
});

it("counts say how many pass, miss, cannot and are refused, on the screen and in the document", () => {
  const blocks = validationBlocks(validation);
  const [lines] = blocks.flatMap((block) => (block.kind === "paragraph" ? [block.lines] : []));
  says(lines[0], [6, 2, 2, 1, 1], "counts");
  says(lines[1], [1, 1], "misses");
  says(lines[2], [412, 137], "constants");
  const text = validationDocument(validation);
  const line = text.split("\n").find((one) => one.startsWith("6 figures")) ?? "";
  says(line, [6, 2, 2, 1, 1, 1, 412, 137], "document");
  for (const { quantity, ours, published } of facts) {
    const row = text.split("\n").find((one) => one.includes(quantity) && one.includes("pJ")) ?? "";
    const cells = row.split("|").map((cell) => cell.trim());
    const at = cells.indexOf(quantity);
    says(cells[at + 1], [published * 1e-12], quantity);
    says(cells[at + 2], [ours], quantity);
    says(cells[at + 3], [ours === null ? null : ours / published], quantity);
  }
});

it("the readout trade has each energy in its own column, and quotients with their own numbers", () => {
  const tables = tablesOf({ json: null, blocks: validationBlocks(validation) });
  const trade = tables[tables.length - 1];
  const rows = sets.flatMap(({ readouts, energyRatio, timeRatio }) =>
    readouts.map((own, n) => ({
      ...own,
      energyRatio: n === 0 ? energyRatio : null,
      timeRatio: n === 0 ? timeRatio : null,
    })),
  );
  columnsSay({ ...trade, rows: trade.rows.slice(1) }, rows, {
    energy: ({ energy }) => energy,
    converter: ({ converter }) => converter,
    "mux refire": ({ refire }) => refire,
    cells: ({ cells }) => cells,
    time: ({ time }) => time,
    "5 b / 2 b: energy": ({ energyRatio }) => energyRatio,
  });
  trade.rows.slice(1).forEach((cells, n) => {
    says(cells[8], [rows[n].timeRatio], "time");
  });
  const { published } = validation.trade;
  says(trade.rows[0].slice(1).join(" "), [published.energyRatio, published.timeRatio], "published");
  const text = validationDocument(validation);
  for (const { name, readouts, energyRatio, timeRatio } of sets) {
    const line = text.split("\n").find((one) => one.startsWith(`| ${name} |`)) ?? "";
    says(
      line.slice(line.indexOf(name) + name.length),
      [...readouts.map(({ energy }) => energy), energyRatio, timeRatio],
      name,
    );
  }
  jsonSays((validationJson(validation).readoutTrade as { sets: unknown }).sets, sets);
});

it("claims are counted by their verdict, and a case says its noise and the software hash's loss", () => {
  const claim = (id: string, verdict: string, role: string) => ({
    id,
    hypothesis: `h ${id}`,
    threshold: "t",
    control: "c",
    power: "p",
    measured: "m",
    verdict,
    role,
  });
  const verdicts = ["holds", "holds", "holds", "fails", "not shown", "not shown", "no power"];
  const loss = { mean: 0.123, lower: -0.071, upper: 0.231, byArray: [] };
  const report = {
    version: "0",
    kernel: "k",
    seed: 17,
    quick: false,
    claims: verdicts.map((verdict, n) => claim(`id${n}`, verdict, n === 3 ? "finding" : "check")),
    cases: [
      {
        id: "case",
        setting: "s",
        noise: { perDevice: 0.0412, perColumn: 0.0713 },
        measured: { software: { loss } },
      },
    ],
    absent: ["x"],
    ages: [],
    recall: [],
    knees: [],
    dies: [],
  } as unknown as ClaimsReport;
  const lines = claimsText(report).trim().split("\n");
  says(lines[0].slice(lines[0].indexOf("seed")), [17], "seed");
  says(lines[lines.length - 1], [7, 3, 1, 2, 1], "counts");
  const own = lines.find((line) => line.startsWith("case: ")) ?? "";
  says(own.slice(0, own.indexOf("software")), [0.0412, 0.0713], "noise");
  says(own.slice(own.indexOf("software")), [Math.exp(0.123), Math.exp(-0.071), Math.exp(0.231)], "software");
  expect(lines.filter((line) => line.includes("(finding)"))).toHaveLength(1);
  const { summary } = claimsJson(report) as { summary: Record<string, number> };
  expect(summary).toEqual({ claims: 7, holds: 3, fails: 1, "not shown": 2, "no power": 1, "not run": 0 });
});
