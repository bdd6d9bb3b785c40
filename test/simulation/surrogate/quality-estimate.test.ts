import { describe, expect, it } from "vitest";
import { createRng, UnknownError } from "#base";
import { weightTail } from "../../../src/simulation/surrogate/hash-distortion.ts";
import { createQualityEstimator } from "../../../src/simulation/surrogate/quality-estimate.ts";
import { clusteredActivations } from "../../clustered-activations.ts";
import { configOf } from "../../design-under-test.ts";

const activations = clusteredActivations(256, 16, 1);
const estimator = () => createQualityEstimator(activations, createRng(1));
/** A point with shared queries and keys; `hashing` is a part of the design. */
const pointOf = (hashing = "", attention: Readonly<Record<string, unknown>> = {}, workload = "") => {
  const own = { chunk: 16, rounds: 4, localWindow: 0, sharedQK: true, ...attention };
  return configOf(
    `{ workload: { heads: 8, kvHeads: 8, ${workload} attention: ${JSON.stringify(own)} },
    design: { hashing: { ${hashing} } }, fidelity: { queries: 64 } }`,
  );
};

describe("an estimate", () => {
  it("is the same bits whatever was estimated before", () => {
    const points = ["", "memristor: { readNoise: 0.3 }", "array: { wires: 'ideal' }", "dac: { bits: 2 }"];
    const forth = estimator();
    const back = estimator();
    const first = points.map((hashing) => forth(pointOf(hashing)).recall);
    const second = [...points].reverse().map((hashing) => back(pointOf(hashing)).recall);
    expect(second.reverse()).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(2);
  });

  it("falls with noise and rises with rounds, chunk and local window", () => {
    const of = estimator();
    type Point = readonly [hashing: string, attention: Readonly<Record<string, unknown>>];
    const mass = (points: readonly Point[]): number[] =>
      points.map(([hashing, attention]) => of(pointOf(hashing, attention)).recall);
    const falls = mass([0, 0.1, 0.3, 1].map((noise) => [`memristor: { readNoise: ${noise} }`, {}]));
    for (let n = 1; n < falls.length; n++) expect(falls[n]).toBeLessThan(falls[n - 1]);
    for (const key of ["rounds", "chunk", "localWindow"]) {
      const rises = mass([8, 16, 32].map((value) => ["", { [key]: value }]));
      for (let n = 1; n < rises.length; n++) expect(rises[n]).toBeGreaterThan(rises[n - 1]);
    }
  });

  it("is that of random buckets where noise drowns the hash", () => {
    // Bits at random: the window is some 32 of 256 keys, wherever they are.
    const drowned = estimator()(
      pointOf("readout: { family: 'comparator', model: 'charge', noise: '1 mA' }", {
        rounds: 1,
        sink: 0,
        causal: false,
      }),
    ).recall;
    expect(drowned).toBeGreaterThan(0.08);
    expect(drowned).toBeLessThan(0.2);
  });

  it.each([
    ["a decode", "", {}, 'phase: "decode",'],
    ["bits one by one", 'encoding: "bit-serial", readout: { family: "adc" }', {}, ""],
    ["line faults", "array: { openLines: 0.01 }", {}, ""],
    ["row blocks", 'array: { rows: 8, rowSplit: "digital" }, readout: { family: "adc" }', {}, ""],
    ["folded projections", 'folding: "write-verified"', {}, ""],
    ["such offsets", 'readout: { family: "comparator", model: "charge", offset: "1 mA" }', {}, ""],
    ["this pairing", 'array: { pairing: "reference-column", wires: "ideal" }', {}, ""],
  ])("is refused for %s, with the reason", (what, hashing, attention, workload) => {
    const refused = (): unknown => estimator()(pointOf(hashing, attention, workload));
    expect(refused).toThrow(UnknownError);
    expect(refused).toThrow(`no model of ${what}`);
  });
});

describe("large weights", () => {
  it("are found among normal ones, and not among weights of two levels", () => {
    const rng = createRng("tail");
    const weights = Float64Array.from({ length: 20_000 }, () =>
      rng.uniform() < 0.02 ? 10 * (rng.uniform() < 0.5 ? -1 : 1) : rng.normal(),
    );
    const { share, power } = weightTail(weights);
    expect(Math.abs(share - 0.02)).toBeLessThan(0.004);
    expect(Math.abs(power - 2 / 2.98)).toBeLessThan(0.04);
    const levels = weights.map((w) => Math.sign(w) * Math.round(rng.uniform()));
    expect(weightTail(levels).share).toBe(0);
    expect(weightTail(new Float64Array(10)).power).toBe(0);
  });
});
