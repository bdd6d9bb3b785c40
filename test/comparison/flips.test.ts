import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { hashRatio, regionPoints } from "../../evidence/map/regions.ts";
import { comparedComponents, costBands, repriced } from "../../src/comparison/bands.ts";
import { ratioOf } from "../../src/comparison/comparison-design.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../src/comparison/designs/lsh-memristor.ts";
import { findFlip } from "../../src/comparison/flips.ts";
import { judge } from "../../src/comparison/judgement.ts";
import { priceAll, ratios } from "../../src/comparison/priced-comparison.ts";
import { assumedInputs, searchedInputs } from "../../src/comparison/variations.ts";
import { constantGroups, overridesAt } from "../../src/cost/three-point.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";
import { byTier } from "../tier.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const solve = () => POINT;
const { design, workload } = configOf("{ workload: { length: 4096 } }");

describe("the smallest change that turns a verdict round", () => {
  it("is one that does, and no nearer single change does", () => {
    const pairs = byTier(1, 2);
    let found = 0;
    for (const [above, below] of (
      [
        [lshMemristor, lshDigital],
        [lshDigital, exactDigital],
      ] as const
    ).slice(-pairs)) {
      const flip = findFlip([above, below], design, workload, solve);
      if (flip === null || flip.ratio === null || flip.changes.length !== 1) continue;
      found++;
      expect(judge(flip.own)).toBe(flip.from);
      expect(judge(flip.ratio)).toBe(flip.to);
      expect(flip.to).not.toBe(flip.from);
      const singles = searchedInputs(design, workload).flatMap(({ others }) => others);
      const flipping = singles.filter((change) => {
        const seen = change.workload?.(workload) ?? workload;
        const { energy } = ratioOf(ratios(priceAll(change.design(design), seen, POINT)), above, below);
        return energy !== null && judge(energy) === flip.to;
      });
      const nearest = Math.min(...flipping.map(({ step }) => Math.abs(step)));
      expect(flipping.find(({ step }) => Math.abs(step) === nearest)?.name).toBe(flip.changes[0]);
    }
    expect(found).toBeGreaterThan(0);
  });
});

describe("bands with assumed inputs", () => {
  const contenders = priceAll(design, workload, POINT);
  const comparisonOf = (changed: typeof design) => ({
    design: changed,
    point: POINT,
    contenders: priceAll(changed, workload, POINT),
  });
  const bands = costBands(contenders, design, POINT, createRng(1), 60, {
    axes: assumedInputs(design),
    comparisonOf,
  });

  it("are wider than those of constants alone, and hold the nominal ratio", () => {
    const alone = costBands(contenders, design, POINT, createRng(1), 60);
    const nominal = ratioOf(ratios(contenders), lshMemristor, lshDigital);
    for (const metric of ["energy", "latency"] as const) {
      const [own, narrow] = [bands, alone].map(
        (one) => one.ratios["lsh-memristor/lsh-digital"]?.band[metric],
      );
      if (!own || !narrow || nominal[metric] === null) throw new Error("infeasible");
      expect(own.p95 - own.p05).toBeGreaterThan(narrow.p95 - narrow.p05);
      expect(nominal[metric]).toBeGreaterThanOrEqual(own.p05);
      expect(nominal[metric]).toBeLessThanOrEqual(own.p95);
    }
    expect(bands.inputs.length).toBe(assumedInputs(design).length);
    expect(alone.inputs).toEqual([]);
  });
});

describe("bands below 28 nm", () => {
  it("draw the scaling laws where published points disagree, which they do not above", () => {
    const widthAt = (node: string): number => {
      const own = configOf(
        `{ workload: { length: 1024 }, design: { logicNode: "${node}", ${IDEAL_FLOORPLAN} } }`,
      ).design;
      const contenders = priceAll(own, workload, POINT);
      const laws = constantGroups(
        comparedComponents(contenders, own).filter(([name]) => name === "technology"),
      );
      const [low, high] = [0, 1].map((share) => {
        const exact = repriced(
          contenders,
          POINT,
          overridesAt(laws, () => share),
        ).find(({ id }) => id === "exact-digital");
        return exact?.feasible ? exact.cost.energy : Number.NaN;
      });
      return high / low;
    };
    expect(widthAt("28 nm")).toBe(1);
    expect(widthAt("7 nm")).toBeGreaterThan(1.5);
  });
});

describe("the region", () => {
  it("prices every point of its space, cheaper on arrays the shorter the read", () => {
    const space = {
      nodes: [65, 28],
      readTimes: [2e-9, 50e-9],
      conductances: [10e-6],
      rounds: [8],
      buffers: [2 ** 21],
    };
    const points = [...regionPoints(design, workload, space, solve)];
    expect(points).toHaveLength(4);
    for (const node of space.nodes) {
      const [short, long] = points
        .filter((point) => point.node === node)
        .map((point) => hashRatio(point) ?? 0);
      expect(short).toBeGreaterThan(0);
      expect(short).toBeLessThan(long);
    }
  });
});
