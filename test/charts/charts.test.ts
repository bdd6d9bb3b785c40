import type { ChartConfiguration } from "chart.js";
import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "#base";
import { heatMapChart } from "#charts";
import { type Drawing, drawing, markCount } from "#reports";
import { createRenderer } from "../../packages/reports/src/render.ts";
import { breakdownChart } from "../../src/charts/bars.ts";
import { paretoChart } from "../../src/charts/pareto.ts";
import { type RooflinePoint, rooflineChart, rooflineMessage } from "../../src/charts/roofline.ts";
import { roundsChart, sensitivityChart } from "../../src/charts/swept.ts";
import { budgetMapChart, tradeChart } from "../../src/commands/budget/report/chart.ts";
import type { BudgetReport } from "../../src/commands/budget/run/result.ts";
import { componentTable } from "../../src/commands/compare/report/component-table.ts";
import { collisionChart, conductanceChart, irDropChart } from "../../src/commands/hash/report/charts.ts";
import { perplexityChart, retrievalChart } from "../../src/commands/lm/report/text.ts";
import type { TornadoRow } from "../../src/commands/shared/sensitivity-result.ts";
import { type TornadoSubject, tornadoChart, tornadoSentence } from "../../src/commands/shared/tornado.ts";
import { pointDrawings } from "../../src/commands/study/report/study-drawings.ts";
import type { PointComparison } from "../../src/commands/study/run/point-comparison.ts";
import type { DesignResult } from "../../src/comparison/comparison-design.ts";
import { metricsAt, pricedComparison } from "../../src/comparison/cost-sensitivity.ts";
import { throughput } from "../../src/comparison/metrics/prices.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { isMemoryBound, type Roofline, ridgeOf, roofAt, rooflineOf } from "../../src/comparison/roofline.ts";
import type { ConstantGroup } from "../../src/cost/three-point.ts";
import { duplicationActivations } from "../../src/simulation/hash-duplication.ts";
import { solveOperatingPoint } from "../../src/simulation/operating-point.ts";
import { configOf } from "../design-under-test.ts";

type Feasible = Extract<DesignResult, { feasible: true }>;

let comparison: PointComparison;
let own: Feasible;
let drawings: Drawing[];

beforeAll(() => {
  const { design, workload } = configOf(
    // Charts of a fixed plan: finding plans and sizes is most of the time and nothing that is drawn here.
    `{ workload: { length: 2048 }, design: { mapping: { search: false }, digital: { sizes: "stated" },
      hashing: { array: { wires: "ideal" } } } }`,
  );
  const shape = { layers: 1, heads: workload.heads, headWidth: workload.headWidth, length: 64 };
  const point = solveOperatingPoint(design, workload, duplicationActivations(shape, createRng(1)));
  comparison = { design, workload, point, contenders: priceAll(design, workload, point) };
  own = comparison.contenders.find(({ id }) => id === "lsh-memristor") as Feasible;
  drawings = [...pointDrawings(comparison), ...others()];
});

const axis = (sense: "min" | "max", values: number[], name = "energy", unit = "J") => ({
  title: { name, unit },
  sense,
  values,
  intervals: null,
});
const spread = (mean: number) => ({ mean, deviation: 0.01 });

