import { expect, it } from "vitest";
import { ELECTRICS, ELECTRICS_PRESETS } from "../../src/design/array-design.ts";
import { electricsOf } from "../../src/design/electrics.ts";
import { configOf } from "../design-under-test.ts";

const electrics = (hashing: string) =>
  electricsOf(configOf(`{ design: { hashing: { ${hashing} } } }`).design);

it("the seed group's resistances are those of their simulators, less what the config says itself", () => {
  expect(electrics('electrics: "seed-group"')).toMatchObject({
    wordSegment: 20,
    bitSegment: 20,
    driver: 600,
    readout: 600,
    tileSwitch: 20,
    drive: "one",
  });
  const own =
    'electrics: "seed-group", array: { drive: "both" }, driver: { outputResistance: "10 ohm" }, inputStage: { model: "ideal" }';
  expect(electrics(own)).toMatchObject({ wordSegment: 20, driver: 10, readout: 0, drive: "both" });
  expect(electrics("")).toMatchObject({ driver: 300, readout: 300, tileSwitch: 2000, drive: "both" });
});

it("every preset has its word", () => {
  expect([...ELECTRICS].filter((name) => name !== "technology")).toEqual(Object.keys(ELECTRICS_PRESETS));
});
