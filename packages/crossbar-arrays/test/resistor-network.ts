// A tiled array as a bare list of resistors, solved by conjugate gradient with a diagonal preconditioner: written from the
// description of the circuit, with nothing of the code under test but its numbers.

import type { ArrayElectrics, ProgrammedArray } from "../index.ts";

interface Resistor {
  readonly from: number;
  readonly to: number;
  readonly conductance: number;
}

/** Node potentials (V) with `fixed` nodes given. */
function solve(nodes: number, resistors: readonly Resistor[], fixed: ReadonlyMap<number, number>) {
  const diagonal = new Float64Array(nodes);
  for (const { from, to, conductance } of resistors) {
    diagonal[from] += conductance;
    diagonal[to] += conductance;
  }
  const free = (values: Float64Array): Float64Array => {
    for (const node of fixed.keys()) values[node] = 0;
    return values;
  };
  const apply = (x: Float64Array): Float64Array => {
    const y = new Float64Array(nodes);
    for (const { from, to, conductance } of resistors) {
      const current = conductance * (x[from] - x[to]);
      y[from] += current;
      y[to] -= current;
    }
    return y;
  };
  const x = new Float64Array(nodes);
  for (const [node, volts] of fixed) x[node] = volts;
  const r = free(apply(x).map((current) => -current));
  const dot = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, value, n) => sum + value * b[n], 0);
  const conditioned = (values: Float64Array): Float64Array =>
    values.map((value, n) => (diagonal[n] === 0 ? 0 : value / diagonal[n]));
  let z = conditioned(r);
  const p = z.slice();
  let energy = dot(r, z);
  const first = energy;
  for (let step = 0; step < 50_000 && energy > 1e-26 * first; step++) {
    const q = free(apply(p));
    const alpha = energy / dot(p, q);
    for (let n = 0; n < nodes; n++) {
      x[n] += alpha * p[n];
      r[n] -= alpha * q[n];
    }
    z = conditioned(r);
    const next = dot(r, z);
    for (let n = 0; n < nodes; n++) p[n] = z[n] + (next / energy) * p[n];
    energy = next;
  }
  return x;
}