/** Charts of plain rows. */
const others = (): Drawing[] => [
  drawing(
    "pareto",
    "",
    paretoChart({
      x: axis("min", [1, 2, 3]),
      y: axis("max", [1, 2, 3], "attention recall (fraction)", ""),
      front: [0, 1, 2],
      line: [0, 1, 2],
      objectives: 2,
      nameOf: String,
    }),
  ),
  drawing(
    "sensitivity",
    "",
    sensitivityChart({
      title: { name: "resistance of a line", unit: "Ω" },
      seeds: 10,
      points: [0.1, 1, 10].map((value) => ({
        value,
        mass: spread(0.7),
        software: spread(0.8),
        control: spread(0.5),
        energy: value,
      })),
    }),
  ),
  drawing(
    "rounds",
    "",
    roundsChart({
      seeds: 10,
      model: "m",
      length: 64,
      variants: {
        memristor: [{ x: 1, ...spread(0.5) }],
        software: [{ x: 1, ...spread(0.5) }],
        "random-buckets": [{ x: 1, ...spread(0.5) }],
        "local-window": [{ x: 1, ...spread(0.5) }],
      },
    }),
  ),
  drawing(
    "heat",
    "",
    heatMapChart("t", {
      columns: { title: "chunk (tokens)", values: [8, 16] },
      rows: { title: "rounds of hashing (count)", values: [1, 2] },
      quality: {
        title: "attention recall",
        values: [
          [0.1, 0.2],
          [0.3, Number.NaN],
        ],
      },
      energy: [
        [1, 2],
        [3, 4],
      ],
    }),
  ),
  drawing("budget", "", budgetMapChart(budget())),
  drawing("trade", "", tradeChart(budget())),
  ...ofHashes(),
  drawing("roof", "", rooflineChart([roofed("A", 50, 4e11)], "designs")),
];

/** Charts of `hash` and of `lm`, of reports that have what they draw. */
function ofHashes(): Drawing[] {
  const point = { mean: 0.5, interval: 0.1, samples: 3 };
  const collision = [
    { cosine: 0.5, memristor: point, software: point, secondArray: point, law: 0.5, noisyLaw: 0.5 },
  ];
  const quality = { event: "bit", hash: "simhash", arrays: 3, collision };
  const map = { rows: 2, columns: 2, data: Float64Array.of(1, 0.9, 0.8, 1) };
  const circuit = { map, retained: 0.9, conductance: Float64Array.of(1e-5, 2e-5) };
  const lm = { lines: [], plan: { variants: [] }, model: { file: "m" } };
  return [
    drawing("collision", "", collisionChart({ quality } as never)),
    drawing("ir-drop", "", irDropChart({ circuit } as never)),
    drawing("conductance", "", conductanceChart({ circuit } as never)),
    drawing("perplexity-C", "", perplexityChart(lm as never, "C")),
    drawing("retrieval-C", "", retrievalChart(lm as never, "C")),
  ];
}

interface Axis {
  readonly display?: unknown;
  readonly type?: string;
  readonly title?: { readonly text: string };
  readonly stacked?: boolean;
}
const axesOf = ({ options }: ChartConfiguration): [string, Axis][] =>
  Object.entries((options?.scales ?? {}) as Record<string, Axis>);
const numbersOf = ({ data }: ChartConfiguration): { data: { x: number; y: number }[]; label: string }[] =>
  data.datasets as never;

describe("every chart", () => {
  it("names each of its axes with a unit, and is named for a file", () => {
    expect(drawings.length).toBeGreaterThan(12);
    for (const { configuration, name } of drawings) {
      expect(name).toMatch(/^[a-z][A-Za-z0-9-]*$/);
      for (const [which, { title, display }] of axesOf(configuration)) {
        // A plan to scale has a bar of a length in place of axes.
        if (display === false) continue;
        // An axis of names, such as those of components or heads, has no unit.
        const isNames = which === "y" && (configuration.options as { indexAxis?: string }).indexAxis === "y";
        if (!isNames)
          expect([name, which, [title?.text ?? ""].flat().join(" ")]).toEqual([
            name,
            which,
            expect.stringMatching(/\([^)]+\)/),
          ]);
      }
    }
  });

  it("stands on logarithmic axes where its values span decades", () => {
    const scales = (values: number[]) => {
      const chart = paretoChart({
        x: axis("min", values),
        y: axis("min", [1, 2, 3], "latency", "s"),
        front: [0],
        line: [0],
        objectives: 2,
        nameOf: String,
      });
      return axesOf(chart as ChartConfiguration).map(([, { type }]) => type);
    };
    expect(scales([1, 5, 9])).toEqual(["linear", "linear"]);
    expect(scales([1, 5, 90])).toEqual(["logarithmic", "linear"]);
    expect(scales([0, 5, 90])).toEqual(["linear", "linear"]);
    for (const name of ["energy", "latency", "roofline"]) {
      const { configuration } = drawings.find((own) => own.name === name) as Drawing;
      expect(axesOf(configuration).map(([, { type }]) => type)).toEqual(["logarithmic", "logarithmic"]);
    }
  });

  it("is drawn, as vectors where it has few marks", async () => {
    const renderer = createRenderer();
    const { configuration, width, height } = drawings.find(({ name }) => name === "heat") as Drawing;
    expect((await renderer.png(configuration, width, height)).length).toBeGreaterThan(10_000);
    expect(markCount(configuration)).toBeLessThan(200);
    const svg = renderer.svg(configuration, width, height);
    expect(svg).toMatch(/^<svg /);
    expect(svg).not.toContain("undefined");
    expect(svg).not.toContain("NaN");
    expect(svg).toContain("</svg>");
  });
});

