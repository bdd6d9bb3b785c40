import { describe, expect, it } from "vitest";
import { anyOf, type Catalogue, type Instance, nanometres, type Parameter, parameterTable } from "#base";
import { createTechnology, largestClock } from "#technology";
import { dynamicArrays } from "../../src/arrays/dynamic/models.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { converters, digitalUnits } from "../../src/peripherals/index.ts";
import { everyCase } from "../law.ts";
import { instanceOf, nodesOf } from "./instances.ts";

/** The ends of a parameter's range, or its words, as a config would write them. */
function endsOf({ kind, choices, unit, minimum, maximum }: Parameter): unknown[] {
  if (kind === "choice") return [...(choices ?? [])];
  return [minimum, maximum]
    .filter((end) => end !== undefined)
    .map((end) => (unit === undefined ? end : `${end} ${unit}`));
}

/** Whether the largest clock of a unit is beyond its wall at a node. */
const beyond = ({ measured, params }: Instance, nm: number): boolean =>
  measured !== undefined && Number(params.clock) > largestClock(measured, nanometres(nm));

const parametersOf = (catalogue: Catalogue, family: string, model: string): Parameter[] =>
  parameterTable(anyOf<Instance>(catalogue, family, model, ""), catalogue).filter(({ models }) =>
    models.includes(model),
  );

// A design holds some of these models only; the others have no test of a whole chip at their ends.
describe("every converter, digital unit and dynamic array", () => {
  const cases = [...converters, ...digitalUnits, ...dynamicArrays].map(
    ({ family, model }): [string, string] => [family, model],
  );

  it("prices to finite numbers at both ends of every parameter's range", () => {
    everyCase(cases, 5300, ([family, model]) => {
      for (const parameter of parametersOf(shippedCatalogue, family, model)) {
        const key = parameter.path.slice(parameter.path.lastIndexOf(".") + 1);
        const ends = endsOf(parameter);
        expect(ends.length, key).toBeGreaterThanOrEqual(2);
        for (const end of ends) {
          const instance = instanceOf(family, model, { [key]: end });
          // `define` throws for a price that is not finite or below zero. A clock may be refused, by the largest that the node reaches.
          for (const nm of nodesOf(instance)) {
            const price = () => instance.cost(createTechnology(nanometres(nm)));
            const isWall = key === "clock" && beyond(instance, nm);
            if (isWall) expect(price, `${key} ${end}`).toThrow(/expected a clock of at most [\d.]+ GHz/);
            else expect(price, `${key} ${end}`).not.toThrow();
          }
        }
      }
    });
  });
});
