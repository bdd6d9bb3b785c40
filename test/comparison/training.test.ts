import { expect, it } from "vitest";
import type { DesignResult } from "../../src/comparison/comparison-design.ts";
import { SEARCHED } from "../../src/comparison/comparison-designs.ts";
import { priceAll, tokenTimes } from "../../src/comparison/priced-comparison.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 1e-5, devicePower: 5e-6, peakLineCurrent: 1e-4 };

const pricedAll = (workload: string): DesignResult[] => {
  const config = configOf(`{ workload: { ${workload} } }`);
  return priceAll(config.design, config.workload, POINT);
};

const operationsOf = (contender: DesignResult): string[] =>
  contender.feasible ? contender.cost.breakdown.map(({ operation }) => operation) : [];

it("prices every design under training, and says why keys and values in analog arrays cannot", () => {
  const [forward, training] = [pricedAll("length: 4096"), pricedAll('length: 4096, pass: "training"')];
  for (const [n, contender] of training.entries()) {
    const before = forward[n];
    if (SEARCHED.some(({ id }) => id === contender.id)) {
      expect(contender).toMatchObject({ feasible: false });
      expect(contender).toHaveProperty("reason", expect.stringMatching(/chosen anew for every query/));
    } else if (/analog/.test(contender.id) || !contender.feasible || !before.feasible) {
      expect(contender).toMatchObject({
        id: expect.stringMatching(/^(exact|selected)-analog$/),
        feasible: false,
      });
      expect(contender).toHaveProperty("reason", expect.stringMatching(/outer products over queries/));
    } else expect(contender.cost.energy / before.cost.energy, contender.id).toBeGreaterThan(2);
  }
  const [exact, , memristor] = training;
  // Hashes are read once, gradients pass them by.
  expect(operationsOf(memristor)).toContain("backward-scatter");
  expect(operationsOf(memristor)).not.toContain("backward-hash");
  expect(operationsOf(exact)).not.toContain("backward-scatter");
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
    const [exact] = pricedAll(workload);
    return exact.feasible ? (exact.attentionShare?.macs ?? Number.NaN) : Number.NaN;
  };
  const [a, b] = [shareOf("length: 4096"), shareOf('length: 4096, pass: "training"')];
  expect(b / (1 - b) / (a / (1 - a))).toBeCloseTo(3.5 / 3, 12);
});