describe("stacked bars", () => {
  it.each(["energy", "area"] as const)("sum to each design's %s", (measure) => {
    const chart = breakdownChart(comparison, measure);
    const factor = measure === "energy" ? 1 : 1e6;
    const contenders = comparison.contenders.filter(
      (contender): contender is Feasible => contender.feasible && contender.id !== "gpu",
    );
    expect(chart.data.labels).toHaveLength(contenders.length);
    contenders.forEach(({ cost }, n) => {
      const sum = chart.data.datasets.reduce((total, { data }) => total + Number(data[n]), 0);
      expect(sum / (factor * cost[measure])).toBeCloseTo(1, 12);
    });
  });

  it("have the table of components beside them, whose shares are the same", () => {
    const { rows } = componentTable(own.design, own.cost);
    const number = (text: string): number => Number.parseFloat(text);
    const parts = rows.slice(0, -1);
    const total = rows[rows.length - 1];
    for (const column of [3, 5]) {
      const sum = parts.reduce((all, row) => all + number(row[column]), 0);
      // Cells have three digits.
      expect(Math.abs(sum / number(total[column]) - 1)).toBeLessThan(0.01);
    }
    expect(number(total[3]) / (own.cost.power.average * 1e3)).toBeCloseTo(1, 2);
    expect(rows.find(([name]) => name === "mac")?.[1]).toContain("units 4096");
  });
});

describe("the Pareto chart", () => {
  it("joins the front stepwise and greys the rest", () => {
    const [xs, ys] = [
      [1, 2, 3, 4, 2.5],
      [9, 5, 4, 8, 7],
    ];
    const chart = paretoChart({
      x: { ...axis("min", xs), intervals: null },
      y: { ...axis("min", ys, "latency", "s"), intervals: [1, 0, 0, 0, 0] },
      front: [0, 1, 2],
      line: [2, 0, 1],
      objectives: 2,
      nameOf: String,
    });
    const [front, dominated] = numbersOf(chart as ChartConfiguration);
    expect(front.data.map(({ x, y }) => [x, y])).toEqual([
      [1, 9],
      [2, 5],
      [3, 4],
    ]);
    expect(front.data[0]).toMatchObject({ low: 8, high: 10 });
    expect((front as unknown as { stepped: string }).stepped).toBe("before");
    expect(dominated.data).toHaveLength(2);
  });

  it("samples what is too much grey and says so, and leaves out what is no number", () => {
    const count = 10_000;
    const xs = Array.from({ length: count }, (_, n) => (n === 5 ? Number.NaN : n));
    const chart = paretoChart({
      x: axis("min", xs),
      y: axis("min", xs, "latency", "s"),
      front: [0],
      line: [0],
      objectives: 2,
      nameOf: String,
    });
    const dominated = numbersOf(chart as ChartConfiguration).at(-1);
    expect(dominated?.data.length).toBeLessThanOrEqual(3000);
    expect(dominated?.label).toContain("one in 4 of 9 998");
    expect(dominated?.data.every(({ x }) => Number.isFinite(x))).toBe(true);
  });
});

