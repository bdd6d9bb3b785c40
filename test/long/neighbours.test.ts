import { expect, it } from "vitest";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { selectedAnalog } from "../../src/comparison/designs/selected-analog.ts";
import { priceAll, priceContender } from "../../src/comparison/priced-comparison.ts";
import type { Objective } from "../../src/design/mapping-plan.ts";
import { chipAtNode, NODES, POINT, randomChip, secondDifferences } from "../comparison/neighbours.ts";
import { configOf } from "../design-under-test.ts";

// Of two plans of equal value one may take less energy and the other less time; where nodes pass that point, both jump.
it("the objective of a plan moves steadily from node to node, and energy jumps for few: 6 random chips", () => {
  let [jumps, curves] = [0, 0];
  for (const n of [0, 1, 2, 3, 4, 5])
    for (const [id, most] of secondDifferences(NODES.map((node) => chipAtNode(randomChip(n).text(), node)))) {
      expect(most[3], `chip ${n} ${id}`).toBeLessThan(0.1);
      curves++;
      if (most[0] > 0.02) jumps++;
    }
  expect(curves).toBeGreaterThan(40);
  expect(jumps).toBeLessThanOrEqual(0.1 * curves);
});

// What is sized for one plan may hide another; 2 % is what the steps of sizes leave. A design that takes the plan of its
// twin, up to a tenth worse, is none that chooses.
it("no design's plan is worse by its own objective than those of two others: 24 random chips", () => {
  let compared = 0;
  for (let n = 50; n < 74; n++) {
    const { design, workload } = configOf(randomChip(n).text());
    const values = (objective: Objective): Map<string, number> =>
      new Map(
        priceAll({ ...design, mapping: { ...design.mapping, objective } }, workload, POINT).flatMap((one) =>
          one.feasible && one.planned?.isShared !== true
            ? [[one.id, one.cost.energy * one.cost.timing.latency] as const]
            : [],
        ),
      );
    const own = values("energy-delay");
    for (const other of ["energy-squared-delay", "latency"] as const)
      for (const [id, value] of values(other)) {
        if (!own.has(id)) continue;
        compared++;
        expect((own.get(id) as number) / value, `chip ${n} ${id} by ${other}`).toBeLessThan(1.02);
      }
  }
  expect(compared).toBeGreaterThan(200);
});

// A store that a config names is one of those that the design would have chosen from.
it("no named store improves a design that chooses one, and no fixed schedule that fits beats a plan: 12 random chips", () => {
  let [named, fixed] = [0, 0];
  for (let n = 80; n < 92; n++) {
    const { design, workload } = configOf(randomChip(n).text());
    const all = priceAll(design, workload, POINT);
    for (const one of all) {
      if (!one.feasible || one.planned === undefined || one.planned.fixed === null) continue;
      const { energy, latency } = one.planned.fixed;
      const value = one.cost.energy * one.cost.timing.latency;
      expect(value / (energy * latency), `chip ${n} ${one.id}`).toBeLessThan(
        one.planned.isShared === true ? 1.12 : 1.005,
      );
      fixed++;
    }
    for (const model of ["sram-scan", "digital-cim", "cam-2t2r", "cam-charge"]) {
      const other = configOf(randomChip(n).text(`search: { model: '${model}' }`));
      for (const record of [scoreMemristor, selectedAnalog]) {
        const own = all.find(({ id }) => id === record.id);
        const priced = priceContender(record, other.design, other.workload, POINT);
        if (own?.feasible !== true || !priced.feasible) continue;
        const quotient =
          (own.cost.energy * own.cost.timing.latency) / (priced.cost.energy * priced.cost.timing.latency);
        expect(quotient, `chip ${n} ${record.id} ${model}`).toBeLessThan(1.02);
        named++;
      }
    }
  }
  expect(named).toBeGreaterThan(40);
  expect(fixed).toBeGreaterThan(20);
});
