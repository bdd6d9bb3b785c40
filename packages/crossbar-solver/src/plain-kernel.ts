import type { LaneMeasure, LineSystem, SolverKernel, Wire } from "./line-system.ts";
import { plainFronts } from "./plain-fronts.ts";
import { plainSweep } from "./symmetric-sweep.ts";

/** The reference kernel in plain TypeScript, one lane. Sums run over even and odd columns apart, the order a
 * two-wide SIMD register gives, so that the WASM kernel can be bit-identical. */
export const plainKernel: SolverKernel = {
  name: "typescript",
  batch: 1,
  withSystem: (rows, columns, lanes, use) => {
    if (lanes !== 1) throw new RangeError(`plainKernel: expected 1 lane, received ${lanes}`);
    return use(new PlainLineSystem(rows, columns));
  },
  withSweep: (size, use) => use(plainSweep(size)),
  withFronts: (plan, edges, fill, use) => {
    const conductance = new Float64Array(edges);
    fill(conductance);
    return use(plainFronts(plan, conductance));
  },
};

interface PairedSum {
  even: number;
  odd: number;
}

/** First row of the last block of four. */
const lastBlock = (rows: number): number => 4 * Math.floor((rows - 1) / 4);

class PlainLineSystem implements LineSystem {
  readonly lanes = 1;
  readonly rows: number;
  readonly columns: number;
  readonly coupling: Float64Array;
  readonly wordPivot: Float64Array;
  readonly bitPivot: Float64Array;
  readonly wordExcess: Float64Array;
  readonly wordInjection: Float64Array;
  readonly bitInjection: Float64Array;
  readonly word: Float64Array;
  readonly bit: Float64Array;
  readonly #correction: Float64Array;
  readonly #direction: Float64Array;
  /** Four word lines on their way through Aw⁻¹. */
  readonly #solved: Float64Array;
  #wordWire: Wire = { conductance: 1, retained: 1 };
  #bitWire: Wire = { conductance: 1, retained: 1 };

  constructor(rows: number, columns: number) {
    const cells = (): Float64Array => new Float64Array(rows * columns);
    this.rows = rows;
    this.columns = columns;
    this.coupling = cells();
    this.wordPivot = cells();
    this.bitPivot = cells();
    this.wordExcess = cells();
    this.wordInjection = cells();
    this.bitInjection = cells();
    this.word = cells();
    this.bit = cells();
    this.#correction = cells();
    this.#direction = cells();
    this.#solved = new Float64Array(4 * columns);
  }

  setWires(word: Wire, bit: Wire): void {
    this.#wordWire = word;
    this.#bitWire = bit;
  }

