import { type Circuit, SIDES, type Side } from "../src/circuit.ts";
import type { NodalAnswer } from "./dense-nodal.ts";

/** Fraction bits of the fixed-point numbers: 72 decimal digits behind the point. */
const BITS = 240n;
export const ONE = 1n << BITS;

/** The double, exactly, in fixed point (anything below 2⁻²⁴⁰ is cut). */
export function fixed(value: number): bigint {
  let scaled = value;
  let exponent = 0n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent++;
  }
  return (BigInt(scaled) << BITS) >> exponent;
}

export const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;
export const over = (a: bigint, b: bigint): bigint => (a << BITS) / b;

/** The value as a double, correctly scaled however small it is. */
export function double(value: bigint): number {
  if (value === 0n) return 0;
  const size = value < 0n ? -value : value;
  const surplus = BigInt(size.toString(16).length * 4) - 64n;
  const head =
    surplus > 0n ? Number(size >> surplus) * 2 ** Number(surplus - BITS) : Number(size) * 2 ** -Number(BITS);
  return value < 0n ? -head : head;
}

interface ExactBranch {
  readonly a: number;
  readonly b: number;
  readonly g: bigint;
  /** Index of the cell, or −1 for a wire. */
  readonly cell: number;
}

interface ExactSource {
  readonly side: Side;
  readonly line: number;
  readonly node: number;
  readonly v: bigint;
  readonly r: bigint;
}

/** A small circuit in fixed point, nodes joined by 0 Ω taken together. */
export interface ExactNetwork {
  readonly circuit: Circuit;
  readonly root: (node: number) => number;
  readonly branches: readonly ExactBranch[];
  readonly sources: readonly ExactSource[];
  /** Nodes with a path to a source. */
  readonly live: ReadonlySet<number>;
  /** The live nodes that no pin holds. */
  readonly unknown: readonly number[];
  /** Starts with what the pins give. */
  readonly potential: Map<number, bigint>;
}

export function exactNetwork(circuit: Circuit): ExactNetwork {
  const { rows, columns } = circuit;
  const cells = rows * columns;
  const join = Array.from({ length: 2 * cells }, (_, k) => k);
  const root = (k: number): number => (join[k] === k ? k : root(join[k]));
  const pairs: [number, number, number][] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const k = i * columns + j;
      if (j + 1 < columns) pairs.push([k, k + 1, circuit.wordSegment]);
      if (i + 1 < rows) pairs.push([cells + k, cells + k + columns, circuit.bitSegment]);
    }
  for (const [a, b, r] of pairs) if (r === 0) join[root(a)] = root(b);
  const branches: ExactBranch[] = pairs
    .filter(([, , r]) => r > 0)
    .map(([a, b, r]) => ({ a: root(a), b: root(b), g: over(ONE, fixed(r)), cell: -1 }));
  circuit.conductance.forEach((g, k) => {
    if (g > 0) branches.push({ a: root(k), b: root(cells + k), g: fixed(g), cell: k });
  });
  const nodeOf: Record<Side, (line: number) => number> = {
    left: (i) => i * columns,
    right: (i) => (i + 1) * columns - 1,
    top: (j) => cells + j,
    bottom: (j) => cells + (rows - 1) * columns + j,
  };
  const sources = SIDES.flatMap((side) =>
    (circuit.terminals[side] ?? []).flatMap((t, line) =>
      t === null
        ? []
        : [{ side, line, node: root(nodeOf[side](line)), v: fixed(t.voltage), r: fixed(t.resistance) }],
    ),
  );
  const potential = new Map<number, bigint>();
  for (const s of sources) if (s.r === 0n) potential.set(s.node, s.v);
  const live = new Set(sources.map((s) => s.node));
  for (const node of live)
    for (const { a, b } of branches) {
      if (a === node) live.add(b);
      if (b === node) live.add(a);
    }
  const unknown = [...live].filter((node) => !potential.has(node)).sort(byRow(circuit));
  return { circuit, root, branches, sources, live, unknown, potential };
}

/** Row by row, so that elimination fills in a band only. */
const byRow =
  ({ rows, columns }: Circuit) =>
  (a: number, b: number): number => {
    const cells = rows * columns;
    return (a % cells) - (b % cells) || a - b;
  };

