// Delivers an answer to standard output as text or JSON, to a folder with page and charts, or to Markdown.

import { basename, dirname, relative } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { parseQuantity } from "#base";
import { type ReportFile, STANDARD_OUTPUT, writeOutputFile, writeReportFiles } from "#local-io";
import {
  type Block,
  CHART_FORMATS,
  type ChartChoice,
  chartFiles,
  drawingsOf,
  drawnPictures,
  htmlSink,
  markdownSink,
  marksOf,
  type Report,
  screenSink,
  textSink,
} from "#reports";
import { type Claim, claimOf } from "../runtime/report-manifest.ts";
import { freeFolder } from "./folder-guard.ts";
import { HELP } from "./options.ts";
import { json, type Output } from "./output.ts";

/** A verb's report, and its default folder if there is one. */
export interface Answer extends Report {
  readonly folder?: string;
  /** Whether the verb printed its first screen already, by `showScreen`. */
  readonly isShown?: boolean;
  /** Digest of its question, if the verb computes it itself. */
  readonly question?: string;
}

/** Options of delivery, as parsed by Commander. */
export interface Delivery {
  readonly json?: boolean;
  readonly out?: string;
  readonly full?: boolean;
  readonly force?: boolean;
  readonly charts?: ChartChoice;
  readonly exportMarkdown?: string;
  /** The question that the folder is claimed for. */
  readonly claim?: Claim;
}

export const chartsOption = (): Option =>
  new Option(
    "--charts <list>",
    'file formats of the charts, png (default), svg, pdf, and their width in print, such as "svg,pdf,89 mm"',
  )
    .argParser((text): ChartChoice => {
      const words = text.split(",").map((word) => word.trim());
      const [wanted, widths] = [false, true].map((isWidth) =>
        words.filter((word) => /^[\d.]/.test(word) === isWidth),
      );
      const formats = CHART_FORMATS.filter((format) => wanted.includes(format));
      if (formats.length !== new Set(wanted).size || widths.length > 1)
        throw new InvalidArgumentError(
          'expected png, svg, pdf or several with commas, and one width as "89 mm".',
        );
      return {
        formats: formats.length === 0 ? ["png"] : formats,
        ...(widths.length === 0 ? {} : { width: pixelsOf(widths[0]) }),
      };
    })
    .helpGroup(HELP.output);

/** CSS pixels of a printed length. */
function pixelsOf(text: string): number {
  const metres = parseQuantity(text, "m");
  if (typeof metres === "string") throw new InvalidArgumentError(`${metres}.`);
  if (!(metres >= 0.05 && metres <= 1)) throw new InvalidArgumentError("expected a length in [50 mm, 1 m].");
  return (metres / INCH) * PIXELS_PER_INCH;
}

/** Metres and CSS pixels per inch. */
const INCH = 0.0254;
const PIXELS_PER_INCH = 96;

export const markdownOption = (): Option =>
  new Option("--export-markdown <file>", "also write the answer as Markdown, into a file that ends in .md")
    .argParser((text) => {
      if (!/^\w[\w.-]*\.md$/.test(basename(text)))
        throw new InvalidArgumentError("expected a plain file name that ends in .md.");
      return text;
    })
    .helpGroup(HELP.output);

/** Writes the folder first, so that a failed write is reported before anything is printed. */
export async function deliver(
  answer: Answer,
  place: string | undefined,
  options: Delivery,
  output: Output,
): Promise<void> {
  const { claim, out } = options;
  const drawn = place === undefined ? [] : await filesOf(answer, options.charts);
  // Drawing charts takes time, in which the default folder may have been taken.
  const folder =
    place === undefined || out !== undefined || claim === undefined
      ? place
      : freeFolder(place, claim.question);
  const files = folder === undefined ? [] : writeReportFiles(folder, drawn, claim && claimOf(claim));
  if (options.exportMarkdown !== undefined) {
    const { exportMarkdown: file, charts } = options;
    // Relative paths with slashes, as another machine may read them.
    const at =
      folder === undefined ? null : encodeURI(relative(dirname(file), folder).replaceAll("\\", "/")) || ".";
    const text = markdownSink(
      answer.blocks,
      at === null ? null : (name) => `${at}/${name}.${charts?.formats[0] ?? "png"}`,
    );
    output.note(`wrote ${writeOutputFile(file, text)}`);
  }
  if (options.json === true) {
    output.data(json(answer.json));
    return;
  }
  const { blocks, screen, next, gain, isShown = false } = answer;
  const isScreen = screen !== undefined && options.full !== true;
  const file = `Page: ${folder}/index.html`;
  const page = isScreen
    ? file.length > 54
      ? file
      : `${file} (--full prints it all)`
    : `Report: ${files.length} files in ${folder} (open index.html)`;
  const lines = [
    ...(files.length === 0 ? [] : [page]),
    // In a pipe the answer's last line comes last: the hint is only for terminals and screens.
    ...(next === undefined || (screen === undefined && output.columns === undefined)
      ? []
      : [`Next${gain === undefined ? "" : ` (${gain})`}: crosshash ${next}`]),
  ];
  const end = lines.length === 0 ? "" : `${lines.join("\n")}\n`;
  if (isShown) output.data(end);
  else if (isScreen) showScreen(blocks.slice(0, screen), output, end);
  else output.data(`${textSink(blocks, output.columns)}${end === "" ? "" : `\n${end}`}`, marksIn(blocks));
}

/** Prints the first screen of a report, and the lines after it. */
export const showScreen = (blocks: readonly Block[], output: Output, end = ""): void =>
  output.data(`${screenSink(blocks, screenWidth(output))}${end}`, marksIn(blocks));

/** Marks of a report's findings; undefined for what has no title. */
const marksIn = (blocks: readonly Block[]): ReturnType<typeof marksOf> | undefined =>
  blocks[0]?.kind === "title" ? marksOf(blocks) : undefined;

/** Writes one text to a file, or for "-" to standard output. */
export function deliverText(place: string, content: string | Iterable<string>, output: Output): void {
  if (place !== STANDARD_OUTPUT) output.note(`wrote ${writeOutputFile(place, content)}`);
  else if (typeof content === "string") output.data(content);
  else output.pieces(content);
}

/** Width of a screen: 80 columns without a terminal; lines beyond 100 are harder to read. */
const screenWidth = ({ columns = 80 }: Output): number => Math.max(40, Math.min(columns, 100));

/** The first screen as on a terminal, then the rest without wrapping. */
const reportText = ({ blocks, screen = 0 }: Report): string =>
  screen === 0
    ? textSink(blocks)
    : `${screenSink(blocks.slice(0, screen), 80)}\n${textSink(blocks.slice(screen))}`;

/** Files of a report: result.json, report.txt, a page with pictures, charts, and attachments. */
export async function filesOf(report: Report, charts: ChartChoice | null = null): Promise<ReportFile[]> {
  const page = report.page ?? report.blocks;
  const drawings = drawingsOf(page);
  const pictures = drawings.length === 0 ? [] : await drawnPictures(drawings, charts);
  return [
    { name: "result.json", content: json(report.json) },
    { name: "report.txt", content: reportText(report) },
    { name: "index.html", content: htmlSink(page, pictures, "Crosshash") },
    ...(charts === null
      ? pictures.map(({ name, png = "" }) => ({ name: `${name}.png`, content: png }))
      : await chartFiles(drawings, charts)),
    ...(report.files === undefined ? [] : await report.files()),
  ];
}
