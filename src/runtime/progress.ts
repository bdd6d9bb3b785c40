import { printable } from "../base/errors.ts";

/** A progress line on a terminal's standard error; no output elsewhere. */
export interface Progress {
  update(text: string): void;
  done(): void;
}

/** Verbosity: nothing; a line on a terminal; lines wherever standard error goes. */
export type Talk = "quiet" | "usual" | "verbose";

const LINE_MILLISECONDS = 5000;

export function createProgress(
  talk: Talk = "usual",
  stream: Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean } = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  if (talk === "quiet" || (stream.isTTY !== true && talk === "usual"))
    return { update: () => {}, done: () => {} };
  if (stream.isTTY === true)
    return {
      update: (text) => stream.write(`\r\x1b[K${printable(text)}`),
      done: () => stream.write("\r\x1b[K"),
    };
  // A log keeps every line, so updates are spaced in time.
  let last = Number.NEGATIVE_INFINITY;
  return {
    update: (text) => {
      if (now() - last < LINE_MILLISECONDS) return;
      last = now();
      stream.write(`${printable(text)}\n`);
    },
    done: () => {},
  };
}
