import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { comparedComponents, costBands } from "../../src/comparison/bands.ts";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { layerBands } from "../../src/comparison/layer-bands.ts";
import { weightComponents } from "../../src/comparison/layer-parts.ts";
import { isPriced, type MemoryLayer, mappedLayer, pricedLayers } from "../../src/comparison/memory-layer.ts";
import { constantGroups, drawGroups, mirroredDraw } from "../../src/cost/three-point.ts";
import type { Factors } from "../../src/design/calibration.ts";
import type { Design } from "../../src/design/design.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const { design, workload } = configOf('{ workload: { preset: "bert-base", length: 128 } }');
const contenders = [exactDigital, exactAnalog, scoreMemristor];
const mapped = mappedLayer(contenders, design, workload, POINT);
const priced = (overrides = {}): MemoryLayer[] => pricedLayers(mapped, overrides).filter(isPriced);
const nominal = priced();
const DRAWS = 60;
const bands = layerBands(mapped, createRng(1), DRAWS);

/** The quantile of a sample, linear between its order statistics: written apart from the code under test. */
function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}

describe("bands of a layer in memory", () => {
  it("hold the nominal value of every quantity of every part between low and high", () => {
    expect(nominal.map(({ id }) => id)).toEqual(Object.keys(bands.layers));
    for (const own of nominal) {
      const band = bands.layers[own.id];
      const pairs = [
        [band.energy, own.energy],
        [band.perToken, own.perToken],
        [band.time, own.time],
        [band.area, own.area],
        [band.network.energy, own.network.energy],
        [band.network.area, own.network.area],
        [band.programming, own.programming.energy],
        ...own.parts.flatMap((part, n) => [
          [band.parts[n].energy, part.energy] as const,
          [band.parts[n].time, part.time] as const,
          [band.parts[n].area, part.area] as const,
        ]),
      ] as const;
      for (const [{ p05, p50, p95 }, value] of pairs) {
        expect(p05).toBeLessThanOrEqual(value);
        expect(value).toBeLessThanOrEqual(p95);
        expect(p05).toBeLessThanOrEqual(p50);
        expect(p50).toBeLessThanOrEqual(p95);
      }
      expect(band.energy.p95 / band.energy.p05).toBeGreaterThan(1.05);
      expect(band.area.p95 / band.area.p05).toBeGreaterThan(1.05);
    }
  });

  it("are the percentiles of the layers priced draw by draw", () => {
    const groups = constantGroups([
      ...comparedComponents(mapped.attention, design),
      ...weightComponents(mapped.weights),
    ]);
    const drawn = Array.from({ length: DRAWS }, (_, n) =>
      priced(drawGroups(groups, mirroredDraw(createRng(1), n))),
    );
    const shares = { p05: 0.05, p50: 0.5, p95: 0.95 } as const;
    nominal.forEach(({ id, parts }, n) => {
      const band = bands.layers[id];
      for (const [key, share] of Object.entries(shares) as [keyof typeof shares, number][]) {
        const of = (value: (one: MemoryLayer) => number): number =>
          quantile(
            drawn.map((comparison) => value(comparison[n])),
            share,
          );
        expect(band.energy[key] / of(({ energy }) => energy)).toBeCloseTo(1, 12);
        expect(band.area[key] / of(({ area }) => area)).toBeCloseTo(1, 12);
        parts.forEach((_, part) => {
          expect(band.parts[part].energy[key] / of((one) => one.parts[part].energy)).toBeCloseTo(1, 12);
        });
      }
    });
  });

  it("draw as a comparison does: a constant that both know is the same in the same draw", () => {
    // Attention's MACs, buffer and leakage decide its energy: its band is the comparison's less memory and wires.
    const compared = costBands(mapped.attention, design, POINT, createRng(1), DRAWS).contenders[
      "exact-digital"
    ];
    const own = bands.layers["exact-digital"].parts[1];
    if (!compared) throw new Error("infeasible");
    expect(own.time.p95).toBeLessThan(compared.latency.p95);
    expect(own.energy.p95).toBeLessThan(compared.energy.p95);
  });

  it("keep their first draws when there are more, and depend on the seed alone", () => {
    const one = layerBands(mapped, createRng(2), 1).layers["score-memristor"].energy;
    expect(one.p05).toBe(one.p95);
    expect(layerBands(mapped, createRng(2), 1).layers["score-memristor"].energy).toEqual(one);
    expect(layerBands(mapped, createRng(3), 1).layers["score-memristor"].energy).not.toEqual(one);
  });

  it("move by the constants of arrays of weights too: twice a cell's write is twice the programming", () => {
    const dear = priced({ "dynamic-array:one-transistor.write": 2 * 20e-12 });
    dear.forEach((own, n) => {
      expect(own.programming.energy / nominal[n].programming.energy).toBeCloseTo(2, 9);
    });
    const wide = priced({ "dynamic-array:one-transistor.pitches": 8 });
    for (const n of [0, 2]) expect(wide[0].parts[n].area).toBeGreaterThan(1.2 * nominal[0].parts[n].area);
  });

  it("of a calibrated design have the metric that was measured from its factors, the others from the constants", () => {
    const classes = ["arrays", "logic", "sram", "dram", "dynamic arrays"];
    const sure = (mean: number): Factors => ({
      classes,
      mean: classes.map(() => mean),
      covariance: classes.map((_, row) => classes.map((__, column) => (row === column ? 1e-12 : 0))),
      determined: classes,
      noise: 0.01,
    });
    const calibrated: Design = {
      ...design,
      calibration: { file: "m.csv", sha256: "0", metrics: { energy: sure(Math.log(2)) } },
    };
    const own = mappedLayer([exactDigital], calibrated, workload, POINT);
    const [attention, plain] = [pricedLayers(own), pricedLayers(mapped)].map(
      ([one]) => (one as MemoryLayer).parts[1],
    );
    // But for leakage, which goes with its own heat.
    expect(attention.energy / plain.energy).toBeCloseTo(2, 1);
    const band = layerBands(own, createRng(1), 30).layers["exact-digital"].parts[1];
    // Its energy is known, but for how far its blocks are apart; its area is not.
    expect(band.energy.p95 / band.energy.p05).toBeLessThan(1.02);
    expect(band.energy.p50 / attention.energy).toBeCloseTo(1, 2);
    expect(band.area.p95 / band.area.p05).toBeGreaterThan(1.2);
  });
});