/** What the resistors of an array say of one read: outputs (A), power (W), the cells' heat (W). */
export function resistorRead(array: ProgrammedArray, electrics: ArrayElectrics, voltages: Float64Array) {
  const { geometry, plan, outputs, driven, faults, cells } = array;
  const { rows, columns, tileRows, tileColumns } = geometry;
  const isSplit = tileRows < rows || tileColumns < columns;
  const both = electrics.drive !== "one";
  const isRead = new Set(Array.from({ length: outputs }, (_, p) => [plan.plus(p), plan.minus(p)]).flat());
  const names = new Map<string, number>();
  const node = (name: string): number => {
    if (!names.has(name)) names.set(name, names.size);
    return names.get(name)!;
  };
  const resistors: Resistor[] = [];
  const join = (a: string, b: string, ohm: number): void => {
    resistors.push({ from: node(a), to: node(b), conductance: 1 / Math.max(ohm, 1e-6) });
  };
  const wordTiles = Math.ceil(columns / tileColumns);
  const bitTiles = Math.ceil(rows / tileRows);
  const isUsed = (tile: number): boolean =>
    Array.from({ length: tileColumns }, (_, j) => tile * tileColumns + j).some((j) => isRead.has(j));
  const isOn = (i: number, j: number): boolean =>
    Math.floor(i / tileRows) * tileRows < driven && isUsed(Math.floor(j / tileColumns));
  // Global lines end behind the last tile that is connected.
  const across = Math.min(
    columns,
    (Math.floor(Math.max(...[...isRead].map(Number)) / tileColumns) + 1) * tileColumns,
  );
  const down = Math.min(rows, Math.ceil(driven / tileRows) * tileRows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      if (!isOn(i, j)) continue;
      join(`w ${i} ${j}`, `b ${i} ${j}`, 1 / cells.conductance[i * columns + j]);
      if (j + 1 < columns && (j + 1) % tileColumns !== 0)
        join(`w ${i} ${j}`, `w ${i} ${j + 1}`, electrics.wordSegment);
      if (i + 1 < rows && (i + 1) % tileRows !== 0)
        join(`b ${i} ${j}`, `b ${i + 1} ${j}`, electrics.bitSegment);
    }
  const fixed = new Map<number, number>();
  const source = (name: string, volts: number): string => {
    fixed.set(node(name), volts);
    return name;
  };
  const line = (at: (position: number) => string, used: readonly number[]): void => {
    const sorted = [...new Set(used)].sort((a, b) => a - b);
    for (let k = 1; k < sorted.length; k++)
      join(at(sorted[k - 1]), at(sorted[k]), electrics.globalSegment * (sorted[k] - sorted[k - 1]));
  };
  for (let i = 0; i < driven; i++) {
    if (faults.openWord[i] === 1) continue;
    const volts = source(`source ${i}`, voltages[i]);
    if (!isSplit) {
      join(volts, `w ${i} 0`, electrics.driver);
      if (both) join(volts, `w ${i} ${columns - 1}`, electrics.driver);
      continue;
    }
    const ends = electrics.driverEnds ?? (both ? "both" : "one");
    const used = ends === "both" ? [0, across] : [0];
    for (let t = 0; t < wordTiles; t++) {
      if (!isUsed(t)) continue;
      const [left, right] = [t * tileColumns, Math.min(columns, (t + 1) * tileColumns)];
      join(`gw ${i} ${left}`, `w ${i} ${left}`, electrics.tileSwitch);
      used.push(left);
      if (!both || right - left === 1) continue;
      join(`gw ${i} ${right}`, `w ${i} ${right - 1}`, electrics.tileSwitch);
      used.push(right);
    }
    join(volts, `gw ${i} 0`, electrics.driver);
    if (ends === "both") join(volts, `gw ${i} ${across}`, electrics.driver);
    line((position) => `gw ${i} ${position}`, used);
  }
  for (let j = 0; j < columns; j++) {
    if (!isRead.has(j) || faults.openBit[j] === 1) continue;
    const ground = source(`readout ${j}`, 0);
    if (!isSplit) {
      join(ground, `b ${rows - 1} ${j}`, electrics.readout);
      if (electrics.drive === "four-sides") join(ground, `b 0 ${j}`, electrics.readout);
      continue;
    }
    const used = electrics.drive === "four-sides" ? [0, down] : [down];
    for (let t = 0; t < bitTiles; t++) {
      const [top, bottom] = [t * tileRows, Math.min(rows, (t + 1) * tileRows)];
      if (top >= driven) continue;
      join(`gb ${bottom} ${j}`, `b ${bottom - 1} ${j}`, electrics.tileSwitch);
      used.push(bottom);
      if (electrics.drive !== "four-sides" || bottom - top === 1) continue;
      join(`gb ${top} ${j}`, `b ${top} ${j}`, electrics.tileSwitch);
      used.push(top);
    }
    join(ground, `gb ${down} ${j}`, electrics.readout);
    if (electrics.drive === "four-sides") join(ground, `gb 0 ${j}`, electrics.readout);
    line((position) => `gb ${position} ${j}`, used);
  }
  const potential = solve(names.size, resistors, fixed);
  const into = (name: string): number => {
    const own = names.get(name);
    if (own === undefined) return 0;
    let current = 0;
    for (const { from, to, conductance } of resistors) {
      if (to === own) current += conductance * (potential[from] - potential[to]);
      if (from === own) current += conductance * (potential[to] - potential[from]);
    }
    return current;
  };
  const column = Float64Array.from({ length: columns }, (_, j) => into(`readout ${j}`));
  let power = 0;
  for (let i = 0; i < driven; i++) power -= voltages[i] * into(`source ${i}`);
  let heat = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      if (isOn(i, j)) {
        const drop = potential[names.get(`w ${i} ${j}`)!] - potential[names.get(`b ${i} ${j}`)!];
        heat += drop ** 2 * cells.conductance[i * columns + j];
      }
  return {
    outputs: Float64Array.from({ length: outputs }, (_, p) => {
      const minus = plan.minus(p);
      return column[plan.plus(p)] - (minus === null ? 0 : column[minus]);
    }),
    power,
    heat,
  };
}
