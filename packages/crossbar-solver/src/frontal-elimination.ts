import { bitLines, isSingleNode, type LineFamily, wordLines } from "./circuit.ts";
import type { NodalNetwork } from "./nodal-network.ts";
import type { PairedSums } from "./paired-sums.ts";

/** Approximate number of multiplications to eliminate a network. */
export function eliminationWork({ rows, columns }: { rows: number; columns: number }): number {
  return 2 * rows * columns * (Math.min(rows, columns) + 3) ** 2;
}

/**
 * A network of conductances, eliminated node by node: the star of each node becomes the mesh of its neighbours,
 *
 *   g_ij += g_ik·g_jk / Σ g_k     tie_i += g_ik·tie_k / Σ g_k
 *
 * where a tie is a conductance to what is held. Nothing is subtracted (the method of Grassmann, Taksar and Heyman
 * for Markov chains [gth-1985]), so every conductance of the mesh keeps its digits whatever the
 * ratios: potentials are right to some n·ε of the sources for near-shorts next to femtosiemens. Cells are visited
 * line by line along the shorter lines; a node is eliminated when its last branch has been seen, so that no more
 * than one node a crossing line is in the front at any time.
 */
export class FrontalElimination {
  readonly #front: Front;

  /** `slope`: conductance of each cell (S), rows × columns. */
  constructor(network: NodalNetwork, slope: Float64Array) {
    const words = wordLines(network.circuit);
    const bits = bitLines(network.circuit);
    const [along, across] = words.lines >= bits.lines ? [words, bits] : [bits, words];
    this.#front = new Front(network, across.lines + 4);
    for (const { node, conductance } of network.ties)
      if (network.held[node] === 0) this.#front.tie(node, conductance);
    for (let line = 0; line < along.lines; line++) this.#sweep(network, slope, along, across, line);
  }

  /** One line of `along`, and what it completes of the lines that cross it. */
  #sweep(
    network: NodalNetwork,
    slope: Float64Array,
    along: LineFamily,
    across: LineFamily,
    line: number,
  ): void {
    const front = this.#front;
    const own = along.kind === "word" ? network.wordNode : network.bitNode;
    const crossing = along.kind === "word" ? network.bitNode : network.wordNode;
    const isWhole = isSingleNode(along);
    for (let n = 0; n < along.length; n++) {
      const k = line * along.lineStride + n * along.nodeStride;
      front.join(own[k], crossing[k], slope[k]);
      if (n > 0 && !isWhole) {
        const before = own[k - along.nodeStride];
        front.join(before, own[k], 1 / along.segment);
        front.eliminate(before);
      }
      if (n === along.length - 1) front.eliminate(own[k]);
      if (line > 0 && !isSingleNode(across)) {
        const before = crossing[k - along.lineStride];
        front.join(before, crossing[k], 1 / across.segment);
        front.eliminate(before);
      }
      if (line === along.lines - 1) front.eliminate(crossing[k]);
    }
  }

  /** Potentials (V) for currents into the nodes (A), which are overwritten; 0 on held nodes. */
  solve(current: PairedSums): Float64Array {
    return this.#front.solve(current);
  }
}

class Front {
  readonly #held: Uint8Array;
  readonly #width: number;
  /** Conductances between slots (S), symmetric. */
  readonly #mesh: Float64Array;
  readonly #tie: Float64Array;
  readonly #slotOf: Int32Array;
  readonly #nodeIn: Int32Array;
  readonly #free: number[] = [];
  /** Occupied slots, in no order. */
  readonly #used: number[] = [];
  /** The eliminated nodes in order, with 1 / Σ g and where their shares start. */
  readonly #order: number[] = [];
  readonly #inverse: Float64Array;
  readonly #start: number[] = [];
  #share = new Float64Array(1024);
  #neighbour = new Int32Array(1024);
  #count = 0;

