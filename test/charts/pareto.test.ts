import type { Chart } from "chart.js";
import { expect, it } from "vitest";
import { createRenderer } from "../../packages/reports/src/render.ts";
import { paretoChart } from "../../src/charts/pareto.ts";
import { columnTitle } from "../../src/text/quantity.ts";

it("draws every error bar inside the chart", async () => {
  const axis = (column: string, values: number[], intervals: number[] | null) => ({
    title: columnTitle(column),
    sense: "min" as const,
    values,
    intervals,
  });
  const chart = paretoChart({
    x: axis("energy_J", [1e-6, 2e-6], null),
    y: axis("output_error", [0.74, 0.71], [0.3, 0.5]),
    front: [0, 1],
    line: [0, 1],
    objectives: 2,
    nameOf: String,
  });
  let pixels: number[] = [];
  let area = { top: 0, bottom: 0 };
  const watch = {
    id: "watch",
    afterDraw: ({ scales, chartArea }: Chart) => {
      pixels = [0.44, 1.04, 0.21, 1.21].map((value) => scales.y.getPixelForValue(value));
      area = chartArea;
    },
  };
  await createRenderer().png({ ...chart, plugins: [...(chart.plugins ?? []), watch] }, 600, 400);
  expect(pixels).toHaveLength(4);
  for (const pixel of pixels) {
    expect(pixel).toBeGreaterThanOrEqual(area.top);
    expect(pixel).toBeLessThanOrEqual(area.bottom);
  }
});

it("draws areas in the mm² of its axis's title, and all else in SI", () => {
  const axis = (column: string, values: number[]) => ({
    title: columnTitle(column),
    sense: "min" as const,
    values,
    intervals: values.map((value) => value / 4),
  });
  const { data, options } = paretoChart({
    x: axis("energy_J", [1.5e-6, 2e-6]),
    y: axis("area_m2", [3e-6, 2e-6]),
    front: [0, 1],
    line: [0, 1],
    objectives: 2,
    nameOf: String,
  });
  const titles = options?.scales as Readonly<Record<"x" | "y", { title: { text: string } }>>;
  expect(titles.y.title.text).toContain("mm²");
  expect(titles.x.title.text).toContain("(J)");
  const [first] = data.datasets.flatMap(({ data: points }) => points) as unknown as Record<string, number>[];
  for (const [key, value] of [
    ["x", 1.5e-6],
    ["y", 3],
    ["low", 2.25],
    ["high", 3.75],
  ] as const)
    expect(first[key] / value, key).toBeCloseTo(1, 9);
});
