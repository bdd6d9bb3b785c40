import { describe, expect, it } from "vitest";
import { layerWeights, restOfModel, shareOfAttention } from "../../src/design/model-weights.ts";
import { SHAPE_PRESETS } from "../../src/design/shape-presets.ts";
import { configOf } from "../design-under-test.ts";

const WIDTHS = { modelWidth: 1024, hiddenWidth: 4096, gated: false };
/** 16 heads of 64 = D, so that attention takes 4L²D, projections 8LD² and the rest 16LD² operations. */
const at = (length: number, rest = "") =>
  configOf(
    `{ workload: { layers: 1, heads: 16, headWidth: 64, length: ${length}, ${rest} attention: { causal: false } } }`,
  ).workload;
const attention = (length: number): number => 2 * 16 * length ** 2 * 64;

describe("work of a layer outside attention", () => {
  it.each([256, 2048, 65_536])("at L = %i: 8LD² and 16LD² operations beside 4L²D", (L) => {
    const { projectionMacs, feedForwardMacs } = restOfModel(at(L), WIDTHS);
    expect(2 * projectionMacs).toBe(8 * L * 1024 ** 2);
    expect(2 * feedForwardMacs).toBe(16 * L * 1024 ** 2);
    expect(2 * attention(L)).toBe(4 * L ** 2 * 1024);
  });

  it("attention equals the projections at L = 2D and everything else at L = 6D", () => {
    expect(restOfModel(at(2048), WIDTHS).projectionMacs).toBe(attention(2048));
    expect(shareOfAttention(attention(6144), restOfModel(at(6144), WIDTHS))).toBe(0.5);
  });

  it("grouped keys take their own width, a gate a third matrix", () => {
    const grouped = { heads: 32, kvHeads: 8, headWidth: 128 };
    const llama = { modelWidth: 4096, hiddenWidth: 14_336, gated: true };
    // q and o: 4096 × 4096 each; k and v: 4096 × 1024 each.
    expect(layerWeights(grouped, llama)).toEqual({
      projections: 2 * 4096 * 4096 + 2 * 4096 * 1024,
      feedForward: 3 * 4096 * 14_336,
    });
  });

  it("a decode passes one token a sequence through the same weights", () => {
    const prefilled = at(4096, "batch: 5,");
    const prefill = restOfModel(prefilled, WIDTHS);
    const decode = restOfModel({ ...prefilled, phase: "decode" }, WIDTHS);
    expect(decode.weights).toBe(prefill.weights);
    expect(prefill.projectionMacs / decode.projectionMacs).toBe(4096);
  });
});

it("training passes every weight and every token three times", () => {
  const forward = restOfModel(at(512), WIDTHS);
  const training = restOfModel({ ...at(512), pass: "training" }, WIDTHS);
  for (const key of ["projectionMacs", "feedForwardMacs", "weights"] as const)
    expect(training[key], key).toBe(3 * forward[key]);
});

describe("presets", () => {
  it.each(Object.entries(SHAPE_PRESETS))("%s attends with whole groups", (_, preset) => {
    expect(preset.heads % preset.kvHeads).toBe(0);
    expect(preset.hiddenWidth).toBeGreaterThan(preset.modelWidth);
  });

  // Weights of all layers without embeddings, from the models' names: within a tenth.
  it.each([
    ["gpt2-xl", 1.56e9 - 82e6],
    ["opt-6.7b", 6.7e9 - 0.2e9],
    ["llama-2-7b", 6.74e9 - 0.26e9],
    ["llama-2-70b", 69e9 - 0.5e9],
    ["llama-3-8b", 8.03e9 - 1.05e9],
    ["mistral-7b", 7.24e9 - 0.26e9],
    ["gemma-2-9b", 9.24e9 - 0.92e9],
    ["qwen2.5-7b", 7.6e9 - 1.09e9],
    ["phi-3-mini-128k", 3.8e9 - 0.2e9],
    ["tinyllama-1.1b", 1.1e9 - 0.13e9],
  ] as const)("%s has the weights that its name promises", (name, weights) => {
    const preset = SHAPE_PRESETS[name];
    const { projections, feedForward } = layerWeights(preset, preset);
    expect(Math.abs((preset.layers * (projections + feedForward)) / weights - 1)).toBeLessThan(0.02);
  });
});
