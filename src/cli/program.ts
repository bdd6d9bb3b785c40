import { Command, CommanderError } from "commander";
import { ConfigError, InfeasibleError, UnconvergedError } from "../base/errors.ts";
import { SchedulerError } from "../runtime/cluster/sbatch.ts";
import { packageVersion } from "../runtime/package-files.ts";
import { StoreWriteError } from "../runtime/store/record-log.ts";
import { EXIT, type Outcome } from "./exit.ts";
import { type Output, processOutput } from "./output.ts";
import { VERBS } from "./verbs.ts";

/** Runs one command line; returns its exit code and never throws for what a user can cause. */
export async function run(args: readonly string[], output: Output = processOutput): Promise<number> {
  const program = createProgram(output);
  const outcome: Outcome = { code: EXIT.done };
  // Help and mistyped verbs need to know them all.
  const called = VERBS.filter(({ names }) => names.includes(args[0]));
  await addVerbs(program, called.length > 0 ? called : VERBS, output, outcome);
  try {
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
  if (error instanceof RangeError) {
    output.note(`model error: ${error.message}`);
    return EXIT.usage;
  }
  throw error;
}
