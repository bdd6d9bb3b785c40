import {
  bitLines,
  type Circuit,
  isPin,
  SIDES,
  type Side,
  terminalAt,
  terminalNode,
  wordLines,
} from "./circuit.ts";
import {
  type AskedOfFronts,
  type Block,
  type EdgeValues,
  edgeValues,
  type Front,
  type FrontPlan,
  GrowingTape,
  isWordSide,
  planName,
  type WayBack,
} from "./front-plan.ts";

/** Numbers in cached plans: enough for six plans of 1024² arrays, or thousands of those of tiles. */
const KEPT_NUMBERS = 64e6;
const KNOWN_PLANS = new Map<string, FrontPlan>();
let keptNumbers = 0;

/** Cells per side up to which a block is one front: with half, the tape doubles and nothing is faster. */
const LEAF = 4;

/**
 * Plans the elimination of all but the sources at the given sides, and the recovery of potentials where
 * wanted. A plan depends on where terminals are, not on their values, and is cached.
 */
export function plannedFronts(
  circuit: Circuit,
  inputs: readonly Side[],
  outputs: readonly Side[],
  asked: AskedOfFronts = {},
): FrontPlan {
  const name = planName(circuit, inputs, outputs, asked);
  const found = KNOWN_PLANS.get(name);
  if (found !== undefined) return found;
  const plan = new Planner(circuit, inputs, outputs, asked).plan();
  keptNumbers += numbersOf(plan);
  for (const [oldest, known] of KNOWN_PLANS) {
    if (keptNumbers <= KEPT_NUMBERS) break;
    KNOWN_PLANS.delete(oldest);
    keptNumbers -= numbersOf(known);
  }
  KNOWN_PLANS.set(name, plan);
  return plan;
}

const numbersOf = ({ tape, way }: FrontPlan): number => tape.length + (way?.tape.length ?? 0);

class Planner {
  readonly #circuit: Circuit;
  readonly #values: EdgeValues;
  readonly #inputs: readonly Side[];
  readonly #outputs: readonly Side[];
  /** Word lines whose potentials are wanted. */
  readonly #backTo: number;
  readonly #amongInputs: boolean;
  readonly #eachEnd: boolean;
  /** Index of the first node that represents a source: nodes of input lines, of output lines, and ground. */
  readonly #sources: number;
  readonly #outputsFrom: number;
  readonly #ground: number;
  /** Sources that represent the nodes they hold; every other node represents itself. */
  readonly #held = new Map<number, number>();
  /** Index of a node in the present front; −1 outside. */
  readonly #place: Int32Array;
  readonly #tape = new GrowingTape();
  readonly #back: number[][] = [];
  readonly #top = [0, 0];
  readonly #most: [number, number] = [0, 0];
  #widest = 0;
  #kept = 0;

  constructor(circuit: Circuit, inputs: readonly Side[], outputs: readonly Side[], asked: AskedOfFronts) {
    this.#circuit = circuit;
    this.#values = edgeValues(circuit);
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#backTo = asked.backTo ?? 0;
    this.#eachEnd = asked.eachEnd ?? false;
    this.#amongInputs = asked.amongInputs ?? this.#eachEnd;
    const { rows, columns } = circuit;
    this.#sources = 2 * rows * columns;
    this.#ground = this.#sources + (this.#eachEnd ? 2 : 1) * (rows + columns);
    this.#outputsFrom = this.#eachEnd
      ? this.#ground
      : this.#sources + (isWordSide(inputs[0]) ? rows : columns);
    this.#place = new Int32Array(this.#ground + 1).fill(-1);
    for (const side of SIDES)
      circuit.terminals[side]?.forEach((terminal, line) => {
        if (terminal !== null && isPin(terminal))
          this.#held.set(this.#endOf(side, line), this.#sourceOf(side, line));
      });
  }

