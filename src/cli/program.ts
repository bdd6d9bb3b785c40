import { Command, CommanderError } from "commander";
import { ConfigError, InfeasibleError, UnconvergedError } from "../base/errors.ts";
import { SchedulerError } from "../runtime/cluster/sbatch.ts";
import { packageVersion } from "../runtime/package-files.ts";
import { StoreWriteError } from "../runtime/store/record-log.ts";
import { engineReason, isSystemError, systemComplaint } from "../runtime/system-error.ts";
import { EXIT, type Outcome } from "./exit.ts";
import { guarded, type Output, processOutput } from "./output.ts";
import { VERBS } from "./verbs.ts";

/** Runs one command line; returns its exit code and never throws for what a user can cause. */
export async function run(args: readonly string[], door: Output = processOutput): Promise<number> {
  const output = guarded(door);
  const program = createProgram(output);
  const outcome: Outcome = { code: EXIT.done };
  // Help and mistyped verbs need to know them all.
  const called = VERBS.filter(({ names }) => names.includes(args[0]));
  try {
    await addVerbs(program, called.length > 0 ? called : VERBS, output, outcome);
    await program.parseAsync(args, { from: "user" });
    return outcome.code;
  } catch (error) {
    return report(error, output);
  }
}

/** The program with every verb; nothing is run. */
export async function wholeProgram(output: Output = processOutput): Promise<Command> {
  const program = createProgram(output);
  await addVerbs(program, VERBS, output, { code: EXIT.done });
  return program;
}

async function addVerbs(
  program: Command,
  verbs: typeof VERBS,
  output: Output,
  outcome: Outcome,
): Promise<void> {
  for (const { load } of verbs) (await load())(program, output, outcome, () => wholeProgram(output));
}

function createProgram(output: Output): Command {
  return new Command("crosshash")
    .description(
      "Architecture and design-space exploration of in-memory LSH attention on memristor crossbar arrays",
    )
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.data(text),
      writeErr: (text) => output.note(text.trimEnd()),
    })
    .showHelpAfterError("(crosshash --help lists the verbs)");
}

function report(error: unknown, output: Output): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof ConfigError) {
    output.note(error.message);
    return EXIT.usage;
  }
  if (error instanceof InfeasibleError) {
    output.note(`infeasible: ${error.message}`);
    return EXIT.failed;
  }
  if (error instanceof UnconvergedError) {
    output.note(`unconverged: ${error.message}`);
    return EXIT.failed;
  }
  if (error instanceof StoreWriteError || error instanceof SchedulerError) {
    output.note(error.message);
    return EXIT.failed;
  }
  const limit = engineReason(error);
  if (limit !== null) {
    output.note(`too large: ${limit}`);
    return EXIT.failed;
  }
  if (isSystemError(error)) {
    output.note(systemComplaint(error));
    return EXIT.failed;
  }
  if (error instanceof RangeError) {
    output.note(`model error: ${error.message}`);
    return EXIT.usage;
  }
  output.note(faultOfOurs(error));
  return EXIT.failed;
}

/** One line for what should not happen; its stack is for whoever asks for it. */
function faultOfOurs(error: unknown): string {
  const { name, stack = "" } = error instanceof Error ? error : new Error(typeof error);
  if (process.env.CROSSHASH_STACK === "1") return stack;
  const [place = "an unknown place"] = /[\w.-]+\.(?:js|ts|mjs|cjs):\d+/.exec(stack) ?? [];
  return `a fault of Crosshash (${name} at ${place}): please report it with the stack that CROSSHASH_STACK=1 shows`;
}
