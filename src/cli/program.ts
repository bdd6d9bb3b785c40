import { Command, CommanderError } from "commander";
import { ConfigError, InfeasibleError, UnconvergedError } from "../base/errors.ts";
import { packageVersion } from "../runtime/package-files.ts";
import { addCompare } from "./compare-command.ts";
import { addComponent } from "./component-command.ts";
import { addConfigVerbs } from "./config-commands.ts";
import { EXIT, type Outcome } from "./exit.ts";
import { type Output, processOutput } from "./output.ts";
import { addPareto } from "./pareto-command.ts";
import { addSolve } from "./solve-verb.ts";
import { addStartVerbs } from "./start-commands.ts";
import { addSweep } from "./sweep-command.ts";

/** Runs one command line; returns its exit code and never throws for what a user can cause. */
export async function run(args: readonly string[], output: Output = processOutput): Promise<number> {
  const program = createProgram(output);
  const outcome: Outcome = { code: EXIT.done };
  for (const add of [addCompare, addConfigVerbs, addStartVerbs, addComponent, addSweep, addPareto, addSolve])
    add(program, output, outcome);
  try {
    await program.parseAsync(args, { from: "user" });
    return outcome.code;
  } catch (error) {
    return report(error, output);
  }
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
  if (error instanceof RangeError) {
    output.note(`model error: ${error.message}`);
    return EXIT.usage;
  }
  throw error;
}
