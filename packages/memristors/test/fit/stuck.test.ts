import { describe, expect, it } from "vitest";
import { createRng, normals } from "#base";
import { stuckModes } from "../../src/fit/stuck.ts";

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
