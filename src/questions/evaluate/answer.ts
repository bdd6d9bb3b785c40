import { inputLines } from "../../runtime/input-lines.ts";
import { type LineSetting, MOST_LINE_BYTES, resultOfLine } from "./lines.ts";

/** Results are handed on after so long, ms, though more of what has come waits to be evaluated. */
const SLICE = 50;

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
 * Evaluates the lines of an input in their order and writes the results of what came together before it takes more: what waits is one
 * chunk of the input. Ends with the input, with the signal between two results, or when nobody reads on.
 */
export async function answerLines(
  input: AsyncIterable<Uint8Array>,
  write: WriteLines,
  setting: LineSetting,
  signal: AbortSignal,
): Promise<Tally> {
  const tally = { lines: 0, errors: 0, failed: 0 };
  for await (const lines of inputLines(input, MOST_LINE_BYTES)) {
    let text = "";
    let since = performance.now();
    for (const line of lines) {
      if (signal.aborted) break;
      const result = await resultOfLine(line, tally.lines++, setting);
      if (result.status === "error") tally.errors++;
      if (result.status === "failed") tally.failed++;
      text += `${JSON.stringify(result)}\n`;
      if (performance.now() - since < SLICE) continue;
      if (!(await write(text))) return tally;
      text = "";
      // Lets an interrupt and other readers be heard.
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    }
    if (text !== "" && !(await write(text))) return tally;
    if (signal.aborted) return tally;
  }
  return tally;
}
