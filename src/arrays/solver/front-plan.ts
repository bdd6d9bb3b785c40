import { memoised } from "../../base/canonical.ts";
import { bitLines, type Circuit, isPin, SIDES, type Side, type Terminal, terminalAt, terminalNode, wordLines } from "./circuit.ts";

/**
 * The order in which the nodes of a crossbar are eliminated: the array is halved down to blocks of two by two cells, and two
 * blocks that are put together lose the nodes between them (nested dissection). What is left of a block is a front: a dense
 * matrix of the conductances between the nodes on its rim. Made for the places of terminals, not for their values.
 *
 * The tape has eight numbers a front (place, stride, size, eliminated, rows and columns that are asked for of the rest,
 * edges, parts), then its edges (place in it, index of a value), then its parts (place, stride, runs; first, length and
 * place of each run of nodes that go to neighbouring places).
 */
export interface FrontPlan {
  readonly tape: Int32Array;
  /** Doubles of the two stacks that fronts stand in. */
  readonly stacks: readonly [number, number];
  /** Largest stride of a front, doubles. */
  readonly widest: number;
  /** Where the last front's remainder stands: 2 · place + stack, and its stride. */
  readonly last: { readonly place: number; readonly stride: number };
  /** Lines of the inputs, then of the outputs, in the order of that remainder; what is tied to ground comes last. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const KEPT_PLANS = 4;

/** Cells a side up to which a block is one front. */
const LEAF = 2;

/** A front as those that take it in see it: the nodes that are left of it, and where they stand. */
interface Front {
  readonly nodes: readonly number[];
  readonly place: number;
  readonly stride: number;
}

/** Wires and terminals follow the cells among the values of a circuit. */
export interface EdgeValues {
  readonly cells: number;
  readonly word: number;
  readonly bit: number;
  readonly terminals: Readonly<Record<Side, number>>;
}

export function edgeValues({ rows, columns }: Pick<Circuit, "rows" | "columns">): EdgeValues {
  const cells = rows * columns;
  const left = cells + 2;
  const terminals = { left, right: left + rows, top: left + 2 * rows, bottom: left + 2 * rows + columns };
  return { cells, word: cells, bit: cells + 1, terminals };
}

/** The conductances (S) that the plan's edges name. */
export function edgeConductances(circuit: Circuit, into: Float64Array): void {
  const index = edgeValues(circuit);
  into.set(circuit.conductance);
  into[index.word] = 1 / circuit.wordSegment;
  into[index.bit] = 1 / circuit.bitSegment;
  for (const side of SIDES)
    circuit.terminals[side]?.forEach((terminal, line) => {
      if (terminal !== null && !isPin(terminal)) into[index.terminals[side] + line] = 1 / terminal.resistance;
    });
}

export const edgeCount = ({ rows, columns }: Circuit): number => rows * columns + 2 + 2 * (rows + columns);

/**
 * Plans the elimination of all but the sources at the given sides. A plan depends on where terminals are, not on their values, and
 * is used again.
 */
export const plannedFronts = memoised(
  (circuit: Circuit, inputs: readonly Side[], outputs: readonly Side[]): FrontPlan =>
    new Planner(circuit, inputs, outputs).plan(),
  planName,
  KEPT_PLANS,
);

function planName(circuit: Circuit, inputs: readonly Side[], outputs: readonly Side[]): string {
  const mark = (terminal: Terminal | null): string => (terminal === null ? "-" : isPin(terminal) ? "0" : "r");
  const rims = SIDES.map((side) => circuit.terminals[side]?.map(mark).join("") ?? "");
  return `${circuit.rows} ${circuit.columns} ${inputs} ${outputs} ${rims.join(" ")}`;
}

class Planner {
  readonly #circuit: Circuit;
  readonly #values: EdgeValues;
  readonly #inputs: readonly Side[];
  readonly #outputs: readonly Side[];
  /** First node that stands for a source: those of input lines, of output lines, and ground. */
  readonly #sources: number;
  readonly #ground: number;
  /** Sources that stand in for nodes they hold. */
  readonly #held = new Map<number, number>();
  readonly #place: Int32Array;
  #tape = new Int32Array(1 << 16);
  #length = 0;
  readonly #top = [0, 0];
  readonly #most: [number, number] = [0, 0];
  #widest = 0;

