import { describe, expect, it } from "vitest";
import { createRng } from "../../../src/base/rng.ts";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";
import { parseConfig } from "../../../src/design/config.ts";
import { forward } from "../../../src/language-model/forward.ts";
import { createPlainEngine } from "../../../src/language-model/plain/engine.ts";
import type { Selection } from "../../../src/language-model/real/engine.ts";
import { restEstimator } from "../../../src/language-model/real/rest-estimate.ts";
import { attendShifted } from "../../../src/language-model/real/shifted-attention.ts";
import { recallSequence } from "../../../src/language-model/recall-grammar.ts";
import { loadModel } from "../../../src/runtime/model-files.ts";
import { packagePath } from "../../../src/runtime/package-files.ts";

const place = (): string => "test";
const { design, workload } = parseConfig(
  { file: "test", value: {}, place, keyPlace: place },
  shippedCatalogue,
);
const { checkpoint } = await loadModel(packagePath("models", "recall-lm"));
const engine = createPlainEngine(checkpoint, { hashing: { design, attention: workload.attention } });
const { tokens } = recallSequence(7000, 200);

const selection = (name: string, budget: Selection["budget"], more: Partial<Selection> = {}): Selection => ({
  ...{ selector: { name, params: {} }, sink: 1, window: 8, denseLayers: 0, budget, seed: 1, array: 0 },
  ...more,
});
const far = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let most = 0;
  for (let n = 0; n < a.length; n++) most = Math.max(most, Math.abs(a[n] - b[n]));
  return most;
};

describe("the engine of toy models", () => {
  it("continues a context as one run over both would, and is the decoder", async () => {
    const whole = await engine.prefill(tokens);
    const { context } = await engine.prefill(tokens.slice(0, 130));
    const { states } = await engine.extend(context, tokens.slice(130));
    const width = states.width;
    expect(far(states.data, whole.states.data.subarray(130 * width))).toBeLessThan(1e-5);
    expect(far(whole.states.data, forward(checkpoint, tokens).data)).toBeLessThan(1e-5);
  });

  it("attends what it is told: all keys are exact attention, a share is that share", async () => {
    const exact = await engine.prefill(tokens);
    const all = await engine.prefill(tokens, selection("oracle", { kind: "share", share: 1 }));
    expect(far(all.states.data, exact.states.data)).toBeLessThan(1e-5);
    expect(all.statistics?.attended).toBe(1);
    const some = await engine.prefill(
      tokens,
      selection("oracle", { kind: "share", share: 0.25 }, { measures: true }),
    );
    expect(some.statistics?.attended).toBeGreaterThan(0.24);
    expect(some.statistics?.attended).toBeLessThan(0.3);
    expect(some.statistics?.mass).toBeGreaterThan(0.9);
    const local = await engine.prefill(
      tokens,
      selection("window", { kind: "share", share: 0.25 }, { measures: true }),
    );
    expect(local.statistics?.mass ?? 1).toBeLessThan(some.statistics?.mass ?? 0);
  });

  it("refuses a map without calibration data, and a released context, in one error", async () => {
    const asked = engine.prefill(tokens, selection("score", { kind: "share", share: 0.5 }));
    await expect(asked).rejects.toThrow("expected a calibrated engine for score");
    const { context } = await engine.prefill(tokens.slice(0, 9));
    engine.release(context);
    await expect(engine.extend(context, [1])).rejects.toThrow("one that was released");
  });
});

describe("attention beyond the listed keys", () => {
  const [width, count] = [6, 40];
  const rng = createRng("operands");
  const draw = (): Float32Array => Float32Array.from({ length: count * width }, () => rng.normal());
  const operands = { keys: draw(), values: draw(), width, scale: 0.4 };
  const list = Int32Array.from([0, 3, 4, 17, 30, 38, 39]);
  const chosen = { count: 7, slots: 7, causal: count, lowest: 0, farFrom: 1, farTo: 5 };
  const meanOf = (indices: readonly number[]): number[] =>
    Array.from({ length: width }, (_, c) =>
      indices.reduce((sum, j) => sum + operands.values[j * width + c] / indices.length, 0),
    );

  it("the rest of a query without preferences is the plain mean of all values, whatever was listed", () => {
    const query = new Float32Array(width);
    const out = Float32Array.from(meanOf([...list]));
    restEstimator(operands, ["test"])(query, count - 1, chosen, list, Math.log(list.length), out);
    expect(far(out, meanOf(Array.from({ length: count }, (_, j) => j)))).toBeLessThan(1e-6);
  });

  it("the rest has the mass of the keys left out, in the mean over draws within 4 standard errors", () => {
    const query = Float32Array.from({ length: width }, () => rng.normal());
    const logit = (j: number): number =>
      operands.scale * query.reduce((sum, x, c) => sum + x * operands.keys[j * width + c], 0);
    const left = Array.from({ length: count }, (_, j) => j).filter((j) => !list.includes(j));
    const sumOf = (some: readonly number[]): number => some.reduce((sum, j) => sum + Math.exp(logit(j)), 0);
    const truth = sumOf(left) / sumOf([...list]);
    const found: number[] = [];
    const target = meanOf(left);
    for (let n = 0; n < 400; n++) {
      const out = new Float32Array(width);
      restEstimator(operands, [n])(query, count - 1, chosen, list, Math.log(sumOf([...list])), out);
      // out = R v̄ / (1 + R)
      const share = out[0] / target[0];
      found.push(share / (1 - share));
    }
    const mean = found.reduce((a, b) => a + b, 0) / found.length;
    const deviation = Math.sqrt(found.reduce((a, x) => a + (x - mean) ** 2, 0) / found.length);
    expect(Math.abs(mean - truth)).toBeLessThan((4 * deviation) / Math.sqrt(found.length));
  });

  it("shifts act on weights and not on the mass", () => {
    const query = Float32Array.from({ length: width }, () => rng.normal());
    const shift = (k: number): number => (k % 3) / 2;
    const out = new Float32Array(width);
    const logSum = attendShifted(operands, query, list, 7, shift, out);
    const logit = (j: number): number =>
      operands.scale * query.reduce((sum, x, c) => sum + x * operands.keys[j * width + c], 0);
    const weights = [...list].map((j, k) => Math.exp(logit(j) + shift(k)));
    const all = weights.reduce((a, b) => a + b, 0);
    const expected = Array.from({ length: width }, (_, c) =>
      [...list].reduce((sum, j, k) => sum + (weights[k] * operands.values[j * width + c]) / all, 0),
    );
    expect(far(out, expected)).toBeLessThan(1e-6);
    expect(logSum).toBeCloseTo(Math.log([...list].reduce((sum, j) => sum + Math.exp(logit(j)), 0)), 5);
  });
});
