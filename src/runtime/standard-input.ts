import { isUtf8 } from "node:buffer";
import { ConfigError } from "../base/errors.ts";

export const STANDARD_INPUT = "(standard input)";

/** Text of standard input to its end. Throws ConfigError for more than `most` bytes and for what is not UTF-8. */
export async function readStandardInput(most: number): Promise<string> {
  const fail = (message: string): never => {
    throw new ConfigError([{ place: STANDARD_INPUT, path: "(file)", message }]);
  };
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > most) fail(`expected at most ${most} bytes, received more`);
    pieces.push(piece);
  }
  const bytes = Buffer.concat(pieces);
  return isUtf8(bytes) ? bytes.toString("utf8") : fail("expected UTF-8 text, received other bytes");
}
