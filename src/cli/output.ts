/** Where a verb's answer and its side notes go; tests pass their own. */
export interface Output {
  /** The answer: nothing is written before it is complete, so that an error leaves standard output empty. */
  data(text: string): void;
  /** Progress, notes and errors. */
  note(text: string): void;
}

export const processOutput: Output = {
  data: (text) => process.stdout.write(text.endsWith("\n") ? text : `${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
};

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
