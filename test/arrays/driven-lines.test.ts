import { describe, expect, it } from "vitest";
import { createRng, dense, type Rng } from "#base";
import {
  type ArrayElectrics,
  drivenResponse,
  type Pairing,
  type ProgrammedArray,
  programArray,
  rememberedChains,
  solvedResponse,
} from "#crossbar-arrays";
import { loadSolverKernel, plainKernel } from "#crossbar-solver";
import { drivenLines } from "../../packages/crossbar-arrays/src/driven-lines.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { compileConfig } from "../../src/design/compiled-config.ts";

const kernel = loadSolverKernel();
const memristor = compileConfig(shippedCatalogue)({})!.design.hashing.memristor.behaviour;

const pick = <T>(rng: Rng, values: readonly T[]): T => values[rng.integer(values.length)];

/** A tiled array of random shape, wires and faults; with `outputs` outputs in use. */
function randomArray(seed: number) {
  const rng = createRng(seed).fork("driven lines");
  const [rows, columns] = [2 + rng.integer(11), 4 + rng.integer(13)];
  const [tileRows, tileColumns] = [1 + rng.integer(rows - 1), 1 + rng.integer(columns - 1)];
  const pairing = pick<Pairing>(rng, ["differential", "reference-column", "mean-centred"]);
  const most =
    { differential: Math.floor(columns / 2), "reference-column": columns - 1 }[pairing as string] ?? columns;
  const spares = pick(rng, [0, 0, Math.min(2, most - 1)]);
  const driven = 1 + rng.integer(rows);
  const readsBlocks = rng.uniform() < 0.3;
  const recipe = {
    geometry: {
      rows,
      columns,
      tileRows,
      tileColumns,
      ...(readsBlocks ? { blockRows: Math.ceil(rows / 2), readsBlocks } : {}),
    },
    pairing,
    spares,
    openLines: pick(rng, [0, 0, 0.1]),
    shortedLines: 0,
  };
  const electrics: ArrayElectrics = {
    wordSegment: pick(rng, [0, 0.3, 40]),
    bitSegment: pick(rng, [0, 0.3, 40]),
    driver: pick(rng, [20, 300]),
    readout: pick(rng, [0, 300]),
    tileSwitch: pick(rng, [20, 2000]),
    globalSegment: pick(rng, [0.1, 10]),
    drive: pick(rng, ["one", "both", "four-sides"]),
    ...pick(rng, [{}, { driverEnds: "both" }, { driverEnds: "one" }]),
  };
  const arrayOf = (outputs: number): ProgrammedArray =>
    programArray(memristor, dense(outputs, driven), recipe, createRng(seed).fork("cells"));
  return { arrayOf, most, electrics, rng };
}

const largest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe("what drivers deliver, column by column of tiles", () => {
  it.each([
    ["wasm", kernel],
    ["plain", plainKernel],
  ] as const)("is that of a solve row by row, over random arrays: %s", (_, solver) => {
    let partial = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { arrayOf, most, electrics, rng } = randomArray(seed);
      const array = arrayOf(1 + rng.integer(most));
      const own = drivenResponse(array, electrics, 0.2, solver);
      const { delivered, ...peaks } = solvedResponse(array, electrics, 0.2, solver, false);
      const scale = largest(delivered.data);
      own.delivered.data.forEach((value, k) => {
        expect(Math.abs(value - delivered.data[k]), `array ${seed}`).toBeLessThanOrEqual(1e-9 * scale);
      });
      for (const key of ["peakLineConductance", "peakGlobalConductance", "peakDriverConductance"] as const)
        expect(Math.abs(own[key] - peaks[key]), `${key} of array ${seed}`).toBeLessThanOrEqual(
          1e-9 * peaks[key],
        );
      if (array.outputs < most && scale > 0) partial++;
    }
    expect(partial).toBeGreaterThan(20);
  });

  it("of an array in a chain that others have made is that of its own, bit for bit", () => {
    let shared = 0;
    for (let seed = 0; seed < 30; seed++) {
      const { arrayOf, most, electrics, rng } = randomArray(seed);
      const chains = rememberedChains(1e8);
      // In any order: a longer prefix may be known, or a shorter one.
      const counts = Array.from({ length: 6 }, () => 1 + rng.integer(most));
      for (const count of counts) {
        const array = arrayOf(count);
        expect(drivenLines(array, electrics, kernel, chains), `array ${seed}, ${count}`).toEqual(
          drivenLines(array, electrics, kernel),
        );
      }
      if (new Set(counts).size > 2) shared++;
    }
    expect(shared).toBeGreaterThan(20);
  });

  it("is not that of an array with other cells or wires of the same shape", () => {
    const { arrayOf, most, electrics } = randomArray(4);
    const chains = rememberedChains(1e8);
    const array = arrayOf(most);
    const first = drivenLines(array, electrics, kernel, chains).delivered;
    const cells = {
      ...array.cells,
      conductance: array.cells.conductance.map((g, k) => (k === 0 ? 1.5 * g : g)),
    };
    for (const [other, wires] of [
      [{ ...array, cells }, electrics],
      [array, { ...electrics, globalSegment: electrics.globalSegment + 1 }],
    ] as const) {
      const { delivered } = drivenLines(other, wires, kernel, chains);
      expect(delivered).toEqual(drivenLines(other, wires, kernel).delivered);
      expect(delivered).not.toEqual(first);
    }
  });

  it("is the same when the memory forgets after every array", () => {
    const { arrayOf, most, electrics } = randomArray(7);
    const chains = rememberedChains(1);
    for (const count of [most, 1, most, 1])
      expect(drivenLines(arrayOf(count), electrics, kernel, chains)).toEqual(
        drivenLines(arrayOf(count), electrics, kernel),
      );
  });
});
