import { expect, it } from "vitest";
import { clockFactors } from "../src/clocking.ts";

it("energy of logic and of memories grows with the square of the supply, whatever the stages", () => {
  for (const stages of [1, 2, 3.5]) {
    const usual = clockFactors({ stages, supply: 1 });
    for (const supply of [1.1, 1.25]) {
      const raised = clockFactors({ stages, supply });
      expect(raised.logic / usual.logic).toBeCloseTo(supply ** 2, 12);
      expect(raised.memory / usual.memory).toBeCloseTo(supply ** 2, 12);
      expect(raised.area).toBe(usual.area);
    }
  }
});
