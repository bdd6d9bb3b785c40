import { describe, expect, it } from "vitest";
import { createRng, InfeasibleError } from "#base";
import { simulate } from "../../src/simulation/simulate.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

const activations = syntheticActivations(128, 16, 1);

const simulated = (digital: string) => {
  const { design, workload, fidelity } = configOf(
    `{ workload: { attention: { rounds: 2, chunk: 16, localWindow: 4 } },
       design: { hashing: { array: { rows: 16, columns: 32 } }, digital: { ${digital} } }, fidelity: { arrays: 2 } }`,
  );
  return simulate(design, workload, activations, fidelity, createRng(1));
};

describe("a design's digital units in its quality", () => {
  it("consmax sees the same pairs, and its outputs carry its wrong scale", async () => {
    const [soft, plain] = [await simulated(""), await simulated('softmax: { model: "consmax" }')];
    for (const variant of ["software", "memristor"] as const) {
      expect(plain.variants[variant].usefulPairs).toEqual(soft.variants[variant].usefulPairs);
      expect(plain.variants[variant].recall.mean).toBeCloseTo(soft.variants[variant].recall.mean, 2);
    }
    expect(plain.exactDigital.outputError.mean).toBeGreaterThan(10 * soft.exactDigital.outputError.mean);
    expect(plain.variants.software.outputError.mean).not.toBeCloseTo(
      soft.variants.software.outputError.mean,
      3,
    );
  });

  it("a sequence longer than the sorter's is infeasible, before any number", async () => {
    await expect(simulated('sorter: { model: "bitonic", block: 64 }')).rejects.toThrow(InfeasibleError);
  });
});