/** Potentials and currents of a solved network, as doubles. */
export function exactAnswer(
  { circuit, root, branches, sources, live, potential }: ExactNetwork,
  current: (branch: ExactBranch) => bigint,
): NodalAnswer & { readonly device: Float64Array } {
  const cells = circuit.rows * circuit.columns;
  const at = (k: number): number => (live.has(root(k)) ? double(potential.get(root(k))!) : Number.NaN);
  const terminal = {} as Record<Side, number[] | null>;
  for (const side of SIDES) terminal[side] = circuit.terminals[side]?.map(() => Number.NaN) ?? null;
  for (const s of sources) {
    if (s.r > 0n) {
      terminal[s.side]![s.line] = double(over(potential.get(s.node)! - s.v, s.r));
      continue;
    }
    let out = 0n;
    for (const br of branches) {
      if (br.b === s.node && br.a !== s.node) out += current(br);
      if (br.a === s.node && br.b !== s.node) out -= current(br);
    }
    const sharing = sources.filter((other) => other.node === s.node);
    for (const other of sharing) if (other.r > 0n) out += over(other.v - s.v, other.r);
    terminal[s.side]![s.line] = double(out) / sharing.filter((other) => other.r === 0n).length;
  }
  const device = new Float64Array(cells);
  for (const br of branches) if (br.cell >= 0 && live.has(br.a)) device[br.cell] = double(current(br));
  return {
    word: Float64Array.from({ length: cells }, (_, k) => at(k)),
    bit: Float64Array.from({ length: cells }, (_, k) => at(cells + k)),
    terminal,
    device,
  };
}

/**
 * Nodal analysis of a small linear circuit in fixed-point arithmetic of some 70 digits, for the cases where
 * a double-precision reference is itself the less exact side: milliohm wires, near-shorts, weak ties.
 */
export function exactNodal(circuit: Circuit): NodalAnswer & { readonly device: Float64Array } {
  const network = exactNetwork(circuit);
  const { unknown, branches, sources, potential } = network;
  eliminate(unknown, branches, sources, potential);
  return exactAnswer(network, ({ a, b, g }) => times(g, potential.get(a)! - potential.get(b)!));
}

/** Gaussian elimination; writes the unknown potentials. `inward`: further currents into the nodes. */
export function eliminate(
  unknown: readonly number[],
  branches: readonly { readonly a: number; readonly b: number; readonly g: bigint }[],
  sources: readonly { node: number; v: bigint; r: bigint }[],
  potential: Map<number, bigint>,
  inward: ReadonlyMap<number, bigint> = new Map(),
): void {
  const n = unknown.length;
  const index = new Map(unknown.map((node, at) => [node, at]));
  const rows = Array.from({ length: n }, () => new Array<bigint>(n + 1).fill(0n));
  const tie = (node: number, other: number, g: bigint): void => {
    const at = index.get(node);
    if (at === undefined || node === other) return;
    rows[at][at] += g;
    const to = index.get(other);
    if (to === undefined) rows[at][n] += times(g, potential.get(other)!);
    else rows[at][to] -= g;
  };
  for (const { a, b, g } of branches) {
    if (!index.has(a) && !index.has(b)) continue;
    tie(a, b, g);
    tie(b, a, g);
  }
  for (const s of sources) {
    const at = index.get(s.node);
    if (at === undefined || s.r === 0n) continue;
    const g = over(ONE, s.r);
    rows[at][at] += g;
    rows[at][n] += times(g, s.v);
  }
  for (const [node, current] of inward) {
    const at = index.get(node);
    if (at !== undefined) rows[at][n] += current;
  }
  for (let k = 0; k < n; k++)
    for (let i = k + 1; i < n; i++) {
      if (rows[i][k] === 0n) continue;
      const factor = over(rows[i][k], rows[k][k]);
      for (let j = k; j <= n; j++) if (rows[k][j] !== 0n) rows[i][j] -= times(factor, rows[k][j]);
    }
  for (let k = n - 1; k >= 0; k--) {
    let value = rows[k][n];
    for (let j = k + 1; j < n; j++)
      if (rows[k][j] !== 0n) value -= times(rows[k][j], potential.get(unknown[j])!);
    potential.set(unknown[k], over(value, rows[k][k]));
  }
}
