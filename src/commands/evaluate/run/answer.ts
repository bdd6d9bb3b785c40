import { inputLines } from "#local-io";
import { nextBatchSize } from "#study-runs";
import type { AnswerBatch } from "./line-threads.ts";
import { MOST_LINE_BYTES } from "./lines.ts";

/** Writes results; waits until their reader has room, and returns whether there is still a reader. */
export type WriteLines = (text: string) => Promise<boolean>;

/** Lines by outcome. */
export interface Tally {
  readonly lines: number;
  /** Lines that are no config, or one with a fault. */
  readonly errors: number;
  /** Configs whose evaluation failed. */
  readonly failed: number;
}

/**
 * Answers the lines of an input in order, and writes the results of one batch before it reads more: at most
 * one chunk of the input waits. Ends when the input ends, the signal aborts, or nobody reads the results.
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
