import { expect, it } from "vitest";
import { createRng, normals } from "#base";
import { maximise } from "../../src/fit/mixture.ts";

it("a stuck mode widens to three times what it starts from, and a population to what its devices have", () => {
  // Devices of one deviation, ten times that of the start.
  const values = [...normals(2000, createRng("wide"))].map((z) => Math.exp(-10 + 0.5 * z));
  const sample = {
    values: Float64Array.from(values).sort(),
    weights: new Float64Array(2000).fill(1),
    count: 2000,
  };
  const deviationAs = (role: "stuck off" | "working"): number => {
    const start = { scale: "log", mean: -10, deviation: 0.05, share: 1, role } as const;
    return maximise([start], sample).components[0].deviation;
  };
  expect(deviationAs("stuck off")).toBeCloseTo(0.15, 12);
  const mean = values.reduce((sum, g) => sum + Math.log(g) / 2000, 0);
  const own = Math.sqrt(values.reduce((sum, g) => sum + (Math.log(g) - mean) ** 2 / 2000, 0));
  expect(deviationAs("working")).toBeCloseTo(own, 9);
});
