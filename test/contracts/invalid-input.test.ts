import { describe, expect, it } from "vitest";
import { anyOf, ConfigError, type Instance, type Parameter, parameterTable } from "#base";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { everyCase } from "../law.ts";
import { instanceOf, members } from "./instances.ts";

const everyModel = Object.keys(shippedCatalogue.families).flatMap((family) =>
  members(family).map((model): [string, string] => [family, model]),
);

const parametersOf = (family: string, model: string): Parameter[] =>
  parameterTable(anyOf<Instance>(shippedCatalogue, family, model, ""), shippedCatalogue).filter(
    ({ models }) => models.includes(model),
  );

/** The next number beyond an end of a range, in the sense of the whole numbers where it is one of them. */
const beyond = (end: number, towards: 1 | -1): number =>
  end === 0 ? towards * 1e-3 : end + towards * Math.max(Math.abs(end) * 1e-3, Number.MIN_VALUE);

/** What a parameter must not take: other types, other units, and numbers beyond both ends of its range. */
function wrongValues({ kind, unit, minimum, maximum, exclusiveMinimum }: Parameter): unknown[] {
  const outside = [
    ...(minimum === undefined ? [] : [beyond(minimum, -1)]),
    ...(exclusiveMinimum === undefined ? [] : [exclusiveMinimum, beyond(exclusiveMinimum, -1)]),
    ...(maximum === undefined ? [] : [beyond(maximum, 1)]),
  ];
  const anyway = [null, [], {}, "", true].filter((value) => !(kind === "flag" && value === true));
  if (kind === "quantity")
    return [
      ...anyway,
      1,
      "1",
      `1 furlong`,
      `NaN ${unit}`,
      `Infinity ${unit}`,
      `1e999 ${unit}`,
      ...outside.map((value) => `${value} ${unit}`),
    ];
  if (kind === "choice") return [...anyway, "no such word", 0];
  if (kind === "flag") return [...anyway, 0, "yes"];
  return [...anyway, "1", ...outside, ...(kind === "integer" ? [(minimum ?? 0) + 0.5] : [])];
}

describe("every model", () => {
  const cases = everyModel;

  it("refuses what no parameter takes, before any number, naming the key and what was expected", () => {
    everyCase(cases, 8500, ([family, model]) => {
      for (const parameter of parametersOf(family, model)) {
        const key = parameter.path.slice(parameter.path.lastIndexOf(".") + 1);
        for (const value of wrongValues(parameter)) {
          const told = faultOf(family, model, { [key]: value });
          const what = `${key}: ${JSON.stringify(value)}`;
          expect(told, what).toMatch(/expected .*/);
          expect(told, what).toContain(key);
        }
      }
    });
  });

  it("refuses a key that it does not have", () => {
    everyCase(cases, 100, ([family, model]) => {
      expect(faultOf(family, model, { noSuchKey: 1 })).toContain("noSuchKey");
    });
  });
});

/** The message of the fault, or what came instead of one. */
function faultOf(family: string, model: string, params: Readonly<Record<string, unknown>>): string {
  try {
    instanceOf(family, model, params);
  } catch (error) {
    return error instanceof ConfigError ? error.message : `not a fault of the config: ${String(error)}`;
  }
  return "accepted";
}
