// Potentials of an array's global lines for given currents: conjugate gradient over the tiles' admittances.

import { UnconvergedError } from "#crossbar-solver";
import type { GlobalLine, GlobalNet } from "./global-net.ts";
import type { TilePorts } from "./tile-ports.ts";

/** Euclidean norm of what is left over that of the given currents. */
const TOLERANCE = 1e-13;

/** Solves for the potentials (V) of a net's nodes, currents (A) into them given. Throws UnconvergedError. */
export type GlobalSolver = (current: Float64Array) => Float64Array;

/**
 * A solver of the linear network of global lines and tiles. Preconditioned by every line alone, which is tridiagonal: its
 * wires, its ties and what the tiles' ports on it conduct.
 */
export function globalSolver(net: GlobalNet, tiles: readonly TilePorts[]): GlobalSolver {
  const count = net.nodes.length;
  const loads = nodeLoads(net, tiles);
  const chains = net.lines.map((line) => factored(line, loads));
  const most = 10 * count + 1000;
  return (current) => {
    const x = new Float64Array(count);
    const residual = current.slice();
    const z = new Float64Array(count);
    const image = new Float64Array(count);
    const goal = TOLERANCE * Math.sqrt(inner(current, current));
    precondition(chains, residual, z);
    const p = z.slice();
    let energy = inner(residual, z);
    for (let step = 0; step < most; step++) {
      if (Math.sqrt(inner(residual, residual)) <= goal) return x;
      multiply(net, tiles, p, image);
      const curvature = inner(p, image);
      // Rounding has eaten what was left: the caller judges by the currents of the tiles.
      if (!(curvature > 0)) return x;
      const alpha = energy / curvature;
      for (let n = 0; n < count; n++) {
        x[n] += alpha * p[n];
        residual[n] -= alpha * image[n];
      }
      precondition(chains, residual, z);
      const next = inner(residual, z);
      const beta = next / energy;
      energy = next;
      for (let n = 0; n < count; n++) p[n] = z[n] + beta * p[n];
    }
    throw new UnconvergedError(`global lines: no potentials after ${most} conjugate-gradient steps`);
  };
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
  return sum;
}

/** Currents (A) that wires and ties take from each node at the given potentials, without the tiles. */
export function wireCurrents({ lines }: GlobalNet, potential: Float64Array, into: Float64Array): void {
  into.fill(0);
  for (const { nodes, links, ties } of lines) {
    for (let k = 0; k < links.length; k++) {
      const through = links[k] * (potential[nodes[k]] - potential[nodes[k + 1]]);
      into[nodes[k]] += through;
      into[nodes[k + 1]] -= through;
    }
    for (const { node, conductance } of ties) into[node] += conductance * potential[node];
  }
}

function multiply(
  net: GlobalNet,
  tiles: readonly TilePorts[],
  potential: Float64Array,
  into: Float64Array,
): void {
  wireCurrents(net, potential, into);
  tiles.forEach(({ admittance: { rows, data } }, t) => {
    const nodes = net.portNodes[t];
    for (let p = 0; p < rows; p++) {
      let sum = 0;
      for (let q = 0; q < rows; q++) sum += data[p * rows + q] * potential[nodes[q]];
      into[nodes[p]] += sum;
    }
  });
}

/** A line's tridiagonal matrix, factored. */
interface Chain {
  readonly nodes: readonly number[];
  readonly off: Float64Array;
  readonly inverse: Float64Array;
}

/** One line by itself, every other line held at 0 V. */
function factored({ nodes, links, ties }: GlobalLine, loads: Float64Array): Chain {
  const diagonal = Float64Array.from(nodes, (node) => loads[node]);
  const off = new Float64Array(links.length);
  links.forEach((conductance, k) => {
    diagonal[k] += conductance;
    diagonal[k + 1] += conductance;
    off[k] -= conductance;
  });
  for (const { node, conductance } of ties) diagonal[nodes.indexOf(node)] += conductance;
  const inverse = new Float64Array(nodes.length);
  for (let k = 0; k < nodes.length; k++)
    inverse[k] = 1 / (diagonal[k] - (k === 0 ? 0 : off[k - 1] ** 2 * inverse[k - 1]));
  return { nodes, off, inverse };
}

/** What the tiles' ports at each node conduct to all others, S. */
function nodeLoads(net: GlobalNet, tiles: readonly TilePorts[]): Float64Array {
  const loads = new Float64Array(net.nodes.length);
  tiles.forEach(({ admittance: { rows, data } }, t) => {
    for (let p = 0; p < rows; p++) loads[net.portNodes[t][p]] += data[p * rows + p];
  });
  return loads;
}

function precondition(chains: readonly Chain[], residual: Float64Array, into: Float64Array): void {
  for (const { nodes, off, inverse } of chains) {
    for (let k = 0; k < nodes.length; k++)
      into[nodes[k]] = residual[nodes[k]] - (k === 0 ? 0 : off[k - 1] * inverse[k - 1] * into[nodes[k - 1]]);
    for (let k = nodes.length - 1; k >= 0; k--)
      into[nodes[k]] =
        inverse[k] * (into[nodes[k]] - (k + 1 < nodes.length ? off[k] * into[nodes[k + 1]] : 0));
  }
}
