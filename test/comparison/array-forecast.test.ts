import { describe, expect, it } from "vitest";
import { ConfigError, createRng, parseDocument } from "#base";
import { loadSolverKernel } from "#crossbar-solver";
import { createProgress } from "#local-io";
import { changedRecalls } from "../../src/commands/compare/run/changed-recall.ts";
import { searchedFidelity } from "../../src/commands/compare/run/searched-fidelity.ts";
import { type ArrayForecast, forecastArrays, solvedDesigns } from "../../src/comparison/array-forecast.ts";
import { priceComparison } from "../../src/comparison/priced-comparison.ts";
import { searchedInputs } from "../../src/comparison/variations.ts";
import type { Config } from "../../src/design/config.ts";
import type { Design } from "../../src/design/design.ts";
import {
  announcedKernels,
  checkArrays,
  forecastText,
  forecastTime,
  watchedSolver,
} from "../../src/runtime/array-forecast.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { areCounted, pointKey } from "../../src/simulation/array-work.ts";
import { rememberedPoints } from "../../src/simulation/remembered-point.ts";
import { runBytes, shapeOfActivations } from "../../src/simulation/run-budget.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { simulationRng } from "../../src/simulation/trials.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";
import { byTier } from "../tier.ts";

const SIDE = 24;

/** Passive arrays of 24 × 24 for heads of 16, in sets of two arrays. */
const small = (hashing = "", more = `, tileRows: ${SIDE}`): Config =>
  configOf(
    `{ workload: { layers: 2, heads: 2, kvHeads: 2, headWidth: 16, length: 32,
                   attention: { chunk: 8, rounds: 8, buckets: 4, localWindow: 4 } },
       design: { hashing: { ${hashing} array: { rows: ${SIDE}, columns: ${SIDE}, tileColumns: ${SIDE}${more} } } },
       fidelity: { arrays: 3, queries: 4 } }`,
  );
const heads = syntheticActivations(32, 16, 2, 2);
const bands = () => createRng("bands");

/** The design with a count of the arrays that are programmed for it. */
function counting(design: Design): { readonly design: Design; readonly arrays: () => number } {
  const { memristor } = design.hashing;
  let arrays = 0;
  const behaviour = {
    ...memristor.behaviour,
    initialise: (...args: Parameters<typeof memristor.behaviour.initialise>) => {
      arrays++;
      return memristor.behaviour.initialise(...args);
    },
  };
  return {
    design: { ...design, hashing: { ...design.hashing, memristor: { ...memristor, behaviour } } },
    arrays: () => arrays,
  };
}

describe("the forecast of passive arrays", () => {
  it("counts the arrays of the prices as they are solved, designs that share a solve once", () => {
    const { design, workload } = small();
    const forecast = forecastArrays(small(), heads, bands())!;
    let solved = 0;
    const solver = watchedSolver(loadSolverKernel(), () => solved++);
    const pointOf = rememberedPoints(heads, { solver });
    const key = (posed: { design: Design; workload: typeof workload }): string =>
      pointKey(posed.design, posed.workload);
    const { certain, possible } = solvedDesigns(design, workload, bands(), key);
    for (const posed of certain) pointOf(posed.design, posed.workload);
    // Four sets each: 16 × 24 devices are fewer than those of four usual arrays.
    const sameRounds = certain.filter((posed) => posed.workload === workload).length;
    // Half and twice the rounds have another number of hashes.
    expect(certain.length - sameRounds).toBeLessThanOrEqual(2);
    expect(forecast.prices.arrays).toBeGreaterThanOrEqual(4 * sameRounds);
    expect(forecast.prices.arrays).toBeLessThanOrEqual(4 * certain.length);
    expect(solved).toBe(forecast.prices.arrays);
    for (const posed of possible) pointOf(posed.design, posed.workload);
    expect(solved).toBe(forecast.prices.arrays + forecast.possible.arrays);
    // No change alone that the lists leave out.
    for (const { others } of searchedInputs(design, workload))
      for (const one of others) pointOf(one.design(design), one.workload?.(workload) ?? workload);
    expect(solved).toBe(forecast.prices.arrays + forecast.possible.arrays);
  });

  it.each(byTier(["head"], ["head", "layer", "query-head", "global"]))(
    "counts the arrays of the simulation, sharing by %s",
    async (sharing) => {
      const config = small(`sharing: "${sharing}",`);
      const { design, arrays } = counting(config.design);
      const forecast = forecastArrays(config, heads, bands())!;
      const { workload, contenders } = priceComparison(config, heads, rememberedPoints(heads, loadKernels()));
      const counted = contenders.map((contender) => {
        if (!contender.feasible) return contender;
        const { hashing } = contender.design;
        return {
          ...contender,
          design: {
            ...contender.design,
            hashing: { ...hashing, memristor: design.hashing.memristor },
          },
        };
      });
      const rng = simulationRng(1);
      await simulate(design, workload, heads, config.fidelity, rng, { kernels: loadKernels() });
      const own = arrays();
      searchedFidelity(
        counted,
        workload,
        heads,
        config.fidelity,
        rng,
        createProgress("quiet"),
        loadKernels(),
      );
      expect(own).toBeGreaterThan(0);
      changedRecalls({ ...config, design, workload }, heads, createProgress("quiet"), loadKernels());
      expect(arrays()).toBe(forecast.simulated.arrays);
    },
  );

  it("counts every product of an elimination", () => {
    const config = small("memristor: { model: 'lognormal', readNoise: 0 },");
    const forecast = forecastArrays(config, heads, bands())!;
    expect(forecast.prices.least).toBe(forecast.prices.most);
    // Without noise a simulation eliminates as prices do; its last array has fewer projections.
    expect(forecast.simulated.least).toBe(forecast.simulated.most);
    const each = forecast.prices.most / forecast.prices.arrays;
    expect(forecast.simulated.most / forecast.simulated.arrays / each).toBeGreaterThan(0.7);
    expect(forecast.simulated.most / forecast.simulated.arrays / each).toBeLessThan(1.3);
  });

  it.each([
    ["tiled", ", tileRows: 8"],
    ["without wires", `, tileRows: ${SIDE}, wires: "ideal"`],
  ])("is none of arrays that are %s", (_, more) => {
    const config = small("", more);
    expect(areCounted(config.design)).toBe(false);
    expect(forecastArrays(config, heads, bands())).toBeNull();
  });

  it("has designs of three nodes and seven devices that are solved for certain", () => {
    const { design, workload } = small();
    const { certain } = solvedDesigns(design, workload, bands(), (posed) =>
      pointKey(posed.design, posed.workload),
    );
    const nodes = new Set(certain.map((posed) => posed.design.hashNode));
    const cells = new Set(certain.map((posed) => posed.design.hashing.memristor.keyWithout()));
    // Three nodes; of the usual devices five conductances, and two of other devices.
    expect([nodes.size, cells.size]).toEqual([3, 7]);
  });
});

