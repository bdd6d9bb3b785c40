import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, type Estimate } from "#base";
import { fewestRounds, isoQuality } from "../../src/comparison/iso-quality.ts";
import { createVariantMeter, simulate } from "../../src/simulation/simulate.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

const estimateOf = (mean: number): Estimate => ({ mean, interval: 0, samples: 1 });

describe("fewest rounds", () => {
  it("are the least that reach the target of a mass that grows, wherever the search starts", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 64 }),
        fc.double({ min: 0.01, max: 0.6, noNaN: true }),
        fc.double({ min: 0.05, max: 0.999, noNaN: true }),
        async (start, hit, target) => {
          const mass = (rounds: number): number => 1 - (1 - hit) ** rounds;
          const most = Math.min(256, 8 * start);
          const asked: number[] = [];
          const found = await fewestRounds(start, target, async (rounds) => {
            asked.push(rounds);
            return estimateOf(mass(rounds));
          });
          const least = Array.from({ length: most }, (_, n) => n + 1).find(
            (rounds) => mass(rounds) >= target,
          );
          expect(found.rounds).toBe(least ?? null);
          expect(new Set(asked).size).toBe(asked.length);
        },
      ),
      { seed: 4, numRuns: 200 },
    );
  });
});

const CONFIG = (noise: number, arrays = 4) =>
  configOf(
    `{ workload: { layers: 1, heads: 2, headWidth: 16, length: 256, attention: { rounds: 4, chunk: 16, localWindow: 1, sink: 0 } },
       design: { hashing: { array: { rows: 16, columns: 64 }, memristor: { model: "normal", readNoise: ${noise} } } },
       fidelity: { arrays: ${arrays} } }`,
  );
const POINT = { pairPower: 1e-5, devicePower: 5e-6, peakLineCurrent: 1e-4 };
const activations = syntheticActivations(256, 16, 2);

async function isoOf(noise: number) {
  const { design, workload, fidelity } = CONFIG(noise);
  const meter = createVariantMeter(design, workload, activations, fidelity, createRng(1));
  return isoQuality(design, workload, POINT, 0.01, meter);
}

describe("the comparison at equal quality", () => {
  it("measures what the simulation measures at the workload's own rounds", async () => {
    const { design, workload, fidelity } = CONFIG(0.02);
    const meter = createVariantMeter(design, workload, activations, fidelity, createRng(1));
    const whole = await simulate(design, workload, activations, fidelity, createRng(1));
    expect(await meter("memristor", 4)).toEqual(whole.variants.memristor);
  });

  it("a noisier device takes more rounds and pays for them", async () => {
    const [quiet, noisy] = [await isoOf(0.02), await isoOf(0.5)];
    expect(noisy.target).toBe(quiet.target);
    const [few, many] = [quiet, noisy].map(({ rounds }) => rounds["lsh-memristor"].rounds);
    expect(few).not.toBeNull();
    expect(many === null || many > Number(few)).toBe(true);
    const cost = (iso: typeof quiet, id: string) => {
      const contender = iso.contenders.find((candidate) => candidate.id === id);
      return contender?.feasible ? contender.cost : null;
    };
    if (many !== null) {
      expect(cost(noisy, "lsh-memristor")?.energy).toBeGreaterThan(
        Number(cost(quiet, "lsh-memristor")?.energy),
      );
      expect(cost(noisy, "lsh-memristor")?.timing.latency).toBeGreaterThan(
        Number(cost(quiet, "lsh-memristor")?.timing.latency),
      );
    }
    // The digital design has no noisy device.
    expect(noisy.rounds["lsh-digital"]).toEqual(quiet.rounds["lsh-digital"]);
    expect(cost(noisy, "exact-digital")?.energy).toBe(cost(quiet, "exact-digital")?.energy);
  });

  it("what no number of rounds reaches is infeasible and says so", async () => {
    const { design, workload, fidelity } = CONFIG(0.02, 2);
    const meter = createVariantMeter(design, workload, activations, fidelity, createRng(1));
    const iso = await isoQuality(design, workload, POINT, -0.9, meter);
    const contender = iso.contenders.find(({ id }) => id === "lsh-memristor");
    expect(contender).toMatchObject({ feasible: false });
    expect(contender?.feasible === false && contender.reason).toMatch(
      /no number of rounds up to 32 captures/,
    );
  });
});
