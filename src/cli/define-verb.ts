import { dirname } from "node:path";
import { type Command, Option } from "commander";
import {
  checkOutputFile,
  checkWritableFolder,
  createProgress,
  type Progress,
  STANDARD_OUTPUT,
} from "#local-io";
import { checkCanvas } from "#reports";
import { type Answer, chartsOption, type Delivery, deliver, markdownOption } from "./delivery.ts";
import { callQuestion, checkKept, questionFile } from "./folder-guard.ts";
import { HELP, jsonOption } from "./options.ts";
import type { Outcome, Output } from "./output.ts";

/** Context of a call besides its arguments and options. */
export interface Host {
  readonly output: Output;
  readonly outcome: Outcome;
  /** The program with every verb, for verbs that describe others. */
  readonly whole: () => Promise<Command>;
}

export interface Call<Args extends readonly unknown[], Options> extends Host {
  readonly args: Args;
  readonly options: Options;
  readonly progress: Progress;
}

/**
 * A verb in one file: arguments, options, examples and the function `ask`. This module prints the report of
 * `ask` as text or JSON and writes it to a folder; undefined means that `ask` wrote its data itself.
 */
export interface VerbSpec<Args extends readonly unknown[], Options extends object> {
  /** One line of at most 60 characters, so that the list of verbs fits a screen. */
  readonly summary: string;
  /** More text for the verb's own help. */
  readonly about?: string;
  readonly args?: readonly (readonly [syntax: string, about: string])[];
  readonly options?: readonly Option[];
  /** Whether it returns a report: adds --json and, unless "text", --out. */
  readonly reports?: "folder" | "text";
  /** Whether every report folder has charts: what draws them is then looked for before any work. */
  readonly alwaysDraws?: boolean;
  /** Help text of --out for verbs that write a folder even without it. */
  readonly usualFolder?: string;
  /** Command lines without `crosshash`. */
  readonly examples: readonly [string, ...string[]];
  /** Options that name its outputs, checked before any computation; for a text "-" is standard output. */
  readonly writes?: Readonly<Partial<Record<keyof Options, "text" | "file" | "folder">>>;
  /** Whether it may take long: adds --quiet and --verbose. */
  readonly isLong?: boolean;
  /** Whether it checks itself that its folder has no other answer. */
  readonly isGuarded?: boolean;
  /** Text at the end of its help. */
  readonly notes?: string;
  readonly ask: (call: Call<Args, Options>) => Promise<Answer | undefined> | Answer | undefined;
}

export interface Verb {
  readonly summary: string;
  /** Gives a command its arguments, options, help and action. */
  readonly attach: (command: Command, host: Host) => void;
}

export function defineVerb<Args extends readonly unknown[], Options extends object>(
  spec: VerbSpec<Args, Options>,
): Verb {
  return { summary: spec.summary, attach: (command, host) => attach(spec, command, host) };
}

