import { describe, expect, it } from "vitest";
import { createRng, dense, row, seconds } from "#base";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { planOf } from "../../src/design/workload.ts";
import { analogQuality, isAnalogSimulated, type ReadKeys } from "../../src/simulation/analog-quality.ts";
import { exactRow, sampleQueries } from "../../src/simulation/quality.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

const made = syntheticActivations(128, 64, 2);

function qualityOf(analog: string, seed = 1, of = made, chosen?: ReadKeys, attention = "") {
  const { design, workload } = configOf(
    `{ workload: { preset: "recall-lm", length: 128, attention: { ${attention} } }, design: { baselines: { analog: ${analog} } } }`,
  );
  const seen = exactAnalog.workload(workload);
  expect(isAnalogSimulated(design)).toBe(true);
  const plan = { samples: 2, queries: 24, tokenTime: seconds(1e-7) };
  return analogQuality(exactAnalog.design(design), seen, of, plan, createRng(seed), chosen);
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

  it("is of all keys where attention is not causal: exact in ideal arrays, and of an output that is not the causal one", () => {
    const { recall, outputError, attended } = qualityOf(
      '{ model: "ideal" }',
      1,
      made,
      undefined,
      "causal: false",
    );
    expect(attended).toBe(128);
    expect(recall.mean).toBeCloseTo(1, 9);
    expect(outputError.mean).toBeLessThan(1e-9);
    // The reference itself, by plain loops.
    const [head] = made.heads;
    const exact = exactRow(head, 7, 0.3, 127);
    const weights = Array.from({ length: 128 }, (_, j) =>
      Math.exp(0.3 * row(head.q, 7).reduce((sum, x, c) => sum + x * row(head.k, j)[c], 0)),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    for (const j of [0, 7, 8, 127]) expect(exact.weights[j] / exact.sum).toBeCloseTo(weights[j] / sum, 12);
    const output = weights.reduce((all, w, j) => all + (w / sum) * row(head.v, j)[3], 0);
    expect(exact.weighed[3] / exact.sum).toBeCloseTo(output, 12);
    expect(exactRow(head, 7, 0.3).weights).toHaveLength(8);
  });

  /** Keys that a query reads: those for which `isRead` holds, and its own. */
  const reading =
    (isRead: (key: number) => boolean): ReadKeys =>
    (_, positions) =>
      new Map(
        [...positions].map((i) => [
          i,
          Uint8Array.from({ length: i + 1 }, (__, j) => (j === i || isRead(j) ? 1 : 0)),
        ]),
      );

  it("of a selection that reads every key is that of no selection", () => {
    for (const analog of ['{ model: "gain-cell" }', '{ model: "gain-cell", readout: "adc", outputBits: 6 }'])
      expect(
        qualityOf(
          analog,
          1,
          made,
          reading(() => true),
        ),
      ).toEqual(qualityOf(analog));
  });

  it("of a selection before ideal arrays is that of exact attention to the selected keys", () => {
    const isRead = (j: number): boolean => j % 3 === 0;
    const found = qualityOf('{ model: "ideal" }', 1, made, reading(isRead));
    const { workload } = configOf('{ workload: { preset: "recall-lm", length: 128 } }');
    const { scale } = planOf(exactAnalog.workload(workload));
    const sums = { mass: 0, error: 0, norm: 0, count: 0, attended: 0 };
    for (const head of made.heads)
      for (const i of sampleQueries(128, 24, createRng(1).fork("queries"))) {
        const { weights, sum, weighed } = exactRow(head, i, scale);
        const kept = [...weights].map((w, j) => (j === i || isRead(j) ? w : 0));
        const mass = kept.reduce((a, b) => a + b, 0);
        sums.mass += mass / sum;
        sums.count++;
        sums.attended += kept.filter((w) => w > 0).length;
        for (let c = 0; c < weighed.length; c++) {
          const own = kept.reduce((a, w, j) => a + w * head.v.data[j * weighed.length + c], 0) / mass;
          sums.error += (own - weighed[c] / sum) ** 2;
          sums.norm += (weighed[c] / sum) ** 2;
        }
      }
    expect(found.recall.mean).toBeCloseTo(sums.mass / sums.count, 9);
    expect(found.outputError.mean).toBeCloseTo(Math.sqrt(sums.error / sums.norm), 2);
    expect(found.attended).toBeCloseTo(sums.attended / sums.count, 9);
  });

  it("is not known of elements that converters read slice by slice", () => {
    const { design } = configOf('{ design: { baselines: { analog: { model: "one-transistor" } } } }');
    expect(isAnalogSimulated(design)).toBe(false);
  });
});
