import { describe, expect, it } from "vitest";
import { createRng, dense, dot, normals, siemens } from "#base";
import { loadSolverKernel, plainKernel } from "#crossbar-solver";
import { linearCells, type Memristor } from "#memristors";
import {
  type ArrayElectrics,
  type ArrayResponse,
  circuitRead,
  idealResponse,
  meanNoiseVariance,
  outputCurrents,
  type Pairing,
  type ProgrammedArray,
  programArray,
  signalRetention,
  solvedResponse,
} from "../index.ts";
import { noiseVariance } from "../src/output-currents.ts";
import { heldBitVoltages } from "../src/own-voltage.ts";
import { streamedDrives } from "../src/streamed-drives.ts";
import { resistorRead } from "./resistor-network.ts";

const kernel = loadSolverKernel();

/** N(61.7, 20.3) µS clipped, and a cubic part of `beyond` /V² where asked for. */
const device = (beyond = 0): Memristor => ({
  meanConductance: siemens(61.7e-6),
  conductanceSpread: siemens(20.3e-6),
  readNoise: 0,
  initialise: (targets, rng) => {
    const conductance = targets.map(() => Math.max(3.16e-6, 61.7e-6 + 20.3e-6 * rng.normal()));
    return beyond === 0
      ? linearCells(conductance)
      : { conductance, cubic: conductance.map((g) => beyond * g) };
  },
  write: (targets) => linearCells(targets.slice()),
  age: (cells) => cells,
  worn: () => {
    throw new Error("not asked");
  },
  law: ({ cubic }) => (cubic === null ? { model: "linear" } : { model: "cubic", cubic }),
  readNoiseParts: { gaussian: 0, telegraphShare: 0, telegraphAmplitude: 0 },
  atTemperature: null,
  dynamics: null,
});

const NO_ENDS = { driver: 0, readout: 0, tileSwitch: 0, globalSegment: 0 };
const wires = (ohm: number, ends: Partial<ArrayElectrics> = {}): ArrayElectrics => ({
  ...NO_ENDS,
  wordSegment: ohm,
  bitSegment: ohm,
  drive: "one",
  ...ends,
});
const ENDS = { driver: 10, readout: 10, tileSwitch: 20, globalSegment: 0.1 };

function array(
  rows: number,
  columns: number,
  tile: number,
  {
    driven = rows,
    outputs = -1,
    pairing = "differential" as Pairing,
    beyond = 0,
    open = 0,
    shorted = 0,
  } = {},
): ProgrammedArray {
  const most =
    { differential: Math.floor(columns / 2), "reference-column": columns - 1 }[pairing as string] ?? columns;
  return programArray(
    device(beyond),
    dense(outputs < 0 ? most : outputs, driven),
    {
      geometry: { rows, columns, tileRows: tile, tileColumns: tile },
      pairing,
      openLines: open,
      shortedLines: shorted,
    },
    createRng(`array ${rows} ${columns}`),
  );
}

const quadratic = (form: ArrayResponse["delivered"], v: Float64Array): number =>
  Array.from(v.keys()).reduce((sum, i) => sum + v[i] * dot(form.data, i * v.length, v, 0, v.length), 0);
const inputs = (count: number, name = "v"): Float64Array =>
  normals(count, createRng(name)).map((x) => 0.1 * x);
const read = (response: ArrayResponse, v: Float64Array): Float64Array =>
  outputCurrents(response, dense(1, v.length, v)).data;

