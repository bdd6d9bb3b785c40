import { describe, expect, it } from "vitest";
import { createRng, type Ohms } from "#base";
import type { SolverKernel } from "#crossbar-solver";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { compileConfig } from "../../src/design/compiled-config.ts";
import type { Config } from "../../src/design/config.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { solveOperatingPoint } from "../../src/simulation/operating-point.ts";
import {
  rememberedPoints,
  rememberedPointsOf,
  rememberedReads,
} from "../../src/simulation/remembered-point.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

/** Kernels, and how many tiles were eliminated by them. */
function countingKernels() {
  const { solver, ...others } = loadKernels();
  let solved = 0;
  const counting: SolverKernel = {
    ...solver!,
    withFronts: (...args) => {
      solved++;
      return solver!.withFronts(...args);
    },
  };
  return { kernels: { ...others, solver: counting }, count: () => solved };
}

const AXES: Readonly<Record<string, readonly unknown[]>> = {
  "workload.length": [64, 256],
  "workload.headWidth": [8, 16],
  "workload.attention.rounds": [1, 2, 8],
  "workload.attention.hash": ["simhash", "cross-polytope"],
  "workload.attention.chunk": [8, 16],
  "design.cores": [1, 2],
  "design.logicNode": ["28 nm", "7 nm"],
  "design.hashNode": ["65 nm", "45 nm"],
  "design.hashing.sharing": ["head", "layer"],
  "design.hashing.readTime": ["10 ns", "5 ns"],
  "design.hashing.encoding": ["amplitude", "pulse-width"],
  "design.hashing.polarity": ["bipolar", "two-phase"],
  "design.hashing.dac.bits": [2, 4],
  "design.hashing.array.columns": [16, 32],
  "design.hashing.array.tileRows": [4, 8],
  "design.hashing.array.pairing": ["differential", "reference-column"],
  "design.hashing.array.drive": ["both", "one"],
  "design.hashing.array.wires": ["solved", "ideal"],
  "design.hashing.memristor.readNoise": [0, 0.05],
  "design.hashing.memristor.model": ["lognormal", "normal"],
};

describe("remembered operating points", () => {
  it("are those of a solve, bit for bit, on random designs", () => {
    const activations = syntheticActivations(48, 16, 2, 2);
    const compiled = compileConfig(shippedCatalogue);
    const kernels = loadKernels();
    const pointOf = rememberedPoints(activations, kernels);
    const rng = createRng(11).fork("designs");
    const powers = new Set<number>();
    let compared = 0;
    for (let n = 0; n < 20; n++) {
      const tree: Record<string, unknown> = {};
      for (const [path, values] of Object.entries(AXES)) {
        // Few keys at a time, so that designs do agree in what a solve reads.
        if (rng.uniform() > 0.3) continue;
        let node = tree;
        const keys = path.split(".");
        for (const key of keys.slice(0, -1)) {
          node[key] ??= {};
          node = node[key] as Record<string, unknown>;
        }
        node[keys[keys.length - 1]] = values[rng.integer(values.length)];
      }
      const config: Config | null = compiled(tree);
      if (config === null) continue;
      const { design, workload } = config;
      expect(pointOf(design, workload), JSON.stringify(tree)).toEqual(
        solveOperatingPoint(design, workload, activations, kernels),
      );
      powers.add(pointOf(design, workload).pairPower);
      compared++;
    }
    expect(compared).toBeGreaterThan(9);
    expect(powers.size).toBeGreaterThan(4);
    expect([...powers].every((power) => power > 0)).toBe(true);
  });

  it("share solved arrays between texts of several lengths, which drive them otherwise", () => {
    const { kernels, count } = countingKernels();
    const pointsOf = rememberedPointsOf(kernels);
    const { design, workload } = compileConfig(shippedCatalogue)({ workload: { headWidth: 16 } })!;
    const [short, long] = [24, 48].map((length) => syntheticActivations(length, 16, 2, 2));
    const first = pointsOf(long, design, workload);
    const once = count();
    expect(once).toBeGreaterThan(0);
    const second = pointsOf(short, design, workload);
    expect(count()).toBe(once);
    expect(second.pairPower).not.toBe(first.pairPower);
    expect(second).toEqual(solveOperatingPoint(design, workload, short, kernels));
    // Another wire is another circuit.
    const before = count();
    const array = { ...design.hashing.array, segmentResistance: 7 as Ohms };
    pointsOf(short, { ...design, hashing: { ...design.hashing, array } }, workload);
    expect(count() - before).toBe(once);
  });

  it("share the tiles of arrays that differ in the columns that rounds use, bit for bit", () => {
    const { kernels, count } = countingKernels();
    const activations = syntheticActivations(48, 16, 2, 2);
    const pointOf = rememberedPoints(activations, kernels);
    const compiled = compileConfig(shippedCatalogue);
    const solvedFor = (rounds: number): number => {
      const { design, workload } = compiled({
        workload: { headWidth: 16, length: 64, attention: { rounds, chunk: 8 } },
        design: { hashing: { array: { tileRows: 8, tileColumns: 8 } } },
      })!;
      const before = count();
      const point = pointOf(design, workload);
      const own = count() - before;
      expect(point).toEqual(solveOperatingPoint(design, workload, activations, kernels));
      return own;
    };
    // 16 buckets are 4 pairs, 8 columns, a round: one more column of tiles each.
    const each = solvedFor(1);
    expect(each).toBeGreaterThan(0);
    expect([2, 3, 4].map(solvedFor)).toEqual([each, each, each]);
    expect(solvedFor(8)).toBe(4 * each);
    expect(solvedFor(6)).toBe(0);
  });

  it("are solved once for designs that differ in nothing that a solve reads", () => {
    const compiled = compileConfig(shippedCatalogue);
    let runs = 0;
    const bits = rememberedReads(
      (design) => {
        runs++;
        return design.hashing.array.rows > 64 ? design.cores : design.hashing.array.columns;
      },
      () => "",
      100,
    );
    const at = (cores: number, rows: number) =>
      bits((compiled({ design: { cores, hashing: { array: { rows } } } }) as Config).design);
    expect([at(1, 64), at(2, 64), at(3, 64)]).toEqual([128, 128, 128]);
    expect(runs).toBe(1);
    expect([at(1, 128), at(2, 128), at(2, 128)]).toEqual([1, 2, 2]);
    expect(runs).toBe(3);
    expect([at(1, 64), at(1, 128)]).toEqual([128, 1]);
  });

  it("remember a refusal", () => {
    const { design } = compileConfig(shippedCatalogue)({}) as Config;
    let runs = 0;
    const refused = rememberedReads(
      (): never => {
        runs++;
        throw new RangeError("no");
      },
      () => "",
      100,
    );
    expect(() => refused(design)).toThrow("no");
    expect(() => refused(design)).toThrow("no");
    expect(runs).toBe(1);
  });
});
