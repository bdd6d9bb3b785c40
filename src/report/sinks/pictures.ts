import type { Chart, ChartConfiguration, LegendItem } from "chart.js";
import type { ReportFile } from "../../runtime/output-folder.ts";
import type { ChartRenderer } from "./render.ts";

/** A chart by the name of its drawing: as pixels, as vectors, or both. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly png?: Uint8Array;
  readonly svg?: string;
}

/**
 * Draws charts one after another for a page: as pixels and, where that is not large, as vectors; as vectors alone where a call
 * asks for no other charts. Drawing loads chart.js and a canvas: half a second that verbs without charts need not pay.
 */
export async function drawnPictures(
  drawings: readonly Drawing[],
  charts: ChartChoice | null,
): Promise<Picture[]> {
  const renderer = await loadRenderer();
  const isVectors = shownFormat(charts) === "svg";
  const pictures: Picture[] = [];
  for (const { name, title, configuration, width, height } of drawings) {
    if (isVectors) {
      pictures.push({ name, title, svg: renderer.svg(configuration, width, height) });
      continue;
    }
    const png = await renderer.png(configuration, width, height);
    const svg = marksOf(configuration) < MOST_VECTOR_MARKS ? renderer.svg(configuration, width, height) : "";
    const isHeld = svg !== "" && svg.length <= MOST_PAGE_SVG;
    pictures.push({ name, title, png, ...(isHeld ? { svg } : {}) });
  }
  return pictures;
}

/** Letters of a chart's vectors that a page holds beside its pixels: what has many lines is a file of its own, by `--charts svg`. */
const MOST_PAGE_SVG = 150_000;

const loadRenderer = async (): Promise<ChartRenderer> => (await import("./render.ts")).createRenderer();

/** File formats of a chart. */
export const CHART_FORMATS = ["png", "svg", "pdf"] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];

/** How charts are written as files. */
export interface ChartChoice {
  readonly formats: readonly ChartFormat[];
  /** CSS pixels, 1/96 inch; each chart's own unless given. Letters stay legible in print: they shrink less than the chart. */
  readonly width?: number;
}

/** What a page or a text shows: pixels, but where a call asks for vectors alone, which need no canvas. */
export const shownFormat = (charts: ChartChoice | null): "png" | "svg" =>
  charts?.formats.every((format) => format === "svg") ? "svg" : "png";

/** A file a chart and format. */
export async function chartFiles(
  drawings: readonly Drawing[],
  { formats, width }: ChartChoice,
): Promise<ReportFile[]> {
  if (drawings.length === 0) return [];
  const renderer = await loadRenderer();
  const files: ReportFile[] = [];
  for (const own of drawings) {
    const { name, configuration, width: wide, height, zoom } = sized(own, width);
    for (const format of formats)
      files.push({
        name: `${name}.${format}`,
        content: await renderer[format](configuration, wide, height, zoom),
      });
  }
  return files;
}

/** Of those that are few marks: one of many is larger as vectors than as pixels. */
export const fewMarks = (drawings: readonly Drawing[]): Drawing[] =>
  drawings.filter(({ configuration }) => marksOf(configuration) < MOST_VECTOR_MARKS);

/** Letters of a page, and the smallest that print well (7 points), CSS pixels. */
const LETTERS = 13;
const LEAST_LETTERS = 9.4;

/**
 * A drawing for a width in CSS pixels: narrower than it was made for, first its letters shrink, as far as they print well, and
 * then it is laid out anew, taller for its width, its legend and title in as many lines as they need.
 */
function sized(own: Drawing, width: number | undefined): Drawing & { readonly zoom: number } {
  if (width === undefined) return { ...own, zoom: 1 };
  const zoom = Math.max(LEAST_LETTERS / LETTERS, width / own.width);
  if (zoom * own.width === width) return { ...own, zoom };
  const wide = Math.round(width / zoom);
  const configuration = inLines(own.configuration, wide);
  return { ...own, configuration, width: wide, height: heightOf(own, own.configuration, wide), zoom };
}

/** Of the plot, and of the lines of the legend under it. */
function heightOf({ height }: Drawing, { data }: ChartConfiguration, wide: number): number {
  const most = lettersIn(wide);
  let [lines, used] = [0, most];
  for (const { label = "" } of data.datasets) {
    if (label === "") continue;
    const own = wrapped(label, most);
    // A mark takes the room of eight letters; short entries share a line.
    const letters = own[own.length - 1].length + 8;
    const isShared = own.length === 1 && used + letters <= most;
    lines += isShared ? 0 : own.length;
    used = isShared ? used + letters : letters;
  }
  return Math.round(Math.min(height, 0.6 * wide) + 100 + 26 * lines);
}

/** Letters of a legend's line: those of the font are 8 CSS pixels wide on average, and the mark takes 60. */
const lettersIn = (width: number): number => Math.max(12, Math.floor((width - 60) / 8));

function inLines(configuration: ChartConfiguration, width: number): ChartConfiguration {
  const { options = {} } = configuration;
  const { title, legend } = options.plugins ?? {};
  const labels: NonNullable<typeof legend>["labels"] = {
    ...legend?.labels,
    boxWidth: 24,
    generateLabels: (chart) => {
      const { defaults } = chart.constructor as typeof Chart;
      const usual = legend?.labels?.generateLabels ?? defaults.plugins.legend.labels.generateLabels;
      return usual(chart).flatMap((item) => itemLines(item, lettersIn(width)));
    },
  };
  const plugins = {
    ...options.plugins,
    ...(title === undefined
      ? {}
      : { title: { ...title, text: titleLines(title.text as string | string[], width) } }),
    legend: { ...legend, labels, align: "start" },
  };
  const scales = Object.entries(options.scales ?? {}).map(([name, scale]) => [
    name,
    { ...scale, ticks: { ...scale?.ticks, autoSkipPadding: 10 } },
  ]);
  return {
    ...configuration,
    options: { ...options, plugins, scales: Object.fromEntries(scales) },
  } as ChartConfiguration;
}

/** Letters of a title are some 11 CSS pixels wide. */
const titleLines = (text: string | readonly string[], width: number): string[] =>
  [text].flat().flatMap((line) => wrapped(line, Math.max(12, Math.floor(width / 11))));

/** An entry of a legend in as many lines as it needs: Chart.js gives each entry one, so the others have a mark that is not seen. */
const itemLines = (item: LegendItem, most: number): LegendItem[] =>
  wrapped(item.text, most).map((text, n) =>
    n === 0
      ? { ...item, text }
      : { ...item, text, fillStyle: "transparent", strokeStyle: "transparent", lineWidth: 0 },
  );

/** A text in lines of at most so many letters, broken between words. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (last >= 0 && `${lines[last]} ${word}`.length <= most) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A chart as data, under the name of its file. */
export interface Drawing {
  /** File name without extension. */
  readonly name: string;
  /** What a reader who does not see it is told. */
  readonly title: string;
  readonly configuration: ChartConfiguration;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** A vector picture keeps a clip path a mark: beyond this many it is larger than its pixels. */
const MOST_VECTOR_MARKS = 200;

/** Points, bars and cells of a chart. */
export const marksOf = ({ data }: ChartConfiguration): number =>
  data.datasets.reduce((sum, dataset) => sum + dataset.data.length, 0);

/** A drawing of any kind of chart; its measures are those of a page's width unless given. */
export const drawing = (
  name: string,
  title: string,
  configuration: unknown,
  height = 560,
  width = 900,
): Drawing => ({
  name,
  title,
  configuration: configuration as ChartConfiguration,
  width,
  height,
});