  plan(): FrontPlan {
    const { rows, columns } = this.#circuit;
    const { nodes, place, stride } = this.#block({ top: 0, left: 0, rows, columns }, 0);
    const from = this.#outputsFrom;
    const inputs = nodes.filter((node) => node < from);
    return {
      tape: this.#tape.written(),
      stacks: this.#most,
      widest: this.#widest,
      last: { place, stride },
      inputs: inputs.map((node) => node - this.#sources),
      outputs: nodes.filter((node) => node >= from && node < this.#ground).map((node) => node - from),
      way: this.#backTo === 0 ? null : this.#wayBack(inputs),
    };
  }

  #wayBack(inputs: readonly number[]): WayBack {
    const { rows, columns } = this.#circuit;
    const cells = this.#backTo * columns;
    const slotOf = (_: unknown, k: number): number => this.#slot(this.#held.get(k) ?? k);
    return {
      lines: this.#backTo,
      kept: this.#kept,
      tape: Int32Array.from(this.#back.reverse().flat()),
      slots: this.#slot(this.#ground) + 1,
      word: Int32Array.from({ length: cells }, slotOf),
      bit: Int32Array.from({ length: cells }, (_, k) => slotOf(_, rows * columns + k)),
      inputs: Int32Array.from(inputs, (node) => this.#slot(node)),
    };
  }

  /** Each bit line keeps one more potential than there are word lines: that at the first line beyond. */
  #slot(node: number): number {
    const { rows, columns } = this.#circuit;
    const cells = rows * columns;
    const strip = (this.#backTo + 1) * columns;
    if (node < cells) return node;
    return node < this.#sources ? strip + node - cells : 2 * strip + node - this.#sources;
  }

  #endOf(side: Side, line: number): number {
    const isWord = isWordSide(side);
    const node = terminalNode(isWord ? wordLines(this.#circuit) : bitLines(this.#circuit), side, line);
    return isWord ? node : this.#values.cells + node;
  }

  #sourceOf(side: Side, line: number): number {
    const { terminals } = this.#values;
    if (this.#eachEnd) return this.#sources + terminals[side] - terminals.left + line;
    if (this.#inputs.includes(side)) return this.#sources + line;
    return this.#outputs.includes(side) ? this.#outputsFrom + line : this.#ground;
  }

  #block(block: Block, depth: number): Front {
    const { top, left, rows, columns } = block;
    if (rows <= LEAF && columns <= LEAF) return this.#leaf(block, depth);
    const stack = 1 - (depth & 1);
    const from = this.#top[stack];
    // The lines whose potentials are wanted are split off first.
    const isCutOff = depth === 0 && this.#backTo > 0 && this.#backTo < rows;
    const half = isCutOff ? this.#backTo : Math.ceil(Math.max(rows, columns) / 2);
    const parts =
      isCutOff || rows >= columns
        ? [
            this.#block({ top, left, rows: half, columns }, depth + 1),
            this.#block({ top: top + half, left, rows: rows - half, columns }, depth + 1),
          ]
        : [
            this.#block({ top, left, rows, columns: half }, depth + 1),
            this.#block({ top, left: left + half, rows, columns: columns - half }, depth + 1),
          ];
    const front = this.#joined(parts[0], parts[1], block, depth);
    this.#top[stack] = from;
    return front;
  }

  /** Two blocks lose the nodes between them; sources stay. */
  #joined(a: Front, b: Front, block: Block, depth: number): Front {
    const place = this.#place;
    const inner: number[] = [];
    const rest: number[] = [];
    for (const node of a.nodes) place[node] = 0;
    for (const node of b.nodes) {
      if (place[node] < 0) continue;
      place[node] = 1;
      if (node < this.#sources) inner.push(node);
    }
    for (const node of a.nodes) if (place[node] === 0) rest.push(node);
    for (const node of b.nodes) if (place[node] < 0 || node >= this.#sources) rest.push(node);
    for (const node of a.nodes) place[node] = -1;
    return this.#front(inner, rest, block, depth, [], [a, b]);
  }

  /** A smallest block: its cells, the wires right of and below them, and the terminals at its rim. */
  #leaf(block: Block, depth: number): Front {
    const { top, left, rows, columns } = block;
    const { rows: allRows, columns: allColumns } = this.#circuit;
    const { cells, word, bit } = this.#values;
    const edges: number[] = [];
    const nodes: number[] = [];
    const known = (node: number): number => {
      const own = this.#held.size === 0 ? node : (this.#held.get(node) ?? node);
      if (this.#place[own] < 0) {
        this.#place[own] = 0;
        nodes.push(own);
      }
      return own;
    };
    const join = (one: number, other: number, value: number): void => {
      const [a, b] = [known(one), known(other)];
      if (a !== b) edges.push(a, b, value);
    };
    for (let i = top; i < top + rows; i++)
      for (let j = left; j < left + columns; j++) {
        const k = i * allColumns + j;
        join(k, cells + k, k);
        if (j + 1 < allColumns) join(k, k + 1, word);
        if (i + 1 < allRows) join(cells + k, cells + k + allColumns, bit);
      }
    const atRim = (side: Side, first: number, count: number): void => {
      for (let line = first; line < first + count; line++) {
        const terminal = terminalAt(this.#circuit, side, line);
        if (terminal !== null && !isPin(terminal))
          join(this.#endOf(side, line), this.#sourceOf(side, line), this.#values.terminals[side] + line);
      }
    };
    if (left === 0) atRim("left", top, rows);
    if (left + columns === allColumns) atRim("right", top, rows);
    if (top === 0) atRim("top", left, columns);
    if (top + rows === allRows) atRim("bottom", left, columns);
    const inner: number[] = [];
    const rest: number[] = [];
    for (const node of nodes) {
      this.#place[node] = -1;
      (this.#isInside(node, block) ? inner : rest).push(node);
    }
    return this.#front(inner, rest, block, depth, edges, []);
  }

  /** Whether a block has all of a node's edges: not for sources, or where wires leave or enter it. */
  #isInside(node: number, { top, left, rows, columns }: Block): boolean {
    if (node >= this.#sources) return false;
    const { cells } = this.#values;
    const k = node < cells ? node : node - cells;
    const j = k % this.#circuit.columns;
    const i = (k - j) / this.#circuit.columns;
    if (i >= top + rows || j >= left + columns) return false;
    return node < cells ? j > left || left === 0 : i > top || top === 0;
  }

  #front(
    inner: readonly number[],
    rest: number[],
    block: Block,
    depth: number,
    edges: readonly number[],
    parts: readonly Front[],
  ): Front {
    const isLast = depth === 0;
    if (isLast) rest.sort((a, b) => a - b);
    const count = inner.length;
    const size = count + rest.length;
    const stride = 4 * Math.ceil((size + 4) / 4);
    const stack = depth & 1;
    const at = this.#top[stack];
    this.#top[stack] += size * stride;
    this.#most[stack] = Math.max(this.#most[stack], this.#top[stack]);
    this.#widest = Math.max(this.#widest, stride);
    inner.forEach((node, n) => {
      this.#place[node] = n;
    });
    rest.forEach((node, n) => {
      this.#place[node] = count + n;
    });
    // The last front needs what joins inputs to outputs, and maybe what joins inputs as well.
    const asked = isLast ? count + rest.filter((node) => node < this.#outputsFrom).length : size;
    const isKept = isLast || block.top + block.rows <= this.#backTo;
    const kept = this.#backTo > 0 && isKept ? this.#keep(inner, rest) : -1;
    const columnsFrom = isLast && !this.#amongInputs ? asked : 0;
    this.#tape.write([2 * at + stack, stride, size, count, asked, columnsFrom, kept]);
    this.#tape.write([edges.length / 3, parts.length]);
    for (let e = 0; e < edges.length; e += 3) {
      const [a, b] = [this.#place[edges[e]], this.#place[edges[e + 1]]];
      this.#tape.write([2 * (at + Math.min(a, b) * stride + Math.max(a, b)) + stack, edges[e + 2]]);
    }
    for (const part of parts) this.#part(part);
    for (const node of inner) this.#place[node] = -1;
    for (const node of rest) this.#place[node] = -1;
    return { nodes: rest, place: 2 * (at + count * stride + count) + stack, stride };
  }

  /** Where a front's eliminated rows are kept. */
  #keep(inner: readonly number[], rest: readonly number[]): number {
    const [place, size] = [this.#kept, inner.length + rest.length];
    this.#kept += inner.length * size;
    const slots = [...inner, ...rest].map((node) => this.#slot(node));
    this.#back.push([place, size, inner.length, ...slots]);
    return place;
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
    this.#tape.write([place, stride, runs.length / 3]);
    this.#tape.write(runs);
  }
}
