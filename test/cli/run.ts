import { run } from "../../src/program/program.ts";

/** A command line run in this process: exit code, standard output, standard error. */
export async function cli(...args: string[]): Promise<{ code: number; data: string; note: string }> {
  let data = "";
  let note = "";
  const code = await run(args, {
    data: (text) => {
      data += text;
    },
    pieces: (pieces) => {
      for (const piece of pieces) data += piece;
    },
    note: (text) => {
      note += `${text}\n`;
    },
  });
  return { code, data, note: note.trimEnd() };
}
