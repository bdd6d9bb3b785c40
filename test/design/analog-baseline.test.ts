// Converters of arrays of keys and values, as their bits, their readout and the charge of a column ask for.

import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { capacitiveDac, oneBitDac } from "#circuits";
import { createTechnology } from "#technology";
import { analogChoices, analogNodeOf, converterPair } from "../../src/design/analog-baseline.ts";
import { isaacAdc } from "../../src/peripherals/adc/published.ts";
import { configOf } from "../design-under-test.ts";

const at = createTechnology(nanometres(28));
const behaviourOf = (analog: string) =>
  configOf(`{ design: { baselines: { analog: ${analog} } } }`).design.baselines.analog.behaviour;

describe("converters of an array of keys and values", () => {
  const own = behaviourOf('{ model: "one-transistor", rows: 128, columns: 128 }');

  it("are a switch for a bit, a capacitive converter for several, and one of the array's output bits at its columns", () => {
    const one = converterPair({ ...own, inputBits: 1, readout: "adc", outputBits: 8 });
    expect(one.dac.cost(at)).toEqual(oneBitDac.schema.parse({ model: "one-bit" }).cost(at));
    expect(one.adc.cost(at)).toEqual(isaacAdc.schema.parse({ model: "isaac", bits: 8 }).cost(at));
    const four = converterPair({ ...own, inputBits: 4, readout: "adc", outputBits: 6 });
    expect(four.dac.cost(at)).toEqual(capacitiveDac.schema.parse({ model: "capacitive", bits: 4 }).cost(at));
    expect(four.adc.cost(at)).toEqual(isaacAdc.schema.parse({ model: "isaac", bits: 6 }).cost(at));
  });

  it("cost nothing where they have no number of bits", () => {
    const free = converterPair({
      ...own,
      inputBits: Number.POSITIVE_INFINITY,
      readout: "adc",
      outputBits: Number.POSITIVE_INFINITY,
    });
    expect(free.dac.cost(at).actions.drive.energy + free.adc.cost(at).actions.convert.energy).toBe(0);
  });

  it("to pulses pay for the charge of a column: twice the rows or the current, twice the charge", () => {
    const gain = behaviourOf('{ model: "gain-cell" }');
    const chargeOf = (changed: Partial<typeof gain>): number => {
      const { adc } = converterPair({ ...gain, readout: "charge-to-pulse", ...changed });
      return Number((adc.params as { readonly charge: number }).charge);
    };
    expect(chargeOf({ rows: 2 * gain.rows }) / chargeOf({})).toBeCloseTo(2, 9);
    const { cell } = gain;
    if (cell === null) throw new Error("a gain cell has a current");
    expect(
      chargeOf({ cell: { ...cell, current: (3 * cell.current) as typeof cell.current } }) / chargeOf({}),
    ).toBeCloseTo(3, 9);
    expect(
      chargeOf({ cell: { ...cell, time: (5 * cell.time) as typeof cell.time } }) / chargeOf({}),
    ).toBeCloseTo(5, 9);
  });
});

it("arrays are those of three published chips, or the one that a config names, at the logic's node or their own", () => {
  const { design } = configOf("{}");
  const analog = { ...design, platform: "analog" as const };
  expect(analogChoices(analog).map(({ baselines }) => baselines.analog.model)).toEqual([
    "gain-cell",
    "one-selector",
    "one-transistor",
  ]);
  expect(analogChoices(design)).toEqual([design]);
  const named = configOf(
    '{ design: { logicNode: "28 nm", baselines: { analogNode: "65 nm", analog: { model: "gain-cell" } } } }',
  );
  expect(analogChoices({ ...named.design, platform: "analog" })).toHaveLength(1);
  expect(analogNodeOf(named.design)).toBeCloseTo(65e-9, 15);
  expect(analogNodeOf(design)).toBe(design.logicNode);
});
