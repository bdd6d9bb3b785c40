// Lines on separate threads: a long one delays no other request, and a time limit or an interrupt ends it.

import { fileURLToPath } from "node:url";
import { ConfigError, thrownText } from "#base";
import type { InputLine } from "#local-io";
import { loadModelsAgain, type Plugin } from "../../../runtime/plugins.ts";
import { type ConfigText, laidOver } from "../../shared/config-file.ts";
import { createDocumentEvaluator, type EvaluatorOptions } from "./evaluator.ts";
import type { EvaluationLevel } from "./levels.ts";
import { failedLine, type LineResult, type LineSetting, resultOfLine } from "./lines.ts";

/** Plain values from which a thread makes its evaluator. */
export interface LineThreadData {
  /** The base as it was read, for its places, and its value. */
  readonly config: ConfigText;
  readonly value: unknown;
  readonly plugins: readonly Plugin[];
  readonly choice: Pick<EvaluatorOptions, "metrics" | "model" | "tokens">;
  readonly level: EvaluationLevel;
  readonly name: string;
  /** Whether it evaluates the base once before the first request. */
  readonly isServed: boolean;
}

/** A thread's line settings. The base keeps the value first read, as files that it names may have changed. */
export const settingOf = ({ config, value, plugins, choice, level, name }: LineThreadData): LineSetting => ({
  evaluate: createDocumentEvaluator(choice, () => loadModelsAgain(plugins)),
  base: { ...laidOver(config), value },
  level,
  name,
});

/** Lines and the index of the first. */
export interface LineTask {
  readonly lines: readonly InputLine[];
  readonly first: number;
}

/** Result lines as text, and the numbers of lines without metrics. */
export interface AnsweredLines {
  readonly text: string;
  readonly errors: number;
  readonly failed: number;
}

/** Answers lines in order; null where the signal comes first. */
export type AnswerBatch = (task: LineTask, signal: AbortSignal) => Promise<AnsweredLines | null>;

export interface LineThreads {
  readonly answer: AnswerBatch;
  /** Ends the threads and their work. */
  end(): Promise<void>;
}

/** Evaluates lines one after another, on the current thread. */
export async function answersOf(
  lines: readonly InputLine[],
  first: number,
  setting: LineSetting,
): Promise<AnsweredLines> {
  const results: LineResult[] = [];
  for (const [n, line] of lines.entries()) results.push(await resultOfLine(line, first + n, setting));
  return written(results);
}

const written = (results: readonly LineResult[]): AnsweredLines => ({
  text: results.map((result) => `${JSON.stringify(result)}\n`).join(""),
  errors: results.filter(({ status }) => status === "error").length,
  failed: results.filter(({ status }) => status === "failed").length,
});

export interface ThreadLimits {
  /** Threads kept ready, and most threads: a task waits where all of them are busy. */
  readonly least: number;
  readonly most: number;
  /** Longest time of a line, ms. */
  readonly timeout: number;
}

const WORKER = new URL("./line-worker.js", import.meta.url);

/** Heap limit of a thread, MB: a line that fills it ends the thread, not the program. */
const HEAP = 2048;

/** Threads, ended by the signal. They need the built package: run from source, lines stay on this thread. */
export async function startLineThreads(
  data: LineThreadData,
  limits: ThreadLimits,
  signal: AbortSignal,
): Promise<LineThreads> {
  return import.meta.url.endsWith(".js") ? threadsOf(data, limits, signal) : onThisThread(settingOf(data));
}

const onThisThread = (setting: LineSetting): LineThreads => ({
  answer: async ({ lines, first }, signal) => {
    // Lets interrupts and other readers run.
    await new Promise((resolve) => setImmediate(resolve));
    return signal.aborted ? null : answersOf(lines, first, setting);
  },
  end: async () => {},
});

async function threadsOf(
  data: LineThreadData,
  { least, most, timeout }: ThreadLimits,
  whole: AbortSignal,
): Promise<LineThreads> {
  const { Piscina } = await import("piscina");
  const pool = new Piscina<LineTask, AnsweredLines>({
    filename: fileURLToPath(WORKER),
    minThreads: least,
    maxThreads: most,
    // Threads are kept once made: they are warm.
    idleTimeout: Number.POSITIVE_INFINITY,
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
    workerData: data,
  });
  // A thread that cannot start is a fault of its task, which `run` throws.
  pool.on("error", () => {});
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ended ??= pool.destroy();
    return ended;
  };
  // Listens before the tasks' signals, each of which would end one thread and start another.
  whole.addEventListener("abort", end);
  const tried = async (task: LineTask, signal: AbortSignal): Promise<AnsweredLines | null> => {
    const limit = new AbortController();
    const stop = (): void => limit.abort();
    const timer = setTimeout(stop, timeout);
    signal.addEventListener("abort", stop);
    try {
      return await pool.run(copied(task), { signal: limit.signal });
    } catch (error) {
      if (signal.aborted) return null;
      if (error instanceof ConfigError) throw error;
      // The faulty one of several lines is found one by one.
      if (task.lines.length > 1) return oneByOne(task, (one) => tried(one, signal));
      const reason = limit.signal.aborted ? `no result after ${timeout / 1000} s` : thrownText(error);
      return written([failedLine(task.lines[0], task.first, reason)]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  };
  return {
    answer: async (task, signal) => (signal.aborted ? null : tried(task, signal)),
    end,
  };
}

/** Data sent to a thread: bytes without the buffer that they are a part of. */
const copied = ({ lines, first }: LineTask): LineTask => ({
  first,
  lines: lines.map((line) => ({ ...line, bytes: line.bytes?.slice() ?? null })),
});

async function oneByOne(
  { lines, first }: LineTask,
  answer: (task: LineTask) => Promise<AnsweredLines | null>,
): Promise<AnsweredLines | null> {
  let whole: AnsweredLines = { text: "", errors: 0, failed: 0 };
  for (const [n, line] of lines.entries()) {
    const one = await answer({ lines: [line], first: first + n });
    if (one === null) return null;
    whole = {
      text: whole.text + one.text,
      errors: whole.errors + one.errors,
      failed: whole.failed + one.failed,
    };
  }
  return whole;
}