const shown = (run: () => void): string => {
  try {
    run();
    return "";
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
};

describe("what is said of it", () => {
  const work = (arrays: number, least: number, most = least) => ({ arrays, least, most });
  const forecast: ArrayForecast = {
    prices: work(17, 170e9),
    simulated: work(16, 200e9, 250e9),
    possible: work(77, 770e9),
    bytes: 0.77e9,
  };

  it("is the range of the arrays, the time of one core and the memory", () => {
    // 0.7 · 370e9 / 2e9 s and 2 · 1190e9 / 2e9 s.
    const time = forecastTime(forecast, 2e9)!;
    expect(time).toBe("2 to 20 minutes");
    expect(forecastText(forecast, time)).toBe(
      "passive arrays are solved whole: 33 to 110 of them, about 2 to 20 minutes of one core; memory up to 0.77 GB; Ctrl-C ends it",
    );
    expect(forecastTime(forecast, 60e9)).toBe("5 to 40 s");
  });

  it("refuses what takes days, at the key that makes it so many", () => {
    const document = parseDocument("{ fidelity: { arrays: 9000 } }", "x.json5");
    expect(shown(() => checkArrays(forecast, document))).toBe("");
    expect(shown(() => checkArrays(null, document))).toBe("");
    // 12 hours are 1.2e14 products.
    expect(shown(() => checkArrays({ ...forecast, simulated: work(36_000, 3e14) }, document))).toBe(
      "x.json5:1:23 fidelity.arrays: expected passive arrays that take at most 12 core hours, received 36017 of them (30 core hours); lower this key, or use tiles",
    );
    expect(shown(() => checkArrays({ ...forecast, prices: work(17, 2e14) }, document))).toContain(
      " design.hashing.array.columns: expected passive arrays that take at most 12 core hours, received 33 of them (20 core hours)",
    );
  });

  it("is nothing where it takes seconds, or no array is counted", () => {
    expect(forecastTime(forecast, 200e9)).toBeNull();
    const notes: string[] = [];
    const kernels = loadKernels();
    const say = (text: string) => notes.push(text);
    expect(announcedKernels(null, kernels, createProgress("quiet"), say)).toBe(kernels);
    const own = forecastArrays(small(), heads, bands());
    announcedKernels(own, kernels, createProgress("quiet"), say, () => 2e9);
    expect(notes).toEqual([]);
    // On a machine that takes minutes for them it is said.
    announcedKernels(own, kernels, createProgress("quiet"), say, () => 2e3);
    expect(notes).toHaveLength(1);
  });

  it("is followed by a line an array", () => {
    const lines: string[] = [];
    const notes: string[] = [];
    const long = { ...forecast, prices: work(17, 1e15) };
    const progress = { update: (text: string) => lines.push(text), done: () => {} };
    const say = (text: string) => notes.push(text);
    const { solver } = announcedKernels(long, loadKernels(), progress, say, () => 2e9);
    const { design, workload } = small();
    rememberedPoints(heads, { solver: solver! })(design, workload);
    expect(notes).toHaveLength(1);
    expect(lines).toHaveLength(4);
    expect(lines[3]).toMatch(/^passive arrays: 4 solved, \d+\.\d minutes of \d+ to \d+ minutes$/);
  });
});

it("a run's memory holds 250 bytes for each of an array's rows times its columns, next to the program and its parts", () => {
  const of = (rows: number, columns: number): number => {
    const config = configOf(
      `{ workload: { layers: 2, heads: 2, kvHeads: 2, headWidth: 16, length: 32, attention: { chunk: 8, rounds: 8, buckets: 4, localWindow: 4 } },
         design: { hashing: { array: { rows: ${rows}, columns: ${columns}, tileRows: ${rows}, tileColumns: ${columns} } } }, fidelity: { arrays: 3, queries: 4 } }`,
    );
    const parts = runBytes(config, shapeOfActivations(heads), heads.length);
    return Number(forecastArrays(config, heads, bands())?.bytes) - parts;
  };
  expect(of(16, 48)).toBeCloseTo(6.5e8 + 250 * 16 * 48, 3);
  expect(of(48, 24)).toBeCloseTo(6.5e8 + 250 * 48 * 24, 3);
});
