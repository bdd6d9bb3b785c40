import { randomBytes } from "node:crypto";
import { InvalidArgumentError, Option } from "commander";
import type { Located } from "../../base/document.ts";
import { defaultConfig, readConfig } from "../../questions/config-file.ts";
import { answerLines, type Tally } from "../../questions/evaluate/answer.ts";
import { createDocumentEvaluator } from "../../questions/evaluate/evaluator.ts";
import { EVALUATION_LEVELS, type EvaluationLevel } from "../../questions/evaluate/levels.ts";
import type { LineSetting } from "../../questions/evaluate/lines.ts";
import { STANDARD_INPUT } from "../../runtime/input-file.ts";
import { MOST_BODY_BYTES, MOST_REQUESTS, serveLines } from "../../runtime/line-server.ts";
import { defineVerb, type Host } from "../define-verb.ts";
import { interruptible } from "../interruptible.ts";
import { pluginOption, setOption } from "../options.ts";
import { EXIT, type Output } from "../output.ts";

interface EvaluateOptions {
  readonly level: EvaluationLevel;
  readonly metrics?: readonly string[];
  readonly model?: string;
  readonly tokens?: string;
  readonly set: string[];
  readonly plugin: string[];
  /** 0 for any free port. */
  readonly serve?: number;
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
  { level, metrics, plugin, model, tokens }: EvaluateOptions,
  name: string,
): LineSetting {
  const evaluate = createDocumentEvaluator({
    plugins: plugin,
    ...(metrics === undefined ? {} : { metrics }),
    ...(model === undefined ? {} : { model }),
    ...(tokens === undefined ? {} : { tokens }),
  });
  return { evaluate, base, level, name };
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
async function serve(port: number, setting: LineSetting, { output }: Host): Promise<void> {
  const given = process.env[TOKEN];
  const token = given === undefined || given === "" ? randomBytes(24).toString("base64url") : given;
  await interruptible((signal) =>
    serveLines(
      {
        port,
        token,
        answer: (body, write, own) => answerLines(body, write, setting, own),
        onReady: (address) => {
          output.note(`listening on ${address}/evaluate`);
          output.note(given === token ? `token: that of ${TOKEN}` : `token: ${token}`);
        },
      },
      signal,
    ),
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
    new Option("--level <level>", "how far: the price, with a quick estimate of the quality, or simulated")
      .choices(Object.keys(EVALUATION_LEVELS))
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
    const base = readConfig(args[0] ?? defaultConfig(), options.set);
    const setting = settingOf(base, options, options.serve === undefined ? STANDARD_INPUT : "(request)");
    if (options.serve !== undefined) {
      await serve(options.serve, setting, call);
      return undefined;
    }
    const tally = await interruptible(async (signal) => {
      const done = await answerLines(standardInput(signal), writerTo(output), setting, signal);
      if (signal.aborted) outcome.code = EXIT.interrupted;
      return done;
    });
    conclude(tally, call);
    return undefined;
  },
});
