import { describe, expect, it } from "vitest";
import { ConfigError, type Parameter, refusal } from "#base";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { override } from "../../src/design/override.ts";
import { applicable, configParameters } from "../../src/design/resolved.ts";
import { byTier } from "../tier.ts";

const EMPTY = { file: "config", value: {}, place: () => "config", keyPlace: () => "config" };
const every = configParameters(shippedCatalogue);
const parameters = applicable({}, every);

/** Whether a config with this value of one key is at fault at that key. */
function isRefused(path: string, value: unknown): boolean {
  try {
    parseConfig(override(EMPTY, `${path}=${JSON.stringify(value)}`), shippedCatalogue);
    return false;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.issues.some((issue) => issue.path === path);
  }
}

/** Values at, beyond and within the ends of a key's range, and of other kinds. */
function valuesOf({ kind, unit, minimum, maximum, exclusiveMinimum, choices = [] }: Parameter): unknown[] {
  const ends = [minimum, exclusiveMinimum, maximum].flatMap((end) => (end === undefined ? [] : [end]));
  const numbers = [
    ...ends,
    ...ends.map((end) => end * 1.5 + 1),
    ...ends.map((end) => end / 2 - 1),
    2,
    2.5,
    -1,
  ];
  return kind === "quantity"
    ? [...numbers.map((number) => `${number} ${unit}`), "3 apples", "5 kohm", "20 nm", 7]
    : [...numbers, ...choices, "no such word", true];
}

describe("a value of an axis that is refused", () => {
  it("is one that a config refuses at that key, over all keys and their ends", () => {
    const wrong: string[] = [];
    let refused = 0;
    const [step, most] = byTier([3, 170], [1, 500]);
    for (const parameter of parameters.filter((_, n) => n % step === 0))
      for (const value of valuesOf(parameter)) {
        const own = every.filter(({ path }) => path === parameter.path).map((one) => refusal(one, value));
        if (own.includes(null)) continue;
        refused++;
        if (!isRefused(parameter.path, value))
          wrong.push(`${parameter.path} ${JSON.stringify(value)}: ${own[0]}`);
      }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(most);
  });

  it("is no default", () => {
    for (const parameter of every)
      if (parameter.default !== undefined)
        expect(refusal(parameter, parameter.default), parameter.path).toBeNull();
  });
});
