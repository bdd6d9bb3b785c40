import { type Dense, dense, dot, fourthPower, normals, type Rng, row } from "#base";
import {
  type ArrayResponse,
  circuitReader,
  connectedTiles,
  outputCurrents,
  signalRetention,
  tileRegions,
} from "#crossbar-arrays";
import { drawProjections } from "../attention/hash-code.ts";
import type { Design } from "../design/design.ts";
import { electricsOf, encodingOf } from "../design/electrics.ts";
import { type CurrentLoad, currentLoads } from "../design/line-limits.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import { dacLevels } from "./hashers.ts";
import type { Kernels } from "./kernels.ts";
import { programArrays, responseOf } from "./programmed-set.ts";

/** Effect of one array's full circuit on a hash, compared with the simulation's model. */
export interface HashCircuit {
  readonly reads: number;
  readonly outputs: number;
  /** Share of the signal that reaches the readouts: mean over columns, and worst cell. */
  readonly retained: number;
  readonly worstCell: number;
  /** The same mean without resistance of tile switches and global lines, which is the cost of tiling. */
  readonly retainedByWires: number;
  /** Transfer over conductance of every driven cell, rows × columns; NaN for unread cells. */
  readonly map: Dense;
  /** Conductances of all cells, S. */
  readonly conductance: Float64Array;
  /** Noise-free signs that differ between the simulation and the full circuit with the cells' own law. */
  readonly flips: { readonly signs: number; readonly flipped: number; readonly upper95: number };
  /** Mean power of a read (W): by the simulation, by the circuit, and the devices' part of the latter. */
  readonly power: { readonly simulated: number; readonly circuit: number; readonly devices: number };
  /** Tiles in the solved circuit, and in the whole array. */
  readonly tiles: { readonly connected: number; readonly all: number };
  /** Peak currents of lines and drivers with all inputs at full scale. */
  readonly loads: readonly CurrentLoad[];
}

const READS = 24;

/**
 * Solves one programmed array of the design for each read, with the cells' own current-voltage law (Newton's
 * method if nonlinear), for Gaussian vectors in the design's encoding. Throws UnconvergedError.
 */
export function measureCircuit(design: Design, workload: Workload, rng: Rng, kernels?: Kernels): HashCircuit {
  const { memristor } = design.hashing;
  const width = workload.headWidth;
  const code = hashCodeOf(workload.attention, workload.length);
  const projections = drawProjections(code, width, rng.fork("projections"));
  const [array] = programArrays(design, projections, rng.fork("array"));
  const response = responseOf(design, array, kernels);
  const electrics = electricsOf(design);
  const law = memristor.behaviour.law(array.cells);
  const reads = phaseVoltages(design, dense(READS, width, normals(READS * width, rng.fork("vectors"))));
  const solved = circuitReader(array, electrics, law, kernels?.solver);
  const simulated = (v: Float64Array) => outputCurrents(response, dense(1, width, v)).data;
  let flipped = 0;
  const power = { simulated: 0, circuit: 0, devices: 0 };
  for (const { voltages, idle } of reads) {
    const read = solved(voltages);
    const fast = simulated(voltages);
    // Signs are of the output minus that of a zero input.
    const base = idle === null ? null : { circuit: solved(idle).outputs, fast: simulated(idle) };
    for (let p = 0; p < array.outputs; p++) {
      const sign = read.outputs[p] - (base?.circuit[p] ?? 0) >= 0;
      if (sign !== fast[p] - (base?.fast[p] ?? 0) >= 0) flipped++;
    }
    power.circuit += read.power / READS;
    power.devices += read.devices / READS;
    power.simulated += powerOf(response, voltages) / READS;
  }
  const retention = signalRetention(array, electrics, kernels?.solver);
  const volts = design.hashing.driver.behaviour.readVoltage;
  const signs = READS * array.outputs;
  return {
    reads: READS,
    outputs: array.outputs,
    retained: retention.mean,
    worstCell: retention.worstCell,
    retainedByWires: signalRetention(
      array,
      { ...electrics, tileSwitch: 0, globalSegment: 0 },
      kernels?.solver,
    ).mean,
    map: retention.map,
    conductance: array.cells.conductance,
    flips: { signs, flipped, upper95: upperLimit(flipped, signs) },
    power,
    tiles: { connected: connectedTiles(array).length, all: tileRegions(array).length },
    loads: currentLoads(design, {
      peakLineCurrent: response.peakLineConductance * volts,
      peakGlobalCurrent: response.peakGlobalConductance * volts,
      peakDriverCurrent: response.peakDriverConductance * volts,
    }),
  };
}

/** Word-line voltages of one phase per vector, in rotation, and of a zero input if it draws current. */
function phaseVoltages(design: Design, vectors: Dense) {
  const { phases, baseline, isTimed } = encodingOf(design);
  const levels = dacLevels(design, vectors);
  const volts = design.hashing.driver.behaviour.readVoltage;
  // A pulse has the full voltage throughout.
  const held = (level: number): number => volts * (isTimed ? Math.sign(level) : level);
  return Array.from({ length: vectors.rows }, (_, t) => {
    const n = t % phases.length;
    return {
      voltages: row(levels, t).map((x) => held(phases[n].level(x))),
      idle: baseline[n] === 0 ? null : new Float64Array(vectors.columns).fill(volts * baseline[n]),
    };
  });
}

/** Drivers' power (W) of one read by the response's quadratic form and third-order part. */
function powerOf(response: ArrayResponse, v: Float64Array): number {
  const { data } = response.delivered;
  let power = 0;
  for (let i = 0; i < v.length; i++)
    power += v[i] * dot(data, i * v.length, v, 0, v.length) + response.cubicPower[i] * fourthPower(v[i]);
  return power;
}

/** One-sided 95 % limit of a share (Wilson's score interval). */
function upperLimit(events: number, trials: number): number {
  const z = 1.645;
  const share = events / trials;
  const centre = share + z ** 2 / (2 * trials);
  const width = z * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  return (centre + width) / (1 + z ** 2 / trials);
}
