// Thermal noise of an array's devices, simulated read by read, against its closed form.

import { dense, digits, engineering, type Rng } from "#base";
import { idealResponse, programArray } from "#crossbar-arrays";
import { tioxMemristor } from "#memristors";
import { table } from "#reports";
import { noiseKey, plainVmmKernel, varianceForm } from "#vmm";
import { type Boundary, columned, renamed } from "./boundary.ts";
import { thermalFloor } from "./hash-forms.ts";

/** An array of untuned TiOx devices, read for a time at ±0.2 V, whose only noise is thermal. */
export interface ThermalPoint {
  readonly width: number;
  /** s */
  readonly readTime: number;
  /** Deviation of a column pair's noise over that of its signal: over simulated reads, and √(2kT / (t V² G cv²)). */
  readonly simulated: number;
  readonly formula: number;
  /** J of the devices in one read of a pair at ±0.2 V, and the least that this noise allows, 4 d kT / (ν² cv²). */
  readonly read: number;
  readonly floor: number;
}

const VOLTS = 0.2;
const READS = 48;
const OUTPUTS = 1024;
const BOLTZMANN = 1.380649e-23;
/** Temperature of the device's default, K. */
const KELVIN = 298.15;

/** Draws arrays and reads them over and over with the same ±1 inputs: what differs is noise, what outputs differ in is signal. */
export const thermalPoints = (
  widths: readonly number[],
  times: readonly number[],
  rng: Rng,
): ThermalPoint[] =>
  widths.flatMap((width) =>
    times.map((readTime) => thermalPoint(width, readTime, rng.fork(`${width} ${readTime}`))),
  );

function thermalPoint(width: number, readTime: number, rng: Rng): ThermalPoint {
  const memristor = tioxMemristor.schema.parse({
    model: tioxMemristor.model,
    bandwidth: `${1 / (2 * readTime)} Hz`,
    readNoise: 0,
    stuckOn: 0,
    stuckOff: 0,
  }).behaviour;
  const geometry = { rows: width, columns: 2 * OUTPUTS, tileRows: width, tileColumns: 2 * OUTPUTS };
  const weights = dense(OUTPUTS, width);
  const array = programArray(
    memristor,
    weights,
    { geometry, pairing: "differential", openLines: 0, shortedLines: 0 },
    rng.fork("array"),
  );
  const response = idealResponse(array, VOLTS);
  const vmm = plainVmmKernel.prepare({
    transfer: response.transfer,
    cubic: response.cubic,
    noise: varianceForm(response),
    readNoise: memristor.readNoise,
    readVoltage: VOLTS,
    dacBits: null,
    adc: null,
  });
  const signs = rng.fork("inputs");
  const input = Float64Array.from({ length: width }, () => (signs.integer(2) === 0 ? -1 : 1));
  const inputs = new Float64Array(READS * width);
  for (let read = 0; read < READS; read++) inputs.set(input, read * width);
  const currents = vmm.currents({
    inputs,
    dacFullScale: 1,
    key: noiseKey(rng.fork("noise")),
    firstVector: 0,
  });
  let [noise, signal] = [0, 0];
  for (let output = 0; output < OUTPUTS; output++) {
    let [sum, squares] = [0, 0];
    for (let read = 0; read < READS; read++) sum += currents[read * OUTPUTS + output];
    const mean = sum / READS;
    for (let read = 0; read < READS; read++) squares += (currents[read * OUTPUTS + output] - mean) ** 2;
    noise += squares / (READS - 1);
    signal += mean ** 2;
  }
  const { meanConductance, conductanceSpread } = memristor;
  const spread = conductanceSpread / meanConductance;
  const formula = Math.sqrt(
    (2 * BOLTZMANN * KELVIN) / (readTime * VOLTS ** 2 * meanConductance * spread ** 2),
  );
  const simulated = Math.sqrt(noise / signal);
  return {
    width,
    readTime,
    simulated,
    formula,
    read: 2 * width * VOLTS ** 2 * meanConductance * readTime,
    floor: thermalFloor(width, simulated, spread, KELVIN),
  };
}

export const thermalBoundary: Boundary<readonly ThermalPoint[]> = {
  called: "thermal noise",
  find: ({ rng }) => thermalPoints([64, 128], [2e-9, 10e-9], rng.fork("thermal")),
  json: (found) =>
    found.map((own) => renamed(own, { readTime: "readTime_s", read: "read_J", floor: "floor_J" })),
  sentences: (found) => {
    const errors = found.map(({ simulated, formula }) => Math.abs(simulated / formula - 1));
    return [
      `Thermal noise of a read: formula within ${digits(100 * Math.max(...errors))} % of simulated reads.`,
    ];
  },
  pages: (found) => [
    table(
      columned(found, {
        d: ({ width }) => String(width),
        read: ({ readTime }) => engineering(readTime, "s"),
        simulated: ({ simulated }) => digits(simulated),
        formula: ({ formula }) => digits(formula),
        "read energy": ({ read }) => engineering(read, "J"),
        least: ({ floor }) => engineering(floor, "J"),
      }),
      { title: "Thermal noise of arrays of TiOx devices over the signal" },
    ),
  ],
};
