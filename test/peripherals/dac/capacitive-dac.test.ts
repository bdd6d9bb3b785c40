import { expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import { bind } from "../bind.ts";

const AT_28 = createTechnology(nanometres(28));

/** C·V² of a drive at 28 nm and 0.9 V. */
const driven = (bits: number): number =>
  bind("dac", "capacitive", { bits }).cost(AT_28).actions.drive.energy / 0.9 ** 2;

it("a capacitive DAC charges 50 fF a bit, until its unit capacitors have to match", () => {
  for (const bits of [1, 2, 4, 6]) expect(driven(bits) / (bits * 50e-15)).toBeCloseTo(1, 9);
  // A sixth of a step, at 1 % · √1.5 of 1 fF: 2^n units, each as much larger as its share has to be smaller.
  const unit = (0.01 * Math.sqrt(1.5) * 6) ** 2 * 2 ** 12 * 1e-15;
  expect(driven(12) / (2 ** 12 * unit)).toBeCloseTo(1, 9);
  expect(2 ** 12 * unit).toBeGreaterThan(12 * 50e-15);
});