describe("an array on common global lines", () => {
  const both: Partial<ArrayElectrics> = { ...ENDS, drive: "both" };
  it.each([
    ["16 × 16 tiles at 20 Ω with ends and switches", array(32, 48, 16), wires(20, ENDS)],
    ["one passive 24 × 24 tile at 5 Ω", array(24, 24, 24), wires(5, ENDS)],
    ["uneven tiles, spare rows and columns", array(30, 44, 16, { driven: 21, outputs: 17 }), wires(20, ENDS)],
    ["tiles tied at both ends, a driver at each end", array(32, 32, 16), wires(20, both)],
    ["the same with one driver", array(32, 32, 16), wires(20, { ...both, driverEnds: "one" })],
    ["tiles tied at one end, drivers at both", array(32, 32, 8), wires(20, { ...ENDS, driverEnds: "both" })],
    ["all four sides", array(32, 32, 16), wires(20, { ...ENDS, drive: "four-sides" })],
    ["all four sides, uneven", array(33, 35, 16), wires(5, { ...ENDS, drive: "four-sides" })],
    ["poor global lines", array(32, 48, 8), wires(1, { ...both, globalSegment: 5 })],
    ["strong drivers", array(32, 32, 16), wires(20, { driver: 0.01, readout: 0.01, globalSegment: 0.5 })],
    ["a transistor a cell", array(12, 16, 1), wires(1, { ...ENDS, tileSwitch: 2000 })],
    ["a dummy column", array(32, 33, 16, { pairing: "reference-column" }), wires(20, ENDS)],
    ["single-ended outputs", array(32, 32, 16, { pairing: "single-ended" }), wires(20, ENDS)],
    ["open lines", array(32, 32, 16, { open: 0.2 }), wires(20, both)],
    ["a quarter of the columns in use", array(16, 64, 8, { outputs: 8 }), wires(5, both)],
  ])("gives currents and power of its list of resistors: %s", (_, of, electrics) => {
    const v = inputs(of.driven);
    const expected = resistorRead(of, electrics, v);
    const scale = Math.max(...expected.outputs.map(Math.abs));
    for (const solver of [kernel, plainKernel]) {
      const response = solvedResponse(of, electrics, 0.2, solver);
      read(response, v).forEach((current, p) => {
        expect(Math.abs(current - expected.outputs[p]) / scale).toBeLessThan(1e-7);
      });
      expect(Math.abs(quadratic(response.delivered, v) / expected.power - 1)).toBeLessThan(1e-7);
    }
    const solved = circuitRead(of, electrics, v, { model: "linear" }, kernel);
    solved.outputs.forEach((current, p) => {
      expect(Math.abs(current - expected.outputs[p]) / scale).toBeLessThan(1e-7);
    });
    expect(Math.abs(solved.power / expected.power - 1)).toBeLessThan(1e-7);
    expect(Math.abs(solved.devices / expected.heat - 1)).toBeLessThan(1e-7);
  });

  it.each([
    ["linear", 0, 16],
    ["cubic", 2, 16],
    ["cubic, one passive tile", 2, 40],
  ])("is the ideal response where nothing resists: %s", (_, beyond, tile) => {
    const of = array(32, 40, tile, { driven: 27, beyond, shorted: 0.1 });
    const [ideal, solved] = [idealResponse(of, 0.2), solvedResponse(of, wires(0), 0.2, kernel)];
    const v = inputs(27);
    const scale = Math.max(...read(ideal, v).map(Math.abs));
    read(solved, v).forEach((current, p) => {
      expect(Math.abs(current - read(ideal, v)[p]) / scale).toBeLessThan(1e-8);
    });
    expect(quadratic(solved.delivered, v) / quadratic(ideal.delivered, v)).toBeCloseTo(1, 6);
    solved.cubicPower.forEach((power, i) => {
      expect(Math.abs(power - ideal.cubicPower[i])).toBeLessThanOrEqual(1e-7 * Math.abs(ideal.cubicPower[i]));
    });
  });
});

const sumOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0);

/** Deviations of every output when each device's current fluctuates by `noise`, fresh at every read, whole circuit solved. */
function fluctuations(
  of: ProgrammedArray,
  electrics: ArrayElectrics,
  v: Float64Array,
  noise: number,
  reads: number,
) {
  const rng = createRng("fluctuations");
  const outputsOf = (cells: ProgrammedArray): Float64Array =>
    circuitRead(cells, electrics, v, { model: "linear" }, kernel).outputs;
  const mean = outputsOf(of);
  const squares = new Float64Array(of.outputs);
  for (let n = 0; n < reads; n++) {
    const conductance = of.cells.conductance.map((g) => g * (1 + noise * rng.normal()));
    outputsOf({ ...of, cells: linearCells(conductance) }).forEach((current, p) => {
      squares[p] += (current - mean[p]) ** 2 / reads;
    });
  }
  return squares;
}

describe("read noise of tiles on common lines", () => {
  it.each(["random", "equal"])(
    "is that of a Monte Carlo over cells within the drop it leaves out: %s",
    (kind) => {
      const of = array(16, 24, 8);
      const electrics = wires(0.25, { ...ENDS, drive: "both" });
      const v = kind === "random" ? inputs(16) : new Float64Array(16).fill(0.1);
      const response = solvedResponse(of, electrics, 0.2, kernel);
      const variance = new Float64Array(of.outputs);
      noiseVariance(response, dense(1, 16, v), 0, variance);
      const measured = fluctuations(of, electrics, v, 0.02, 100);
      const ratio = Math.sqrt(sumOf(measured) / (0.02 ** 2 * sumOf(variance)));
      // 12 outputs × 100 reads: standard error 2 %. Inputs of one sign lift the bit lines by 1.5 %, which lowers their noise.
      expect(ratio).toBeGreaterThan(kind === "random" ? 0.93 : 0.91);
      expect(ratio).toBeLessThan(kind === "random" ? 1.07 : 1.03);
    },
  );
});

