import { Command, CommanderError, Help } from "commander";
import { ConfigError, InfeasibleError, printableLines, thrownText } from "#base";
import { UnconvergedError } from "#crossbar-solver";
import { engineReason, isSystemError, StoreWriteError, SynthesisError, systemComplaint } from "#local-io";
import { SchedulerError } from "#study-runs";
import type { Host } from "../cli/define-verb.ts";
import { EXIT, guarded, type Outcome, type Output, processOutput } from "../cli/output.ts";
import { packagePath, packageVersion } from "../runtime/package-files.ts";
import { refuseLone, refuseRetired, refuseUnit, typedHint } from "./other-names.ts";
import { GROUPS, SHORT_NAMES, VERB_KINDS, VERBS, type VerbEntry } from "./verbs.ts";

/** Runs one command line; returns its exit code and never throws for a user's error. */
export async function run(line: readonly string[], door: Output = processOutput): Promise<number> {
  const output = guarded(door);
  const typed = line[0] === COMPLETE ? line : joined(line);
  const args = Object.hasOwn(SHORT_NAMES, typed[0] ?? "")
    ? [...SHORT_NAMES[typed[0]], ...typed.slice(1)]
    : typed;
  if (args[0] === COMPLETE) return complete(args.slice(1), output);
  const said: string[] = [];
  const program = createProgram(output, (text) => said.push(text));
  const outcome: Outcome = { code: EXIT.done };
  const called = VERBS.filter(({ words }) => words.every((word, n) => args[n] === word));
  const isVersion = args.length === 1 && (args[0] === "--version" || args[0] === "-V");
  try {
    refuseRetired(args);
    refuseLone(args);
    refuseUnit(args);
    // Help and mistyped verbs need the whole list.
    await addVerbs(program, called.length > 0 || isVersion ? called : VERBS, {
      output,
      outcome,
      whole: () => wholeProgram(output),
    });
    await program.parseAsync(args, { from: "user" });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode !== 0)
      await explain(error, said, args, await wholeProgram(output), output);
    return exitCodeOf(error, output);
  }
}

/** The line with the blanks around "=" after --set and --what-if left out, as three words are one there. */
function joined(line: readonly string[]): readonly string[] {
  const words = [...line];
  for (let n = 0; n + 2 < words.length; n++) {
    if (words[n] !== "--set" && words[n] !== "--what-if") continue;
    const [path, next, value] = words.slice(n + 1, n + 4);
    if (path.includes("=") && !path.endsWith("=")) continue;
    if (next === "=" && value !== undefined) words.splice(n + 1, 3, `${path}=${value}`);
    else if (next.startsWith("=") || (path.endsWith("=") && !next.startsWith("-")))
      words.splice(n + 1, 2, `${path}${next}`);
  }
  return words;
}

/** Prints what commander said of a command line, with our own suggestion in place of its guess where there is one. */
async function explain(
  { message }: CommanderError,
  said: readonly string[],
  args: readonly string[],
  program: Command,
  output: Output,
): Promise<void> {
  const lines = said.join("").trimEnd().split("\n");
  const isGuess = (line: string): boolean => line.startsWith("(Did you mean");
  const hint = await typedHint(message, args, program, lines.some(isGuess));
  const own = hint === null ? lines : lines.filter((line) => !isGuess(line));
  output.note([own[0], ...(hint === null ? [] : [hint]), ...own.slice(1)].join("\n"));
}

/** Hidden verb that shells run to complete a line. */
const COMPLETE = "__complete";

async function complete(line: readonly string[], output: Output): Promise<number> {
  const { completed } = await import("../commands/config/completion-command.ts");
  output.data(completed(await wholeProgram(output), line));
  return EXIT.done;
}

/** The program with every verb, without running one. */
export async function wholeProgram(output: Output = processOutput): Promise<Command> {
  const program = createProgram(output);
  await addVerbs(program, VERBS, {
    output,
    outcome: { code: EXIT.done },
    whole: () => wholeProgram(output),
  });
  return program;
}

