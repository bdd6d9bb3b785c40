import { describe, expect, it } from "vitest";
import { createRng, dense, normals, row } from "#base";
import { circuitReader, tileCircuit, tileRegions } from "#crossbar-arrays";
import { solveCircuit } from "#crossbar-solver";
import { drawProjections } from "../../src/attention/hash-code.ts";
import { electricsOf } from "../../src/design/electrics.ts";
import { hashCodeOf } from "../../src/design/workload.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { levelMoments, solvedArrays, solveOperatingPoint } from "../../src/simulation/operating-point.ts";
import { programArrays } from "../../src/simulation/programmed-set.ts";
import { streamOfSet } from "../../src/simulation/trials.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";
import { byTier } from "../tier.ts";

const kernels = loadKernels();
const LENGTH = 96;
/** Of them those of which every read is solved. */
const SOLVED = byTier(32, LENGTH);

/** Mean source power of the circuit over the very inputs of a head, W a projection, on the array that is priced. */
function circuitPower(text: string) {
  const { design, workload } = configOf(text);
  const activations = syntheticActivations(SOLVED, workload.headWidth, 1);
  const { dac, driver, memristor } = design.hashing;
  const code = hashCodeOf(workload.attention, workload.length);
  const stream = streamOfSet(createRng("operating point"), design, 0, activations.heads[0]);
  const projections = drawProjections(code, workload.headWidth, stream.fork("projections"));
  const [array] = programArrays(design, projections, stream.fork("array"));
  const law = memristor.behaviour.law(array.cells);
  const read = circuitReader(array, electricsOf(design), law, kernels.solver);
  let power = 0;
  let reads = 0;
  for (const { q, k } of activations.heads.slice(0, 1))
    for (const signal of [q, k]) {
      const scale = dac.behaviour.fullScale(signal);
      for (let t = 0; t < signal.rows; t++, reads++) {
        const v = row(signal, t).map((x) => dac.behaviour.level(x, scale) * driver.behaviour.readVoltage);
        power += read(v).power;
      }
    }
  return {
    circuit: power / reads / array.outputs,
    point: solveOperatingPoint(design, workload, activations, kernels),
  };
}

it("the drivers' current is the mean magnitude of the solved ones, within 5 %", () => {
  const { design, workload } = configOf(
    `{ workload: { layers: 1, heads: 1, headWidth: 32, length: 96, attention: { chunk: 16, rounds: 8 } },
       design: { hashing: { array: { rows: 32, columns: 64, tileRows: 32, tileColumns: 64, segmentResistance: "5 ohm" } } } }`,
  );
  const activations = syntheticActivations(LENGTH, workload.headWidth, 1);
  const { dac, driver } = design.hashing;
  const [head] = activations.heads;
  const stream = streamOfSet(createRng("operating point"), design, 0, head);
  const projections = drawProjections(
    hashCodeOf(workload.attention, workload.length),
    32,
    stream.fork("projections"),
  );
  const [array] = programArrays(design, projections, stream.fork("array"));
  const [region] = tileRegions(array);
  let current = 0;
  for (const signal of [head.q, head.k])
    for (let t = 0; t < signal.rows; t++) {
      const scale = dac.behaviour.fullScale(signal);
      const v = row(signal, t).map((x) => dac.behaviour.level(x, scale) * driver.behaviour.readVoltage);
      const { left, right } = solveCircuit(
        tileCircuit(array, region, electricsOf(design), v),
      ).terminalCurrent;
      for (let i = 0; i < 32; i++) current += Math.abs((left?.[i] ?? 0) + (right?.[i] ?? 0));
    }
  const { pairCurrent = 0 } = solveOperatingPoint(design, workload, activations, kernels);
  expect(Math.abs(pairCurrent / (current / (2 * LENGTH) / array.outputs) - 1)).toBeLessThan(0.05);
});

describe("the power of a read", () => {
  const small =
    "workload: { layers: 1, heads: 1, headWidth: 32, length: 96, attention: { chunk: 16, rounds: 8 } }";
  it.each(
    [
      ["good wires", ""],
      ["20 Ω a segment", 'array: { segmentResistance: "20 ohm", rows: 32, columns: 64 },'],
      [
        "bent devices",
        'memristor: { model: "tiox" }, array: { segmentResistance: "5 ohm", rows: 32, columns: 64 },',
      ],
      [
        "strongly bent devices",
        'memristor: { model: "sinh", sharpness: 4 }, driver: { readVoltage: "0.3 V" },',
      ],
    ].slice(0, byTier(3, 4)),
  )("is the solved source power over the workload's inputs, within 2 %: %s", (_, text) => {
    const { circuit, point } = circuitPower(`{ ${small}, design: { hashing: { ${text} } } }`);
    // The very inputs that are averaged, on the very array: what is left is the third order of bent devices.
    expect(Math.abs(point.pairPower / circuit - 1)).toBeLessThan(0.02);
    expect(point.peakLineCurrent).toBeGreaterThan(0);
    // A global line joins several tiles, and a driver feeds all of one.
    expect(point.peakGlobalCurrent).toBeGreaterThan(point.peakLineCurrent);
    expect(point.peakDriverCurrent).toBeLessThanOrEqual(point.peakGlobalCurrent ?? 0);
  });
});

