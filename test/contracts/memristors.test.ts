import { describe, expect, it } from "vitest";
import { anyOf, createRng, type Instance, parseDocument, parseLocated } from "#base";
import type { Cells, Memristor } from "#memristors";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { everyCase } from "../law.ts";

/** A memristor with the given parameters, the others at their defaults. */
const memristor = (model: string, params: Record<string, unknown> = {}): Memristor =>
  parseLocated(
    anyOf<Instance<never, Memristor>>(shippedCatalogue, "memristor", model, ""),
    parseDocument(JSON.stringify({ model, ...params }), "test"),
  ).behaviour;

const models = shippedCatalogue.families.memristor.map(({ model }) => model);
const flawed = shippedCatalogue.families.memristor
  .filter(({ params }) => "programmingError" in params.shape)
  .map(({ model }) => model);

const share = (values: Float64Array, holds: (value: number) => boolean): number =>
  values.filter(holds).length / values.length;

const cellsAt = ({ meanConductance }: Memristor, count: number, rng = createRng("targets")): Float64Array =>
  Float64Array.from({ length: count }, () => meanConductance * (0.7 + 0.6 * rng.uniform()));

/** Current (A) of cell k at a voltage (V), as its law says. */
function currentOf(behaviour: Memristor, cells: Cells, k: number, voltage: number): number {
  const law = behaviour.law(cells);
  const g = cells.conductance[k];
  if (law.model === "linear") return g * voltage;
  if (law.model === "sinh") return (g / law.sharpness) * Math.sinh(law.sharpness * voltage);
  return g * voltage + law.cubic[k] * voltage ** 3;
}

describe("every memristor", () => {
  const cases = models;

  it("writes toward its targets: median at the target, finite, the same for the same stream", () => {
    everyCase(cases, 24, (model) => {
      const behaviour = memristor(model);

      const targets = cellsAt(behaviour, 20_000);
      const { conductance } = behaviour.write(targets, createRng("write"));
      expect(conductance.every((g) => Number.isFinite(g) && g > 0)).toBe(true);
      const ratios = conductance.map((g, k) => g / targets[k]).sort();
      // The median of 20 000 errors of 5 % is known to 0.05 %.
      expect(Math.abs(ratios[10_000] - 1)).toBeLessThan(0.0025);
      expect(behaviour.write(targets, createRng("write")).conductance).toEqual(conductance);
    });
  });

  it("refuses targets that no conductance can have", () => {
    everyCase(cases, 24, (model) => {
      const behaviour = memristor(model);

      for (const wrong of [-1e-6, Number.NaN, Number.POSITIVE_INFINITY])
        expect(() => behaviour.write(Float64Array.of(1e-5, wrong), createRng(1))).toThrow(
          /expected.*received/,
        );
    });
  });

  it("does not age by default, nor without time and reads", () => {
    everyCase(cases, 56, (model) => {
      const behaviour = memristor(model);

      const cells = behaviour.initialise(cellsAt(behaviour, 50), createRng(1));
      expect(behaviour.age(cells, 1e9, 1e9, createRng(2))).toEqual(cells);
      for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => behaviour.age(cells, wrong, 0, createRng(2))).toThrow(/expected.*received/);
        expect(() => behaviour.age(cells, 0, wrong, createRng(2))).toThrow(/expected.*received/);
      }
    });
  });

  it("is the same device at another temperature, or says that it knows none", () => {
    everyCase(cases, 20, (model) => {
      const behaviour = memristor(model);

      const { atTemperature } = memristor(model, model === "lognormal" ? { temperatureSpread: 1e-3 } : {});
      expect(atTemperature === null).toBe(!["lognormal", "tiox"].includes(model));
      if (atTemperature === null) return;
      const [cold, same, hot] = [40, 40, 85].map(
        (celsius) =>
          atTemperature(celsius).initialise(cellsAt(behaviour, 2000), createRng("devices")).conductance,
      );
      expect(same).toEqual(cold);
      const [x, y] = [cold, hot].map((g) =>
        g.map((value) => value - g.reduce((a, b) => a + b, 0) / g.length),
      );
      const product = (a: Float64Array, b: Float64Array): number =>
        a.reduce((sum, value, k) => sum + value * b[k], 0);
      const correlation = product(x, y) / Math.sqrt(product(x, x) * product(y, y));
      expect(correlation).toBeGreaterThan(0.98);
      expect(hot).not.toEqual(cold);
      for (const wrong of [24, 86, Number.NaN])
        expect(() => atTemperature(wrong)).toThrow(/expected a temperature in \[25, 85\] °C, received/);
    });
  });

  it("has a law whose slope and third derivative at 0 V are its cells' G and 6·K", () => {
    everyCase(cases, 320, (model) => {
      const behaviour = memristor(model);

      const cells = behaviour.initialise(cellsAt(behaviour, 20), createRng(3));
      for (let k = 0; k < 20; k++) {
        const h = 0.01;
        const at = (v: number): number => currentOf(behaviour, cells, k, v);
        expect(at(h) / h / cells.conductance[k]).toBeCloseTo(1, 2);
        const third = (at(2 * h) - 2 * at(h) - (at(-2 * h) - 2 * at(-h))) / (2 * h ** 3);
        expect(third / 6 / cells.conductance[k]).toBeCloseTo(
          (cells.cubic?.[k] ?? 0) / cells.conductance[k],
          1,
        );
      }
    });
  });

  it("adds the parts of its read noise in quadrature", () => {
    everyCase(cases, 8, (model) => {
      const behaviour = memristor(model);

      const { gaussian, telegraphShare, telegraphAmplitude } = behaviour.readNoiseParts;
      expect(behaviour.readNoise ** 2).toBeCloseTo(
        gaussian ** 2 + telegraphShare * (telegraphAmplitude / 2) ** 2,
        12,
      );
    });
  });
});