interface Common extends Delivery {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

function attach<Args extends readonly unknown[], Options extends object>(
  spec: VerbSpec<Args, Options>,
  command: Command,
  host: Host,
): void {
  command
    .helpCommand(false)
    .summary(spec.summary)
    .description(spec.about ?? spec.summary);
  for (const [syntax, about] of spec.args ?? []) command.argument(syntax, about);
  const options = [...(spec.options ?? []), ...commonOptions(spec)];
  // Headings are only worth it for many options.
  const isGrouped = options.length > MOST_UNGROUPED;
  const help = new Option("-h, --help", "display help for command").helpGroup(HELP.output);
  for (const option of isGrouped ? inGroups(options) : options)
    command.addOption(isGrouped ? option : option.helpGroup(HELP.own));
  command.addHelpOption(isGrouped ? help : help.helpGroup(HELP.own));
  command.action(async (...given: unknown[]) => {
    // Commander appends the options and the command to the arguments.
    const asked = given[given.length - 2] as Options & Common;
    const args = given.slice(0, -2) as unknown as Args;
    await answered(spec, { ...host, args, options: asked }, wordsOf(command));
  });
  if (spec.notes !== undefined) command.addHelpText("after", `\n${spec.notes}`);
  command.addHelpText(
    "after",
    `\n${spec.examples.length > 1 ? "Examples" : "Example"}:\n${spec.examples.map((line) => `  $ ${programOf(command)} ${line}`).join("\n")}`,
  );
}

/** Most options in a verb's help without headings. */
const MOST_UNGROUPED = 9;

/** Options by heading; the verb's own follow those of the design. */
function inGroups(options: readonly Option[]): Option[] {
  for (const option of options) option.helpGroup(option.helpGroupHeading ?? HELP.own);
  return [HELP.design, HELP.own, HELP.work, HELP.output].flatMap((heading) =>
    options.filter(({ helpGroupHeading: own }) => own === heading),
  );
}

function commonOptions({ reports, usualFolder, isLong }: VerbSpec<never, never>): Option[] {
  const usual = usualFolder === undefined ? "" : ` (default: ${usualFolder}; with --json none)`;
  return [
    ...(reports === undefined ? [] : [jsonOption(), markdownOption()]),
    ...(reports === "folder"
      ? [
          new Option("--out <dir>", `folder for the report, its tables and charts${usual}`),
          new Option("--force", "replace the answer to another question in --out"),
          chartsOption(),
        ]
      : []),
    ...(isLong === true
      ? [
          new Option("-q, --quiet", "no progress and no notes").conflicts("verbose"),
          new Option(
            "-v, --verbose",
            "progress every five seconds where standard error is no terminal (otherwise every ten), and the time taken",
          ),
        ]
      : []),
  ].map((option) => option.helpGroup(HELP.output));
}

const programOf = (command: Command): string =>
  command.parent === null ? command.name() : programOf(command.parent);

/** Words of a verb, such as "study run". */
function wordsOf(command: Command): string {
  const { parent } = command;
  return parent?.parent == null ? command.name() : `${parent.name()} ${command.name()}`;
}

/** Runs the verb and delivers its answer, unless the folder holds another one. */
async function answered<Args extends readonly unknown[], Options extends object>(
  spec: VerbSpec<Args, Options>,
  { args, options, ...host }: Omit<Call<Args, Options & Common>, "progress">,
  verb: string,
): Promise<void> {
  const { out, force = false, quiet = false, verbose = false } = options;
  const isFolder = spec.reports === "folder";
  checkOutputs(spec, options);
  const question = isFolder && spec.isGuarded !== true ? callQuestion(verb, args, options) : null;
  if (question !== null) checkKept(out, question, force);
  const started = performance.now();
  const isOff = process.env.CROSSHASH_PROGRESS === "off";
  const talk = quiet || isOff ? "quiet" : verbose ? "verbose" : "usual";
  const output: Output = quiet ? { ...host.output, note: () => {} } : host.output;
  const answer = await spec.ask({ ...host, output, args, options, progress: createProgress(talk) });
  if (verbose) output.note(`${verb}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (answer === undefined) return;
  const named: Answer = {
    ...answer,
    files: async () => [
      ...((await answer.files?.()) ?? []),
      ...(question === null ? [] : [questionFile(question, verb, args)]),
    ],
  };
  const own = question ?? answer.question;
  const claim = own === undefined ? undefined : { question: own, force };
  // For other verbs --out may name a store or a new file.
  const usual = options.json === true ? undefined : answer.folder;
  const folder = isFolder ? (out ?? usual) : undefined;
  await deliver(named, folder, { ...options, claim }, output);
}

/** Refuses unwritable outputs before any work. Throws ConfigError. */
function checkOutputs<Args extends readonly unknown[], Options extends object>(
  { reports, usualFolder, writes, alwaysDraws = false }: VerbSpec<Args, Options>,
  options: Options & Common,
): void {
  const { out, json, exportMarkdown } = options;
  const usual = usualFolder === undefined || json === true ? undefined : dirname(usualFolder);
  const folder = out ?? usual;
  if (reports === "folder" && folder !== undefined) {
    checkWritableFolder(folder);
    if (alwaysDraws) checkCanvas(options.charts?.formats ?? ["png"]);
  }
  if (exportMarkdown !== undefined) checkOutputFile(exportMarkdown);
  for (const [name, kind] of Object.entries(writes ?? {})) {
    const place: unknown = options[name as keyof Options];
    if (typeof place !== "string" || (kind === "text" && place === STANDARD_OUTPUT)) continue;
    (kind === "folder" ? checkWritableFolder : checkOutputFile)(place);
  }
}
