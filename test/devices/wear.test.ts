import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { type Cells, NO_WEAR } from "#memristors";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { configOf } from "../design-under-test.ts";
import { everyCase } from "../law.ts";

const memristorOf = (model: string, params = "") =>
  configOf(`{ design: { hashing: { memristor: { model: "${model}"${params} } } } }`).design.hashing.memristor
    .behaviour;

const CELLS = 20_000;
const fresh = (
  model: string,
  params = "",
): { readonly device: ReturnType<typeof memristorOf>; readonly cells: Cells } => {
  const device = memristorOf(model, params);
  const targets = new Float64Array(CELLS).fill(device.meanConductance);
  return { device, cells: device.initialise(targets, createRng("cells")) };
};
const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;

describe("wear of a device", () => {
  it("moves every conductance by its share of the untuned spread, and none without drift", () => {
    const { device, cells } = fresh("lognormal", ", stuckOn: 0, stuckOff: 0");
    const rng = createRng("wear");
    const { conductance } = device.worn({ ...NO_WEAR, drift: 0.2 }).cells(cells, rng);
    const steps = conductance.map((g, n) => (g - cells.conductance[n]) / device.conductanceSpread);
    // Deviation .2 and mean 0 within four standard errors.
    expect(Math.abs(mean(steps))).toBeLessThan((4 * 0.2) / Math.sqrt(CELLS));
    expect(Math.abs(Math.sqrt(mean(steps.map((x) => x * x))) / 0.2 - 1)).toBeLessThan(
      4 / Math.sqrt(2 * CELLS),
    );
    expect(device.worn(NO_WEAR).cells(cells, rng)).toBe(cells);
    expect(device.worn({ ...NO_WEAR, drift: 0.2 }).cells(cells, createRng("wear")).conductance).toEqual(
      conductance,
    );
  });

  it("sticks its share of cells, half of them on and half off, in every model; without a window two spreads away", () => {
    const models = shippedCatalogue.families.memristor
      .map(({ model }) => model)
      // It is made of a file of the user's.
      .filter((model) => model !== "empirical");
    expect(models.length).toBeGreaterThanOrEqual(8);
    everyCase(models, 3 * models.length, (model) => {
      const { device, cells } = fresh(model);
      const worn = device.worn({ ...NO_WEAR, stuck: 0.3 });
      const { conductance, cubic } = worn.cells(cells, createRng(`stuck ${model}`));
      const at = (g: number): number =>
        conductance.filter((x, n) => x === g && cells.conductance[n] !== g).length / CELLS;
      const { on, off } = worn.window;
      const tolerance = 4 * Math.sqrt((0.15 * 0.85) / CELLS) + 0.01;
      expect(Math.abs(at(on) - 0.15)).toBeLessThan(tolerance);
      expect(Math.abs(at(off) - 0.15)).toBeLessThan(tolerance);
      expect(cubic === null).toBe(cells.cubic === null);
    });
  });

  it("keeps the curvature of cells, and reads louder by its factor", () => {
    const { device, cells } = fresh("sinh");
    const worn = device.worn({ drift: 0.1, stuck: 0.1, readNoise: 5 });
    const after = worn.cells(cells, createRng("curvature"));
    const ratio = (c: Cells, n: number): number => (c.cubic as Float64Array)[n] / c.conductance[n];
    for (let n = 0; n < 100; n++) expect(ratio(after, n)).toBeCloseTo(ratio(cells, n), 12);
    expect(worn.memristor.readNoise).toBeCloseTo(5 * device.readNoise, 15);
    expect(worn.memristor.readNoiseParts.gaussian).toBeCloseTo(5 * device.readNoiseParts.gaussian, 15);
  });

  it("is refused beyond its shares", () => {
    const device = memristorOf("lognormal");
    for (const wear of [{ drift: -0.1 }, { stuck: 1.1 }, { readNoise: -1 }, { drift: Number.NaN }])
      expect(() => device.worn({ ...NO_WEAR, ...wear })).toThrow("worn: expected a drift ≥ 0");
  });
});
