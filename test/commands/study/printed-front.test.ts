import { expect, it } from "vitest";
import type { ExplorerColumn, ExplorerData } from "../../../packages/table-explorer/src/data.ts";
import { type StudyMarkdown, studyMarkdown } from "../../../src/commands/study/report/markdown.ts";
import { priceAll } from "../../../src/comparison/priced-comparison.ts";
import { configOf } from "../../design-under-test.ts";
import { distinctNumbers, says } from "../../report/printed.ts";

const next = distinctNumbers();
const column = (name: string, title: string, unit: string, isAxis: boolean): ExplorerColumn => ({
  name,
  title,
  unit,
  kind: "number",
  isAxis,
  labels: [],
  spelledUnit: unit === "" ? null : unit,
  interval: null,
});
const ROWS = 5;
// A front that falls from design to design; the middle one lies deepest below the line between its ends.
const ENERGIES = [9.1e-3, 1.3e-3, 5.2e-3, 2.4e-3, 7.7e-3];
const LATENCIES = [1.1e-6, 9.3e-6, 2.1e-6, 2.6e-6, 1.7e-6];
const data = {
  name: "f",
  objectives: [
    { column: "energy_J", sense: "min" },
    { column: "latency_s", sense: "min" },
  ],
  reference: {},
  columns: [
    column("design.hashing.dac.bits", "dac bits", "", true),
    column("energy_J", "energy", "J", false),
    column("latency_s", "latency", "s", false),
    column("energy_J_interval95", "interval", "J", false),
  ],
  values: [[4, 5, 6, 7, 8], ENERGIES, LATENCIES, [0.11, 0.12, 0.13, 0.14, 0.15].map((x) => x * 1e-3)],
  keys: [70, 77, 80, 91, 103],
  front: [0, 1, 2, 3, 4],
  details: {},
  left: { keys: [], values: [[], [], [], []], reasons: [], why: [] },
  sources: [{ name: "study", base: {}, rerun: null }],
  from: null,
  colours: {},
} as unknown as ExplorerData;
const { design, workload } = configOf("{ workload: { length: 512 } }");
const contenders = priceAll(design, workload, { pairPower: 5e-6, peakLineCurrent: 1e-4 });
const levels = [
  {
    before: "price",
    after: "simulate",
    agreements: ["energy_J", "recall"].map((metric, n) => ({
      metric,
      points: 30 + n,
      rank: next() / 30,
      meanDifference: next(),
      largestDifference: next(),
    })),
  },
];
const text = studyMarkdown({
  data,
  summary: [],
  provenance: [],
  levels,
  drawings: [],
  chosen: { key: 77, workload, contenders },
  cited: null,
  bibliography: new Map(),
  commands: [],
  shown: "png",
  config: null,
} as unknown as StudyMarkdown);

/** Cells of a table's rows under a heading of the document, its head first. */
function tableUnder(title: string): string[][] {
  const part = text.slice(text.indexOf(`# ${title}\n`));
  return part
    .slice(part.indexOf("|"))
    .split(/\n(?!\|)/)[0]
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
}

it("the front's rows have their settings and objectives, in the order of the first", () => {
  const [head, , ...rows] = tableUnder("The front");
  const order = Array.from({ length: ROWS }, (_, n) => n).sort((a, b) => ENERGIES[a] - ENERGIES[b]);
  expect(rows).toHaveLength(ROWS);
  expect(head.slice(0, 2)).toEqual(["point", "dac bits"]);
  order.forEach((n, place) => {
    const [point, bits, energy, latency] = rows[place];
    says(point, [data.keys[n]], "point");
    says(bits, [4 + n], "bits");
    says(energy.replace(/ ±.*/, ""), [ENERGIES[n]], "energy");
    says(latency, [LATENCIES[n]], "latency");
  });
});

it("the knee is the point deepest below the line between the ends", () => {
  const line = text.split("\n").find((one) => one.startsWith("The knee is")) ?? "";
  const [x, y] = [ENERGIES, LATENCIES].map((values) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => (value - low) / (high - low));
  });
  // The ends are at (0, 1) and (1, 0): along either objective it is 1 − x − y to their line.
  const depth = x.map((own, n) => 1 - own - y[n]);
  const deepest = depth.indexOf(Math.max(...depth));
  expect(line).toContain(`(point ${data.keys[deepest]}; `);
  const share = line.slice(line.indexOf(" by "), line.indexOf(" of the range of either objective"));
  says(share, [depth[deepest]], line);
});

it("levels have points, ranks and differences in their columns", () => {
  const [, , ...rows] = tableUnder("Levels");
  levels[0].agreements.forEach(({ metric, points, rank, meanDifference, largestDifference }, n) => {
    expect(rows[n].slice(0, 2)).toEqual(["price", "simulate"]);
    expect(rows[n][2].replaceAll("\\", "")).toBe(metric);
    says(
      rows[n].slice(3).join(" ; "),
      [points, Number(rank.toFixed(3)), meanDifference, largestDifference],
      metric,
    );
  });
});

it("a chosen point's designs have their energy over that of exact attention", () => {
  const [head, , ...rows] = tableUnder("Comparison designs");
  const base = contenders.find(({ id }) => id === "exact-digital");
  if (base?.feasible !== true) throw new Error("infeasible");
  expect(head.at(-1)).toBe("energy over A");
  const own = contenders.find(({ id }) => id === "lsh-memristor");
  if (own?.feasible !== true) throw new Error("infeasible");
  const at = contenders.indexOf(own);
  says(rows[at].at(-1) ?? "", [own.cost.energy / base.cost.energy], "ratio");
  says(rows[at][head.indexOf("energy")], [own.cost.energy], "energy");
  says(rows[at][head.indexOf("latency")], [own.cost.timing.latency], "latency");
  says(rows[at][head.indexOf("area")], [own.cost.area], "area");
});
