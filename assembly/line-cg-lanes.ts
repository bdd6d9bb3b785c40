// Conjugate gradient on the word-line Schur complement, eight right-hand sides abreast: lane l of cell k
// stands at 8·k + l. Same method as line-cg.ts. Compute-bound, so every sweep does all it can on a node while
// its four registers (a, b, c, d: eight lanes) are loaded.
// Memory: four rows of eight scalars (step in, energy or curvature out, peak of z, peak of w), four arrays of
// rows × columns doubles, six of rows × columns × 8, and one word line more.

// Globals are reloaded at every use, so each loop reads its own into locals first.
let rows: i32 = 0;
let columns: i32 = 0;
let step: usize = 0;
let sum: usize = 0;
let correctionPeak: usize = 0;
let wordPeak: usize = 0;
let coupling: usize = 0;
let wordPivot: usize = 0;
let bitPivot: usize = 0;
let wordExcess: usize = 0;
let wordInjection: usize = 0;
let bitInjection: usize = 0;
let word: usize = 0;
let bit: usize = 0;
let correction: usize = 0;
let direction: usize = 0;
let solved: usize = 0;
let wordWire: f64 = 0;
let wordKept: f64 = 0;
let bitWire: f64 = 0;
let bitKept: f64 = 0;

const HEADER: usize = 256;
/** log₂ of the bytes of a node: eight doubles. */
const NODE: usize = 6;

export function layOut(base: usize, rowCount: i32, columnCount: i32): void {
  rows = rowCount;
  columns = columnCount;
  const cells = <usize>rows * <usize>columns;
  step = base;
  sum = base + 64;
  correctionPeak = base + 128;
  wordPeak = base + 192;
  coupling = base + HEADER;
  wordPivot = coupling + (cells << 3);
  bitPivot = wordPivot + (cells << 3);
  wordExcess = bitPivot + (cells << 3);
  const bytes = cells << NODE;
  wordInjection = wordExcess + (cells << 3);
  bitInjection = wordInjection + bytes;
  word = bitInjection + bytes;
  bit = word + bytes;
  correction = bit + bytes;
  direction = correction + bytes;
  solved = direction + bytes;
}

export function setWires(wordG: f64, wordRetained: f64, bitG: f64, bitRetained: f64): void {
  wordWire = wordG;
  wordKept = wordRetained;
  bitWire = bitG;
  bitKept = bitRetained;
}

/** Excess conductances → inverse pivots; once a matrix, so one chain after the other. */
export function invertWordChains(): void {
  const wordPivots = wordPivot;
  const wordG = wordWire;
  for (let i = 0; i < rows; i++)
    invertChain(wordPivots + ((<usize>i * <usize>columns) << 3), 8, columns, wordG);
}

export function invertBitChains(): void {
  const bitPivots = bitPivot;
  const bitG = bitWire;
  for (let j = 0; j < columns; j++)
    invertChain(bitPivots + ((<usize>j) << 3), (<usize>columns) << 3, rows, bitG);
}

function invertChain(first: usize, stride: usize, length: i32, wire: f64): void {
  let at = first;
  let carried: f64 = 0;
  for (let n = 0; n < length; n++, at += stride) {
    const excess = load<f64>(at) + carried;
    const inverse = 1 / (n < length - 1 ? wire + excess : excess);
    carried = inverse == 0 ? wire : wire * excess * inverse;
    store<f64>(at, inverse);
  }
}

/** b and z from w; the peaks and zᵀ·Aw·z. */
export function begin(): void {
  const corrections = correction;
  for (let i = 0; i < rows; i++) inject(i);
  memory.fill(sum, 0, 192);
  for (let i = rows - 1; i >= 0; i--) {
    bitBackward(i);
    crossForward(i, 1);
    wordBackward(i);
    compare(i);
    addEnergy(corrections, i);
  }
}

/** p := z + β·p, forward half of Ab⁻¹·C·p; pᵀ·S·p. */
export function direct(): void {
  const directions = direction;
  memory.fill(sum, 0, 64);
  for (let i = 0; i < rows; i++) {
    turn(i);
    addEnergy(directions, i);
  }
}

/** w += α·p, z −= α·Aw⁻¹·S·p; zᵀ·Aw·z. */
export function descend(): void {
  const corrections = correction;
  memory.fill(sum, 0, 64);
  for (let i = rows - 1; i >= 0; i--) {
    bitBackward(i);
    crossForward(i, 0);
    wordBackward(i);
    walk(i);
    addEnergy(corrections, i);
  }
}

