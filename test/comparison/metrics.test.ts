import { expect, it } from "vitest";
import { throughputOf } from "../../src/comparison/metrics/prices.ts";
import { configOf } from "../design-under-test.ts";

it.each([
  ["a prefill gives all tokens of its batch an interval", "", 2 * 640],
  ["a decode gives one token a sequence", 'phase: "decode",', 2],
])("tokens a second: %s", (_, phase, tokens) => {
  const { workload } = configOf(`{ workload: { ${phase} length: 640, batch: 2 } }`);
  for (const interval of [1e-6, 0.5, 4])
    expect(throughputOf(workload, { interval }) * interval).toBeCloseTo(tokens, 9);
  // Ideal hardware takes no time: it has no rate.
  expect(throughputOf(workload, { interval: 0 })).toBe(0);
});
