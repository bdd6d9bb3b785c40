import { expect, it } from "vitest";
import { STATUSES } from "../../../packages/search/src/point-outcome.ts";
import { diffText } from "../../../src/commands/study/report/diff.ts";
import { equalQualityReport } from "../../../src/commands/study/report/equal-quality.ts";
import { frontText } from "../../../src/commands/study/report/front-text.ts";
import { type StudyStatus, statusBlocks } from "../../../src/commands/study/report/status.ts";
import type { StudyDiff } from "../../../src/commands/study/run/diff.ts";
import type { EqualQualityReport } from "../../../src/commands/study/run/equal-quality/equal-quality.ts";
import {
  columnsSay,
  distinctNumbers,
  jsonSays,
  numbersOf,
  says,
  sentencesOf,
  tablesOf,
} from "../../report/printed.ts";

it("designs at one quality: what each needs, what it takes, who wins and how often", () => {
  const next = distinctNumbers();
  const DESIGNS = ["score-memristor", "score-digital", "low-bit-keys"];
  const chosen = (isKept: boolean) => (design: string) => ({
    design,
    name: `selector of ${design}`,
    bits: 64,
    budget: { kind: "mass", p: next() },
    attended: next() / 30,
    p99: next() / 30,
    perplexity: { ratio: next(), lower: next(), upper: next() },
    accuracyLost: next() / 100,
    isKept: isKept || design !== "low-bit-keys",
  });
  const point = (node: number, winner: string, exact: number) => ({
    node,
    memory: "LPDDR",
    winner,
    stays: next() / 30,
    p99: [null, ...DESIGNS.map(() => 1e-6 * next())],
    contenders: [
      {
        id: "exact-digital",
        feasible: true,
        cost: { energy: exact, timing: { latency: next() }, area: 1e-6 * next() },
      },
      ...DESIGNS.map((id) => ({
        id,
        feasible: true,
        cost: { energy: 1e-6 * next(), timing: { latency: next() }, area: 1e-6 * next() },
      })),
    ],
  });
  const model = (length: number, isKept: boolean) => ({
    file: "/x/y.json",
    model: { name: `m${length}` },
    length,
    setup: "B",
    chosen: DESIGNS.map(chosen(isKept)),
    points: [
      point(28, "score-memristor", 1),
      point(16, "score-digital", 1e-9),
      point(45, "score-memristor", 2),
    ],
  });
  const found = {
    name: "e",
    kernels: "k",
    margin: 0.013,
    phase: "decode",
    models: [model(4096, false), model(8192, true)],
  } as unknown as EqualQualityReport;
  const answer = equalQualityReport(found, "0");
  const [needs, prices, costs] = tablesOf(answer);
  const rows = found.models.flatMap(({ length, chosen: own }) => own.map((row) => ({ length, ...row })));
  const four = (value: number): number => Number(value.toFixed(4));
  columnsSay(needs, rows, {
    L: ({ length }) => length,
    attended: ({ attended }) => attended,
    "perplexity × [95 %]": ({ perplexity }) =>
      [perplexity.ratio, perplexity.lower, perplexity.upper].map(four),
    "accuracy lost (points)": ({ accuracyLost }) => 100 * Number(accuracyLost),
  });
  expect(needs.rows.map((cells) => [cells[1], cells[6]])).toEqual(
    rows.map(({ design, isKept }) => [
      { "score-memristor": "F", "score-digital": "G", "low-bit-keys": "H" }[design],
      isKept ? "yes" : "not shown",
    ]),
  );
  const points = found.models.flatMap(({ length, points: own }) => own.map((one) => ({ length, ...one })));
  const energyOf = (id: string) => (one: (typeof points)[number]) => {
    const own = one.contenders.find((contender) => contender.id === id);
    return own?.feasible === true ? own.cost.energy : null;
  };
  columnsSay(prices, points, {
    L: ({ length }) => length,
    node: ({ node }) => node * 1e-9,
    A: energyOf("exact-digital"),
    F: energyOf("score-memristor"),
    G: energyOf("score-digital"),
    H: energyOf("low-bit-keys"),
    stays: ({ stays }) => stays,
  });
  for (const [n, { contenders, p99 }] of points.entries())
    for (const [at, letter] of ["A", "F", "G", "H"].entries()) {
      const own = contenders[at];
      const [latency, area] = own.feasible ? [own.cost.timing.latency, own.cost.area] : [];
      const busy = p99[at];
      says(
        costs.rows[n][costs.head.indexOf(letter)],
        [latency, ...(busy === null ? [] : [busy]), area] as number[],
        letter,
      );
    }
  expect(prices.rows.map((cells) => cells[prices.head.indexOf("wins")])).toEqual([
    "F",
    "G",
    "F",
    "F",
    "G",
    "F",
  ]);
  const sentences = sentencesOf(answer);
  const won = sentences.filter((text) => text.includes("least energy has"));
  // F at two of three points, G at one, where exact attention takes less still.
  for (const text of won) {
    expect(text).toContain("F (score-memristor) at 2, G (score-digital) at 1 of 3 points");
    expect(numbersOf(text).slice(-1)).toEqual([1]);
  }
  expect(won).toHaveLength(2);
  const lost = sentences.filter((text) => text.includes("is not shown to keep"));
  expect(lost).toHaveLength(1);
  const { ratio, lower, upper } = rows[2].perplexity;
  says(lost[0].slice(lost[0].indexOf("perplexity")), [ratio, lower, upper].map(four), "lost");
  const [about] = answer.blocks.flatMap((block) => (block.kind === "title" ? [block.about] : []));
  expect(numbersOf(about[1])[0]).toBeCloseTo(0.013, 9);
  jsonSays((answer.json as { models: unknown }).models, found, {
    attendedShare: "attended",
    attendedP99: "p99",
    latencyP99_s: "p99",
    node_nm: "node",
    energy_J: "energy",
    latency_s: "latency",
  });
});

