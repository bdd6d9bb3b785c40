import { fileURLToPath } from "node:url";

/**
 * Runs the default export of a built module, a function of `input`, on a thread of its own while this one goes on. Input
 * and result are copied: plain values.
 */
export async function runApart<Result>(module: URL, input: unknown): Promise<Result> {
  const { Piscina } = await import("piscina");
  const pool = new Piscina({ filename: fileURLToPath(module), minThreads: 1, maxThreads: 1 });
  try {
    return (await pool.run(input)) as Result;
  } finally {
    await pool.destroy();
  }
}