/** w += z */
export function accept(): void {
  const words = word;
  const corrections = correction;
  const end = (<usize>rows * <usize>columns) << NODE;
  for (let k: usize = 0; k < end; k += 16)
    v128.store(words + k, f64x2.add(v128.load(words + k), v128.load(corrections + k)));
}

/** b := Ab⁻¹(C·w + sb) */
export function settleBits(): void {
  for (let i = 0; i < rows; i++) inject(i);
  for (let i = rows - 1; i >= 0; i--) bitBackward(i);
}

/** C·w + sb of one row, swept forward. */
function inject(i: i32): void {
  const row = (<usize>columns) << NODE;
  const at = <usize>i * row;
  let cell = coupling + ((<usize>i * <usize>columns) << 3);
  // The first row has none above it: its share of whatever stands there is 0, of itself to be finite.
  const up = i > 0 ? row : 0;
  const wire = i > 0 ? bitWire : 0;
  let pivot = bitPivot + ((<usize>i * <usize>columns) << 3) - (up >> 3);
  let w = word + at;
  let injected = bitInjection + at;
  if (i == 0) memory.fill(bit, 0, row);
  for (let y = bit + at; y < bit + at + row; y += 64, w += 64, injected += 64, cell += 8, pivot += 8) {
    const c = v128.load64_splat(cell);
    const carried = f64x2.splat(wire * load<f64>(pivot));
    injectLanes(y, w, injected, c, carried, up);
    injectLanes(y + 16, w + 16, injected + 16, c, carried, up);
    injectLanes(y + 32, w + 32, injected + 32, c, carried, up);
    injectLanes(y + 48, w + 48, injected + 48, c, carried, up);
  }
}

function injectLanes(y: usize, w: usize, injected: usize, cell: v128, carried: v128, up: usize): void {
  const own = f64x2.add(f64x2.mul(cell, v128.load(w)), v128.load(injected));
  v128.store(y, f64x2.add(own, f64x2.mul(carried, v128.load(y - up))));
}

/** One row of p and of L⁻¹·C·p; −fᵀ·Ab⁻¹·f, which the forward sweep alone gives, since Ab⁻¹ = L⁻ᵀ·D⁻¹·L⁻¹. */
function turn(i: i32): void {
  const bitShare = bitKept;
  const row = (<usize>columns) << NODE;
  const at = <usize>i * row;
  const cells = (<usize>i * <usize>columns) << 3;
  // Of an ideal line only the last node has a pivot of its own.
  const share = i == rows - 1 ? 1 : bitShare;
  for (let lane: usize = 0; lane < 64; lane += 32)
    turnLanes(at + lane, row, cells, share, step + lane, sum + lane, i > 0);
}

function turnLanes(
  at: usize,
  row: usize,
  cells: usize,
  share: f64,
  steps: usize,
  sums: usize,
  hasAbove: bool,
): void {
  const couplings = coupling;
  const bitPivots = bitPivot;
  const bits = bit;
  const corrections = correction;
  const directions = direction;
  const bitG = bitWire;
  const betaA = v128.load(steps);
  const betaB = v128.load(steps, 16);
  // A lane that starts a cycle must not read what an earlier solve left behind.
  const keepsA = f64x2.ne(betaA, f64x2.splat(0));
  const keepsB = f64x2.ne(betaB, f64x2.splat(0));
  let sumA = v128.load(sums);
  let sumB = v128.load(sums, 16);
  const up = hasAbove ? row : 0;
  const upCells = hasAbove ? row >> 3 : 0;
  const wire = hasAbove ? bitG : 0;
  let g = cells;
  for (let k = at; k < at + row; k += 64, g += 8) {
    const oldA = v128.and(f64x2.mul(betaA, v128.load(directions + k)), keepsA);
    const oldB = v128.and(f64x2.mul(betaB, v128.load(directions + k, 16)), keepsB);
    const pA = f64x2.add(v128.load(corrections + k), oldA);
    const pB = f64x2.add(v128.load(corrections + k, 16), oldB);
    v128.store(directions + k, pA);
    v128.store(directions + k, pB, 16);
    const cell = v128.load64_splat(couplings + g);
    let fA = f64x2.mul(cell, pA);
    let fB = f64x2.mul(cell, pB);
    if (hasAbove) {
      const carried = f64x2.splat(wire * load<f64>(bitPivots + g - upCells));
      fA = f64x2.add(fA, f64x2.mul(carried, v128.load(bits + k - up)));
      fB = f64x2.add(fB, f64x2.mul(carried, v128.load(bits + k - up, 16)));
    }
    v128.store(bits + k, fA);
    v128.store(bits + k, fB, 16);
    const weight = f64x2.splat(share * load<f64>(bitPivots + g));
    sumA = f64x2.sub(sumA, f64x2.mul(f64x2.mul(weight, fA), fA));
    sumB = f64x2.sub(sumB, f64x2.mul(f64x2.mul(weight, fB), fB));
  }
  v128.store(sums, sumA);
  v128.store(sums, sumB, 16);
}

