import { describe, expect, it } from "vitest";
import { type ComponentCost, nanometres } from "#base";
import { createTechnology } from "#technology";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { everyCase } from "../law.ts";
import { instanceOf, members, nodesOf } from "./instances.ts";

const everyModel = Object.keys(shippedCatalogue.families).flatMap((family) =>
  members(family).map((model): [string, string] => [family, model]),
);

const numbersOf = ({ area, leakage, actions }: ComponentCost<string>): number[] => [
  area,
  leakage,
  ...Object.values(actions).flatMap(({ energy, latency, interval }) => [energy, latency, interval]),
];

describe("every model", () => {
  const cases = everyModel;

  it("has a finite price at either end of every constant, and each number moves one way between them", () => {
    everyCase(cases, 5000, ([family, model]) => {
      const instance = instanceOf(family, model);
      const technology = createTechnology(
        nanometres(nodesOf(instance).includes(32) ? 32 : nodesOf(instance)[0]),
      );
      const at = (overrides: Readonly<Record<string, number>>): number[] =>
        numbersOf(instance.cost(technology, overrides));

      const nominal = at({});
      for (const [name, constant] of Object.entries(instance.constants)) {
        const { low = constant.nominal, high = constant.nominal } = constant;
        const [cheap, dear] = [at({ [name]: low }), at({ [name]: high })];
        nominal.forEach((value, n) => {
          const [least, most] = [Math.min(cheap[n], dear[n]), Math.max(cheap[n], dear[n])];
          // Rounding alone separates equal numbers.
          expect(value, name).toBeGreaterThanOrEqual(least * (1 - 1e-12));
          expect(value, name).toBeLessThanOrEqual(most * (1 + 1e-12));
        });
      }
    });
  });
});
