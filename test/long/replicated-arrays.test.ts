import { beforeAll, describe, expect, it } from "vitest";
import type { Config } from "../../src/design/config.ts";
import type { Dense } from "../../src/base/dense.ts";
import { recallSequence } from "../../src/language-model/recall-grammar.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { configOf } from "../design-under-test.ts";
import { calibrated, plainRecallModel, preparedFor, recallOf, selectedAttention } from "../language-model/selected-attention.ts";

/** 4-bit inputs; read noise of a device that is 10 % of a column's deviation at CV .329; wires solved by the default. */
const designOf = (array: string): Config =>
  configOf(
    `{ design: { hashing: { array: { ${array} }, dac: { bits: 4 }, memristor: { readNoise: 0.0152, stuckOn: 0, stuckOff: 0 } } } }`,
  );

const LENGTH = Number(process.env.LEN ?? 2048);
const checkpoint = plainRecallModel();
const kernels = loadKernels();
const calibration = calibrated(checkpoint, [recallSequence(31, LENGTH).tokens.slice(0, -1)], 2, kernels);

/** Retrievable values of the texts that each row finds, text after text and chip after chip. */
function found(array: string, params: object, texts: readonly number[], chips: number) {
  const run = { checkpoint, config: designOf(array), calibration, kernels, length: LENGTH, keys: 49, sink: 1, window: 16, seed: 5 };
  const all = Array.from({ length: chips }, (_, chip) =>
    recallOf(checkpoint, texts, LENGTH, kernels, selectedAttention(run, preparedFor(run, "score", { bits: 128, ...params }, chip))),
  ).flat();
  return { of: all.reduce((s, x) => s + x.of, 0), found: all.reduce((s, x) => s + x.found, 0), all };
}
it("probe", () => {
  const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };
  for (const line of (process.env.CASES ?? "{}").split(";")) {
    const t0 = cpu();
    const { array = "", ...params } = JSON.parse(line);
    const r = found(array, params, (process.env.TEXTS ?? "8001").split(",").map(Number), Number(process.env.CHIPS ?? 1));
    console.log(line, (100 * r.found / r.of).toFixed(2), r.of, r.all.map((x) => x.of - x.found).join(" "), "cpu", (cpu() - t0).toFixed(1));
  }
  expect(1).toBe(1);
}, 600000);
