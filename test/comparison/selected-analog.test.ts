import { describe, expect, it } from "vitest";
import { createRng } from "../../src/base/rng.ts";
import { costBands } from "../../src/comparison/bands.ts";
import type { ComparisonDesign, FeasibleRung, RungResult } from "../../src/comparison/comparison-design.ts";
import { designSentences, SEARCHED, SEARCHING } from "../../src/comparison/comparison-designs.ts";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { selectedAnalog } from "../../src/comparison/designs/selected-analog.ts";
import { climb, ratios } from "../../src/comparison/priced-comparison.ts";
import { NUMBER_WORDS } from "../../src/text/format.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

function ladder(workload: string, analog = "", rest = "") {
  const { design, workload: seen } = configOf(
    `{ workload: { ${workload} }, design: { ${rest} ${analog === "" ? "" : `baselines: { analog: { model: "${analog}" } }`} } }`,
  );
  return { design, rungs: climb(design, seen, POINT) };
}

function found(rungs: readonly RungResult[], { id }: ComparisonDesign): FeasibleRung {
  const rung = rungs.find((candidate) => candidate.id === id);
  if (!rung?.feasible) throw new Error(`${id} is infeasible: ${rung?.reason}`);
  return rung;
}

const energyOf = ({ cost }: FeasibleRung, operation: string): number =>
  cost.breakdown.filter((item) => item.operation === operation).reduce((sum, { energy }) => sum + energy, 0);

const sentencesOf = (rungs: readonly RungResult[]): string[] =>
  designSentences({ rungs, ratios: ratios(rungs) }, NUMBER_WORDS).filter((sentence) => /\(P/.test(sentence));

describe("a selection before analog arrays", () => {
  it.each(["length: 2048", 'length: 4096, phase: "decode"'])(
    "%s: its items sum to the whole to 1e-9",
    (workload) => {
      const { cost } = found(ladder(workload).rungs, selectedAnalog);
      const sum = cost.breakdown.reduce((total, { energy }) => total + energy, 0);
      expect(Math.abs(sum / cost.energy - 1)).toBeLessThan(1e-9);
      const area = cost.areas.reduce((total, own) => total + own.area, 0);
      expect(Math.abs(area / cost.area - 1)).toBeLessThan(1e-9);
    },
  );

  it("has a line each for hash, code, search, choice, write, reads of keys and of values", () => {
    const own = found(ladder("length: 2048").rungs, selectedAnalog);
    const lines = (operation: string, component: string): number =>
      own.cost.breakdown
        .filter((item) => item.operation === operation && item.component === component)
        .reduce((sum, { energy }) => sum + energy, 0);
    for (const [operation, component] of [
      ["hash", "array"],
      ["code", "search"],
      ["search", "search"],
      ["top-k", "topK"],
      ["write", "dynamicArray"],
      ["score", "dynamicArray"],
      ["weigh", "dynamicArray"],
      ["weigh", "dynamicAdc"],
    ])
      expect(lines(operation, component), `${operation}/${component}`).toBeGreaterThan(0);
    // No product of a query and a key, or of a weight and a value, is digital.
    const digital = own.cost.breakdown.filter(
      ({ component, action }) => component === "mac" && action === "mac",
    );
    expect(digital.every(({ operation }) => operation !== "score" && operation !== "weigh")).toBe(true);
  });

  it("searches as the search before digital attention does, and writes as the arrays alone do", () => {
    const { rungs } = ladder("length: 2048", "gain-cell", `${IDEAL_FLOORPLAN},`);
    const [own, digital, bare] = [selectedAnalog, scoreMemristor, exactAnalog].map((rung) =>
      found(rungs, rung),
    );
    for (const operation of ["hash", "code", "search"])
      expect(energyOf(own, operation) / energyOf(digital, operation)).toBeCloseTo(1, 12);
    expect(energyOf(own, "write") / energyOf(bare, "write")).toBeCloseTo(1, 12);
    const cells = (rung: FeasibleRung): number =>
      rung.cost.areas
        .filter(({ component }) => component.startsWith("dynamic"))
        .reduce((sum, { area }) => sum + area, 0);
    expect(cells(own)).toBe(cells(bare));
    expect(own.cost.area).toBeGreaterThan(bare.cost.area);
    expect(own.mapping.pairs?.attended).toBe(digital.mapping.pairs?.attended);
  });

  it("does not pay before arrays that are read for little, and pays before converters that take most", () => {
    expect(sentencesOf(ladder("length: 4096", "gain-cell").rungs)).toEqual([
      "In energy a selection does not pay before analog arrays (P over D): ×1.11 energy, ×1.31 latency, ×1.03 area. " +
        "It leaves 62.4 % of the conversions; hash, search and choice take 16.7 % of P's energy. All keys and values are written as " +
        "before (0.00428 % of P's energy, 0.00477 % of D's), and no array is saved.",
      "The same selection before analog arrays (P) beats that before digital attention (F): ×0.717 energy, ×0.33 latency, ×1.23 area; the accuracy of the arrays is not evaluated.",
    ]);
    expect(sentencesOf(ladder('length: 4096, phase: "decode"', "one-selector").rungs)).toEqual([
      "In energy a selection pays before analog arrays (P over D): ×0.217 energy, ×0.952 latency, ×1.02 area. " +
        "It leaves 33.7 % of the conversions; hash, search and choice take 1.36 % of P's energy. All keys and values are written as " +
        "before (0.142 % of P's energy, 0.0307 % of D's), and no array is saved.",
      "The same selection before analog arrays (P) loses to that before digital attention (F): ×5.02 energy, ×1.49 latency, ×2.44 area; the accuracy of the arrays is not evaluated.",
    ]);
  });

  it("has the ranges of its cells and of its store in its band", () => {
    const { rungs, design } = ladder("length: 1024", "gain-cell");
    const bands = costBands(rungs, design, POINT, createRng(1), 60).rungs;
    const band = bands[selectedAnalog.id]?.energy;
    if (band === undefined) throw new Error("no band");
    const own = found(rungs, selectedAnalog).cost.energy;
    expect(band.p05).toBeLessThan(own);
    expect(band.p95).toBeGreaterThan(own);
  });

  it("stands in the tables of the designs that search codes, and no selector asks for it", () => {
    expect(SEARCHING.map(({ letter }) => letter)).toEqual(["F", "G", "H", "P"]);
    expect(SEARCHED).not.toContain(selectedAnalog);
  });
});
