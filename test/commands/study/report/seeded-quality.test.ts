import { describe, expect, it } from "vitest";
import { createRng, parseDocument } from "#base";
import { SWEPT } from "../../../../src/commands/study/report/experiment-drawings.ts";
import { createSeededMass, spreadOf } from "../../../../src/commands/study/report/seeded-quality.ts";
import { shippedCatalogue } from "../../../../src/design/catalogue.ts";
import { parseConfig } from "../../../../src/design/config.ts";
import { override } from "../../../../src/design/override.ts";
import { duplicationActivations } from "../../../../src/simulation/hash-duplication.ts";
import { configOf } from "../../../design-under-test.ts";

const activations = duplicationActivations(
  { layers: 1, heads: 1, headWidth: 64, length: 128 },
  createRng(1).fork("duplication"),
);
const config = (own: string) =>
  configOf(`{ workload: { length: 128, attention: { chunk: 16, rounds: 2, localWindow: 1, sharedQK: true } },
    design: { hashing: { array: { wires: "ideal" }, ${own} } }, fidelity: { queries: 64 } }`);

describe("attention recall over seeds", () => {
  it("refuses fewer seeds than a band needs", () => {
    for (const seeds of [9, 10.5, Number.NaN])
      expect(() => createSeededMass(activations, 1, seeds)).toThrow(
        /seeds: expected a whole number of at least 10/,
      );
  });

  it("is the same for the same seed, another for another one, and spreads over its seeds", () => {
    const [one, again, other] = [1, 1, 2].map((seed) =>
      createSeededMass(activations, seed, 10)(config(""), "memristor"),
    );
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    expect(one.deviation).toBeGreaterThan(0);
  });

  it("lies above the random control and falls with the devices' read noise", () => {
    const mass = createSeededMass(activations, 1, 10);
    const [quiet, loud] = ["0", "1"].map((noise) =>
      mass(config(`memristor: { readNoise: ${noise} }`), "memristor"),
    );
    const control = mass(config(""), "random-buckets");
    // Ten seeds: five standard errors of either mean are 1.6 deviations.
    const margin = 1.6 * (quiet.deviation + control.deviation);
    expect(quiet.mean - control.mean).toBeGreaterThan(margin / 2);
    expect(quiet.mean).toBeGreaterThan(loud.mean);
  });

  it("has the sample's deviation", () => {
    expect(spreadOf([1, 2, 3])).toEqual({ mean: 2, deviation: 1 });
    expect(spreadOf([5])).toEqual({ mean: 5, deviation: 0 });
  });
});

describe("the experiments' parameters", () => {
  const document = parseDocument("{}", "x");

  it("are keys of the config, each value of which it takes or refuses by its range", () => {
    for (const { settings, values } of SWEPT)
      expect(
        values.filter((value) => {
          try {
            parseConfig(settings(value).reduce(override, document), shippedCatalogue);
            return true;
          } catch {
            return false;
          }
        }).length,
      ).toBeGreaterThanOrEqual(4);
  });
});
