import { describe, expect, it } from "vitest";
import { dense } from "../../src/base/dense.ts";
import { createRng } from "../../src/base/rng.ts";
import { seconds } from "../../src/base/units.ts";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { analogQuality, isAnalogSimulated } from "../../src/simulation/analog-quality.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

const made = syntheticActivations(128, 64, 2);

function qualityOf(analog: string, seed = 1, of = made) {
  const { design, workload } = configOf(
    `{ workload: { preset: "recall-lm", length: 128 }, design: { baselines: { analog: ${analog} } } }`,
  );
  const seen = exactAnalog.workload(workload);
  expect(isAnalogSimulated(design, seen)).toBe(true);
  const plan = { samples: 2, queries: 24, tokenTime: seconds(1e-7) };
  return analogQuality(exactAnalog.design(design), seen, of, plan, createRng(seed));
}

describe("quality of exact attention in analog arrays", () => {
  it("is exact in ideal arrays, to 1e-9", () => {
    const { recall, outputError, attended } = qualityOf('{ model: "ideal" }');
    expect(recall.mean).toBeCloseTo(1, 9);
    expect(outputError.mean).toBeLessThan(1e-9);
    expect(attended).toBeGreaterThan(50);
  });

  it("is the same for the same seed, between none and all, and no better than that of exact devices", () => {
    const found = qualityOf('{ model: "gain-cell" }');
    expect(qualityOf('{ model: "gain-cell" }')).toEqual(found);
    expect(found.recall.samples).toBe(2);
    expect(found.recall.mean).toBeGreaterThan(0.1);
    expect(found.recall.mean).toBeLessThan(0.999);
    expect(found.outputError.mean).toBeGreaterThan(0.01);
    const still = qualityOf('{ model: "gain-cell", variation: 0, cellCurrent: "100 uA" }');
    const rough = qualityOf('{ model: "gain-cell", variation: 0.5 }');
    expect(rough.recall.mean).toBeLessThan(still.recall.mean);
  });

  it("falls with fewer levels of queries and keys, and its output with fewer steps", () => {
    const [fine, coarse] = ["keyBits: 3, queryBits: 4", "keyBits: 1, queryBits: 1"].map(
      (bits) =>
        qualityOf(`{ model: "gain-cell", readout: "adc", response: "linear", outputBits: 8, ${bits} }`).recall
          .mean,
    );
    expect(coarse).toBeLessThan(fine - 0.05);
    const [many, few] = [8, 4].map(
      (bits) => qualityOf(`{ model: "gain-cell", outputBits: ${bits} }`).outputError.mean,
    );
    expect(many).toBeLessThan(few);
  });

  it("does not change where every key has the same vector added", () => {
    const heads = made.heads.map((head) => ({
      ...head,
      k: dense(
        head.k.rows,
        head.k.columns,
        head.k.data.map((x, n) => x + 3 * Math.cos(n % 64)),
      ),
    }));
    const [plain, moved] = [made, { ...made, heads }].map((of) => qualityOf('{ model: "gain-cell" }', 1, of));
    expect(moved.recall.mean).toBeCloseTo(plain.recall.mean, 6);
    expect(moved.outputError.mean).toBeCloseTo(plain.outputError.mean, 6);
  });

  it("is not known of elements that converters read slice by slice", () => {
    const { design, workload } = configOf(
      '{ design: { baselines: { analog: { model: "one-transistor" } } } }',
    );
    expect(isAnalogSimulated(design, workload)).toBe(false);
  });
});
