import { expect, it } from "vitest";
import {
  CHIP_LIMITS,
  isOfAnyChip,
  limitConstraints,
} from "../../../../src/commands/budget/run/limit-constraints.ts";
import type { BudgetChoice } from "../../../../src/commands/budget/run/result.ts";

const choiceOf = (uses: Record<string, number>, uncutArea?: number): BudgetChoice =>
  ({ uses, die: uncutArea === undefined ? null : { uncutArea } }) as unknown as BudgetChoice;

it("a limit allows what just meets it, and names the column that it bounds", () => {
  const [area, power] = limitConstraints({ area: 4e-6, power: 2 });
  expect([3e-6, 4e-6, 4.1e-6].map((squareMetres) => area.holds(choiceOf({ area: squareMetres })))).toEqual([
    true,
    true,
    false,
  ]);
  expect([area.column, power.column]).toEqual(["area_m2", "power_W"]);
  expect([area.used(choiceOf({ area: 3e-6 })), power.limit]).toEqual([3e-6, 2]);
});

it("every chip has lines within their current, and dies of one exposure: 26 mm by 33 mm before they are cut", () => {
  const [load, die] = CHIP_LIMITS;
  expect([1, 1.01].map((lineLoad) => load.holds(choiceOf({ lineLoad })))).toEqual([true, false]);
  const exposure = 26e-3 * 33e-3;
  expect(Number(die.limit) / exposure).toBeCloseTo(1, 9);
  const at = (share: number, uncut?: number) => choiceOf({ area: share * exposure }, uncut);
  expect([0.999, 1.001].map((share) => die.holds(at(share)))).toEqual([true, false]);
  // Of a chip of several dies, the largest counts.
  expect(die.holds(at(3, 0.9 * exposure))).toBe(true);
  expect(die.used(at(3, 0.9 * exposure))).toBe(0.9 * exposure);
  const [area] = limitConstraints({ area: 1 });
  expect([load, die, area].map(isOfAnyChip)).toEqual([true, true, false]);
});
