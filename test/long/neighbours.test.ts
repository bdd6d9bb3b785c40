import { expect, it } from "vitest";
import { chipAtNode, NODES, randomChip, secondDifferences } from "../comparison/neighbours.ts";

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