describe("non-idealities of every memristor that has them", () => {
  const cases = flawed;

  it("written without error and faults it takes its targets", () => {
    everyCase(cases, 1400, (model) => {
      const perfect = { programmingError: 0, stuckOn: 0, stuckOff: 0, readNoise: 0 };

      const behaviour = memristor(model, perfect);
      const targets = cellsAt(behaviour, 200);
      behaviour.write(targets, createRng(1)).conductance.forEach((g, k) => {
        expect(g / targets[k]).toBeCloseTo(1, 9);
      });
    });
  });

  it("its residual error has the stated deviation and never exceeds the tolerance", () => {
    everyCase(cases, 14, (model) => {
      const perfect = { programmingError: 0, stuckOn: 0, stuckOff: 0, readNoise: 0 };

      const behaviour = memristor(model, { ...perfect, programmingError: 0.04, programmingTolerance: 0.4 });
      const targets = new Float64Array(20_000).fill(behaviour.meanConductance);
      const errors = behaviour.write(targets, createRng(2)).conductance.map((g, k) => g / targets[k] - 1);
      const sigma = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
      // The deviation of 20 000 Gaussian errors is known to 0.5 %: 4 of those.
      expect(Math.abs(sigma / 0.04 - 1)).toBeLessThan(0.02);
      const tight = memristor(model, { ...perfect, programmingError: 0.04, programmingTolerance: 0.03 });
      const beyond = tight
        .write(targets, createRng(2))
        .conductance.filter((g, k) => !(Math.abs(g / targets[k] - 1) <= 0.03 * (1 + 1e-12)));
      expect(Array.from(beyond)).toEqual([]);
    });
  });

  it("the stated shares of its cells are stuck, on a chip for ever", () => {
    everyCase(cases, 28, (model) => {
      const perfect = { programmingError: 0, stuckOn: 0, stuckOff: 0, readNoise: 0 };

      const behaviour = memristor(model, { ...perfect, stuckOn: 0.1, stuckOff: 0.2 });
      const [low, high] = [0.7, 1.3].map((f) => new Float64Array(20_000).fill(f * behaviour.meanConductance));
      const first = behaviour.write(low, createRng("chip")).conductance;
      const second = behaviour.write(high, createRng("chip")).conductance;
      const moved = first.map((g, k) => (Math.abs(second[k] / g - 1.3 / 0.7) < 1e-6 ? 0 : g));
      const stuck = moved.filter((g) => g > 0);
      // Binomial: 0.0028 and 0.0021 are the standard errors of the shares.
      expect(Math.abs(stuck.length / 20_000 - 0.3)).toBeLessThan(0.015);
      const kinds = [...new Set(stuck)].sort((a, b) => a - b);
      expect(kinds).toHaveLength(2);
      expect(Math.abs(share(moved, (g) => g === kinds[1]) - 0.1)).toBeLessThan(0.011);
      expect(second.filter((_, k) => moved[k] > 0)).toEqual(stuck);
    });
  });

  it("two levels make an untuned array binary, of its stated mean and spread", () => {
    everyCase(cases, 20, (model) => {
      const perfect = { programmingError: 0, stuckOn: 0, stuckOff: 0, readNoise: 0 };

      const behaviour = memristor(model, { ...perfect, levels: 2 });
      const { conductance } = behaviour.initialise(new Float64Array(20_000), createRng(4));
      const mean = conductance.reduce((sum, g) => sum + g, 0) / conductance.length;
      expect(Math.abs(mean - behaviour.meanConductance)).toBeLessThan(
        (5 * behaviour.conductanceSpread) / 141,
      );
      const spread = Math.sqrt(conductance.reduce((sum, g) => sum + (g - mean) ** 2, 0) / conductance.length);
      expect(spread / behaviour.conductanceSpread).toBeCloseTo(1, 1);
      // The static spread of a TiOx device lies on top of its levels; a binary cell has levels of either state.
      if (model !== "tiox") expect(new Set(conductance).size).toBe(model === "binary" ? 4 : 2);
    });
  });

  it("written levels are equally spaced from off to on", () => {
    everyCase(cases, 35, (model) => {
      const perfect = { programmingError: 0, stuckOn: 0, stuckOff: 0, readNoise: 0 };

      const behaviour = memristor(model, { ...perfect, levels: 5 });
      const targets = Float64Array.from(
        { length: 5000 },
        (_, k) => 40 * (k / 5000) ** 4 * behaviour.meanConductance,
      );
      const levels = [...new Set(behaviour.write(targets, createRng(1)).conductance)].sort((a, b) => a - b);
      expect(levels).toHaveLength(5);
      for (let n = 1; n < 5; n++)
        expect((levels[n] - levels[n - 1]) / (levels[4] - levels[0])).toBeCloseTo(0.25, 9);
    });
  });

  it("drifts by (t/t0)^−ν, relaxes to off, is disturbed toward on; curvature follows", () => {
    everyCase(cases, 1600, (model) => {
      const targets = cellsAt(memristor(model), 50);
      const drifting = memristor(model, { drift: 0.1, driftReference: "10 s" });
      const cells = drifting.initialise(targets, createRng(1));
      const later = drifting.age(cells, 1e4, 0, createRng(2));
      later.conductance.forEach((g, k) => {
        expect(g / cells.conductance[k]).toBeCloseTo(1000 ** -0.1, 12);
        if (cells.cubic !== null && later.cubic !== null)
          expect(later.cubic[k] / g).toBeCloseTo(cells.cubic[k] / cells.conductance[k], 9);
      });
      expect(drifting.age(cells, 9, 1e6, createRng(2))).toEqual(cells);

      const off = "5 µS";
      const at85 = memristor(model, { retentionLoss: 0.3, temperatureCelsius: 85, off });
      const tenYears = 10 * 365.25 * 24 * 3600;
      at85.age(cells, tenYears, 0, createRng(2)).conductance.forEach((g, k) => {
        expect((g - 5e-6) / (cells.conductance[k] - 5e-6)).toBeCloseTo(0.7, 9);
      });
      // Arrhenius: 1 eV between 25 and 85 °C is a factor of e^(11604.5 · (1/298.15 − 1/358.15)) = 679.
      const at25 = memristor(model, {
        retentionLoss: 0.3,
        temperatureCelsius: 25,
        retentionActivation: 1,
        off,
      });
      at25.age(cells, 679 * tenYears, 0, createRng(2)).conductance.forEach((g, k) => {
        expect((g - 5e-6) / (cells.conductance[k] - 5e-6)).toBeCloseTo(0.7, 2);
      });

      const disturbed = memristor(model, { readDisturb: 1e-3, on: "10 mS" });
      disturbed.age(cells, 0, 2, createRng(2)).conductance.forEach((g, k) => {
        expect((0.01 - g) / (0.01 - cells.conductance[k])).toBeCloseTo(0.999 ** 2, 12);
      });
    });
  });

  it("telegraph noise of share p and amplitude a adds p·(a/2)² of variance", () => {
    everyCase(cases, 7, (model) => {
      const perfect = { programmingError: 0, stuckOn: 0, stuckOff: 0, readNoise: 0 };

      const noisy = memristor(model, { ...perfect, telegraphShare: 0.25, telegraphAmplitude: 0.08 });
      const quiet = memristor(model, perfect);
      expect(noisy.readNoise ** 2 - quiet.readNoise ** 2).toBeCloseTo(0.25 * 0.04 ** 2, 12);
    });
  });
});
