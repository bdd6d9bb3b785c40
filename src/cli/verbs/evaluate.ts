import { Option } from "commander";
import type { Located } from "../../base/document.ts";
import { defaultConfig, readConfig } from "../../questions/config-file.ts";
import {
  createDocumentEvaluator,
  EVALUATION_LEVELS,
  type EvaluationLevel,
} from "../../questions/evaluate/evaluator.ts";
import { type LineSetting, MOST_LINE_BYTES, resultOfLine } from "../../questions/evaluate/lines.ts";
import { STANDARD_INPUT } from "../../runtime/input-file.ts";
import { type InputLine, inputLines } from "../../runtime/input-lines.ts";
import { defineVerb, type Host } from "../define-verb.ts";
import { interruptible } from "../interruptible.ts";
import { pluginOption, setOption } from "../options.ts";
import { EXIT } from "../output.ts";

interface EvaluateOptions {
  readonly level: EvaluationLevel;
  readonly model?: string;
  readonly tokens?: string;
  readonly set: string[];
  readonly plugin: string[];
}

/** Results are handed on after so long, ms, though more of what has come waits to be evaluated. */
const SLICE = 50;

/** Lines by what became of them. */
interface Tally {
  lines: number;
  /** No config, or one with a fault. */
  errors: number;
  /** A config whose evaluation broke down. */
  failed: number;
}

/**
 * Evaluates what standard input brings, list by list, and writes each result before it takes more than the next list: what waits is
 * one chunk of the input. Ends with the input, an interrupt, or its reader.
 */
async function answerLines(setting: LineSetting, { output }: Host, signal: AbortSignal): Promise<Tally> {
  const tally: Tally = { lines: 0, errors: 0, failed: 0 };
  const write = async (text: string): Promise<boolean> => {
    if (output.stream !== undefined) return output.stream(text);
    output.data(text);
    return true;
  };
  for await (const lines of inputLines(standardInput(signal), MOST_LINE_BYTES))
    if (!(await answerTogether(lines, setting, write, tally, signal))) break;
  return tally;
}

/** False where nobody reads on, or waits for more. */
async function answerTogether(
  lines: readonly InputLine[],
  setting: LineSetting,
  write: (text: string) => Promise<boolean>,
  tally: Tally,
  signal: AbortSignal,
): Promise<boolean> {
  let text = "";
  let since = performance.now();
  for (const line of lines) {
    if (signal.aborted) break;
    const result = await resultOfLine(line, tally.lines++, setting);
    if (result.status === "error") tally.errors++;
    if (result.status === "failed") tally.failed++;
    text += `${JSON.stringify(result)}\n`;
    if (performance.now() - since < SLICE) continue;
    if (!(await write(text))) return false;
    text = "";
    // Lets an interrupt be heard.
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
  if (text !== "" && !(await write(text))) return false;
  return !signal.aborted;
}

async function* standardInput(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const end = (): void => {
    process.stdin.destroy();
  };
  signal.addEventListener("abort", end);
  try {
    if (!signal.aborted) yield* process.stdin as AsyncIterable<Uint8Array>;
  } catch (error) {
    // A stream that was ended from here says that it ended early.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", end);
    // What another program still sends would keep this one waiting.
    process.stdin.destroy();
  }
}

function settingOf(
  base: Located,
  { level, plugin, model, tokens }: EvaluateOptions,
  name: string,
): LineSetting {
  const evaluate = createDocumentEvaluator({
    plugins: plugin,
    ...(model === undefined ? {} : { model }),
    ...(tokens === undefined ? {} : { tokens }),
  });
  return { evaluate, base, level, name };
}

export const evaluateVerb = defineVerb<[base: string | undefined], EvaluateOptions>({
  summary: "evaluate configs, a result line a config line",
  about:
    "evaluate configs of standard input (JSON Lines) in one process that stays warm: a result line a config line, in their order",
  args: [["[base]", "config that lines with `set` change (default: the design that ships)"]],
  options: [
    new Option("--level <level>", "how far: the price, with a quick estimate of the quality, or simulated")
      .choices(Object.keys(EVALUATION_LEVELS))
      .default("price"),
    new Option(
      "--model <dir>",
      "language model whose activations are hashed (default: the model that ships)",
    ),
    new Option("--tokens <file>", "token sequences of the model"),
    setOption(),
    pluginOption(),
  ],
  examples: [
    "evaluate < configs.jsonl > results.jsonl",
    "evaluate --level estimate my-design.json5 < changes.jsonl",
  ],
  notes: `A line is a config, {"set": {"workload.length": 512}} or {"base": {…}, "set": {…}, "level": "simulate"}. Its result is
{"index": 0, "status": "ok", "metrics": {…}}, with a reason where the status is infeasible, unknown or failed, and with
every fault at its place where it is error. Exit code 3: some lines were errors or failed; 2: all were errors.`,
  ask: async (call) => {
    const { args, options, output, outcome } = call;
    const base = readConfig(args[0] ?? defaultConfig(), options.set);
    const setting = settingOf(base, options, STANDARD_INPUT);
    const tally = await interruptible(async (signal) => {
      const done = await answerLines(setting, call, signal);
      if (signal.aborted) outcome.code = EXIT.interrupted;
      return done;
    });
    const { lines, errors, failed } = tally;
    if (outcome.code === EXIT.done && errors + failed > 0)
      outcome.code = errors === lines ? EXIT.usage : EXIT.partial;
    if (errors + failed > 0)
      output.note(`${lines} lines: ${lines - errors - failed} evaluated, ${errors} errors, ${failed} failed`);
    return undefined;
  },
});
