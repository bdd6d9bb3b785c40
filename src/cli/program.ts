import { Command, CommanderError } from "commander";
import { ConfigError, InfeasibleError, UnconvergedError } from "../base/errors.ts";
import { SchedulerError } from "../runtime/cluster/sbatch.ts";
import { packageVersion } from "../runtime/package-files.ts";
import { StoreWriteError } from "../runtime/store/record-log.ts";
import { EXIT, type Outcome } from "./exit.ts";
import { type Output, processOutput } from "./output.ts";

type AddVerb = (program: Command, output: Output, outcome: Outcome) => void;

/**
 * Where the verbs live. A call loads the module of its own verb alone: charts, schemas and models take memory and
 * start-up time that `solve` or `pareto` need not pay.
 */
const VERBS: readonly { readonly names: readonly string[]; readonly load: () => Promise<AddVerb> }[] = [
  { names: ["compare"], load: async () => (await import("./compare-command.ts")).addCompare },
  { names: ["check", "show"], load: async () => (await import("./config-commands.ts")).addConfigVerbs },
  { names: ["init", "schema"], load: async () => (await import("./start-commands.ts")).addStartVerbs },
  { names: ["component"], load: async () => (await import("./component-command.ts")).addComponent },
  { names: ["hash"], load: async () => (await import("./hash-command.ts")).addHash },
  { names: ["lm"], load: async () => (await import("./lm-command.ts")).addLm },
  { names: ["budget"], load: async () => (await import("./budget-command.ts")).addBudget },
  {
    names: ["sensitivity"],
    load: async () => (await import("./sensitivity-command.ts")).addSensitivity,
  },
  { names: ["tiles"], load: async () => (await import("./tiles-command.ts")).addTiles },
  { names: ["sweep"], load: async () => (await import("./sweep-command.ts")).addSweep },
  { names: ["pareto"], load: async () => (await import("./pareto-command.ts")).addPareto },
  { names: ["diff"], load: async () => (await import("./diff-command.ts")).addDiff },
  { names: ["status", "merge"], load: async () => (await import("./store-commands.ts")).addStoreVerbs },
  { names: ["export"], load: async () => (await import("./export-command.ts")).addExport },
  { names: ["cite"], load: async () => (await import("./cite-command.ts")).addCite },
  { names: ["report"], load: async () => (await import("./report-command.ts")).addReport },
  { names: ["rerun"], load: async () => (await import("./rerun-command.ts")).addRerun },
  { names: ["ask", "tell"], load: async () => (await import("./drive-commands.ts")).addDriveVerbs },
  { names: ["submit"], load: async () => (await import("./submit-command.ts")).addSubmit },
  { names: ["validate"], load: async () => (await import("./validate-command.ts")).addValidate },
  { names: ["solve"], load: async () => (await import("./solve-verb.ts")).addSolve },
];

/** Runs one command line; returns its exit code and never throws for what a user can cause. */
export async function run(args: readonly string[], output: Output = processOutput): Promise<number> {
  const program = createProgram(output);
  const outcome: Outcome = { code: EXIT.done };
  // Help and mistyped verbs need to know them all.
  const called = VERBS.filter(({ names }) => names.includes(args[0]));
  for (const { load } of called.length > 0 ? called : VERBS) (await load())(program, output, outcome);
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