it("without wires it is V² times the conductances, in closed form", () => {
  const { design, workload } = configOf(
    `{ workload: { layers: 1, heads: 1, headWidth: 32, length: 64, attention: { chunk: 16 } },
       design: { hashing: { memristor: { model: "ideal", mean: "50 µS" }, dac: { model: "one-bit" }, driver: { model: "ideal", readVoltage: "0.2 V" } } } }`,
  );
  const activations = syntheticActivations(64, workload.headWidth, 1);
  const { pairPower, pairCurrent } = solveOperatingPoint(design, workload, activations);
  // Every one of 32 rows holds ±0.2 V on two devices that share 100 µS.
  expect(pairPower).toBeCloseTo(32 * 0.04 * 100e-6, 12);
  expect(pairCurrent).toBeCloseTo(32 * 0.2 * 100e-6, 12);
});

describe("arrays that stand for others", () => {
  const passive = (columns: number, more = ""): string =>
    `{ workload: { layers: 1, heads: 4, kvHeads: 4, headWidth: 64, length: 96, attention: { chunk: 16, rounds: 8 } },
       design: { hashing: { array: { rows: 64, columns: ${columns}, tileColumns: ${columns}, tileRows: 64${more} } } } }`;

  it.each([
    [128, "", 4],
    [129, "", 4],
    [256, "", 2],
    [512, "", 1],
    [1024, "", 1],
    [512, ', wires: "ideal"', 4],
  ])("are as many as four of 64 × 128 have devices: %i columns%s, %i", (columns, more, count) => {
    expect(solvedArrays(configOf(passive(columns, more)).design, 64)).toBe(count);
  });

  it("are four of an array of tiles, whatever its size", () => {
    const { design } = configOf("{ design: { hashing: { array: { rows: 512, columns: 512 } } } }");
    expect(solvedArrays(design, 64)).toBe(4);
  });

  it("are each under its own inputs, up to 128 columns", () => {
    const { design, workload } = configOf(passive(128));
    const all = syntheticActivations(LENGTH, 64, 4);
    const own = all.heads.map((head) =>
      solveOperatingPoint(design, workload, { ...all, heads: [head] }, kernels),
    );
    const mean = own.reduce((sum, { pairPower }) => sum + pairPower / 4, 0);
    const { pairPower, peakLineCurrent } = solveOperatingPoint(design, workload, all, kernels);
    expect(Math.abs(pairPower / mean - 1)).toBeLessThan(1e-12);
    expect(peakLineCurrent).toBe(Math.max(...own.map((point) => point.peakLineCurrent)));
  });

  it("have the largest current of any array's line, global line and driver", () => {
    const { design, workload } = configOf(
      "{ workload: { length: 96 }, design: { hashing: { array: { rows: 64, columns: 64 } } } }",
    );
    const all = syntheticActivations(LENGTH, 64, 3);
    const own = all.heads.map((head) =>
      solveOperatingPoint(design, workload, { ...all, heads: [head] }, kernels),
    );
    const whole = solveOperatingPoint(design, workload, all, kernels);
    for (const of of ["peakLineCurrent", "peakGlobalCurrent", "peakDriverCurrent"] as const) {
      const most = own.map((point) => Number(point[of]));
      expect(Math.max(...most)).toBeGreaterThan(Math.min(...most));
      expect(whole[of]).toBe(Math.max(...most));
    }
    // A driver feeds the lines of four tiles in a row, so its current exceeds a tile's.
    expect(Number(whole.peakDriverCurrent)).toBeGreaterThan(1.5 * whole.peakLineCurrent);
  });

  it("are as good: the one array of 512 columns under the inputs of four heads is the mean of four arrays, within .1 %", () => {
    const { design, workload } = configOf(passive(512));
    const all = syntheticActivations(LENGTH, 64, 4);
    const own = all.heads.map((head) =>
      solveOperatingPoint(design, workload, { ...all, heads: [head] }, kernels),
    );
    const mean = own.reduce((sum, { pairPower }) => sum + pairPower / 4, 0);
    const { pairPower, pairCurrent = 0 } = solveOperatingPoint(design, workload, all, kernels);
    expect(Math.abs(pairPower / mean - 1)).toBeLessThan(1e-3);
    const current = own.reduce((sum, point) => sum + (point.pairCurrent ?? 0) / 4, 0);
    expect(Math.abs(pairCurrent / current - 1)).toBeLessThan(1e-3);
    // The heads' own powers differ by more than that: their inputs do.
    expect(Math.abs(own[0].pairPower / mean - 1)).toBeLessThan(0.1);
  });
});