/** y of one row from the row below. */
function bitBackward(i: i32): void {
  const bitPivots = bitPivot;
  const bits = bit;
  const bitG = bitWire;
  const bitShare = bitKept;
  const row = (<usize>columns) << NODE;
  const at = bits + <usize>i * row;
  let pivot = bitPivots + ((<usize>i * <usize>columns) << 3);
  const isLast = i == rows - 1;
  for (let k = at; k < at + row; k += 64, pivot += 8) {
    const inverse = load<f64>(pivot);
    const own = f64x2.splat((isLast ? 1 : bitShare) * inverse);
    let a = f64x2.mul(own, v128.load(k));
    let b = f64x2.mul(own, v128.load(k, 16));
    let c = f64x2.mul(own, v128.load(k, 32));
    let d = f64x2.mul(own, v128.load(k, 48));
    if (!isLast) {
      const next = f64x2.splat(bitG * inverse);
      const below = k + row;
      a = f64x2.add(a, f64x2.mul(next, v128.load(below)));
      b = f64x2.add(b, f64x2.mul(next, v128.load(below, 16)));
      c = f64x2.add(c, f64x2.mul(next, v128.load(below, 32)));
      d = f64x2.add(d, f64x2.mul(next, v128.load(below, 48)));
    }
    v128.store(k, a);
    v128.store(k, b, 16);
    v128.store(k, c, 32);
    v128.store(k, d, 48);
  }
}

/** C·y, with the injections if asked, on its way forward through Aw⁻¹; four independent chains. */
function crossForward(i: i32, injected: i32): void {
  const couplings = coupling;
  const wordPivots = wordPivot;
  const wordInjections = wordInjection;
  const bits = bit;
  const line = solved;
  const wordG = wordWire;
  const row = (<usize>columns) << NODE;
  const at = <usize>i * row;
  const cells = (<usize>i * <usize>columns) << 3;
  if (injected) {
    for (let k: usize = 0; k < row; k += 16) v128.store(line + k, v128.load(wordInjections + at + k));
  } else memory.fill(line, 0, row);
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let share = a;
  let y = bits + at;
  let g = cells;
  for (let x = line; x < line + row; x += 64, y += 64, g += 8) {
    const cell = v128.load64_splat(couplings + g);
    const ownA = f64x2.add(f64x2.mul(cell, v128.load(y)), v128.load(x));
    const ownB = f64x2.add(f64x2.mul(cell, v128.load(y, 16)), v128.load(x, 16));
    const ownC = f64x2.add(f64x2.mul(cell, v128.load(y, 32)), v128.load(x, 32));
    const ownD = f64x2.add(f64x2.mul(cell, v128.load(y, 48)), v128.load(x, 48));
    a = f64x2.add(ownA, f64x2.mul(share, a));
    b = f64x2.add(ownB, f64x2.mul(share, b));
    c = f64x2.add(ownC, f64x2.mul(share, c));
    d = f64x2.add(ownD, f64x2.mul(share, d));
    v128.store(x, a);
    v128.store(x, b, 16);
    v128.store(x, c, 32);
    v128.store(x, d, 48);
    share = f64x2.splat(wordG * load<f64>(wordPivots + g));
  }
}

