import { expect, it } from "vitest";
import { nanometres } from "#base";
import { transistorAt } from "../src/technology.ts";

it("is the card's at 65 nm, lies between cards elsewhere, and is refused outside them", () => {
  expect(transistorAt(nanometres(65))).toEqual({
    supply: expect.closeTo(1.1, 15),
    onResistance: expect.closeTo(297e-6, 15),
    gateCapacitance: expect.closeTo(0.56e-9, 15),
    offCurrent: expect.closeTo(0.056, 9),
  });
  // Halfway from 45 to 65 nm.
  expect(transistorAt(nanometres(55)).onResistance).toBeCloseTo(294e-6, 12);
  expect(transistorAt(nanometres(55)).supply).toBeCloseTo(1.05, 12);
  for (const nm of [7, 10, 16, 28, 32])
    expect(transistorAt(nanometres(nm)).supply).toBeLessThan(transistorAt(nanometres(nm + 5)).supply + 1e-9);
  for (const nm of [6.9, 90, Number.NaN])
    expect(() => transistorAt(nanometres(nm))).toThrow("expected a node in [7, 65] nm");
});
