import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { measureCacheAge } from "../../src/simulation/cache-age.ts";
import { configOf } from "../design-under-test.ts";
import { cacheAge, correlationOf, FLAWLESS, IDEAL } from "../simulation/aged-design.ts";

describe("temperature and other hashes", () => {
  it("of a lognormal device follows its own closed form, and none where the coefficient is common", () => {
    const [spread, blur] = [0.329, 1e-3];
    const found = cacheAge(
      `model: "lognormal", ${FLAWLESS}, temperatureCoefficient: 2e-3, temperatureSpread: ${blur}`,
    );
    for (const { celsius, disagreement } of found.temperatures ?? []) {
      const expected = Math.acos(correlationOf(0, blur * (celsius - 40), spread)) / Math.PI;
      expect(Math.abs(disagreement.mean - expected), `${celsius} °C`).toBeLessThan(0.1 * expected + 0.0005);
    }
    const common = cacheAge(`model: "lognormal", ${FLAWLESS}, temperatureCoefficient: 2e-3`, IDEAL, 2);
    for (const { disagreement } of common.temperatures ?? []) expect(disagreement.mean).toBe(0);
  });

  it("is left out for written devices, which no model here says how to warm", () => {
    const { design, workload } = configOf(`{ workload: { preset: "recall-lm", attention: { rounds: 2 } },
      design: { hashing: { folding: "write-verified", array: { rows: 128, wires: "ideal" }, memristor: { model: "tiox", drift: 0.05 } } } }`);
    const { temperatures, lives } = measureCacheAge(design, workload, 2, createRng(1));
    expect(temperatures).toBeNull();
    expect(lives).not.toBeNull();
  });

  it("reads a cross-polytope hash by its buckets", () => {
    const found = cacheAge(
      `model: "lognormal", ${FLAWLESS}, drift: 0.1, driftSpread: 0.01`,
      'dac: { model: "ideal" }, readout: { family: "wta", model: "ideal" }',
      6,
      'hash: "cross-polytope", rounds: 4, chunk: 64',
    );
    expect(found.event).toBe("bucket");
    for (const { disagreement, buckets, law } of found.lives ?? []) {
      expect(buckets.mean).toBe(disagreement.mean);
      expect(Math.abs(disagreement.mean - law)).toBeLessThan(0.15 * law + 0.01);
    }
  });
});
