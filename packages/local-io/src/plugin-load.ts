import { Console } from "node:console";
import { writeSync } from "node:fs";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isMainThread, Worker } from "node:worker_threads";
import { type ConfigError, fault, thrownText } from "#base";

/** Time limit for loading a plugin, ms. A tenth of a second is usual. */
const LOAD_MILLISECONDS = 20_000;

/** Time limit on a worker thread, ms: later than that of the thread that waits for the worker. */
const WORKER_MILLISECONDS = 60_000;

/** Exit code if a plugin ends the program while it loads: that of other input errors. */
const USAGE = 2;

export const refusal = (file: string, message: string): ConfigError => fault(file, "(plugin)", message);

/** Text of a thrown value, with its class name. */
export function faultText(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${thrownText(error)}` : thrownText(error);
  } catch {
    return thrownText(error);
  }
}

/**
 * Loads a plugin, which may run any code: its prints go to standard error, to keep them out of the answer; if
 * it ends the program, or leaves nothing to wait for, a message is printed; and beyond the time limit another
 * thread ends it with a message.
 */
export async function whileLoading<T>(file: string, run: () => Promise<T>): Promise<T> {
  printToStandardError();
  const write = process.stdout.write;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  const onExit = (): void => {
    say(`${file} (plugin): ended the program while it was loaded`);
    process.exitCode = USAGE;
  };
  if (isMainThread) process.once("exit", onExit);
  const watch = watchdog(file);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(refusal(file, lateText())), LOAD_MILLISECONDS);
  });
  try {
    return await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
    process.off("exit", onExit);
    process.stdout.write = write;
    await watch?.terminate();
  }
}

const lateText = (): string =>
  `is not loaded after ${LOAD_MILLISECONDS / 1000} s: expected its loading to end`;

/** Writes synchronously: a stream is not flushed when the program ends. */
function say(text: string): void {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // Standard error is closed.
  }
}

/**
 * A thread that ends the program when a plugin blocks another thread, whose own timer cannot fire then. A
 * little later than that timer, which gives the same message where it can.
 */
const WATCHDOG = `
const { workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
setTimeout(() => {
  try { writeSync(2, workerData.text + "\\n"); } catch {}
  process.kill(process.pid, "SIGKILL");
}, workerData.milliseconds);
`;

function watchdog(file: string): Worker | null {
  try {
    const text = `${file} (plugin): ${lateText()}`;
    const workerData = { text, milliseconds: isMainThread ? LOAD_MILLISECONDS + 500 : WORKER_MILLISECONDS };
    const worker = new Worker(WATCHDOG, { eval: true, workerData, stdout: true, stderr: true });
    worker.on("error", () => {});
    worker.unref();
    return worker;
  } catch {
    return null;
  }
}

let isRedirected = false;

/** From the first plugin on, prints of its functions go to standard error too. */
function printToStandardError(): void {
  if (isRedirected) return;
  isRedirected = true;
  globalThis.console = new Console(process.stderr, process.stderr);
}

/** Endings of files that the engine loads as programs. */
const MODULES = [".js", ".mjs", ".cjs"];

/** Endings that later engines load, and this one refuses itself. */
const TYPED = ["", ".ts", ".mts", ".cts"];

/** The default export of a module, wrapped, as an export may look like a promise. Throws ConfigError. */
export async function exportOf(file: string): Promise<{ readonly exported: unknown }> {
  const extension = extname(file);
  if (!MODULES.includes(extension) && !TYPED.includes(extension))
    throw refusal(
      file,
      `expected a JavaScript module (${MODULES.join(", ")}), received a file that ends in ${extension}`,
    );
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    throw refusal(file, `cannot be loaded: ${faultText(error)}`);
  }
  if (module.default === undefined)
    throw refusal(
      file,
      "expected a default export: a model, a list of models, or a function that makes them",
    );
  return { exported: module.default };
}
