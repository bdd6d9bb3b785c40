import { describe, expect, it } from "vitest";
import { textSink } from "#reports";
import { estimateBlocks, estimateJson, missedAxes } from "../../../src/commands/hash/report/estimate.ts";
import type { EstimateReport } from "../../../src/commands/hash/run/estimate-check.ts";
import { agreementOf } from "../../../src/simulation/surrogate/estimate-agreement.ts";

const simulated = (mean: number) => ({ mean, interval: 0.005, samples: 10 });
const axis = (name: string, points: EstimateReport["axes"][number]["points"]) => ({
  name,
  points,
  agreement: agreementOf(
    points.flatMap(({ simulated: own, estimated }) => (own === null ? [] : [{ simulated: own, estimated }])),
  ),
});
const report: EstimateReport = {
  name: "design",
  seed: 1,
  version: "0",
  kernels: "typescript",
  model: "recall-lm",
  length: 256,
  arrays: 10,
  axes: [
    axis("rounds", [
      { setting: { "workload.attention.rounds": 1 }, simulated: simulated(0.5), estimated: 0.51, reason: "" },
      { setting: { "workload.attention.rounds": 4 }, simulated: simulated(0.7), estimated: 0.69, reason: "" },
    ]),
    axis("noise", [{ setting: { "a.noise": 1 }, simulated: simulated(0.5), estimated: 0.6, reason: "" }]),
    axis("faults", [
      { setting: { "a.open": 1 }, simulated: simulated(0.5), estimated: null, reason: "no model" },
    ]),
    axis("offset", [{ setting: { "a.offset": 1 }, simulated: null, estimated: null, reason: "unknown key" }]),
  ],
};

describe("report of estimates", () => {
  it("names the axes that miss a bar, and the reason where there is no number", () => {
    expect(missedAxes(report).map(({ name }) => name)).toEqual(["noise"]);
    const text = textSink(estimateBlocks(report));
    for (const part of [
      "rounds 1: 0.500 ± 0.005 → 0.510",
      "open 1: 0.500 ± 0.005 → no model",
      "offset 1: unknown key",
      "Beyond the limits: noise.",
    ])
      expect(text).toContain(part);
  });

  it("is JSON with the bars that it holds", () => {
    const { bars, axes } = estimateJson(report);
    expect(bars).toEqual({ error: 0.03, rank: 0.9 });
    expect(axes.map(({ verdict }) => verdict)).toEqual(["pass", "miss", "unknown", "unknown"]);
    expect(axes[0].points[0]).toEqual({
      setting: { "workload.attention.rounds": 1 },
      simulated: { mean: 0.5, interval95: 0.005, samples: 10 },
      estimated: 0.51,
    });
  });
});
