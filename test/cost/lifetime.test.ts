import { expect, it } from "vitest";
import { yearsUntilWorn } from "../../src/cost/lifetime.ts";
import type { Search, SearchAction } from "../../src/peripherals/search/search.ts";
import { bind } from "../peripherals/bind.ts";

const YEAR = 365.25 * 24 * 3600;
const enduranceOf = (model: string): number =>
  bind<SearchAction, Search>("search", model).behaviour.endurance;

it("a store that is written once a context lasts a million contexts: 11.6 days of one a second", () => {
  const years = yearsUntilWorn(enduranceOf("cam-2t2r"), 1);
  expect(Number(years) * YEAR).toBeCloseTo(1e6, 3);
  expect(Number(years) * 365.25).toBeCloseTo(11.574, 3);
});

it("nothing wears that has no end of writes, or is not written", () => {
  expect(yearsUntilWorn(enduranceOf("cam-16t"), 1e6)).toBe("Infinity");
  expect(yearsUntilWorn(1e6, 0)).toBe("Infinity");
});
