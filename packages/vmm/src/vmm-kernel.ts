import { VMM } from "./generated/vmm.ts";
import {
  checkBatch,
  checkPlan,
  type Vmm,
  type VmmBatch,
  type VmmKernel,
  type VmmOperands,
  type VmmPlan,
  vmmOperands,
} from "./vmm.ts";
import { compiledModule, reserve } from "./wasm-memory.ts";

/** Exports of `assembly/vmm.ts`. */
interface VmmExports {
  readonly memory: WebAssembly.Memory;
  layOut(base: number, outputs: number, rows: number, depth: number, pairs: number, quads: number): number;
  transferAt(): number;
  weightsAt(): number;
  pairsAt(): number;
  scalesAt(): number;
  wholeTransferAt(): number;
  transferScalesAt(): number;
  inputsAt(): number;
  currentsAt(): number;
  convert(quads: number, steps: number, fullScale: number): void;
  copyLevels(quads: number): void;
  multiplyLevels(quads: number): void;
  multiplySteps(quads: number, most: number): void;
  multiplyPairs(quads: number): void;
  multiplySquares(quads: number, most: number): void;
  addNoise(
    vectors: number,
    first: number,
    key0: number,
    key1: number,
    key2: number,
    key3: number,
    deviation: number,
  ): void;
  quantise(vectors: number, levels: number, step: number, offset: number, unit: number): void;
  compact(vectors: number): void;
}

/** Start of the kernel's arrays; it has no data, but low addresses stay free. */
const BASE = 1024;
const PANEL = 8;
const PADDED = 16;
/** Vectors per block, such that their factors fit in the second-level cache. */
const FACTOR_BYTES = 128 << 10;
const MOST_QUADS = 16;

/** WebAssembly kernel of products, compiled on first use. Throws WebAssembly's error without SIMD. */
export function loadVmmKernel(): VmmKernel {
  let unit: VmmUnit | null = null;
  return {
    name: "wasm-simd",
    prepare(plan) {
      checkPlan(plan);
      unit ??= new VmmUnit();
      return preparedVmm(unit, plan);
    },
  };
}

function preparedVmm(unit: VmmUnit, plan: VmmPlan): Vmm {
  const packed = pack(vmmOperands(plan));
  const { adc } = plan;
  return {
    currents: (batch) => {
      const currents = new Float32Array(checkBatch(plan, batch) * packed.operands.outputs);
      unit.read(packed, plan, batch, "currents", currents);
      return currents;
    },
    codes: (batch) => {
      if (adc === null)
        throw new RangeError("vector-matrix product: expected an ADC for codes, received none");
      const codes = new Uint16Array(checkBatch(plan, batch) * packed.operands.outputs);
      unit.read(packed, plan, batch, "codes", codes);
      return codes;
    },
  };
}

/** Operands in the layout of the kernel's memory. */
interface PackedOperands {
  readonly operands: VmmOperands;
  readonly transfer: Float32Array;
  /** Integers of `operands.whole`, or null. */
  readonly whole: Int16Array | null;
  readonly weights: Float32Array | Int16Array;
  readonly pairs: Int32Array;
  readonly quads: number;
}

function pack(operands: VmmOperands): PackedOperands {
  const { outputs, rows, depth, first, second, squares, whole } = operands;
  const products = first.length;
  const quadBytes = 16 * (depth + products);
  return {
    operands,
    transfer: panels(operands.transfer, outputs, depth),
    whole: whole === null ? null : pairedPanels(whole.weights, outputs, rows),
    weights:
      squares === null
        ? panels(operands.weights, outputs, products)
        : pairedPanels(squares.weights, outputs, products),
    pairs: Int32Array.from({ length: 2 * products }, (_, k) => (k % 2 === 0 ? first : second)[k >> 1]),
    quads: Math.min(MOST_QUADS, Math.max(1, Math.floor(FACTOR_BYTES / quadBytes))),
  };
}

/** Outputs × length → panels × length × 8, zeros for the outputs that fill the last pair of panels. */
function panels(matrix: Float32Array, outputs: number, length: number): Float32Array {
  const padded = Math.ceil(outputs / PADDED) * PADDED;
  const packed = new Float32Array(padded * length);
  for (let p = 0; p < outputs; p++) {
    const lane = Math.floor(p / PANEL) * PANEL * length + (p % PANEL);
    for (let k = 0; k < length; k++) packed[lane + PANEL * k] = matrix[p * length + k];
  }
  return packed;
}