describe("the roofline", () => {
  it("has its ridge where both roofs meet", () => {
    // H100: 989.4 TFLOP/s over 3.35 TB/s.
    expect(ridgeOf({ peak: 989.4e12, bandwidth: 3.35e12 })).toBeCloseTo(295.3, 1);
  });

  it("is above every workload", () => {
    for (const id of ["exact-digital", "lsh-digital", "lsh-memristor"]) {
      const contender = comparison.contenders.find((candidate) => candidate.id === id) as Feasible;
      const own = rooflineOf(contender, comparison.point) as Roofline;
      expect(own.rate).toBeGreaterThan(0);
      expect(own.rate).toBeLessThanOrEqual(roofAt(own, own.intensity) * (1 + 1e-9));
      expect(own.rate * contender.cost.timing.latency).toBeCloseTo(own.operations, -3);
      expect(own.intensity * own.bytes).toBeCloseTo(own.operations, -3);
    }
  });

  it("says how many runs the memory bounds, and who comes nearest to its roof", () => {
    const [a, b] = [roofed("A", 50, 4e11), roofed("B", 200, 9e11)];
    expect([a, b].map(({ roofline }) => isMemoryBound(roofline))).toEqual([true, false]);
    expect(rooflineMessage([a, b], "designs")).toBe(
      "Memory is the lower roof of 1 of 2 designs (A); B reaches 90 % of its roof, the most, and A 80 %, the least",
    );
    expect(rooflineMessage([b], "designs")).toBe(
      "Arithmetic is the lower roof of all 1 designs; B reaches 90 % of its roof",
    );
    const other = { ...b, short: "H", roofline: { ...b.roofline, peak: 2e12 } };
    const { datasets } = rooflineChart([a, b, other], "designs").data;
    expect(datasets.map(({ label }) => label)).toEqual([
      "roof of A, B: 1 Top/s, 10 GB/s",
      "roof of H: 2 Top/s, 10 GB/s",
      "A name",
      "B name",
      "B name",
    ]);
    expect(datasets[0].data[1]).toEqual({ x: 100, y: 1e12 });
  });
});

/** A run under roofs of 1 Top/s and 10 GB/s. */
function roofed(short: string, intensity: number, rate: number): RooflinePoint {
  const roofline = { peak: 1e12, bandwidth: 1e10, operations: 1e9, bytes: 1e9 / intensity, intensity, rate };
  return { name: `${short} name`, short, roofline, colour: "#000000" };
}

describe("the schedule", () => {
  it("has every head in its stages one after another begun, and none before the chip is on", () => {
    const { configuration } = drawings.find(({ name }) => name === "schedule") as Drawing;
    const { datasets } = configuration.data as unknown as {
      datasets: { label: string; data: [number, number][] }[];
    };
    expect(datasets.map(({ label }) => label)).toEqual(["load", "hash", "sort", "attend", "store"]);
    for (let head = 0; head < datasets[0].data.length; head++) {
      const spans = datasets.map(({ data }) => data[head]);
      for (const [n, [from, to]] of spans.entries()) {
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThan(from);
        if (n > 0) expect(from).toBeGreaterThanOrEqual(spans[n - 1][0]);
        if (n > 0) expect(to).toBeGreaterThanOrEqual(spans[n - 1][1]);
      }
      // The sort of a round waits for the last hash.
      expect(spans[2][0]).toBeGreaterThanOrEqual(spans[1][1]);
    }
    const ends = datasets.flatMap(({ data }) => data.map(([, to]) => to));
    // Layers follow one another: the last head drawn ends a layer, or stands before its end.
    expect(Math.max(...ends)).toBeLessThanOrEqual(
      (own.cost.timing.latency / comparison.workload.layers) * 1.1,
    );
  });
});