/** Ends that leave a seventh of the signal: what lines share is most of the transfer, and none of one cell's noise. */
const POOR_ENDS = { driver: 1000, readout: 1000, tileSwitch: 2000, globalSegment: 0.03 };

describe("read noise behind ends of a kilohm", () => {
  it.each([
    ["tied at both ends", 8, "both"],
    ["tied at one end", 8, "one"],
    ["all four sides", 8, "four-sides"],
    ["a transistor a cell", 1, "both"],
  ] as const)("is that of a Monte Carlo over cells: tiles %s", (_, tile, drive) => {
    const of = array(24, 32, tile, { driven: 20, outputs: 14 });
    const electrics = wires(0.4, { ...POOR_ENDS, drive });
    const response = solvedResponse(of, electrics, 0.2, kernel);
    const v = dense(8, 20, normals(160, createRng("v")));
    const rest = outputCurrents(response, v).data;
    const rng = createRng("cells");
    let sum = 0;
    for (let n = 0; n < 40; n++) {
      const cells = linearCells(of.cells.conductance.map((g) => g * (1 + 1e-3 * rng.normal())));
      const read = outputCurrents(solvedResponse({ ...of, cells }, electrics, 0.2, kernel, false), v).data;
      read.forEach((current, k) => {
        sum += ((current - rest[k]) / 1e-3) ** 2 / (40 * rest.length);
      });
    }
    // 14 outputs × 40 draws: standard error 3 %. The transfer in place of a cell's own path gives 2 to 4 times as much.
    expect(Math.abs(Math.sqrt(sum / meanNoiseVariance(response, v)) - 1)).toBeLessThan(0.08);
  });

  it("of an array solved drive by drive is that of its exact forms", () => {
    const of = array(48, 64, 64, { driven: 16, outputs: 12 });
    const electrics = wires(1, { driver: 300, readout: 300, drive: "both" });
    const variance = new Float64Array(12);
    const v = inputs(16);
    noiseVariance(solvedResponse(of, electrics, 0.2, kernel), dense(1, 16, v), 0, variance);
    const [word, bit] = [streamedDrives(of, electrics, kernel).own, heldBitVoltages(of, electrics)];
    const own = word.data.map((volts, k) => {
      const [i, j] = [Math.floor(k / 64), k % 64];
      return j < 24 ? (v[i] * of.cells.conductance[k] * volts * bit.data[k]) ** 2 : 0;
    });
    expect(Math.abs(Math.sqrt(sumOf(own) / sumOf(variance)) - 1)).toBeLessThan(0.02);
  });
});

describe("read noise with wires", () => {
  it.each([
    [16, 20, 0.1, 600, "random"],
    [16, 20, 0.1, 600, "equal"],
    [64, 1, 0.05, 150, "random"],
    [64, 1, 0.05, 150, "equal"],
    [64, 20, 0.1, 150, "random"],
    [64, 20, 0.1, 150, "equal"],
  ] as const)(
    "is that of a Monte Carlo over cells: %i² at %i Ω, noise %f, %s reads of %s inputs",
    (...row) => {
      const [side, ohm, noise, reads, kind] = row;
      const of = array(side, side, side);
      const electrics = wires(ohm, { driver: 10, readout: 10 });
      const v = kind === "random" ? inputs(side) : new Float64Array(side).fill(0.1);
      const response = solvedResponse(of, electrics, 0.2, kernel);
      const variance = new Float64Array(of.outputs);
      noiseVariance(response, dense(1, side, v), 0, variance);
      const measured = fluctuations(of, electrics, v, noise, reads);
      const ratios = measured.map((square, p) => Math.sqrt(square / (noise ** 2 * variance[p])));
      // Root mean square over outputs × reads samples: standard error below 1 %, and second order in the noise.
      const mean = Math.sqrt(ratios.reduce((sum, r) => sum + r * r, 0) / ratios.length);
      expect(Math.abs(mean - 1)).toBeLessThan(0.03);
      for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(4.9 / Math.sqrt(2 * reads) + 0.02);
    },
  );

  it("couples the inputs where a tile's lines do, and is still that of a Monte Carlo", () => {
    const of = array(16, 16, 16);
    const electrics = wires(20, { driver: 10, readout: 3000 });
    const response = solvedResponse(of, electrics, 0.2, kernel);
    expect(response.noise.coupled).toHaveLength(1);
    // Inputs of one sign add their couplings up, where random ones hide most of them.
    for (const v of [inputs(16), new Float64Array(16).fill(0.1)]) {
      const variance = new Float64Array(of.outputs);
      noiseVariance(response, dense(1, 16, v), 0, variance);
      const measured = fluctuations(of, electrics, v, 0.02, 800);
      // 8 outputs × 800 reads: standard error .9 %.
      const ratio = Math.sqrt(sumOf(measured) / (0.02 ** 2 * sumOf(variance)));
      expect(Math.abs(ratio - 1)).toBeLessThan(0.04);
    }
  });

  it("is far from the formula without wires where wires are bad", () => {
    const of = array(64, 64, 64);
    const v = dense(1, 64, inputs(64));
    const deviation = (response: ArrayResponse): number => {
      const variance = new Float64Array(of.outputs);
      noiseVariance(response, v, 0, variance);
      return Math.sqrt(variance.reduce((sum, x) => sum + x, 0) / of.outputs);
    };
    const ratio =
      deviation(idealResponse(of, 0.2)) /
      deviation(solvedResponse(of, wires(20, { driver: 10, readout: 10 }), 0.2, kernel));
    expect(ratio).toBeGreaterThan(3);
    expect(ratio).toBeLessThan(12);
  });
});

