import type { LaneMeasure, LineSystem, SolverKernel, Wire } from "./line-system.ts";

/** The reference kernel in plain TypeScript, one lane. Sums run over even and odd columns apart, the order a
 * two-wide SIMD register gives, so that the WASM kernel can be bit-identical. */
export const plainKernel: SolverKernel = {
  name: "typescript",
  batch: 1,
  withSystem: (rows, columns, lanes, use) => {
    if (lanes !== 1) throw new RangeError(`plainKernel: expected 1 lane, received ${lanes}`);
    return use(new PlainLineSystem(rows, columns));
  },
};

class PlainLineSystem implements LineSystem {
  readonly lanes = 1;
  readonly rows: number;
  readonly columns: number;
  readonly coupling: Float64Array;
  readonly wordPivot: Float64Array;
  readonly bitPivot: Float64Array;
  readonly wordInjection: Float64Array;
  readonly bitInjection: Float64Array;
  readonly word: Float64Array;
  readonly bit: Float64Array;
  readonly #residual: Float64Array;
  readonly #correction: Float64Array;
  readonly #direction: Float64Array;
  /** Aw·p, kept by recurrence: Aw·p = r + β·(Aw·p of the step before). */
  readonly #image: Float64Array;
  #wordWire: Wire = { conductance: 1, retained: 1 };
  #bitWire: Wire = { conductance: 1, retained: 1 };

