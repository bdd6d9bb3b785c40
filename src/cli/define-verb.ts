import type { Command, Option } from "commander";
import { drawingsOf, type Report } from "../report/report.ts";
import { htmlSink } from "../report/sinks/html.ts";
import { drawnPictures } from "../report/sinks/pictures.ts";
import { screenSink, textSink } from "../report/sinks/text.ts";
import { checkFolder, type ReportFile, writeReportFiles } from "../runtime/output-folder.ts";
import { createProgress, type Progress } from "../runtime/progress.ts";
import { jsonOption } from "./options.ts";
import { json, type Outcome, type Output } from "./output.ts";

/** What a verb knows of the call besides its arguments and options. */
export interface Host {
  readonly output: Output;
  readonly outcome: Outcome;
  /** The program with every verb, for verbs that describe the others. */
  readonly whole: () => Promise<Command>;
}

export interface Call<Args extends readonly unknown[], Options> extends Host {
  readonly args: Args;
  readonly options: Options;
  readonly progress: Progress;
}

/** A verb's report and, where it has one, the folder that it goes to without `--out`. */
export interface Answer extends Report {
  readonly folder?: string;
}

/**
 * A verb is one file: its arguments, its options, an example, and the question that it asks. `ask` returns a report, which
 * this module prints as text or `--json` and writes into a folder, or nothing where it has written its data itself.
 */
export interface VerbSpec<Args extends readonly unknown[], Options extends object> {
  /** One line, at most 60 characters: the list of verbs fits a screen. */
  readonly summary: string;
  /** More than the summary says, for the verb's own help. */
  readonly about?: string;
  readonly args?: readonly (readonly [syntax: string, about: string])[];
  readonly options?: readonly Option[];
  /** Whether it returns a report: then it has --json and, unless "text", --out. */
  readonly reports?: "folder" | "text";
  /** Help text of --out for verbs that write a folder even without it. */
  readonly usualFolder?: string;
  /** Command lines without `crosshash`. */
  readonly examples: readonly [string, ...string[]];
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

interface Common {
  readonly json?: boolean;
  readonly out?: string;
  readonly full?: boolean;
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
  for (const option of spec.options ?? []) command.addOption(option);
  if (spec.reports !== undefined) command.addOption(jsonOption());
  if (spec.reports === "folder") {
    const usual = spec.usualFolder === undefined ? "" : ` (default: ${spec.usualFolder}; with --json none)`;
    command.option("--out <dir>", `folder for the report, its tables and charts${usual}`);
  }
  command.action(async (...given: unknown[]) => {
    // Commander appends the options and the command to the arguments.
    const options = given[given.length - 2] as Options & Common;
    if (spec.reports === "folder" && options.out !== undefined) checkFolder(options.out);
    const args = given.slice(0, -2) as unknown as Args;
    const answer = await spec.ask({ ...host, args, options, progress: createProgress() });
    if (answer === undefined) return;
    // A store or a new file may be what another verb's --out names.
    const folder =
      spec.reports === "folder"
        ? (options.out ?? (options.json === true ? undefined : answer.folder))
        : undefined;
    await deliver(answer, folder, options, host.output);
  });
  if (spec.notes !== undefined) command.addHelpText("after", `\n${spec.notes}`);
  command.addHelpText(
    "after",
    `\n${spec.examples.length > 1 ? "Examples" : "Example"}:\n${spec.examples.map((line) => `  $ crosshash ${line}`).join("\n")}`,
  );
}

/** Writes the folder first: a report that cannot be kept is an error before anything is printed. */
async function deliver(
  answer: Answer,
  folder: string | undefined,
  { json: asJson = false, full = false }: Common,
  output: Output,
): Promise<void> {
  const files = folder === undefined ? [] : writeReportFiles(folder, await filesOf(answer));
  if (asJson) {
    output.data(json(answer.json));
    return;
  }
  const { blocks, screen, next } = answer;
  const isScreen = screen !== undefined && !full;
  const lines = [
    ...(files.length === 0
      ? []
      : [
          isScreen
            ? `Page: ${folder}/index.html (--full prints it all)`
            : `Report: ${files.length} files in ${folder}`,
        ]),
    ...(next === undefined ? [] : [`Next: crosshash ${next}`]),
  ];
  const text = isScreen
    ? screenSink(blocks.slice(0, screen), screenWidth(output))
    : textSink(blocks, output.columns);
  output.data(
    lines.length === 0 ? text : `${text}${isScreen ? "" : "\n"}${lines.join("\n")}\n`,
    blocks[0]?.kind === "title" ? "report" : undefined,
  );
}

/** A screen is drawn for 80 columns where no terminal says more; beyond 100 its lines are harder to read. */
const screenWidth = ({ columns = 80 }: Output): number => Math.max(40, Math.min(columns, 100));

/** The first screen as a terminal shows it, then the rest in lines as long as they are. */
const reportText = ({ blocks, screen = 0 }: Report): string =>
  screen === 0
    ? textSink(blocks)
    : `${screenSink(blocks.slice(0, screen), 80)}\n${textSink(blocks.slice(screen))}`;

/** result.json, report.txt, a page with the pictures, the pictures, and what the report attaches. */
export async function filesOf(report: Report): Promise<ReportFile[]> {
  const drawings = drawingsOf(report.blocks);
  const pictures = drawings.length === 0 ? [] : await drawnPictures(drawings);
  return [
    { name: "result.json", content: json(report.json) },
    { name: "report.txt", content: reportText(report) },
    { name: "index.html", content: htmlSink(report.blocks, pictures) },
    ...pictures.map(({ name, png }) => ({ name: `${name}.png`, content: png })),
    ...(report.files === undefined ? [] : await report.files()),
  ];
}
