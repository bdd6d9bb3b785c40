import { expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import { bind } from "./bind.ts";

it("a tree of winner-take-alls takes a winner a decision, each through all of its levels", () => {
  const wta = bind("wta", "comparator-tree");
  const { latency, interval } = wta.cost(createTechnology(nanometres(65))).actions.compete;
  expect(latency / interval).toBeCloseTo(wta.constants.levels.nominal, 12);
  expect(wta.constants.levels.nominal).toBeGreaterThan(1);
});
