import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { costBands } from "../../src/comparison/bands.ts";
import type {
  ComparisonDesign,
  DesignResult,
  FeasibleResult,
} from "../../src/comparison/comparison-design.ts";
import { NUMBER_WORDS } from "../../src/comparison/comparison-design.ts";
import { designSentences, SEARCHED, SEARCHING } from "../../src/comparison/comparison-designs.ts";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { selectedAnalog } from "../../src/comparison/designs/selected-analog.ts";
import { priceAll, ratios } from "../../src/comparison/priced-comparison.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

function comparison(workload: string, analog = "", rest = "") {
  const { design, workload: seen } = configOf(
    `{ workload: { ${workload} }, design: { ${rest} ${analog === "" ? "" : `baselines: { analog: { model: "${analog}" } }`} } }`,
  );
  return { design, contenders: priceAll(design, seen, POINT) };
}

function found(contenders: readonly DesignResult[], { id }: ComparisonDesign): FeasibleResult {
  const contender = contenders.find((candidate) => candidate.id === id);
  if (!contender?.feasible) throw new Error(`${id} is infeasible: ${contender?.reason}`);
  return contender;
}

const energyOf = ({ cost }: FeasibleResult, operation: string): number =>
  cost.breakdown.filter((item) => item.operation === operation).reduce((sum, { energy }) => sum + energy, 0);

const sentencesOf = (contenders: readonly DesignResult[]): string[] =>
  designSentences({ contenders, ratios: ratios(contenders) }, NUMBER_WORDS).filter((sentence) =>
    /\(P/.test(sentence),
  );

describe("a selection before analog arrays", () => {
  it.each(["length: 2048", 'length: 4096, phase: "decode"'])(
    "%s: its items sum to the whole to 1e-9",
    (workload) => {
      const { cost } = found(comparison(workload).contenders, selectedAnalog);
      const sum = cost.breakdown.reduce((total, { energy }) => total + energy, 0);
      expect(Math.abs(sum / cost.energy - 1)).toBeLessThan(1e-9);
      const area = cost.areas.reduce((total, own) => total + own.area, 0);
      expect(Math.abs(area / cost.area - 1)).toBeLessThan(1e-9);
    },
  );

  it("has a line each for hash, code, search, choice, write, reads of keys and of values", () => {
    const own = found(comparison("length: 2048").contenders, selectedAnalog);
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
    const { contenders } = comparison(
      "length: 2048",
      "gain-cell",
      `${IDEAL_FLOORPLAN}, search: { model: "cam-2t2r" },`,
    );
    const [own, digital, bare] = [selectedAnalog, scoreMemristor, exactAnalog].map((contender) =>
      found(contenders, contender),
    );
    for (const operation of ["hash", "code", "search"])
      expect(energyOf(own, operation) / energyOf(digital, operation)).toBeCloseTo(1, 12);
    expect(energyOf(own, "write") / energyOf(bare, "write")).toBeCloseTo(1, 12);
    const cells = (contender: FeasibleResult): number =>
      contender.cost.areas
        .filter(({ component }) => component.startsWith("dynamic"))
        .reduce((sum, { area }) => sum + area, 0);
    expect(cells(own)).toBe(cells(bare));
    expect(own.cost.area).toBeGreaterThan(bare.cost.area);
    expect(own.mapping.pairs?.attended).toBe(digital.mapping.pairs?.attended);
  });

  it("does not pay before arrays that are read for little, and pays before converters that take most", () => {
    expect(sentencesOf(comparison("length: 4096", "gain-cell").contenders)).toEqual([
      "In energy a selection does not pay before analog arrays (P over D): ×1.21 energy, ×1.26 latency, ×1.03 area. " +
        "It leaves 62.4 % of the conversions; hash, search and choice take 20.6 % of P's energy. All keys and values are written as " +
        "before (0.00385 % of P's energy, 0.00466 % of D's), and no array is saved.",
      "The same selection before analog arrays (P) beats that before digital attention (F): ×0.788 energy, ×0.317 latency, ×1.24 area.",
    ]);
    expect(sentencesOf(comparison('length: 4096, phase: "decode"', "one-selector").contenders)).toEqual([
      "In energy a selection pays before analog arrays (P over D): ×0.214 energy, ×0.944 latency, ×1.02 area. " +
        "It leaves 33.7 % of the conversions; hash, search and choice take 1.56 % of P's energy. All keys and values are written as " +
        "before (0.147 % of P's energy, 0.0314 % of D's), and no array is saved.",
      "The same selection before analog arrays (P) loses to that before digital attention (F): ×3.71 energy, ×1.58 latency, ×2.52 area.",
    ]);
  });

  it("has the ranges of its cells and of its store in its band", () => {
    const { contenders, design } = comparison("length: 1024", "gain-cell");
    const bands = costBands(contenders, design, POINT, createRng(1), 60).contenders;
    const band = bands[selectedAnalog.id]?.energy;
    if (band === undefined) throw new Error("no band");
    const own = found(contenders, selectedAnalog).cost.energy;
    expect(band.p05).toBeLessThan(own);
    expect(band.p95).toBeGreaterThan(own);
  });

  it("stands in the tables of the designs that search codes, and no selector asks for it", () => {
    expect(SEARCHING.map(({ letter }) => letter)).toEqual(["F", "G", "H", "P"]);
    expect(SEARCHED).not.toContain(selectedAnalog);
  });
});
