import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDocument } from "#base";
import { createEvaluator } from "../../src/commands/evaluate/run/evaluator.ts";
import { SUBJECT } from "../../src/comparison/comparison-designs.ts";
import { expectedRise, weightErrorOf } from "../../src/comparison/weight-error.ts";
import { modelInArrays } from "../../src/comparison/whole-model.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { rememberedPoints } from "../../src/simulation/remembered-point.ts";
import { STUDY_KEYS } from "../../src/study/study.ts";
import { randomWeights } from "../arrays/weights/random-weights.ts";
import { configOf } from "../design-under-test.ts";
import { everyCase } from "../law.ts";
import { syntheticActivations } from "../synthetic-activations.ts";
import { byTier } from "../tier.ts";

const BASE = { workload: { preset: "smollm2-135m" as const, length: 512 } };
const FINE = {
  "design.weights.pairing": "differential",
  "design.weights.rows": 64,
  "design.weights.cellBits": 1,
};

describe("a point on the level of the whole model", () => {
  const { change } = createEvaluator({ base: BASE });
  const numbers = async (
    set: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, number>>> => {
    const found = await change(set as Parameters<typeof change>[0], "model");
    if (found.status !== "ok") throw new Error(JSON.stringify(found));
    return found.metrics as Readonly<Record<string, number>>;
  };

  it("has the numbers of the model's chip with the subject's attention, and the closed form of its error", async () => {
    const metrics = await numbers(FINE);
    const { design, workload } = configOf(
      `{ workload: { preset: "smollm2-135m", length: 512 }, design: { weights: { pairing: "differential", rows: 64, cellBits: 1 } } }`,
    );
    const point = rememberedPoints(syntheticActivations(64, 64, 2), loadKernels())(design, workload);
    const { area, decode } = modelInArrays(SUBJECT, design, workload, point);
    // A decode of so many tokens does not depend on what was measured but for bucket loads.
    expect(metrics.model_area_m2 / area).toBeCloseTo(1, 2);
    expect((metrics.model_tokens_per_J * (decode?.energy ?? 0)) / 1).toBeCloseTo(1, 1);
    expect((metrics.model_tokens_per_s * (decode?.time ?? 0)) / 1).toBeCloseTo(1, 1);
    expect(metrics.weight_error).toBe(weightErrorOf(design));
    expect(metrics.perplexity_rise).toBe(expectedRise(metrics.weight_error));
    expect(Object.keys(metrics)).toEqual([
      ...["model_tokens_per_J", "model_tokens_per_s", "model_area_m2", "weight_error", "perplexity_rise"],
    ]);
  });

  it("trades: cells in parallel err less on more area, a higher voltage costs energy", async () => {
    const [base, more, volts] = [
      await numbers(FINE),
      await numbers({ ...FINE, "design.weights.copies.down": 4, "design.weights.copies.up": 4 }),
      await numbers({ ...FINE, "design.weights.readVoltage": "0.3 V" }),
    ];
    expect(more.weight_error).toBeLessThan(base.weight_error);
    expect(more.model_area_m2).toBeGreaterThan(1.2 * base.model_area_m2);
    expect(volts.model_tokens_per_J).toBeLessThan(base.model_tokens_per_J);
    expect(volts.weight_error).toBeLessThan(base.weight_error);
  });

  it("is unknown where the closed form is, and infeasible where a read collects too little charge", async () => {
    const status = async (set: Readonly<Record<string, unknown>>) =>
      change(set as Parameters<typeof change>[0], "model");
    expect(await status({ "design.weights.inputPercentile": 99.9 })).toMatchObject({
      status: "unknown",
      reason: expect.stringContaining("design.weights.inputPercentile"),
    });
    expect(await status({ "design.weights.onResistance": "1 Gohm" })).toMatchObject({
      status: "infeasible",
      reason: expect.stringContaining("design.weights.readTime"),
    });
  });
});

it("the preset's space has numbers in every corner, from a share of a percent to a model that guesses", async () => {
  const file = "configs/study-whole-model.json5";
  const preset = parseDocument(readFileSync(file, "utf8"), file).value as Readonly<Record<string, unknown>>;
  const own: readonly string[] = STUDY_KEYS;
  const base = Object.fromEntries(Object.entries(preset).filter(([key]) => !own.includes(key)));
  const { change } = createEvaluator({ base, metrics: ["perplexity_rise"] });
  const rises: number[] = [];
  for (const rows of [32, 256])
    for (const adcBits of [5, 8])
      for (const cellBits of [1, 3]) {
        const found = await change(
          {
            "design.weights.rows": rows,
            "design.weights.adcBits": adcBits,
            "design.weights.cellBits": cellBits,
          },
          "model",
        );
        rises.push(found.status === "ok" ? Number(found.metrics.perplexity_rise) : Number.NaN);
      }
  expect(rises.every(Number.isFinite)).toBe(true);
  expect(Math.min(...rises)).toBeLessThan(0.01);
  expect(Math.max(...rises)).toBeCloseTo(49_151, 0);
});

it("the closed form is a finite share, never below that of rounding alone, for any arrays", () => {
  const { design } = configOf("{}");
  const seeds = Array.from({ length: byTier(50, 200) }, (_, n) => `weights ${n}`);
  everyCase(seeds, seeds.length, (seed) => {
    const { inputPercentile: _, ...weights } = randomWeights(seed);
    const none = { programmingError: 0, readNoise: 0, drift: 0, driftSpread: 0, stuck: 0 };
    const error = weightErrorOf({ ...design, weights });
    expect(Number.isFinite(error)).toBe(true);
    // However bad the arrays, a study gets a number.
    expect(Number.isFinite(expectedRise(error))).toBe(true);
    const { weightBits, inputBits } = weights;
    const rounding = Math.sqrt(
      ((3.8 / (2 ** (weightBits - 1) - 1)) ** 2 + (20.9 / (2 ** (inputBits - 1) - 1)) ** 2) / 12 / 1.8,
    );
    expect(error).toBeGreaterThanOrEqual(rounding * (1 - 1e-9));
    // Errors that phases of signs repeat cancel there, so that a few more may cost nothing.
    expect(error).toBeGreaterThanOrEqual(
      weightErrorOf({ ...design, weights: { ...weights, ...none } }) * 0.98,
    );
  });
});
