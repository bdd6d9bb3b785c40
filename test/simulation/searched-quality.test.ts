import { describe, expect, it } from "vitest";
import { dense } from "../../src/base/dense.ts";
import { createRng } from "../../src/base/rng.ts";
import type { ComparisonDesign } from "../../src/comparison/comparison-design.ts";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { codeChoices } from "../../src/mapping/code-store.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import type { Activations } from "../../src/simulation/activations.ts";
import { isSimulated, planesOfQuery, searchedQuality } from "../../src/simulation/searched-quality.ts";
import { configOf } from "../design-under-test.ts";

const [L, D] = [256, 64];
const KERNELS = loadKernels();

/** Two heads whose queries are like one of the keys before them each, among keys that are not. */
function activationsOf(sharpness: number): Activations {
  const rng = createRng(3);
  const normals = (count: number): Float64Array => Float64Array.from({ length: count }, () => rng.normal());
  const heads = [0, 1].map((head) => {
    const k = normals(L * D);
    const q = new Float64Array(L * D);
    for (let i = 0; i < L; i++) {
      const of = rng.integer(i + 1);
      for (let c = 0; c < D; c++) q[i * D + c] = sharpness * k[of * D + c] + rng.normal();
    }
    return {
      layer: 0,
      head,
      kvHead: head,
      q: dense(L, D, q),
      k: dense(L, D, k),
      v: dense(L, D, normals(L * D)),
    };
  });
  return { model: "made", description: "made", length: L, headWidth: D, heads, keyMeans: new Map() };
}

const made = activationsOf(2);

function qualityOf(contender: ComparisonDesign, attention: string, design = "", samples = 2) {
  const { design: own, workload } = configOf(
    `{ workload: { preset: "recall-lm", length: ${L}, attention: { localWindow: 4, sink: 1, ${attention} } }, design: { ${design} } }`,
  );
  const seen = contender.workload(workload);
  const [choice] = codeChoices(contender.design(own), seen);
  return searchedQuality(choice, seen, made, { samples, queries: 32 }, createRng(1), KERNELS);
}

const IDEAL = 'search: { model: "ideal", bits: 1024 }, topK: { model: "ideal" }';

describe("quality through a store and a unit", () => {
  it.each([
    ["F", scoreMemristor],
    ["G", scoreDigital],
    ["H", lowBitKeys],
  ] as const)("%s: every key attended is exact attention", (_, contender) => {
    const { recall, outputError, attended } = qualityOf(
      contender,
      `budget: { kind: "fixed", keys: ${L} }`,
      IDEAL,
      1,
    );
    expect(recall.mean).toBeCloseTo(1, 12);
    expect(outputError.mean).toBeCloseTo(0, 12);
    expect(attended).toBeGreaterThan(100);
  });

  it.each([
    ["F", scoreMemristor],
    ["G", scoreDigital],
    ["H", lowBitKeys],
  ] as const)("%s: a ninth of the keys holds most of the attention", (_, contender) => {
    const { recall, attended } = qualityOf(contender, 'budget: { kind: "fixed", keys: 28 }', IDEAL);
    expect(recall.mean).toBeGreaterThan(0.85);
    expect(attended).toBeLessThanOrEqual(28);
  });

  it("more bits keep more, and a noisy line keeps less", () => {
    const budget = 'budget: { kind: "fixed", keys: 16 }';
    const at = (
      bits: number,
      store = `search: { model: "ideal", bits: ${bits} }, topK: { model: "ideal" }`,
    ) =>
      qualityOf(scoreMemristor, `codes: { bits: ${bits}, query: "signs" }, ${budget}`, store, 3).recall.mean;
    expect(at(256)).toBeGreaterThan(at(16) + 0.05);
    const noisy = at(
      64,
      'search: { model: "cam-16t", bits: 64, noise: "200 mV" }, topK: { model: "bisection" }',
    );
    const quiet = at(
      64,
      'search: { model: "cam-16t", bits: 64, noise: "0 V", offset: "0 V", spread: 0 }, topK: { model: "bisection" }',
    );
    expect(noisy).toBeLessThan(quiet - 0.05);
  });

  it.each([
    ["F", scoreMemristor],
    ["G", scoreDigital],
    ["H", lowBitKeys],
  ] as const)(
    "%s: a lower threshold attends more keys, which hold more, in one search of each query",
    (_, contender) => {
      const at = (tau: number) =>
        qualityOf(contender, `budget: { kind: "threshold", tau: ${tau}, tauExponent: 0, expected: 0.2 }`);
      const [low, high] = [at(1e-4), at(5e-2)];
      expect(low.attended).toBeGreaterThan(1.5 * high.attended);
      expect(low.recall.mean).toBeGreaterThan(high.recall.mean);
      expect(low.recall.mean).toBeGreaterThan(0.9);
      for (const { searches } of [low, high]) expect(searches).toBeCloseTo(1, 9);
    },
  );

  it("counts searches of the store: halving takes as many as a threshold has bits", () => {
    const { searches } = qualityOf(
      scoreMemristor,
      'codes: { bits: 64, query: "signs", norm: false }, budget: { kind: "fixed", keys: 16 }',
      'search: { model: "cam-16t", bits: 64 }, topK: { model: "bisection" }',
      1,
    );
    expect(searches).toBeGreaterThan(3);
    expect(searches).toBeLessThanOrEqual(7);
  });

  it("planes of a query add up to it, to a step of its bits", () => {
    const query = Float64Array.of(1, -0.5, 0.13, 0, -1);
    let compared = 0;
    for (const bits of [2, 4, 8]) {
      const planes = planesOfQuery(query, bits);
      expect(planes).toHaveLength(bits);
      for (const [n, x] of query.entries()) {
        const sum = planes.reduce((total, plane) => total + plane[n], 0);
        expect(Math.abs(sum - x)).toBeLessThanOrEqual(1 / (2 ** bits - 1) + 1e-12);
        compared++;
      }
      for (const plane of planes) expect(new Set(plane.map(Math.abs)).size).toBe(1);
    }
    expect(compared).toBe(15);
  });

  it("is not told of what no simulation knows", () => {
    const of = (attention: string, contender: ComparisonDesign = lowBitKeys): boolean =>
      isSimulated(contender.workload(configOf(`{ workload: { attention: { ${attention} } } }`).workload));
    expect(of("codes: { coordinateBits: 2 }")).toBe(true);
    expect(of("codes: { coordinateBits: 3 }")).toBe(false);
    expect(of('codes: { searchers: "key-head" }', scoreMemristor)).toBe(false);
    expect(of("causal: false", scoreMemristor)).toBe(false);
  });
});
