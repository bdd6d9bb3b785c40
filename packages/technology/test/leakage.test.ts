import { expect, it } from "vitest";
import { z } from "zod";
import { define, joules, kelvin, nanometres, seconds, squareMetres, watts } from "#base";
import { createTechnology, leakageFactor } from "../src/technology.ts";

it("takes the published 15.9 nW at 300 K to 251 nW at 400 K", () => {
  expect(leakageFactor(kelvin(300))).toBe(1);
  expect(15.9 * leakageFactor(kelvin(400))).toBeCloseTo(251, 9);
});

it("grows by the same factor over equal steps", () => {
  const step = leakageFactor(kelvin(325));
  for (const t of [250, 290, 333, 370])
    expect(leakageFactor(kelvin(t + 25)) / leakageFactor(kelvin(t))).toBeCloseTo(step, 12);
  expect(step).toBeGreaterThan(1.9);
});

it.each([247.9, 400.1, Number.NaN])("refuses %d K", (temperature) => {
  expect(() => createTechnology(nanometres(32), { temperature: kelvin(temperature) })).toThrow(
    `expected a temperature in [248, 400] K, received ${temperature} K`,
  );
});

it("acts once on every model's leakage and on nothing else", () => {
  const model = define({
    family: "probe",
    model: "probe",
    source: "assumed",
    params: z.object({}),
    constants: {},
    behave: () => null,
    cost: () => ({
      area: squareMetres(2),
      leakage: watts(3),
      actions: { act: { energy: joules(5), latency: seconds(7), interval: seconds(11) } },
    }),
  });
  const cost = model.schema
    .parse({ model: "probe" })
    .cost(createTechnology(nanometres(32), { temperature: kelvin(400) }));
  expect(cost.leakage).toBeCloseTo((3 * 251) / 15.9, 9);
  expect({ ...cost, leakage: 0 }).toEqual({
    area: 2,
    leakage: 0,
    actions: { act: { energy: 5, latency: 7, interval: 11 } },
  });
});