it("a front's rows have their settings and objectives with units, and intervals where there are some", () => {
  const next = distinctNumbers();
  const members = [3, 8, 11].map((row) => ({
    row,
    settings: [row + 100, `x${row}`],
    values: [1e-6 * next(), 1e-3 * next(), next() / 30],
    intervals: [0, 0, 0.013],
    inseparable: row === 8 ? [3, 11] : [],
  }));
  const [counts, table, , ...rest] = frontText({
    points: 211,
    infeasible: 17,
    objectives: ["energy_J", "latency_s", "recall"],
    axes: ["design.digital.mac.units", "workload.x.y"],
    front: 5,
    members,
    hypervolume: 0.37,
  });
  says(counts.replace(/\(rows.*/, ""), [211, 17, 5, 3], "counts");
  const lines = table.split("\n").filter((line) => /\d/.test(line) && line.includes("J"));
  expect(lines).toHaveLength(3);
  members.forEach(({ row, settings, values, intervals }, n) => {
    const cells = lines[n].split("│").map((cell) => cell.trim());
    const [at, units, name, energy, latency, mass] = cells.slice(1);
    says(at, [row], "row");
    says(units, [Number(settings[0])], "units");
    expect(name).toBe(settings[1]);
    says(energy, [values[0]], "energy");
    says(latency, [values[1]], "latency");
    says(mass, [Number(values[2].toFixed(3)), intervals[2]], "mass");
  });
  expect(rest.join()).toContain(
    "row 8 (mac.units=108, x.y=x8) is not separable at 95 % from 3 (mac.units=103, x.y=x3), 11 ",
  );
  const table3 = frontText({
    points: 1,
    infeasible: 0,
    objectives: ["energy_J"],
    axes: [],
    front: 1,
    members: [],
    hypervolume: 0.37,
  });
  expect(table3.join("\n")).toContain("hypervolume: 0.37");
});

it("a diff says counts, changes from before to after, and what the front lost", () => {
  const diff = {
    equal: false,
    worse: true,
    tolerance: 0.001,
    changedKeys: [],
    points: { before: 31, after: 37 },
    counts: { onlyBefore: 4, onlyAfter: 10, changed: 13 },
    onlyBefore: [{ a: 1 }],
    onlyAfter: [{ a: 2 }],
    changed: [
      { sets: { a: 5 }, status: null, level: null, metrics: { energy_J: [2, 3, 0.512] }, largest: 0.5 },
    ],
    front: {
      objectives: [{ column: "energy_J", sense: "min" }],
      before: 7,
      after: 9,
      gained: [{ a: 8 }],
      lost: [{ a: 9 }],
      counts: { gained: 14, lost: 15 },
      loss: 0.0731,
      hypervolume: { before: 4, after: 5 },
      reference: [6],
      isOwnReference: false,
    },
  } as unknown as StudyDiff;
  const lines = diffText(diff).split("\n");
  const line = (part: string): string => lines.find((text) => text.includes(part)) ?? "";
  says(line("points before, 37"), [31, 37, 13, 0.001], "points");
  says(line("only before"), [4], "before");
  says(line("only after"), [10], "after");
  says(line("energy_J 2"), [5, 2, 3, 0.512], "change");
  says(line("front of"), [7, 9], "front");
  says(line("came onto"), [14], "gained");
  says(line("left it"), [15], "lost");
  says(line("hypervolume").replace("+", ""), [4, 5, 0.25, 6], "hypervolume");
  says(line("got worse"), [0.0731, 0.001], "loss");
  const fewer = diffText({
    ...diff,
    worse: false,
    front: { ...diff.front, hypervolume: { before: 4, after: 3 } },
  } as StudyDiff);
  expect(fewer).toContain("(−25.0 %)");
  expect(fewer).toContain("The front got worse by 7.31 % at most, within 0.001.");
  expect(diffText({ ...diff, equal: true } as StudyDiff)).toContain(
    "The same: 31 points, no metric differs by more than 0.001.",
  );
});

it("a status counts the points of every level by their status", () => {
  const counts = Object.fromEntries(STATUSES.map((status, n) => [status, 20 + 3 * n]));
  const status = {
    name: "s",
    points: 500,
    levelNames: ["price", "simulate"],
    levels: [
      { done: 131, ...counts },
      { done: 47, ...counts },
    ],
    damaged: [7, 9],
    damagedLines: 2,
    writers: [],
    shard: "1/3",
    writer: null,
    front: 12,
    hypervolume: 0.75,
  } as unknown as StudyStatus;
  const [block] = statusBlocks(status);
  const [, first, second, front, damaged] = block.kind === "paragraph" ? block.lines : [];
  says(first, [131, 500, ...STATUSES.map((name) => counts[name])], "price");
  says(second, [47, ...STATUSES.map((name) => counts[name])], "simulate");
  STATUSES.forEach((name) => {
    expect(first).toContain(`${counts[name]} ${name}`);
  });
  says(front, [12, 0.75], "front");
  says(damaged, [2, 7, 9], "damaged");
});