/** Panels of integers, two products a word: panels × words × 8 outputs × 2. */
function pairedPanels(matrix: Int16Array, outputs: number, length: number): Int16Array {
  const padded = Math.ceil(outputs / PADDED) * PADDED;
  const words = Math.ceil(length / 2);
  const packed = new Int16Array(padded * words * 2);
  for (let p = 0; p < outputs; p++) {
    const lane = 2 * (Math.floor(p / PANEL) * PANEL * words + (p % PANEL));
    for (let k = 0; k < length; k++) packed[lane + 2 * PANEL * (k >> 1) + (k & 1)] = matrix[p * length + k];
  }
  return packed;
}

/**
 * One kernel instance for all plans: every WebAssembly memory reserves gigabytes of addresses, and loading
 * other operands costs less than one vector in a hundred of a batch.
 */
class VmmUnit {
  readonly #kernel: VmmExports;
  #loaded: PackedOperands | null = null;

  constructor() {
    const module = compiledModule(VMM);
    this.#kernel = new WebAssembly.Instance(module).exports as unknown as VmmExports;
  }

  read(
    packed: PackedOperands,
    plan: VmmPlan,
    batch: VmmBatch,
    asked: "currents" | "codes",
    into: Float32Array | Uint16Array,
  ): void {
    if (this.#loaded !== packed) this.#load(packed);
    const { outputs, rows } = packed.operands;
    const { buffer } = this.#kernel.memory;
    const block = 4 * packed.quads;
    const inputs = new Float64Array(buffer, this.#kernel.inputsAt(), block * rows);
    const currents = new Float32Array(buffer, this.#kernel.currentsAt(), block * outputs);
    const count = into.length / outputs;
    for (let from = 0; from < count; from += block) {
      const vectors = Math.min(block, count - from);
      inputs.set(batch.inputs.subarray(from * rows, (from + vectors) * rows));
      inputs.fill(0, vectors * rows);
      this.#readBlock(packed, plan, batch, from, vectors);
      this.#finish(plan, asked, vectors);
      into.set(currents.subarray(0, vectors * outputs), from * outputs);
    }
  }

  /** Currents with their noise, vectors × padded outputs. */
  #readBlock(
    { operands: { deviation, squares, whole } }: PackedOperands,
    { dacBits }: VmmPlan,
    { dacFullScale, key, firstVector }: VmmBatch,
    from: number,
    vectors: number,
  ): void {
    const kernel = this.#kernel;
    const quads = Math.ceil(vectors / 4);
    if (dacBits === null) kernel.copyLevels(quads);
    else kernel.convert(quads, 2 ** dacBits - 1, dacFullScale);
    const isNoisy = key !== null && deviation > 0;
    if (isNoisy && whole !== null) kernel.multiplySteps(quads, whole.most);
    else kernel.multiplyLevels(quads);
    if (!isNoisy) return;
    if (squares === null) kernel.multiplyPairs(quads);
    else kernel.multiplySquares(quads, squares.most);
    kernel.addNoise(vectors, firstVector + from, key[0], key[1], key[2], key[3], deviation);
  }

  #finish({ adc }: VmmPlan, asked: "currents" | "codes", vectors: number): void {
    if (adc === null) {
      this.#kernel.compact(vectors);
      return;
    }
    const levels = 2 ** adc.bits;
    const step = (2 * adc.fullScale) / levels;
    if (asked === "codes") this.#kernel.quantise(vectors, levels, step, 0, 1);
    else this.#kernel.quantise(vectors, levels, step, 0.5 - levels / 2, step);
  }

  #load(packed: PackedOperands): void {
    const kernel = this.#kernel;
    const { outputs, rows, depth, first } = packed.operands;
    this.#loaded = null;
    const end = kernel.layOut(BASE, outputs, rows, depth, first.length, packed.quads) >>> 0;
    reserve(kernel.memory, end);
    const { buffer } = kernel.memory;
    new Float32Array(buffer, kernel.transferAt(), packed.transfer.length).set(packed.transfer);
    const weights = packed.weights instanceof Int16Array ? Int16Array : Float32Array;
    new weights(buffer, kernel.weightsAt(), packed.weights.length).set(packed.weights);
    if (packed.whole !== null)
      new Int16Array(buffer, kernel.wholeTransferAt(), packed.whole.length).set(packed.whole);
    const transferScales = packed.operands.whole?.scale ?? new Float32Array(0);
    new Float32Array(buffer, kernel.transferScalesAt(), transferScales.length).set(transferScales);
    const scales = packed.operands.squares?.scale ?? new Float32Array(0);
    new Float32Array(buffer, kernel.scalesAt(), scales.length).set(scales);
    new Int32Array(buffer, kernel.pairsAt(), packed.pairs.length).set(packed.pairs);
    this.#loaded = packed;
  }
}
