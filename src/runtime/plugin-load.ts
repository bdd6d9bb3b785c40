import { Console } from "node:console";
import { writeSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isMainThread, Worker } from "node:worker_threads";
import { type ConfigError, fault } from "../base/errors.ts";
import { thrownText } from "../base/thrown-text.ts";

/** Longest time in which a plugin is loaded, ms. Usual is a tenth of a second. */
const LOAD_MILLISECONDS = 20_000;

/** The same for a plugin that keeps a worker thread busy: later than the limit of those who wait for the worker. */
const WORKER_MILLISECONDS = 60_000;

/** Exit code of a program that a plugin ends while it is loaded: that of other faults of an input. */
const USAGE = 2;

export const refusal = (file: string, message: string): ConfigError => fault(file, "(plugin)", message);

/** What was thrown, with the name of its class. */
export function faultText(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${thrownText(error)}` : thrownText(error);
  } catch {
    return thrownText(error);
  }
}

/**
 * Runs the loading of a plugin, which is code that may do anything: what it prints goes to standard error, so that an answer is
 * an answer; a program that it ends, or that it leaves without anything to wait for, ends with words; and one that it
 * keeps beyond the time limit is ended by another thread, with words.
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

/** Writes at once: a stream would not be emptied by a program that ends. */
function say(text: string): void {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // Nobody listens.
  }
}

/**
 * A thread that ends the program where a plugin keeps another thread busy for ever: nothing on that one can. A little
 * later than the timer there, which says the same where it can.
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

/** From the first plugin on, what is printed by its functions is no part of an answer either. */
function printToStandardError(): void {
  if (isRedirected) return;
  isRedirected = true;
  globalThis.console = new Console(process.stderr, process.stderr);
}

/** The default export of a module, in a box: an export may pass itself off as a promise. Throws ConfigError. */
export async function exportOf(file: string): Promise<{ readonly exported: unknown }> {
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
