// Laws of a whole model on one chip, for any config.

import { expect } from "vitest";
import { ON_CHIP } from "../../src/comparison/comparison-designs.ts";
import type { ModelPart } from "../../src/comparison/model-parts.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { isOnChip, type ModelChip, type ModelPass, wholeModels } from "../../src/comparison/whole-model.ts";
import type { Config } from "../../src/design/config.ts";
import { randomWeights } from "../arrays/weights/random-weights.ts";
import { configOf } from "../design-under-test.ts";
import { POINT, randomChip } from "./neighbours.ts";

export function partOf({ parts }: ModelPass, name: string): ModelPart {
  const part = parts.find((one) => one.name === name);
  if (part === undefined) throw new Error(`no ${name}`);
  return part;
}

export function decodeOf({ decode }: ModelChip): ModelPass {
  if (decode === null) throw new Error("no decode");
  return decode;
}

/** Holds the laws on a random chip, and returns the number of designs whose attention was compared. */
export function wholeModelLaws(seed: string, vocabulary: number): number {
  const { design: chip, workload } = configOf(randomChip(seed).text());
  const design = { ...chip, weights: randomWeights(seed) };
  let compared = 0;
  for (const one of wholeModels(ON_CHIP, design, workload, POINT, vocabulary)) {
    if (!isOnChip(one)) continue;
    for (const pass of [one.prefill, decodeOf(one)]) passLaws(one, pass);
    if (one.home !== "memory") continue;
    sameAttention(one, { design, workload });
    compared++;
  }
  return compared;
}

function passLaws(chip: ModelChip, pass: ModelPass): void {
  const sum = (of: (part: ModelPart) => number): number =>
    pass.parts.reduce((all, part) => all + of(part), 0);
  expect(sum(({ energy }) => energy) / pass.energy).toBeCloseTo(1, 9);
  expect(sum(({ time }) => time) / pass.time).toBeCloseTo(1, 9);
  expect((pass.power * pass.time) / pass.energy).toBeCloseTo(1, 9);
  expect(sum(({ area }) => area)).toBeLessThanOrEqual(chip.area * (1 + 1e-9));
  expect(chip.weightArea).toBeLessThan(chip.area);
  const waiting = sum(({ idle, time }) => idle * (pass.time - time));
  expect(partOf(pass, "waiting").energy / (waiting || 1)).toBeCloseTo(waiting === 0 ? 0 : 1, 9);
  for (const { energy, time, area, idle } of pass.parts)
    expect(Math.min(energy, time, area, idle)).toBeGreaterThanOrEqual(0);
}

function sameAttention(chip: ModelChip, { design, workload }: Pick<Config, "design" | "workload">): void {
  const record = ON_CHIP.find(({ id }) => id === chip.id);
  if (record === undefined) throw new Error(`no ${chip.id}`);
  const alone = priceContender(record, design, { ...workload, phase: "decode" }, POINT);
  if (!alone.feasible) throw new Error(alone.reason);
  const { energy, timing, area } = alone.cost;
  expect(partOf(decodeOf(chip), "attention")).toMatchObject({ energy, time: timing.latency, area });
}
