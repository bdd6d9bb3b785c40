import { inputLines } from "../../../runtime/input-lines.ts";
import { nextBatchSize } from "../../../runtime/study/point-pool.ts";
import type { AnswerBatch } from "./line-threads.ts";
import { MOST_LINE_BYTES } from "./lines.ts";

/** Takes results; waits until their reader has room, and says whether there is one. */
export type WriteLines = (text: string) => Promise<boolean>;

/** Lines by what became of them. */
export interface Tally {
  readonly lines: number;
  /** No config, or one with a fault. */
  readonly errors: number;
  /** A config whose evaluation broke down. */
  readonly failed: number;
}

/**
 * Answers the lines of an input in their order and writes the results of what was evaluated together before it takes more: what waits is
 * one chunk of the input. Ends with the input, with the signal, or when nobody reads on.
 */
export async function answerLines(
  input: AsyncIterable<Uint8Array>,
  write: WriteLines,
  answer: AnswerBatch,
  signal: AbortSignal,
): Promise<Tally> {
  const tally = { lines: 0, errors: 0, failed: 0 };
  let size = 1;
  for await (const lines of inputLines(input, MOST_LINE_BYTES)) {
    for (let at = 0; at < lines.length; ) {
      const batch = lines.slice(at, at + size);
      const since = performance.now();
      const answered = await answer({ lines: batch, first: tally.lines }, signal);
      if (answered === null) return tally;
      size = nextBatchSize(size, batch.length, performance.now() - since);
      at += batch.length;
      tally.lines += batch.length;
      tally.errors += answered.errors;
      tally.failed += answered.failed;
      if (!(await write(answered.text)) || signal.aborted) return tally;
    }
  }
  return tally;
}
