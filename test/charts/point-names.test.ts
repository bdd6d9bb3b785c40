import type { Chart, ChartConfiguration } from "chart.js";
import { describe, expect, it } from "vitest";
import { titleLines } from "#base";
import { framed, pluginOf, pointNames } from "#charts";
import { createRenderer } from "../../packages/reports/src/render.ts";
import { comparisonDrawings } from "../../src/charts/comparison-drawings.ts";
import { plainComparison } from "../commands/compare/report/plain-comparison.ts";

type Point = { x: number; y: number };

/** Curves that cross at the named points, where every place next to a point lies on one of them. */
const LINES: Point[][] = [-20, -3, -1.2, 0, 1.2, 3, 20].map((slope) =>
  [-10, 10].map((x) => ({ x, y: slope * x })),
);

function drawn(): { svg: string; pixels: [number, number][] } {
  const pixels: [number, number][] = [];
  const names = [{ x: 0, y: 0, name: "B 2 767" }];
  const configuration: ChartConfiguration<"scatter"> = {
    type: "scatter",
    plugins: [
      pointNames(names, LINES),
      pluginOf<"scatter">("pixels", "after", ({ scales }: Chart) => {
        for (const [from, to] of LINES)
          for (let n = 0; n <= 1000; n++) {
            const at = (key: "x" | "y"): number => from[key] + ((to[key] - from[key]) * n) / 1000;
            pixels.push([scales.x.getPixelForValue(at("x")), scales.y.getPixelForValue(at("y"))]);
          }
      }),
    ],
    data: { datasets: LINES.map((data) => ({ label: "", data, showLine: true })) },
    options: { ...framed("lines"), scales: { x: { min: -10, max: 10 }, y: { min: -40, max: 40 } } },
  };
  return { svg: createRenderer().svg(configuration as ChartConfiguration, 900, 500), pixels };
}

describe("the name of a point", () => {
  const { svg, pixels } = drawn();
  const found = /<text ([^>]*)>B 2 767<\/text>/.exec(svg);
  const of = (key: string): number =>
    Number(new RegExp(`\\b${key}="([-\\d.]+)"`).exec(found?.[1] ?? "")?.[1]);

  it("is crossed by no curve", () => {
    expect(found).not.toBeNull();
    const [left, base] = [of("x"), of("y")];
    const crossed = pixels.filter(([x, y]) => x >= left && x <= left + 50 && y >= base - 10 && y <= base + 2);
    expect(crossed).toEqual([]);
  });

  it("has a ground of its own, and a line to its point where it is further away", () => {
    const before = svg.slice(0, found?.index);
    expect(before.slice(before.lastIndexOf("<rect"))).toMatch(
      /fill="rgb\(255,255,255\)" fill-opacity="0\.9"/,
    );
    expect(before.slice(before.lastIndexOf("<path"))).toMatch(/stroke="#888888"/);
  });
});

describe("a title of several lines", () => {
  it("breaks after a semicolon, and evenly within a clause", () => {
    expect(
      titleLines(
        "Arithmetic is the lower roof of all 6 designs on digital units; A reaches 83.9 % of its roof, the most, and H 19.3 %, the least",
        78,
      ),
    ).toEqual([
      "Arithmetic is the lower roof of all 6 designs on digital units;",
      "A reaches 83.9 % of its roof, the most, and H 19.3 %, the least",
    ]);
    expect(titleLines("one two three four five six", 24)).toEqual(["one two three", "four five six"]);
    expect(titleLines("a; b", 24)).toEqual(["a; b"]);
    for (const line of titleLines("long ".repeat(60).trim(), 30)) expect(line.length).toBeLessThanOrEqual(30);
  });
});

describe("a chart of some of the designs", () => {
  it("says which it leaves out, and why", async () => {
    const comparison = await plainComparison();
    const [{ configuration }] = comparisonDrawings(comparison).filter(({ name }) => name === "energy");
    const { scales } = configuration.options as { scales: { x: { title: { text: string[] } } } };
    const [, left] = scales.x.title.text;
    const shown = configuration.data.datasets.map(({ label }) => label);
    const letters = comparison.contenders.map(({ title }) => title[0]).filter((own) => !shown.includes(own));
    expect(left).toBe(`left out: ${letters.join(", ")} (five lines at most)`);
  });
});