  invertChains(family: "word" | "bit"): void {
    if (family === "word")
      invertWordChains(this.wordPivot, this.#wordWire.conductance, this.rows, this.columns);
    else invertBitChains(this.bitPivot, this.#bitWire.conductance, this.rows, this.columns);
  }

  begin(measure: LaneMeasure): void {
    const { rows, columns, coupling, word, bit, wordInjection } = this;
    const [z, solved] = [this.#correction, this.#solved];
    this.#injectBits();
    let correctionPeak = 0;
    let wordPeak = 0;
    const sums: PairedSum = { even: 0, odd: 0 };
    for (let first = lastBlock(rows); first >= 0; first -= 4) {
      const end = Math.min(first + 4, rows);
      const offset = first * columns;
      for (let i = end - 1; i >= first; i--) this.#bitBackward(i);
      for (let k = offset; k < end * columns; k++)
        solved[k - offset] = coupling[k] * bit[k] + wordInjection[k];
      wordSolve(solved, this.wordPivot, this.#wordWire, first, end, columns);
      for (let k = offset; k < end * columns; k++) {
        wordPeak = Math.max(wordPeak, Math.abs(solved[k - offset]));
        z[k] = solved[k - offset] - word[k];
        correctionPeak = Math.max(correctionPeak, Math.abs(z[k]));
      }
      for (let i = end - 1; i >= first; i--) this.#addEnergy(sums, z, i);
    }
    measure.correctionPeak[0] = correctionPeak;
    measure.wordPeak[0] = wordPeak;
    measure.energy[0] = sums.even + sums.odd;
  }

  direct(beta: Float64Array, curvature: Float64Array): void {
    const { rows, columns, coupling, bit } = this;
    const [z, p] = [this.#correction, this.#direction];
    const step = beta[0];
    const direct: PairedSum = { even: 0, odd: 0 };
    const throughBits: PairedSum = { even: 0, odd: 0 };
    // The first step of a cycle must not read what an earlier solve left behind.
    if (step === 0) p.fill(0);
    for (let i = 0; i < rows; i++) {
      for (let k = i * columns; k < (i + 1) * columns; k++) {
        p[k] = z[k] + step * p[k];
        bit[k] = coupling[k] * p[k];
      }
      if (i > 0) this.#bitForward(i);
      this.#addEnergy(direct, p, i);
      this.#addThroughBits(throughBits, i);
    }
    curvature[0] = direct.even + direct.odd - (throughBits.even + throughBits.odd);
  }

  descend(alpha: Float64Array, energy: Float64Array): void {
    const { rows, columns, coupling, word, bit } = this;
    const [z, p, solved] = [this.#correction, this.#direction, this.#solved];
    const step = alpha[0];
    const sums: PairedSum = { even: 0, odd: 0 };
    for (let first = lastBlock(rows); first >= 0; first -= 4) {
      const end = Math.min(first + 4, rows);
      const offset = first * columns;
      for (let i = end - 1; i >= first; i--) this.#bitBackward(i);
      for (let k = offset; k < end * columns; k++) solved[k - offset] = coupling[k] * bit[k];
      wordSolve(solved, this.wordPivot, this.#wordWire, first, end, columns);
      for (let k = offset; k < end * columns; k++) {
        word[k] += step * p[k];
        z[k] -= step * (p[k] - solved[k - offset]);
      }
      for (let i = end - 1; i >= first; i--) this.#addEnergy(sums, z, i);
    }
    energy[0] = sums.even + sums.odd;
  }

  accept(): void {
    const { word } = this;
    const z = this.#correction;
    for (let k = 0; k < word.length; k++) word[k] += z[k];
  }

  settleBits(): void {
    this.#injectBits();
    for (let i = this.rows - 1; i >= 0; i--) this.#bitBackward(i);
  }

  #injectBits(): void {
    const { rows, coupling, word, bit, bitInjection } = this;
    for (let k = 0; k < bit.length; k++) bit[k] = coupling[k] * word[k] + bitInjection[k];
    for (let i = 1; i < rows; i++) this.#bitForward(i);
  }

  /** xᵀ·Aw·x of word line i: what its own conductances and its wires would dissipate. */
  #addEnergy(sums: PairedSum, x: Float64Array, i: number): void {
    const { columns, wordExcess } = this;
    const wire = this.#wordWire.conductance;
    const end = (i + 1) * columns;
    let { even, odd } = sums;
    let k = i * columns;
    for (; k + 1 < end; k += 2) {
      even += wordExcess[k] * x[k] * x[k];
      odd += wordExcess[k + 1] * x[k + 1] * x[k + 1];
    }
    if (k < end) even += wordExcess[k] * x[k] * x[k];
    k = i * columns;
    for (; k + 2 < end; k += 2) {
      even += wire * (x[k] - x[k + 1]) * (x[k] - x[k + 1]);
      odd += wire * (x[k + 1] - x[k + 2]) * (x[k + 1] - x[k + 2]);
    }
    if (k + 1 < end) even += wire * (x[k] - x[k + 1]) * (x[k] - x[k + 1]);
    sums.even = even;
    sums.odd = odd;
  }

  /** fᵀ·Ab⁻¹·f from the forward sweep alone: Ab⁻¹ = L⁻ᵀ·D⁻¹·L⁻¹, and the sweep has made L⁻¹·f. */
  #addThroughBits(sums: PairedSum, i: number): void {
    const { rows, columns, bit, bitPivot } = this;
    // In an ideal line only the last node has its own pivot.
    const share = i === rows - 1 ? 1 : this.#bitWire.retained;
    const end = (i + 1) * columns;
    let { even, odd } = sums;
    let k = i * columns;
    for (; k + 1 < end; k += 2) {
      even += share * bitPivot[k] * bit[k] * bit[k];
      odd += share * bitPivot[k + 1] * bit[k + 1] * bit[k + 1];
    }
    if (k < end) even += share * bitPivot[k] * bit[k] * bit[k];
    sums.even = even;
    sums.odd = odd;
  }

  #bitForward(i: number): void {
    const { columns, bit, bitPivot } = this;
    const wire = this.#bitWire.conductance;
    const end = (i + 1) * columns;
    for (let k = i * columns; k < end; k++) bit[k] += wire * bitPivot[k - columns] * bit[k - columns];
  }

  #bitBackward(i: number): void {
    const { rows, columns, bit, bitPivot } = this;
    const { conductance, retained } = this.#bitWire;
    const end = (i + 1) * columns;
    if (i === rows - 1) for (let k = i * columns; k < end; k++) bit[k] *= bitPivot[k];
    else
      for (let k = i * columns; k < end; k++)
        bit[k] = (retained * bit[k] + conductance * bit[k + columns]) * bitPivot[k];
  }
}

/** The excess seen from a node goes in series with the wire to the next. An infinite one is a held node:
 * its inverse pivot is 0, and the wire behind it ends at ground. */
function invertWordChains(pivot: Float64Array, wire: number, rows: number, columns: number): void {
  for (let i = 0; i < rows; i++) {
    const last = (i + 1) * columns - 1;
    let carried = 0;
    for (let k = i * columns; k <= last; k++) {
      const excess = pivot[k] + carried;
      const inverse = 1 / (k === last ? excess : wire + excess);
      pivot[k] = inverse;
      carried = inverse === 0 ? wire : wire * excess * inverse;
    }
  }
}

/** The same along the columns, all of them in parallel. */
function invertBitChains(pivot: Float64Array, wire: number, rows: number, columns: number): void {
  const carried = new Float64Array(columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const k = i * columns + j;
      const excess = pivot[k] + carried[j];
      const inverse = 1 / (i === rows - 1 ? excess : wire + excess);
      pivot[k] = inverse;
      carried[j] = inverse === 0 ? wire : wire * excess * inverse;
    }
}

/** x := Aw⁻¹·x for the word lines from `first` up to `end`, at most four, which are at the head of x. A
 * sweep waits for its own last product; four parallel lines fill the wait. */
function wordSolve(
  x: Float64Array,
  pivot: Float64Array,
  wire: Wire,
  first: number,
  end: number,
  columns: number,
): void {
  if (end - first === 4) fourLines(x, pivot, wire, first * columns, columns);
  else for (let i = first; i < end; i++) oneLine(x, pivot, wire, (i - first) * columns, i * columns, columns);
}

function fourLines(x: Float64Array, pivot: Float64Array, wire: Wire, at: number, columns: number): void {
  const { conductance: g, retained } = wire;
  const [b, c, d] = [columns, 2 * columns, 3 * columns];
  let [xa, xb, xc, xd] = [x[0], x[b], x[c], x[d]];
  const last = columns - 1;
  for (let j = 0; j < last; j++) {
    const k = at + j;
    x[j + 1] = xa = x[j + 1] + g * pivot[k] * xa;
    x[j + 1 + b] = xb = x[j + 1 + b] + g * pivot[k + b] * xb;
    x[j + 1 + c] = xc = x[j + 1 + c] + g * pivot[k + c] * xc;
    x[j + 1 + d] = xd = x[j + 1 + d] + g * pivot[k + d] * xd;
  }
  x[last] = xa *= pivot[at + last];
  x[last + b] = xb *= pivot[at + last + b];
  x[last + c] = xc *= pivot[at + last + c];
  x[last + d] = xd *= pivot[at + last + d];
  for (let j = last - 1; j >= 0; j--) {
    const k = at + j;
    x[j] = xa = (retained * x[j] + g * xa) * pivot[k];
    x[j + b] = xb = (retained * x[j + b] + g * xb) * pivot[k + b];
    x[j + c] = xc = (retained * x[j + c] + g * xc) * pivot[k + c];
    x[j + d] = xd = (retained * x[j + d] + g * xd) * pivot[k + d];
  }
}

function oneLine(
  x: Float64Array,
  pivot: Float64Array,
  wire: Wire,
  from: number,
  at: number,
  columns: number,
): void {
  const { conductance: g, retained } = wire;
  const last = columns - 1;
  for (let j = 0; j < last; j++) x[from + j + 1] += g * pivot[at + j] * x[from + j];
  x[from + last] *= pivot[at + last];
  for (let j = last - 1; j >= 0; j--)
    x[from + j] = (retained * x[from + j] + g * x[from + j + 1]) * pivot[at + j];
}
