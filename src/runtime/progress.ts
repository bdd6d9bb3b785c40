import { printable } from "../base/errors.ts";

/** A line of progress on a terminal's standard error; nothing elsewhere. */
export interface Progress {
  update(text: string): void;
  done(): void;
}

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { update: () => {}, done: () => {} };
  return {
    update: (text) => stream.write(`\r\x1b[K${printable(text)}`),
    done: () => stream.write("\r\x1b[K"),
  };
}
