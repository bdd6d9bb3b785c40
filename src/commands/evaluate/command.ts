import { InvalidArgumentError, Option } from "commander";
import { MOST_BODY_BYTES, MOST_REQUESTS, newToken, STANDARD_INPUT, serveLines } from "#local-io";
import { defineVerb, type Host } from "../../cli/define-verb.ts";
import { interruptible } from "../../cli/interruptible.ts";
import { pluginOption, setOption, timeoutOption } from "../../cli/options.ts";
import { EXIT, type Output } from "../../cli/output.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { configText, defaultConfig, laidOver } from "../shared/config-file.ts";
import { withMeasuredFiles } from "../shared/measured-files.ts";
import { answerLines, type Tally } from "./run/answer.ts";
import { EVALUATION_LEVELS, type EvaluationLevel } from "./run/levels.ts";
import { type LineThreadData, type LineThreads, startLineThreads } from "./run/line-threads.ts";
import { wantedMetrics } from "./run/wanted-metrics.ts";

interface EvaluateOptions {
  readonly level: EvaluationLevel;
  readonly metrics?: readonly string[];
  readonly model?: string;
  readonly tokens?: string;
  readonly set: string[];
  readonly plugin: string[];
  /** 0 for any free port. */
  readonly serve?: number;
  /** Longest time of a line, ms. */
  readonly timeout: number;
}

async function* standardInput(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const end = (): void => {
    process.stdin.destroy();
  };
  signal.addEventListener("abort", end);
  try {
    if (!signal.aborted) yield* process.stdin as AsyncIterable<Uint8Array>;
  } catch (error) {
    // A stream that this program ended reports that it ended early.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", end);
    // Further input from another program would keep this one waiting.
    process.stdin.destroy();
  }
}

/** Data for the threads. Throws ConfigError for settings that no line could be evaluated with. */
async function threadData(
  file: string,
  { level, metrics, plugin, model, tokens, set, serve: port }: EvaluateOptions,
): Promise<LineThreadData> {
  // Throws for a key of no metric.
  wantedMetrics(metrics);
  const config = { file, text: configText(file), settings: set };
  return {
    config,
    value: withMeasuredFiles(laidOver(config)).value,
    plugins: (await loadModels(plugin)).plugins,
    choice: { metrics, model, tokens },
    level,
    name: port === undefined ? STANDARD_INPUT : "(request)",
    isServed: port !== undefined,
  };
}

const writerTo =
  (output: Output) =>
  async (text: string): Promise<boolean> => {
    if (output.stream !== undefined) return output.stream(text);
    output.data(text);
    return true;
  };

function conclude({ lines, errors, failed }: Tally, { output, outcome }: Host): void {
  if (errors + failed === 0) return;
  if (outcome.code === EXIT.done) outcome.code = errors === lines ? EXIT.usage : EXIT.partial;
  output.note(`${lines} lines: ${lines - errors - failed} evaluated, ${errors} errors, ${failed} failed`);
}

/** Environment variable of the token, for a client that starts the server. */
const TOKEN = "CROSSHASH_TOKEN";

/** Serves until it is interrupted, which is its usual end. */
async function serve(
  port: number,
  { answer }: LineThreads,
  signal: AbortSignal,
  output: Output,
): Promise<void> {
  const given = process.env[TOKEN];
  const token = given === undefined || given === "" ? newToken() : given;
  await serveLines(
    {
      port,
      token,
      answer: (body, write, own) => answerLines(body, write, answer, own),
      onReady: (address) => {
        output.note(`listening on ${address}/evaluate`);
        output.note(given === token ? `token: that of ${TOKEN}` : `token: ${token}`);
      },
    },
    signal,
  );
}

const serveOption = (): Option =>
  new Option(
    "--serve [port]",
    `answer lines that are posted to localhost instead: at most ${MOST_BODY_BYTES >> 20} MiB a request, ${MOST_REQUESTS} at once (default: a free port)`,
  )
    .argParser((text) => {
      const port = Number(text);
      if (!Number.isSafeInteger(port) || port < 0 || port > 65535 || text.trim() === "")
        throw new InvalidArgumentError("expected a port from 0 to 65535.");
      return port;
    })
    .preset("0");

export const evaluateVerb = defineVerb<[base: string | undefined], EvaluateOptions>({
  summary: "evaluate configs, a result line a config line",
  about:
    "evaluate configs of standard input (JSON Lines) in one process that stays warm: a result line a config line, in their order",
  args: [["[base]", "config that lines with `set` change (default: the design that ships)"]],
  options: [
    new Option(
      "--level <level>",
      "how far: the price, with a quick estimate of the quality, of the whole model, or simulated",
    )
      .choices(EVALUATION_LEVELS)
      .default("price"),
    new Option(
      "--metrics <list>",
      "metrics of a result, such as energy_J,latency_s; other designs are priced only for metrics that compare with them (default: all of the level)",
    ).argParser((text: string) => text.split(",").map((key) => key.trim())),
    new Option(
      "--model <dir>",
      "language model whose activations are hashed (default: the model that ships)",
    ),
    new Option("--tokens <file>", "token sequences of the model"),
    serveOption(),
    timeoutOption("line"),
    setOption(),
    pluginOption(),
  ],
  examples: [
    "evaluate < configs.jsonl > results.jsonl",
    "evaluate --serve 8080 my-design.json5",
    "evaluate --level estimate my-design.json5 < changes.jsonl",
  ],
  notes: `A line is a config, {"set": {"workload.length": 512}} or {"base": {…}, "set": {…}, "level": "simulate"}. Its result is
{"index": 0, "status": "ok", "metrics": {…}}, with a reason where the status is infeasible, unknown or failed, and with
every fault at its place where it is error. Exit code 3: some lines were errors or failed; 2: all were errors.`,
  ask: async (call) => {
    const { args, options, output, outcome } = call;
    const data = await threadData(args[0] ?? defaultConfig(), options);
    const port = options.serve;
    const { least, most } = port === undefined ? { least: 1, most: 1 } : { least: 2, most: MOST_REQUESTS };
    const tally = await interruptible(async (signal) => {
      const threads = await startLineThreads(data, { least, most, timeout: options.timeout }, signal);
      try {
        if (port !== undefined) return await serve(port, threads, signal, output);
        const done = await answerLines(standardInput(signal), writerTo(output), threads.answer, signal);
        if (signal.aborted) outcome.code = EXIT.interrupted;
        return done;
      } finally {
        await threads.end();
      }
    });
    if (tally !== undefined) conclude(tally, call);
    return undefined;
  },
});