describe("the signal that common lines leave over, 0.2476 Ω a segment, 10 Ω drivers and readouts, 20 Ω switches", () => {
  // Figures of a circuit simulation that others made of such arrays, devices of 63.3 µS.
  const electrics = (more: Partial<ArrayElectrics>): ArrayElectrics => ({
    ...wires(0.2476, { driver: 10, readout: 10, tileSwitch: 20, globalSegment: 0.2476 / 16, drive: "both" }),
    ...more,
  });
  const mean63 = (of: ProgrammedArray): ProgrammedArray => ({
    ...of,
    cells: linearCells(of.cells.conductance.map((g) => (g * 63.3) / 61.7)),
  });
  it.each([
    ["drivers at both ends", { driverEnds: "both" }, 0.897, 0.005],
    ["a driver at one end", { driverEnds: "one" }, 0.862, 0.005],
    ["global lines without resistance", { driver: 0, readout: 0, globalSegment: 0 }, 0.97, 0.01],
  ] as const)("64 × 128, %s", (_, more, expected, margin) => {
    const { mean, worstCell } = signalRetention(mean63(array(64, 128, 16)), electrics(more), kernel);
    expect(Math.abs(mean - expected)).toBeLessThan(margin);
    expect(worstCell).toBeLessThan(mean);
  });

  it("is the same without the tiles that hold no output", () => {
    const few = signalRetention(
      array(32, 512, 16, { outputs: 32 }),
      electrics({ driverEnds: "one" }),
      kernel,
    );
    const own = signalRetention(array(32, 64, 16), electrics({ driverEnds: "one" }), kernel);
    // Other draws of the same devices.
    expect(Math.abs(few.mean - own.mean)).toBeLessThan(0.003);
  });
});

it("drives solved one at a time give the transfer and power of the whole response", () => {
  const of = array(24, 40, 40, { driven: 17, outputs: 15 });
  const electrics = wires(5, { driver: 10, readout: 10, drive: "both" });
  const whole = solvedResponse(of, electrics, 0.2, kernel);
  const { transfer, delivered } = streamedDrives(of, electrics, kernel);
  for (let p = 0; p < 15; p++)
    for (let i = 0; i < 17; i++) {
      const one = transfer.data[2 * p * 17 + i] - transfer.data[(2 * p + 1) * 17 + i];
      expect(Math.abs(one - whole.transfer.data[p * 17 + i])).toBeLessThan(1e-12);
    }
  delivered.data.forEach((value, k) => {
    expect(Math.abs(value - whole.delivered.data[k])).toBeLessThan(1e-12);
  });
});

describe("the signal that wires leave over, word lines driven from both ends behind 10 Ω", () => {
  // Tabulated values of the same arrays to two digits, at 20 Ω and 1 Ω a segment.
  it.each([
    [8, 8, 20, 0.97],
    [16, 16, 20, 0.88],
    [64, 128, 20, 0.25],
    [64, 128, 1, 0.81],
  ])("%i × %i tiles at %i Ω: %f", (tileRows, tileColumns, ohm, expected) => {
    const of = programArray(
      device(),
      dense(tileColumns / 2, tileRows),
      {
        geometry: { rows: tileRows, columns: tileColumns, tileRows, tileColumns },
        pairing: "differential",
        openLines: 0,
        shortedLines: 0,
      },
      createRng("retention"),
    );
    const ends = wires(ohm, { driver: 10, readout: 10, drive: "both" });
    const { mean, worstCell } = signalRetention(of, ends, kernel);
    expect(Math.abs(mean - expected)).toBeLessThan(0.01);
    expect(worstCell).toBeLessThan(mean);
  });
});