async function addVerbs(program: Command, entries: readonly VerbEntry[], host: Host): Promise<void> {
  const groups = new Map<string, Command>();
  for (const { kind, words, load } of entries) {
    const verb = await load();
    const [first, second] = words;
    const hint = (...names: string[]): string => `(crosshash ${names.join(" ")} --help says more)`;
    if (second === undefined)
      verb.attach(program.command(first).helpGroup(kind).showHelpAfterError(hint(first)), host);
    else {
      const group =
        groups.get(first) ??
        program
          .command(first)
          .helpGroup(kind)
          .summary(GROUPS[first])
          .description(GROUPS[first])
          .showHelpAfterError(hint(first));
      groups.set(first, group);
      verb.attach(group.command(second).showHelpAfterError(hint(first, second)), host);
    }
  }
}

/**
 * The help fits a terminal of 80 × 24: a line per verb, without arguments and options, which each verb's own
 * help lists. The first verb of a kind has the kind in the margin, as headings would take too many lines.
 */
function createProgram(
  output: Output,
  complain = (text: string): unknown => output.note(text.trimEnd()),
): Command {
  return new Command("crosshash")
    .usage(
      "VERB [options]   Example: $ crosshash compare --set seed=2\nAttention by memristor crossbar hashes. VERB --help has options and examples.",
    )
    .version(packageVersion())
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.data(text),
      writeErr: complain,
    })
    .configureHelp({
      visibleOptions: (command) =>
        command.parent === null ? [] : Help.prototype.visibleOptions.call(new Help(), command),
      subcommandTerm: (command) => command.name(),
      formatItemList: (heading, items, helper) =>
        isKind(heading)
          ? items.map((item, n) => `${(n === 0 ? heading : "").padEnd(KIND_WIDTH)}${item.trimStart()}`)
          : Help.prototype.formatItemList.call(helper, heading, [...items], helper),
    })
    .showHelpAfterError("(crosshash --help lists the verbs)");
}

const KIND_WIDTH = Math.max(...VERB_KINDS.map(({ length }) => length)) + 2;
const isKind = (heading: string): boolean => (VERB_KINDS as readonly string[]).includes(heading);

/** Exit code of a thrown error, which is reported in one line. */
export function exitCodeOf(error: unknown, output: Output): number {
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
  if (
    error instanceof StoreWriteError ||
    error instanceof SchedulerError ||
    error instanceof SynthesisError
  ) {
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

/**
 * One line for an uncaught error: from a timer of a plugin, whose file is named, or from our own code. A
 * thrown value that is no Error counts as a plugin's: our code only throws errors.
 */
export function lateFault(error: unknown): string {
  const text = oneLine(thrownText(error));
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === "ERR_UNHANDLED_REJECTION")
    return `(plugin): failed after it was loaded: ${text}`;
  const [, file, line] = /(?:\(|at )(?:file:\/\/)?(\/[^\n]*?):(\d+):\d+/.exec(stackOf(error)) ?? [];
  if (file === undefined || file.startsWith(packagePath())) return faultOfOurs(error);
  return `${oneLine(file)}:${line}: failed after it was loaded: ${text}`;
}

const oneLine = (text: string): string => printableLines(text.replace(/\s+/g, " ").trim());

/** Foreign code may give an error any stack, even one that throws when read. */
function stackOf(error: Error): string {
  try {
    return String(error.stack);
  } catch {
    return "";
  }
}

/** One line for an internal error; its stack is printed on request. */
function faultOfOurs(error: unknown): string {
  const own = error instanceof Error ? error : new Error(typeof error);
  const [name, stack] = [own.name, stackOf(own)];
  if (process.env.CROSSHASH_STACK === "1") return stack;
  const [place = "an unknown place"] = /[\w.-]+\.(?:js|ts|mjs|cjs):\d+/.exec(stack) ?? [];
  return `a fault of Crosshash (${name} at ${place}): please report it with the stack that CROSSHASH_STACK=1 shows`;
}