  constructor(rows: number, columns: number) {
    const cells = (): Float64Array => new Float64Array(rows * columns);
    this.rows = rows;
    this.columns = columns;
    this.coupling = cells();
    this.wordPivot = cells();
    this.bitPivot = cells();
    this.wordInjection = cells();
    this.bitInjection = cells();
    this.word = cells();
    this.bit = cells();
    this.#residual = cells();
    this.#correction = cells();
    this.#direction = cells();
    this.#image = cells();
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
    const { rows, columns, coupling, word, bit, bitInjection, wordInjection } = this;
    const r = this.#residual;
    const z = this.#correction;
    const cells = rows * columns;
    for (let k = 0; k < cells; k++) bit[k] = coupling[k] * word[k] + bitInjection[k];
    for (let i = 1; i < rows; i++) this.#bitForward(i);
    for (let i = rows - 1; i >= 0; i--) this.#bitBackward(i);
    for (let k = 0; k < cells; k++) {
      r[k] = coupling[k] * bit[k] + wordInjection[k];
      z[k] = r[k];
    }
    wordSolve(z, this.wordPivot, this.#wordWire, 0, rows, columns);
    let correctionPeak = 0;
    let wordPeak = 0;
    for (let k = 0; k < cells; k++) {
      wordPeak = Math.max(wordPeak, Math.abs(z[k]));
      z[k] -= word[k];
      correctionPeak = Math.max(correctionPeak, Math.abs(z[k]));
    }
    measure.correctionPeak[0] = correctionPeak;
    measure.wordPeak[0] = wordPeak;
  }

  aim(fromZero: boolean, measure: LaneMeasure): void {
    const { rows, columns } = this;
    const r = this.#residual;
    const z = this.#correction;
    if (!fromZero) wordProduct(z, r, this.wordPivot, this.#wordWire, rows, columns);
    measure.energy[0] = pairedDot(r, z, rows, columns);
  }

  direct(beta: Float64Array, curvature: Float64Array): void {
    const { rows, columns, coupling, bit } = this;
    const [r, z, p, q] = [this.#residual, this.#correction, this.#direction, this.#image];
    const step = beta[0];
    for (let i = 0; i < rows; i++) {
      const end = (i + 1) * columns;
      for (let k = i * columns; k < end; k++) {
        // The first step of a cycle must not read what an earlier solve left behind.
        p[k] = step === 0 ? z[k] : z[k] + step * p[k];
        q[k] = step === 0 ? r[k] : r[k] + step * q[k];
        bit[k] = coupling[k] * p[k];
      }
      if (i > 0) this.#bitForward(i);
    }
    let even = 0;
    let odd = 0;
    for (let i = rows - 1; i >= 0; i--) {
      this.#bitBackward(i);
      const end = (i + 1) * columns;
      let k = i * columns;
      for (; k + 1 < end; k += 2) {
        even += p[k] * (q[k] - coupling[k] * bit[k]);
        odd += p[k + 1] * (q[k + 1] - coupling[k + 1] * bit[k + 1]);
      }
      if (k < end) even += p[k] * (q[k] - coupling[k] * bit[k]);
    }
    curvature[0] = even + odd;
  }

  descend(alpha: Float64Array, energy: Float64Array): void {
    const { rows, columns, coupling, word, bit } = this;
    const [r, z, p, q] = [this.#residual, this.#correction, this.#direction, this.#image];
    const step = alpha[0];
    for (let k = 0; k < rows * columns; k++) {
      word[k] += step * p[k];
      r[k] -= step * (q[k] - coupling[k] * bit[k]);
      z[k] = r[k];
    }
    wordSolve(z, this.wordPivot, this.#wordWire, 0, rows, columns);
    energy[0] = pairedDot(r, z, rows, columns);
  }

  accept(share: Float64Array): void {
    const { word } = this;
    const z = this.#correction;
    const step = share[0];
    for (let k = 0; k < word.length; k++) word[k] += step * z[k];
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

/** The same along the columns, all of them abreast. */
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

/** x := Aw⁻¹·x for the word lines from `first` up to `end`. A sweep waits for its own last product; four
 * lines side by side fill the wait. */
function wordSolve(
  x: Float64Array,
  pivot: Float64Array,
  wire: Wire,
  first: number,
  end: number,
  columns: number,
): void {
  let i = first;
  for (; i + 3 < end; i += 4) fourLines(x, pivot, wire, i * columns, columns);
  for (; i < end; i++) oneLine(x, pivot, wire, i * columns, columns);
}

function fourLines(x: Float64Array, pivot: Float64Array, wire: Wire, at: number, columns: number): void {
  const { conductance: g, retained } = wire;
  const [b, c, d] = [columns, 2 * columns, 3 * columns];
  let [xa, xb, xc, xd] = [x[at], x[at + b], x[at + c], x[at + d]];
  for (let k = at; k < at + columns - 1; k++) {
    x[k + 1] = xa = x[k + 1] + g * pivot[k] * xa;
    x[k + 1 + b] = xb = x[k + 1 + b] + g * pivot[k + b] * xb;
    x[k + 1 + c] = xc = x[k + 1 + c] + g * pivot[k + c] * xc;
    x[k + 1 + d] = xd = x[k + 1 + d] + g * pivot[k + d] * xd;
  }
  const last = at + columns - 1;
  x[last] = xa *= pivot[last];
  x[last + b] = xb *= pivot[last + b];
  x[last + c] = xc *= pivot[last + c];
  x[last + d] = xd *= pivot[last + d];
  for (let k = last - 1; k >= at; k--) {
    x[k] = xa = (retained * x[k] + g * xa) * pivot[k];
    x[k + b] = xb = (retained * x[k + b] + g * xb) * pivot[k + b];
    x[k + c] = xc = (retained * x[k + c] + g * xc) * pivot[k + c];
    x[k + d] = xd = (retained * x[k + d] + g * xd) * pivot[k + d];
  }
}

function oneLine(x: Float64Array, pivot: Float64Array, wire: Wire, at: number, columns: number): void {
  const { conductance: g, retained } = wire;
  const last = at + columns - 1;
  for (let k = at; k < last; k++) x[k + 1] += g * pivot[k] * x[k];
  x[last] *= pivot[last];
  for (let k = last - 1; k >= at; k--) x[k] = (retained * x[k] + g * x[k + 1]) * pivot[k];
}

/** r := Aw·z from the factors: first the upper one with the pivots, then the lower one. */
function wordProduct(
  z: Float64Array,
  r: Float64Array,
  pivot: Float64Array,
  wire: Wire,
  rows: number,
  columns: number,
): void {
  for (let i = 0; i < rows; i++) {
    const last = (i + 1) * columns - 1;
    let carried = 0;
    for (let k = i * columns; k <= last; k++) {
      const upper = k < last ? wire.conductance * z[k + 1] : 0;
      const forward = pivot[k] === 0 ? 0 : z[k] / pivot[k] - upper;
      r[k] = pivot[k] === 0 ? 0 : forward - carried;
      carried = wire.conductance * pivot[k] * forward;
    }
  }
}

function pairedDot(a: Float64Array, b: Float64Array, rows: number, columns: number): number {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < rows; i++) {
    const end = (i + 1) * columns;
    let k = i * columns;
    for (; k + 1 < end; k += 2) {
      even += a[k] * b[k];
      odd += a[k + 1] * b[k + 1];
    }
    if (k < end) even += a[k] * b[k];
  }
  return even + odd;
}