describe("the tornado", () => {
  const subject: TornadoSubject = { name: "chip", metric: "energy_J", nominal: 10 };
  const row = (name: string, atLow: number | null, atHigh: number | null): TornadoRow => ({
    ...{ name, places: [name], low: 1, nominal: 2, high: 3, reason: "", source: "", note: "" },
    atLow,
    atHigh,
  });

  it("has the widest swing on top, in percent of the nominal value, and nothing that does not move", () => {
    const rows = [row("narrow", 9, 11), row("still", 10, 10), row("wide", 5, 12), row("one end", 7, null)];
    const { data } = tornadoChart(subject, rows, "all at their ends");
    expect(data.labels).toEqual(["wide  ×0.5…×1.5", "one end  ×0.5…×1.5", "narrow  ×0.5…×1.5"]);
    const values = data.datasets.map((dataset) =>
      (dataset.data as number[]).map((value) => Math.round(value)),
    );
    expect(values).toEqual([
      [-50, -30, -10],
      [20, 0, 10],
    ]);
    expect(tornadoSentence(subject, rows)).toBe("wide moves the energy most: over its range by 70 %.");
    expect(tornadoSentence(subject, [row("still", 10, 10)])).toBe("Nothing moves the energy.");
  });

  it("draws the sixteen longest bars and says of how many", () => {
    const rows = Array.from({ length: 20 }, (_, n) => row(`c${n}`, 10, 11 + n));
    const { data, options } = tornadoChart(subject, rows, "all");
    expect(data.labels?.slice(0, 2)).toEqual(["c19  ×0.5…×1.5", "c18  ×0.5…×1.5"]);
    expect(data.labels).toHaveLength(16);
    expect((options?.plugins?.title as { text: string } | undefined)?.text).toContain("the 16 longest of 20");
  });

  it("refuses a nominal value that is no base", () => {
    for (const nominal of [0, Number.NaN])
      expect(() => tornadoChart({ ...subject, nominal }, [row("a", 1, 2)], "all")).toThrow(
        /tornado of energy_J: expected a finite value/,
      );
  });

  it("of a report's design moves each constant alone", () => {
    const { configuration } = drawings.find(({ name }) => name === "tornado") as Drawing;
    const priced = pricedComparison(comparison.design, comparison.workload, comparison.point);
    const [label] = configuration.data.labels as string[];
    const group = priced.groups.find(
      ({ members }) => members[0].place === label.split("  ")[0],
    ) as ConstantGroup;
    const at = (end: "low" | "high"): number =>
      metricsAt(priced, Object.fromEntries(group.members.map((own) => [own.key, own[end]]))).energy_J;
    const nominal = metricsAt(priced, {}).energy_J;
    const drawn = configuration.data.datasets.map(({ data }) => Number(data[0]));
    expect(drawn[0]).toBeCloseTo(100 * (at("low") / nominal - 1), 9);
    expect(drawn[1]).toBeCloseTo(100 * (at("high") / nominal - 1), 9);
  });
});

/** Two steps of a map on which the best design and what binds change, and one that nothing fits. */
function budget(): BudgetReport {
  const answer = (area: number, rate: number, binding: string) => ({
    best: { uses: { area, energy: 1, throughput: rate } },
    slacks: [{ name: binding, active: true }],
    together: false,
  });
  const steps = [
    { limit: 1e-6, answer: answer(1e-6, 10, "area") },
    { limit: 2e-6, answer: null },
    { limit: 4e-5, answer: answer(4e-5, 200, "power") },
  ];
  const own = { contender: "lsh-memristor", answer: steps[0].answer, map: { steps }, quality: null };
  const rounds = [1, 2].map((value) => ({
    value,
    best: { uses: { throughput: 100 / value } },
    quality: { recall: { mean: 0.6 + value / 10 }, controls: { randomBuckets: { mean: 0.5 } } },
  }));
  const trade = { path: "workload.attention.rounds", rows: rounds };
  return { name: "chip", aim: throughput, moved: "area", contenders: [own], trade } as never;
}

describe("the budget map", () => {
  it("marks each limit by what binds there, and leaves out a limit that nothing fits", () => {
    const { configuration } = drawings.find(({ name }) => name === "budget") as Drawing;
    const [line, ...legend] = numbersOf(configuration);
    expect(line.data).toEqual([
      { x: 1e-6, y: 10 },
      { x: 4e-5, y: 200 },
    ]);
    expect(legend.map(({ label }) => label)).toEqual(["active: area", "active: average power"]);
    const [style, ...others] = configuration.data.datasets as { pointStyle?: unknown }[];
    expect(style.pointStyle).toEqual(others.map(({ pointStyle }) => pointStyle));
  });
});
