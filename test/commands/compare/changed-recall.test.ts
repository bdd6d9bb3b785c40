import { describe, expect, it } from "vitest";
import { createProgress } from "#local-io";
import { changedRecalls, recallsOfChanges } from "../../../src/commands/compare/run/changed-recall.ts";
import { loadKernels } from "../../../src/runtime/kernels.ts";
import { simulate } from "../../../src/simulation/simulate.ts";
import { simulationRng } from "../../../src/simulation/trials.ts";
import { configOf } from "../../design-under-test.ts";
import { syntheticActivations } from "../../synthetic-activations.ts";

const activations = syntheticActivations(64, 16, 2, 2);
const quiet = createProgress("quiet");

const configWith = (rounds: number, bits: number) =>
  configOf(
    `{ seed: 3,
       workload: { layers: 2, heads: 2, kvHeads: 2, headWidth: 16, length: 64,
                   attention: { chunk: 8, buckets: 4, localWindow: 4, rounds: ${rounds} } },
       design: { hashing: { readout: { family: "adc", model: "sar", bits: ${bits} } } },
       fidelity: { arrays: 4, queries: 32 } }`,
  );

const measured = ({ design, workload, fidelity, seed }: ReturnType<typeof configWith>) =>
  simulate(design, workload, activations, fidelity, simulationRng(seed), { kernels: loadKernels() });

describe("recall under single changes", () => {
  it("is that of a comparison of the changed config, on its first three arrays", async () => {
    const found = changedRecalls(configWith(4, 4), activations, quiet, loadKernels());
    expect(Object.keys(found)).toEqual([
      ...["design.hashing.readout.bits=3", "design.hashing.readout.bits=5"],
      ...["workload.attention.rounds=2", "workload.attention.rounds=8"],
    ]);
    const others = [configWith(4, 3), configWith(4, 5), configWith(2, 4), configWith(8, 4)];
    const own = await measured(configWith(4, 4));
    const all = recallsOfChanges({ changed: found, fidelity: own });
    for (const [n, [setting, recalls]] of Object.entries(found).entries()) {
      const { recall, trials } = (await measured(others[n])).variants.memristor;
      expect(recalls).toEqual(trials.slice(0, 3).map((trial) => trial.recall));
      // Three arrays tell the mean of four within their spread, as the difference is of the same arrays.
      expect(Math.abs(all[setting].mean - recall.mean)).toBeLessThan(0.02);
    }
    const first = own.variants.memristor.trials.slice(0, 3).map(({ recall }) => recall);
    const differences = found["workload.attention.rounds=2"].map((one, n) => one - first[n]);
    const mean = differences.reduce((sum, one) => sum + one, 0) / 3;
    const spread = Math.sqrt(differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 2);
    const { mean: shown, interval, samples } = all["workload.attention.rounds=2"];
    expect(shown).toBeCloseTo(own.variants.memristor.recall.mean + mean, 12);
    // 97.5 % of Student's t with two degrees of freedom.
    expect(interval).toBeCloseTo((4.302652729749 * spread) / Math.sqrt(3), 9);
    expect(samples).toBe(3);
    expect(mean).toBeLessThan(0);
  });

  it("is not simulated where the config's own design does not hash into buckets", () => {
    const config = configOf('{ workload: { attention: { select: "score" } } }');
    expect(changedRecalls(config, activations, quiet)).toEqual({});
  });
});