/** The way back through Aw⁻¹. */
function wordBackward(i: i32): void {
  const wordPivots = wordPivot;
  const line = solved;
  const wordG = wordWire;
  const wordShare = wordKept;
  const row = (<usize>columns) << NODE;
  let pivot = wordPivots + ((<usize>(i + 1) * <usize>columns) << 3);
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let kept: f64 = 1;
  for (let x = line + row; x > line; ) {
    x -= 64;
    pivot -= 8;
    const inverse = load<f64>(pivot);
    const own = f64x2.splat(kept * inverse);
    const next = f64x2.splat(wordG * inverse);
    a = f64x2.add(f64x2.mul(own, v128.load(x)), f64x2.mul(next, a));
    b = f64x2.add(f64x2.mul(own, v128.load(x, 16)), f64x2.mul(next, b));
    c = f64x2.add(f64x2.mul(own, v128.load(x, 32)), f64x2.mul(next, c));
    d = f64x2.add(f64x2.mul(own, v128.load(x, 48)), f64x2.mul(next, d));
    v128.store(x, a);
    v128.store(x, b, 16);
    v128.store(x, c, 32);
    v128.store(x, d, 48);
    kept = wordShare;
  }
}

/** z := Aw⁻¹(…) − w over one row, with the peaks. */
function compare(i: i32): void {
  const words = word;
  const corrections = correction;
  const line = solved;
  const row = (<usize>columns) << NODE;
  const at = <usize>i * row;
  for (let lane: usize = 0; lane < 64; lane += 16) {
    let largestW = v128.load(wordPeak + lane);
    let largestZ = v128.load(correctionPeak + lane);
    for (let k = lane; k < row; k += 64) {
      const fresh = v128.load(line + k);
      const change = f64x2.sub(fresh, v128.load(words + at + k));
      v128.store(corrections + at + k, change);
      largestW = f64x2.pmax(largestW, f64x2.abs(fresh));
      largestZ = f64x2.pmax(largestZ, f64x2.abs(change));
    }
    v128.store(wordPeak + lane, largestW);
    v128.store(correctionPeak + lane, largestZ);
  }
}

function walk(i: i32): void {
  const line = solved;
  const row = (<usize>columns) << NODE;
  const at = <usize>i * row;
  const alphaA = v128.load(step);
  const alphaB = v128.load(step, 16);
  const alphaC = v128.load(step, 32);
  const alphaD = v128.load(step, 48);
  let x = line;
  for (let k = at; k < at + row; k += 64, x += 64) {
    walkLanes(k, x, alphaA);
    walkLanes(k + 16, x + 16, alphaB);
    walkLanes(k + 32, x + 32, alphaC);
    walkLanes(k + 48, x + 48, alphaD);
  }
}

function walkLanes(k: usize, x: usize, alpha: v128): void {
  const p = v128.load(direction + k);
  v128.store(word + k, f64x2.add(v128.load(word + k), f64x2.mul(alpha, p)));
  const change = f64x2.mul(alpha, f64x2.sub(p, v128.load(x)));
  v128.store(correction + k, f64x2.sub(v128.load(correction + k), change));
}

/** xᵀ·Aw·x of one word line: what its own conductances and its wires would dissipate. */
function addEnergy(x: usize, i: i32): void {
  const excesses = wordExcess;
  const wordG = wordWire;
  const row = (<usize>columns) << NODE;
  const at = x + <usize>i * row;
  let g = excesses + ((<usize>i * <usize>columns) << 3);
  let sumA = v128.load(sum);
  let sumB = v128.load(sum, 16);
  let sumC = v128.load(sum, 32);
  let sumD = v128.load(sum, 48);
  let wire = f64x2.splat(0);
  let beforeA = wire;
  let beforeB = wire;
  let beforeC = wire;
  let beforeD = wire;
  for (let k = at; k < at + row; k += 64, g += 8) {
    const own = v128.load64_splat(g);
    const a = v128.load(k);
    const b = v128.load(k, 16);
    const c = v128.load(k, 32);
    const d = v128.load(k, 48);
    sumA = f64x2.add(sumA, nodeEnergy(own, a, wire, f64x2.sub(a, beforeA)));
    sumB = f64x2.add(sumB, nodeEnergy(own, b, wire, f64x2.sub(b, beforeB)));
    sumC = f64x2.add(sumC, nodeEnergy(own, c, wire, f64x2.sub(c, beforeC)));
    sumD = f64x2.add(sumD, nodeEnergy(own, d, wire, f64x2.sub(d, beforeD)));
    beforeA = a;
    beforeB = b;
    beforeC = c;
    beforeD = d;
    wire = f64x2.splat(wordG);
  }
  v128.store(sum, sumA);
  v128.store(sum, sumB, 16);
  v128.store(sum, sumC, 32);
  v128.store(sum, sumD, 48);
}

function nodeEnergy(own: v128, x: v128, wire: v128, drop: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.mul(own, x), x), f64x2.mul(f64x2.mul(wire, drop), drop));
}
