import { expect, it } from "vitest";
import type { RungResult } from "../../src/comparison/comparison-design.ts";
import { SEARCHED } from "../../src/comparison/comparison-designs.ts";
import { climb, tokenTimes } from "../../src/comparison/priced-comparison.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 1e-5, devicePower: 5e-6, peakLineCurrent: 1e-4 };

const climbed = (workload: string): RungResult[] => {
  const config = configOf(`{ workload: { ${workload} } }`);
  return climb(config.design, config.workload, POINT);
};

const operationsOf = (rung: RungResult): string[] =>
  rung.feasible ? rung.cost.breakdown.map(({ operation }) => operation) : [];

it("climbs the ladder under training, and says why keys and values in analog arrays cannot", () => {
  const [forward, training] = [climbed("length: 4096"), climbed('length: 4096, pass: "training"')];
  for (const [n, rung] of training.entries()) {
    const before = forward[n];
    if (SEARCHED.some(({ id }) => id === rung.id)) {
      expect(rung).toMatchObject({ feasible: false });
      expect(rung).toHaveProperty("reason", expect.stringMatching(/chosen anew for every query/));
    } else if (/analog/.test(rung.id) || !rung.feasible || !before.feasible) {
      expect(rung).toMatchObject({
        id: expect.stringMatching(/^(exact|selected)-analog$/),
        feasible: false,
      });
      expect(rung).toHaveProperty("reason", expect.stringMatching(/outer products over queries/));
    } else expect(rung.cost.energy / before.cost.energy, rung.id).toBeGreaterThan(2);
  }
  const [exact, , memristor] = training;
  // Hashes are read once, gradients pass them by.
  expect(operationsOf(memristor)).toContain("backward-unsort");
  expect(operationsOf(memristor)).not.toContain("backward-hash");
  expect(operationsOf(exact)).not.toContain("backward-unsort");
});

it("leaves the times of a generation alone", () => {
  const [forward, training] = ["forward", "training"].map((pass) => {
    const { design, workload } = configOf(`{ workload: { length: 4096, pass: "${pass}" } }`);
    return tokenTimes(design, workload, POINT);
  });
  expect(training).toEqual(forward);
});

it("makes no smaller share of the model's products than a forward pass: 3.5 against 3 passes of the weights", () => {
  const shareOf = (workload: string): number => {
    const [exact] = climbed(workload);
    return exact.feasible ? (exact.attentionShare?.macs ?? Number.NaN) : Number.NaN;
  };
  const [a, b] = [shareOf("length: 4096"), shareOf('length: 4096, pass: "training"')];
  expect(b / (1 - b) / (a / (1 - a))).toBeCloseTo(3.5 / 3, 12);
});
