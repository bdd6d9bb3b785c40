import type { Dimensions } from "../dimensions.ts";

/** What a run of a model needs in memory, bytes. */
export interface MemoryEstimate {
  /** All matrices, as stored. */
  readonly weights: number;
  /** The same once more, where the kernels read them; threads share them. */
  readonly kernels: number;
  /** Keys and values of a context, float32; continuations share them. */
  readonly keyValue: number;
  /** What one pass over the context works on: a block of activations, final states, scores, float32. */
  readonly work: number;
  /** The program itself with its threads, and the tables of a tokenizer. */
  readonly program: number;
  readonly total: number;
}

/** Node with its libraries and compiled code, a thread more, and a token with its merges in the tokenizer's maps (measured, rounded up). */
const PROGRAM = { main: 140e6, thread: 30e6, token: 600 };
/** Tokens that go through all layers together, and queries whose scores a thread holds at once (as `engine.ts` runs them). */
const [BLOCK, QUERIES] = [512, 40];
const FLOAT = 4;

/** The estimate for a context of so many tokens, run by so many threads. */
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
