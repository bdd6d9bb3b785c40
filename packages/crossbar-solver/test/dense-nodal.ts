import { Matrix, solve as solveDense } from "ml-matrix";
import { type Circuit, SIDES, type Side } from "../src/circuit.ts";

/** What an independent dense nodal analysis says of a small circuit; NaN where a node or terminal floats. */
export interface NodalAnswer {
  readonly word: Float64Array;
  readonly bit: Float64Array;
  readonly terminal: Record<Side, number[] | null>;
}

interface Branch {
  readonly from: number;
  readonly to: number;
  readonly conductance: number;
  readonly isCell: boolean;
  /** Third-order coefficient of a cell, S/V². */
  readonly cubic?: number;
}

interface Source {
  readonly side: Side;
  readonly line: number;
  readonly node: number;
  readonly voltage: number;
  readonly resistance: number;
}

/**
 * Modified nothing, assumed nothing: one unknown a node (nodes joined by 0 Ω are one), the full conductance
 * matrix, Gaussian elimination. Curved cells by dense Newton from the linear solution with step halving.
 * It shares no code with the solver but the circuit's type.
 */
export function denseNodal(circuit: Circuit): NodalAnswer {
  const { rows, columns } = circuit;
  const cells = rows * columns;
  const join = Array.from({ length: 2 * cells }, (_, k) => k);
  const root = (k: number): number => {
    let at = k;
    while (join[at] !== at) at = join[at];
    return at;
  };
  const W = (i: number, j: number): number => i * columns + j;
  const B = (i: number, j: number): number => cells + i * columns + j;
  const wires: [number, number, number][] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      if (j + 1 < columns) wires.push([W(i, j), W(i, j + 1), circuit.wordSegment]);
      if (i + 1 < rows) wires.push([B(i, j), B(i + 1, j), circuit.bitSegment]);
    }
  for (const [a, b, r] of wires) if (r === 0) join[root(a)] = root(b);
  const branches: Branch[] = wires
    .filter(([, , r]) => r > 0)
    .map(([a, b, r]) => ({ from: root(a), to: root(b), conductance: 1 / r, isCell: false }));
  for (let k = 0; k < cells; k++)
    if (circuit.conductance[k] > 0)
      branches.push({
        from: root(k),
        to: root(cells + k),
        conductance: circuit.conductance[k],
        isCell: true,
        cubic: circuit.device.model === "cubic" ? circuit.device.cubic[k] : 0,
      });
  const sources: Source[] = [];
  const attach: Record<Side, (line: number) => number> = {
    left: (i) => W(i, 0),
    right: (i) => W(i, columns - 1),
    top: (j) => B(0, j),
    bottom: (j) => B(rows - 1, j),
  };
  for (const side of SIDES)
    circuit.terminals[side]?.forEach((t, line) => {
      if (t !== null)
        sources.push({
          side,
          line,
          node: root(attach[side](line)),
          voltage: t.voltage,
          resistance: t.resistance,
        });
    });
  const potential = new Map<number, number>();
  for (const s of sources) if (s.resistance === 0) potential.set(s.node, s.voltage);

  const live = reachable(branches, sources);
  const unknown = [...live].filter((node) => !potential.has(node));
  const index = new Map(unknown.map((node, at) => [node, at]));
  const a = circuit.device.model === "sinh" ? circuit.device.sharpness : 0;
  const isCurved = circuit.device.model !== "linear";
  const cellCurrent = ({ conductance: g, cubic = 0 }: Branch, v: number): number =>
    a > 0 ? (g / a) * Math.sinh(a * v) : g * v + cubic * v ** 3;
  const cellSlope = ({ conductance: g, cubic = 0 }: Branch, v: number): number =>
    a > 0 ? g * Math.cosh(a * v) : g + 3 * cubic * v ** 2;
  for (const node of unknown) potential.set(node, 0);

  const newton = (linear: boolean): number => {
    const n = unknown.length;
    if (n === 0) return 0;
    const J = Matrix.zeros(n, n);
    const F = Matrix.zeros(n, 1);
    const stamp = (node: number, current: number, slopes: [number, number][]): void => {
      const at = index.get(node);
      if (at === undefined) return;
      F.set(at, 0, F.get(at, 0) - current);
      for (const [other, slope] of slopes) {
        const to = index.get(other);
        if (to !== undefined) J.set(at, to, J.get(at, to) + slope);
      }
    };
    for (const b of branches) {
      if (!live.has(b.from)) continue;
      const v = potential.get(b.from)! - potential.get(b.to)!;
      const nonlinear = b.isCell && !linear;
      const current = nonlinear ? cellCurrent(b, v) : b.conductance * v;
      const slope = nonlinear ? cellSlope(b, v) : b.conductance;
      stamp(b.from, current, [
        [b.from, slope],
        [b.to, -slope],
      ]);
      stamp(b.to, -current, [
        [b.to, slope],
        [b.from, -slope],
      ]);
    }
    for (const s of sources)
      if (s.resistance > 0)
        stamp(s.node, (potential.get(s.node)! - s.voltage) / s.resistance, [[s.node, 1 / s.resistance]]);
    const step = solveDense(J, F);
    let largest = 0;
    unknown.forEach((node, at) => {
      // A step longer than 1/a would leave the range where the tangent says anything.
      const raw = step.get(at, 0);
      const clipped = linear || a === 0 ? raw : Math.max(-1 / a, Math.min(1 / a, raw));
      potential.set(node, potential.get(node)! + clipped);
      largest = Math.max(largest, Math.abs(clipped));
    });
    return largest;
  };
  newton(true);
  newton(true);
  if (isCurved) for (let step = 0; step < 500 && newton(false) > 1e-15; step++);

  const at = (k: number): number => (live.has(root(k)) ? potential.get(root(k))! : Number.NaN);
  const terminal = {} as Record<Side, number[] | null>;
  for (const side of SIDES) terminal[side] = circuit.terminals[side]?.map(() => Number.NaN) ?? null;
  for (const s of sources) {
    let out: number;
    if (s.resistance > 0) out = (potential.get(s.node)! - s.voltage) / s.resistance;
    else {
      out = 0;
      for (const b of branches) {
        if (b.from !== s.node && b.to !== s.node) continue;
        const v = potential.get(b.from)! - potential.get(b.to)!;
        const current = b.isCell ? cellCurrent(b, v) : b.conductance * v;
        out += b.to === s.node ? current : -current;
      }
      for (const other of sources)
        if (other.node === s.node && other.resistance > 0)
          out += (other.voltage - s.voltage) / other.resistance;
      const pins = sources.filter((other) => other.node === s.node && other.resistance === 0).length;
      out /= pins;
    }
    terminal[s.side]![s.line] = out;
  }
  return {
    word: Float64Array.from({ length: cells }, (_, k) => at(k)),
    bit: Float64Array.from({ length: cells }, (_, k) => at(cells + k)),
    terminal,
  };
}

function reachable(branches: readonly Branch[], sources: readonly Source[]): Set<number> {
  const neighbours = new Map<number, number[]>();
  for (const { from, to } of branches) {
    neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
    neighbours.set(to, [...(neighbours.get(to) ?? []), from]);
  }
  const live = new Set(sources.map((s) => s.node));
  for (const node of live) for (const next of neighbours.get(node) ?? []) live.add(next);
  return live;
}

/** Largest difference of two arrays over the largest magnitude of the second; Infinity when NaNs differ. */
export function relativeError(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  let error = 0;
  let scale = 0;
  for (let k = 0; k < theirs.length; k++) {
    if (Number.isNaN(ours[k]) !== Number.isNaN(theirs[k])) return Number.POSITIVE_INFINITY;
    if (Number.isNaN(theirs[k])) continue;
    error = Math.max(error, Math.abs(ours[k] - theirs[k]));
    scale = Math.max(scale, Math.abs(theirs[k]));
  }
  return error === 0 ? 0 : error / scale;
}