  constructor(circuit: Circuit, inputs: readonly Side[], outputs: readonly Side[]) {
    this.#circuit = circuit;
    this.#values = edgeValues(circuit);
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#sources = 2 * circuit.rows * circuit.columns;
    this.#ground = this.#sources + circuit.rows + circuit.columns;
    this.#place = new Int32Array(this.#ground + 1).fill(-1);
    for (const side of SIDES)
      circuit.terminals[side]?.forEach((terminal, line) => {
        if (terminal !== null && isPin(terminal))
          this.#held.set(this.#endOf(side, line), this.#sourceOf(side, line));
      });
  }

  plan(): FrontPlan {
    const { rows, columns } = this.#circuit;
    const { nodes, place, stride } = this.#block(0, 0, rows, columns, 0);
    const isWord = this.#inputs.every((side) => side === "left" || side === "right");
    const outputsFrom = this.#sources + (isWord ? rows : columns);
    return {
      tape: this.#tape.slice(0, this.#length),
      stacks: this.#most,
      widest: this.#widest,
      last: { place, stride },
      inputs: nodes.filter((node) => node < outputsFrom).map((node) => node - this.#sources),
      outputs: nodes
        .filter((node) => node >= outputsFrom && node < this.#ground)
        .map((node) => node - outputsFrom),
    };
  }

  #endOf(side: Side, line: number): number {
    const isWord = side === "left" || side === "right";
    const node = terminalNode(isWord ? wordLines(this.#circuit) : bitLines(this.#circuit), side, line);
    return isWord ? node : this.#circuit.rows * this.#circuit.columns + node;
  }

  #sourceOf(side: Side, line: number): number {
    const { rows, columns } = this.#circuit;
    if (this.#inputs.includes(side)) return this.#sources + line;
    if (!this.#outputs.includes(side)) return this.#ground;
    return this.#sources + (side === "left" || side === "right" ? columns : rows) + line;
  }

  #block(top: number, left: number, rows: number, columns: number, depth: number): Front {
    if (rows <= LEAF && columns <= LEAF) return this.#leaf(top, left, rows, columns, depth);
    const from = this.#top[1 - (depth & 1)];
    const half = Math.ceil(Math.max(rows, columns) / 2);
    const parts =
      rows >= columns
        ? [
            this.#block(top, left, half, columns, depth + 1),
            this.#block(top + half, left, rows - half, columns, depth + 1),
          ]
        : [
            this.#block(top, left, rows, half, depth + 1),
            this.#block(top, left + half, rows, columns - half, depth + 1),
          ];
    for (const node of parts[0].nodes) this.#place[node] = 0;
    const between = parts[1].nodes.filter((node) => this.#place[node] === 0);
    const inner = between.filter((node) => node < this.#sources);
    for (const node of parts[0].nodes) this.#place[node] = -1;
    for (const node of inner) this.#place[node] = 1;
    const shared = new Set(between.filter((node) => node >= this.#sources));
    const rest = [
      ...parts[0].nodes.filter((node) => this.#place[node] < 0 && !shared.has(node)),
      ...parts[1].nodes.filter((node) => this.#place[node] < 0 && !shared.has(node)),
      ...shared,
    ];
    for (const node of inner) this.#place[node] = -1;
    const front = this.#front(inner, rest, depth, [], parts);
    this.#top[1 - (depth & 1)] = from;
    return front;
  }

  /** A block small enough to start with: its cells, the wires right of and below them, and the terminals at its rim. */
  #leaf(top: number, left: number, rows: number, columns: number, depth: number): Front {
    const { rows: allRows, columns: allColumns } = this.#circuit;
    const cells = allRows * allColumns;
    const edges: [number, number, number][] = [];
    for (let i = top; i < top + rows; i++)
      for (let j = left; j < left + columns; j++) {
        const k = i * allColumns + j;
        edges.push([k, cells + k, k]);
        if (j + 1 < allColumns) edges.push([k, k + 1, this.#values.word]);
        if (i + 1 < allRows) edges.push([cells + k, cells + k + allColumns, this.#values.bit]);
      }
    const atRim = (side: Side, first: number, count: number): void => {
      for (let line = first; line < first + count; line++) {
        const terminal = terminalAt(this.#circuit, side, line);
        if (terminal !== null && !isPin(terminal))
          edges.push([this.#endOf(side, line), this.#sourceOf(side, line), this.#values.terminals[side] + line]);
      }
    };
    if (left === 0) atRim("left", top, rows);
    if (left + columns === allColumns) atRim("right", top, rows);
    if (top === 0) atRim("top", left, columns);
    if (top + rows === allRows) atRim("bottom", left, columns);
    const joined = edges
      .map(([a, b, value]): [number, number, number] => [this.#held.get(a) ?? a, this.#held.get(b) ?? b, value])
      .filter(([a, b]) => a !== b);
    const nodes = [...new Set(joined.flatMap(([a, b]) => [a, b]))];
    const isInner = (node: number): boolean => {
      if (node >= this.#sources) return false;
      const k = node % cells;
      const [i, j] = [Math.floor(k / allColumns), k % allColumns];
      // Ends of wires that lead on, and lines' first nodes, on which the wire of the block before ends.
      if (i >= top + rows || j >= left + columns) return false;
      return node < cells ? j > left || left === 0 : i > top || top === 0;
    };
    const inner = nodes.filter(isInner);
    return this.#front(inner, nodes.filter((node) => !isInner(node)), depth, joined, []);
  }

  #front(
    inner: readonly number[],
    rest: readonly number[],
    depth: number,
    edges: readonly (readonly [number, number, number])[],
    parts: readonly Front[],
  ): Front {
    // Of the last front only what joins inputs and outputs is asked for, which therefore stand together.
    const isLast = depth === 0;
    const kept = isLast ? [...rest].sort((a, b) => a - b) : rest;
    const nodes = [...inner, ...kept];
    const size = nodes.length;
    const stride = 4 * Math.ceil((size + 4) / 4);
    const stack = depth & 1;
    const place = this.#top[stack];
    this.#top[stack] += size * stride;
    this.#most[stack] = Math.max(this.#most[stack], this.#top[stack]);
    this.#widest = Math.max(this.#widest, stride);
    nodes.forEach((node, n) => {
      this.#place[node] = n;
    });
    const count = inner.length;
    const outputsFrom = this.#sources + (this.#inputs.some((side) => side === "left" || side === "right") ? this.#circuit.rows : this.#circuit.columns);
    const inputs = kept.filter((node) => node < outputsFrom).length;
    this.#write([2 * place + stack, stride, size, count, isLast ? count + inputs : size, isLast ? count + inputs : 0, edges.length, parts.length]);
    for (const [a, b, value] of edges) {
      const [row, column] = [Math.min(this.#place[a], this.#place[b]), Math.max(this.#place[a], this.#place[b])];
      this.#write([2 * (place + row * stride + column) + stack, value]);
    }
    for (const part of parts) this.#part(part);
    for (const node of nodes) this.#place[node] = -1;
    return { nodes: kept, place: 2 * (place + count * stride + count) + stack, stride };
  }

  #part({ nodes, place, stride }: Front): void {
    const runs: number[] = [];
    for (let n = 0; n < nodes.length; ) {
      const at = this.#place[nodes[n]];
      let length = 1;
      while (n + length < nodes.length && this.#place[nodes[n + length]] === at + length) length++;
      runs.push(n, length, at);
      n += length;
    }
    this.#write([place, stride, runs.length / 3, ...runs]);
  }

  #write(numbers: readonly number[]): void {
    if (this.#length + numbers.length > this.#tape.length) {
      const longer = new Int32Array(2 * this.#tape.length + numbers.length);
      longer.set(this.#tape);
      this.#tape = longer;
    }
    this.#tape.set(numbers, this.#length);
    this.#length += numbers.length;
  }
}
