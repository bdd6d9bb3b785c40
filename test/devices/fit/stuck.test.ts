import { describe, expect, it } from "vitest";
import { createRng, normals } from "#base";
import { maximise } from "../../../src/devices/fit/mixture.ts";
import { stuckModes } from "../../../src/devices/fit/stuck.ts";

const sampleOf = (values: readonly number[]) => ({
  values: Float64Array.from(values).sort(),
  weights: new Float64Array(values.length).fill(1),
  count: values.length,
});

describe("a cluster at one end of 1 000 devices", () => {
  const plain = [...normals(1000, createRng("plain"))].map((z) => 5e-5 * Math.exp(0.3 * z));
  const modesWith = (stuck: number) =>
    stuckModes(sampleOf([...plain.slice(stuck), ...new Array<number>(stuck).fill(1e-6)])).map(
      ({ role, start }) => [role, start.share],
    );

  it("is stuck where it is at least 8 of them and at most 15 %: more are a population of their own", () => {
    expect(modesWith(7)).toEqual([]);
    for (const stuck of [8, 80, 150]) expect(modesWith(stuck)).toEqual([["stuck off", stuck / 1000]]);
    for (const stuck of [151, 250]) expect(modesWith(stuck)).toEqual([]);
  });
});

it("a stuck mode widens to three times what it starts from, and a population to what its devices have", () => {
  // Devices of one deviation, ten times that of the start.
  const values = [...normals(2000, createRng("wide"))].map((z) => Math.exp(-10 + 0.5 * z));
  const deviationAs = (role: "stuck off" | "working"): number => {
    const start = { scale: "log", mean: -10, deviation: 0.05, share: 1, role } as const;
    return maximise([start], sampleOf(values)).components[0].deviation;
  };
  expect(deviationAs("stuck off")).toBeCloseTo(0.15, 12);
  const mean = values.reduce((sum, g) => sum + Math.log(g) / 2000, 0);
  const own = Math.sqrt(values.reduce((sum, g) => sum + (Math.log(g) - mean) ** 2 / 2000, 0));
  expect(deviationAs("working")).toBeCloseTo(own, 9);
});
