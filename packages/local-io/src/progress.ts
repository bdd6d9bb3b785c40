import { printable } from "#base";

/** A progress line on a terminal's standard error; a line every ten seconds elsewhere, so that a log shows how far it is. */
export interface Progress {
  update(text: string): void;
  done(): void;
}

/** Verbosity: nothing; progress; more of it. */
export type Talk = "quiet" | "usual" | "verbose";

/** Time between two lines of a log, ms. */
const BETWEEN = { usual: 10_000, verbose: 5000 };

/** A command that ends sooner writes no line into a log, ms. */
const SHORT = { usual: 1000, verbose: 0 };

export function createProgress(
  talk: Talk = "usual",
  stream: Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean } = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  if (talk === "quiet") return { update: () => {}, done: () => {} };
  if (stream.isTTY === true)
    return {
      update: (text) => stream.write(`\r\x1b[K${printable(text)}`),
      done: () => stream.write("\r\x1b[K"),
    };
  let next = now() + SHORT[talk];
  return {
    update: (text) => {
      if (now() < next) return;
      next = now() + BETWEEN[talk];
      stream.write(`${printable(text)}\n`);
    },
    done: () => {},
  };
}
