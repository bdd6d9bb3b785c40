import { expect, it } from "vitest";
import { joules, seconds, squareMetres, watts } from "#base";
import { calibratedCost, factorKey } from "../../src/cost/calibrated.ts";
import { COMPONENT_CLASSES } from "../../src/design/calibration.ts";

const PRICE = {
  area: squareMetres(7),
  leakage: watts(11),
  actions: {
    read: { energy: joules(2), latency: seconds(3), interval: seconds(5) },
    write: { energy: joules(13), latency: seconds(17), interval: seconds(19) },
  },
};

it("a calibrated price is energy and leakage, times, and area by a factor each, of the component's own class", () => {
  const factors = { energy: 2, latency: 3, area: 5 } as const;
  for (const [name, components] of Object.entries(COMPONENT_CLASSES)) {
    const drawn = Object.fromEntries(
      (["energy", "latency", "area"] as const).map((metric) => [factorKey(metric, name), factors[metric]]),
    );
    // The file's own mean, a factor of 4, gives way to a draw.
    const energy = { classes: [name], mean: [Math.log(4)], covariance: [[0]], determined: [name], noise: 0 };
    const calibration = { file: "", sha256: "", metrics: { energy } };
    for (const component of components) {
      expect(calibratedCost(component, PRICE, calibration, drawn)).toEqual({
        area: 35,
        leakage: 22,
        actions: {
          read: { energy: 4, latency: 9, interval: 15 },
          write: { energy: 26, latency: 51, interval: 57 },
        },
      });
      const mean = calibratedCost(component, PRICE, calibration, {});
      expect([mean.area, mean.leakage, mean.actions.read.latency]).toEqual([7, expect.closeTo(44, 9), 3]);
      expect(mean.actions.write.energy).toBeCloseTo(52, 9);
    }
    for (const [other, others] of Object.entries(COMPONENT_CLASSES))
      if (other !== name) expect(calibratedCost(others[0], PRICE, undefined, drawn)).toBe(PRICE);
  }
});