  constructor({ held }: NodalNetwork, width: number) {
    this.#held = held;
    this.#width = width;
    this.#mesh = new Float64Array(width * width);
    this.#tie = new Float64Array(held.length);
    this.#slotOf = new Int32Array(held.length).fill(-1);
    this.#nodeIn = new Int32Array(width);
    this.#inverse = new Float64Array(held.length);
    for (let slot = width - 1; slot >= 0; slot--) this.#free.push(slot);
  }

  tie(node: number, conductance: number): void {
    this.#tie[node] += conductance;
  }

  join(a: number, b: number, conductance: number): void {
    if (a === b) return;
    if (this.#held[a] === 1 || this.#held[b] === 1) {
      if (this.#held[a] === 0) this.tie(a, conductance);
      if (this.#held[b] === 0) this.tie(b, conductance);
      return;
    }
    const from = this.#slot(a);
    const to = this.#slot(b);
    this.#mesh[from * this.#width + to] += conductance;
    this.#mesh[to * this.#width + from] += conductance;
  }

  #slot(node: number): number {
    if (this.#slotOf[node] >= 0) return this.#slotOf[node];
    const slot = this.#free.pop() as number;
    this.#slotOf[node] = slot;
    this.#nodeIn[slot] = node;
    this.#used.push(slot);
    return slot;
  }

  eliminate(node: number): void {
    if (this.#held[node] === 1) return;
    const own = this.#slot(node);
    this.#used.splice(this.#used.indexOf(own), 1);
    const base = own * this.#width;
    const neighbours: number[] = [];
    let total = this.#tie[node];
    for (const slot of this.#used)
      if (this.#mesh[base + slot] > 0) {
        neighbours.push(slot);
        total += this.#mesh[base + slot];
      }
    this.#order.push(node);
    this.#inverse[node] = 1 / total;
    this.#start.push(this.#count);
    this.#reserve(neighbours.length);
    const first = this.#count;
    for (const slot of neighbours) {
      this.#neighbour[this.#count] = this.#nodeIn[slot];
      this.#share[this.#count++] = this.#mesh[base + slot] / total;
    }
    this.#spread(node, base, neighbours, first);
    for (const slot of neighbours) {
      this.#mesh[base + slot] = 0;
      this.#mesh[slot * this.#width + own] = 0;
    }
    this.#slotOf[node] = -1;
    this.#free.push(own);
  }

  /** The star of a node becomes a mesh. */
  #spread(node: number, base: number, neighbours: readonly number[], first: number): void {
    const mesh = this.#mesh;
    const share = this.#share;
    const width = this.#width;
    for (let a = 0; a < neighbours.length; a++) {
      const from = neighbours[a];
      const conductance = mesh[base + from];
      const row = from * width;
      this.#tie[this.#nodeIn[from]] += share[first + a] * this.#tie[node];
      for (let b = 0; b < a; b++) {
        const to = neighbours[b];
        const added = conductance * share[first + b];
        mesh[row + to] += added;
        mesh[to * width + from] += added;
      }
    }
  }

  #reserve(more: number): void {
    if (this.#count + more <= this.#share.length) return;
    const size = Math.max(2 * this.#share.length, this.#count + more);
    const share = new Float64Array(size);
    share.set(this.#share);
    this.#share = share;
    const neighbour = new Int32Array(size);
    neighbour.set(this.#neighbour);
    this.#neighbour = neighbour;
  }

  solve(current: PairedSums): Float64Array {
    const steps = this.#order.length;
    const end = (step: number): number => (step + 1 < steps ? this.#start[step + 1] : this.#count);
    // In pairs, because currents through a near-short cancel in the sum of its two sides' outward currents.
    for (let step = 0; step < steps; step++) {
      const node = this.#order[step];
      for (let at = this.#start[step]; at < end(step); at++)
        current.addProduct(this.#neighbour[at], this.#share[at], current.head[node], current.tail[node]);
    }
    const potential = new Float64Array(this.#held.length);
    for (let step = steps - 1; step >= 0; step--) {
      const node = this.#order[step];
      let value = current.head[node] * this.#inverse[node];
      for (let at = this.#start[step]; at < end(step); at++)
        value += this.#share[at] * potential[this.#neighbour[at]];
      potential[node] = value;
    }
    return potential;
  }
}
