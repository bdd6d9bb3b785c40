import type { Dimensions } from "../dimensions.ts";

/** Memory of a run, bytes. */
export interface MemoryEstimate {
  /** All matrices, as stored. */
  readonly weights: number;
  /** A second copy of the matrices, for the kernels; threads share it. */
  readonly kernels: number;
  /** Keys and values of a context, float32; continuations share them. */
  readonly keyValue: number;
  /** Working memory of one pass over the context: activations of a block, final states, scores, float32. */
  readonly work: number;
  /** The program with its threads, and the tokenizer's tables. */
  readonly program: number;
  readonly total: number;
}

/** Bytes of Node and libraries, of a further thread, and of a tokenizer's token (measured, rounded up). */
const PROGRAM = { main: 140e6, thread: 30e6, token: 600 };
/** Tokens that pass layers together, and queries whose scores a thread has at once (as in `engine.ts`). */
const [BLOCK, QUERIES] = [512, 40];
const FLOAT = 4;

/** Estimates memory for a context of so many tokens on so many threads. */
export function memoryEstimate(
  { width, hidden, layers, heads, headWidth, keyValueWidth, vocabulary }: Dimensions,
  weights: number,
  { tokens, threads }: { readonly tokens: number; readonly threads: number },
): MemoryEstimate {
  const keyValue = 2 * layers * keyValueWidth * tokens * FLOAT;
  const row = 3 * width + 2 * heads * headWidth + 2 * keyValueWidth + 2 * hidden;
  const work = (row * Math.min(tokens, BLOCK) + (2 * width + threads * QUERIES) * tokens) * FLOAT;
  const program = PROGRAM.main + PROGRAM.thread * threads + PROGRAM.token * vocabulary;
  return {
    weights,
    kernels: weights,
    keyValue,
    work,
    program,
    total: 2 * weights + keyValue + work + program,
  };
}
