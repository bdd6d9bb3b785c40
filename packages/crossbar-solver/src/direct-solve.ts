import type { Circuit } from "./circuit.ts";
import { sourceRange } from "./circuit-faults.ts";
import { currentAt, isLinear, type Potentials, slopeAt, steepness, voltageAt } from "./device-law.ts";
import { UnconvergedError } from "./errors.ts";
import { eliminationWork, FrontalElimination } from "./frontal-elimination.ts";
import type { FloatingLines } from "./islands.ts";
import {
  type CellCurrent,
  largestSource,
  type NodalNetwork,
  nodalMismatch,
  nodalNetwork,
  spreadPotentials,
} from "./nodal-network.ts";
import { PairedSums } from "./paired-sums.ts";

/** Multiplications a direct solve may take: some 10 s of one core, a 256 × 256 linear array. */
const WORK_BUDGET = 1e10;

const MAX_STEPS = 400;

/** Most corrections by one elimination; each is some 1e-12 of the one before. */
const CORRECTIONS = 6;

/** A correction below this share of the largest source is not followed by another one. */
const SETTLED = 2 ** -80;

/** Steepness times change of voltage from which Newton's own convergence is quadratic. */
const NEAR = 1e-4;

/** Newton steps made once they converge quadratically. */
const LAST_STEPS = 4;

/** Whether `solveDirectly` would take a circuit. A curved one costs some thirty eliminations. */
export const isDirectlySolvable = (circuit: Circuit): boolean =>
  eliminationWork(circuit) * (isLinear(circuit) ? 1 : 30) <= WORK_BUDGET;

/**
 * Potentials of any circuit, over the reference, by elimination and correction of the mismatch in paired
 * arithmetic: for what iterations cannot resolve, islands whose tie to the rest is a trillionth of their
 * inner conductance. Throws UnconvergedError where curved cells find no operating point.
 */
export function solveDirectly(circuit: Circuit, floating: FloatingLines, shift: number): Potentials {
  const network = nodalNetwork(circuit, floating, shift);
  const at = new PairedSums(network.held.length);
  at.head.set(network.given);
  if (isLinear(circuit)) {
    const carry: CellCurrent = (into, from, to, k, drop) => {
      into.addProduct(from, -circuit.conductance[k], drop.head, drop.tail);
      into.addProduct(to, circuit.conductance[k], drop.head, drop.tail);
    };
    correct(network, new FrontalElimination(network, circuit.conductance), at, carry);
  } else findOperatingPoint(network, at);
  return spreadPotentials(network, at);
}

/** Corrects the mismatch of the branches at `at` until a correction is negligible. */
function correct(
  network: NodalNetwork,
  elimination: FrontalElimination,
  at: PairedSums,
  carry: CellCurrent,
  most = CORRECTIONS,
): void {
  const scale = largestSource(network);
  const mismatch = new PairedSums(network.held.length);
  for (let pass = 0; pass < most; pass++) {
    nodalMismatch(network, at, carry, mismatch);
    const correction = elimination.solve(mismatch);
    let largest = 0;
    for (let node = 0; node < correction.length; node++) {
      if (correction[node] === 0) continue;
      at.add(node, correction[node], 0);
      largest = Math.max(largest, Math.abs(correction[node]));
    }
    if (!(largest > SETTLED * scale)) return;
  }
}

/**
 * Newton from 0 V; each cell has its own voltage, at which its tangent is taken. Where the tangent demands
 * more voltage, the cell takes the voltage at which it carries the current that the tangent predicts: the law
 * is steeper than its tangent, so this is less, and an exponential takes as many steps as a straight line.
 */
function findOperatingPoint(network: NodalNetwork, at: PairedSums): void {
  const { circuit } = network;
  const { low, high } = sourceRange(circuit);
  const steep = steepness(circuit, high - low);
  const cells = circuit.conductance.length;
  const voltage = new Float64Array(cells);
  const slope = new Float64Array(cells);
  const offset = new Float64Array(cells);
  const linearised: CellCurrent = (into, from, to, k, drop) => {
    into.add(from, -offset[k], 0);
    into.add(to, offset[k], 0);
    into.addProduct(from, -slope[k], drop.head, drop.tail);
    into.addProduct(to, slope[k], drop.head, drop.tail);
  };
  for (let step = 0; step < MAX_STEPS; step++) {
    for (let k = 0; k < cells; k++) {
      slope[k] = slopeAt(circuit, k, voltage[k]);
      offset[k] = currentAt(circuit, k, voltage[k]) - slope[k] * voltage[k];
    }
    const elimination = new FrontalElimination(network, slope);
    at.clear();
    at.head.set(network.given);
    correct(network, elimination, at, linearised, 3);
    let change = 0;
    for (let k = 0; k < cells; k++) {
      if (circuit.conductance[k] === 0) continue;
      const drop = dropOf(network, at, k);
      change = Math.max(change, Math.abs(drop - voltage[k]));
      const predicted = slope[k] * drop + offset[k];
      const carried = Math.sign(predicted) * voltageAt(circuit, k, Math.abs(predicted));
      const isLess = carried * drop > 0 && Math.abs(carried) < Math.abs(drop);
      voltage[k] = isLess ? carried : Math.max(low - high, Math.min(high - low, drop));
    }
    if (steep * change > NEAR) continue;
    polish(network, at, slope);
    return;
  }
  throw new UnconvergedError(`crossbar solve: no operating point after ${MAX_STEPS} direct Newton steps`);
}

/** Newton steps on the mismatch of the laws themselves. */
function polish(network: NodalNetwork, at: PairedSums, slope: Float64Array): void {
  const { circuit } = network;
  const carry: CellCurrent = (into, from, to, k, drop) => {
    const current = currentAt(circuit, k, drop.head);
    const rest = slopeAt(circuit, k, drop.head) * drop.tail;
    into.add(from, -current, -rest);
    into.add(to, current, rest);
  };
  for (let step = 0; step < LAST_STEPS; step++) {
    for (let k = 0; k < slope.length; k++) slope[k] = slopeAt(circuit, k, dropOf(network, at, k));
    correct(network, new FrontalElimination(network, slope), at, carry, 2);
  }
}

const dropOf = ({ wordNode, bitNode }: NodalNetwork, at: PairedSums, k: number): number =>
  at.head[wordNode[k]] - at.head[bitNode[k]] + (at.tail[wordNode[k]] - at.tail[bitNode[k]]);
