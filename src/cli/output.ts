/** Where a verb's answer and its side notes go; tests pass their own. */
export interface Output {
  /** The answer: nothing is written before it is complete, so that an error leaves standard output empty. */
  data(text: string): void;
  /** An answer in pieces, for one that is too large for a string. */
  pieces(pieces: Iterable<string>): void;
  /** Progress, notes and errors. */
  note(text: string): void;
  /** Columns of the terminal that data goes to; absent where it goes to a file or another program. */
  readonly columns?: number;
}

export const processOutput: Output = {
  data: (text) => process.stdout.write(text.endsWith("\n") ? text : `${text}\n`),
  pieces: (pieces) => {
    for (const piece of pieces) process.stdout.write(piece);
  },
  note: (text) => process.stderr.write(`${text}\n`),
  ...(process.stdout.isTTY === true ? { columns: process.stdout.columns } : {}),
};

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
