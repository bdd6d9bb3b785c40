import { expect, it } from "vitest";
import { createTechnology } from "#technology";
import { bind } from "../bind.ts";
import { AT_45, E, NODE } from "../by-hand.ts";

it("an addition of a floating array costs the published one and the registers of its sum, of 32 bits", () => {
  const { energy } = bind("mac", "bf16").cost(createTechnology(NODE)).actions.add;
  // .9 pJ, and what synthesised registers take.
  expect(energy / ((0.9e-12 + 32 * E.register) * AT_45.energy)).toBeCloseTo(1, 9);
});