it("the most that a line carries is its pairs at the read voltage: 24 of 100 µS at 0.2 V, in one tile or over tiles", () => {
  const peaks = [64, 16].map((tileRows) => {
    const { design, workload } = configOf(
      `{ workload: { layers: 1, heads: 1, headWidth: 32, length: 64, attention: { chunk: 16 } },
         design: { hashing: { memristor: { model: "ideal", mean: "50 µS" }, dac: { model: "one-bit" }, driver: { model: "ideal", readVoltage: "0.2 V" },
         array: { rows: 64, columns: 128, tileRows: ${tileRows}, tileColumns: 128, wires: "ideal" } } } }`,
    );
    const point = solveOperatingPoint(design, workload, syntheticActivations(64, 32, 1));
    // The word line of an array holds more than a bit line of 32 devices or fewer.
    const { rounds, columns } = hashCodeOf(workload.attention, workload.length);
    return [rounds * columns, point.peakLineCurrent, point.peakDriverCurrent];
  });
  for (const [pairs, line, driver] of peaks) {
    expect(pairs).toBe(24);
    expect((line ?? 0) / (24 * 100e-6 * 0.2)).toBeCloseTo(1, 9);
    expect((driver ?? 0) / (24 * 100e-6 * 0.2)).toBeCloseTo(1, 9);
  }
});

/** One head whose third element is always zero, on ideal devices of 50 µS without wires. */
function sparse(more: string) {
  const { design, workload } = configOf(
    `{ workload: { layers: 1, heads: 1, headWidth: 8, length: 64, attention: { chunk: 16 } },
       design: { hashing: { memristor: { model: "ideal", mean: "50 µS" }, dac: { model: "ideal" },
       driver: { model: "ideal", readVoltage: "0.2 V" }, ${more} } } }`,
  );
  const all = syntheticActivations(64, 8, 1);
  const drawn = (name: string) =>
    dense(
      64,
      8,
      normals(512, createRng(name)).map((x, n) => (n % 8 === 2 ? 0 : x)),
    );
  const [head] = all.heads;
  const activations = { ...all, heads: [{ ...head, q: drawn("queries"), k: drawn("keys") }] };
  const { dac } = design.hashing;
  const levels = [activations.heads[0].q, activations.heads[0].k].flatMap((signal) => {
    const scale = dac.behaviour.fullScale(signal);
    return Array.from({ length: 64 }, (_, t) =>
      Array.from(row(signal, t), (x) => dac.behaviour.level(x, scale)),
    );
  });
  return { design, workload, activations, levels };
}

it("a line without input takes no current, and those after it theirs: V · 100 µS · Σ |level|", () => {
  const { design, workload, activations, levels } = sparse("");
  const total = levels.flat().reduce((sum, x) => sum + Math.abs(x), 0) / levels.length;
  const { pairCurrent = 0 } = solveOperatingPoint(design, workload, activations);
  expect(pairCurrent / (0.2 * 100e-6 * total)).toBeCloseTo(1, 9);
});

it("pulses of two lines overlap for the shorter one, with the sign of both", () => {
  const { design, activations, levels } = sparse('encoding: "pulse-width"');
  const { first, second, fourth } = levelMoments(design, activations.heads);
  for (let i = 0; i < 8; i++) {
    const mean = levels.reduce((sum, x) => sum + Math.abs(x[i]), 0) / levels.length;
    expect(first[i]).toBeCloseTo(mean, 12);
    expect(fourth[i]).toBeCloseTo(mean, 12);
    for (let k = 0; k < 8; k++) {
      const overlap = levels.reduce((sum, x) => {
        const least = Math.min(Math.abs(x[i]), Math.abs(x[k]));
        return sum + (x[i] > 0 === x[k] > 0 ? least : -least);
      }, 0);
      expect(second.data[i * 8 + k]).toBeCloseTo(overlap / levels.length, 12);
    }
  }
});
