import type { LaneMeasure, LineSystem, SolverKernel, Wire } from "../arrays/solver/line-system.ts";
import { LINE_CG } from "./generated/line-cg.ts";

/** What the compiled single-lane kernel exports; addresses are byte offsets into its memory. */
interface SingleLaneExports {
  readonly memory: WebAssembly.Memory;
  layOut(base: number, rows: number, columns: number): void;
  setWires(wordConductance: number, wordRetained: number, bitConductance: number, bitRetained: number): void;
  invertWordChains(): void;
  invertBitChains(): void;
  begin(): void;
  aim(fromZero: number): number;
  direct(beta: number): number;
  descend(alpha: number): number;
  accept(share: number): void;
}

const PAGE = 65_536;
/** The kernels have no data of their own; low addresses stay free all the same. */
const BASE = 1024;
const HEADER = 64;
/** Arrays of a single-lane system, in the order of assembly/line-cg.ts. */
const ARRAYS = 11;
/** WebAssembly memory never shrinks. One instance that may serve a 1024 × 1024 solve is kept; larger ones,
 * and a second large one, go to the garbage collector. */
const POOLED_BYTES = 128 << 20;
const SMALL_BYTES = 16 << 20;

/** The WebAssembly kernel. Compiles the module once; throws what WebAssembly throws where SIMD is missing. */
export function loadSolverKernel(): SolverKernel {
  const module = new WebAssembly.Module(Buffer.from(LINE_CG, "base64"));
  const pool: SingleLaneExports[] = [];
  return {
    name: "wasm-simd",
    batch: 1,
    withSystem: (rows, columns, lanes, use) => {
      if (lanes !== 1) throw new RangeError(`solver kernel: expected 1 lane, received ${lanes}`);
      // An instance in use is not in the pool, so a solve within a solve gets its own.
      const exports =
        pool.pop() ?? (new WebAssembly.Instance(module).exports as unknown as SingleLaneExports);
      try {
        return use(new WasmLineSystem(exports, rows, columns));
      } finally {
        const bytes = exports.memory.buffer.byteLength;
        if (bytes <= SMALL_BYTES || (bytes <= POOLED_BYTES && pool.length === 0)) pool.push(exports);
      }
    },
  };
}

class WasmLineSystem implements LineSystem {
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
  readonly #kernel: SingleLaneExports;
  readonly #scalars: Float64Array;

  constructor(kernel: SingleLaneExports, rows: number, columns: number) {
    const cells = rows * columns;
    const used = HEADER + ARRAYS * cells * 8;
    reserve(kernel.memory, BASE + used);
    const { buffer } = kernel.memory;
    const array = (index: number): Float64Array =>
      new Float64Array(buffer, BASE + HEADER + index * cells * 8, cells);
    this.rows = rows;
    this.columns = columns;
    this.coupling = array(0);
    this.wordPivot = array(1);
    this.bitPivot = array(2);
    this.wordInjection = array(3);
    this.bitInjection = array(4);
    this.word = array(5);
    this.bit = array(6);
    // What a solve reads before it has written it.
    for (const array of [this.wordInjection, this.bitInjection, this.word]) array.fill(0);
    this.#kernel = kernel;
    this.#scalars = new Float64Array(buffer, BASE, 3);
    kernel.layOut(BASE, rows, columns);
  }

  setWires(word: Wire, bit: Wire): void {
    this.#kernel.setWires(word.conductance, word.retained, bit.conductance, bit.retained);
  }

  invertChains(family: "word" | "bit"): void {
    if (family === "word") this.#kernel.invertWordChains();
    else this.#kernel.invertBitChains();
  }

  begin(measure: LaneMeasure): void {
    this.#kernel.begin();
    [measure.correctionPeak[0], measure.wordPeak[0]] = this.#scalars;
  }

  aim(fromZero: boolean, measure: LaneMeasure): void {
    measure.energy[0] = this.#kernel.aim(fromZero ? 1 : 0);
  }

  direct(beta: Float64Array, curvature: Float64Array): void {
    curvature[0] = this.#kernel.direct(beta[0]);
  }

  descend(alpha: Float64Array, energy: Float64Array): void {
    energy[0] = this.#kernel.descend(alpha[0]);
  }

  accept(share: Float64Array): void {
    this.#kernel.accept(share[0]);
  }
}

function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}
