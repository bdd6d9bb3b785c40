import type { Chart, ChartConfiguration, LegendItem } from "chart.js";
import { titleLines, wrapped } from "#base";
import type { ReportFile } from "#local-io";
import type { ChartRenderer } from "./render.ts";

/** A chart under the name of its drawing: as pixels, vectors, or both. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly png?: Uint8Array;
  readonly svg?: string;
}

/**
 * Draws charts for a page: as pixels and, if small, as vectors, or only as vectors if the call
 * requests only those. Loading chart.js and a canvas takes half a second, which verbs without charts avoid.
 */
export async function drawnPictures(
  drawings: readonly Drawing[],
  charts: ChartChoice | null,
): Promise<Picture[]> {
  const renderer = await loadRenderer();
  const isVectors = shownFormat(charts) === "svg";
  const drawn = drawings.map(async ({ name, title, configuration, width, height }): Promise<Picture> => {
    if (isVectors) return { name, title, svg: renderer.svg(configuration, width, height) };
    // Its pixels are compressed on another thread while the next charts are drawn.
    const png = renderer.png(configuration, width, height);
    const svg =
      markCount(configuration) < MOST_VECTOR_MARKS ? renderer.svg(configuration, width, height) : "";
    const isHeld = svg !== "" && svg.length <= MOST_PAGE_SVG;
    return { name, title, png: await png, ...(isHeld ? { svg } : {}) };
  });
  return Promise.all(drawn);
}

/** Most characters of vectors that a page embeds next to a chart's pixels; others need `--charts svg`. */
const MOST_PAGE_SVG = 150_000;

const loadRenderer = async (): Promise<ChartRenderer> => (await import("./render.ts")).createRenderer();

/** File formats of a chart. */
export const CHART_FORMATS = ["png", "svg", "pdf"] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];

/** Formats and width of charts as files. */
export interface ChartChoice {
  readonly formats: readonly ChartFormat[];
  /** CSS pixels, 1/96 inch; by default each chart's own. Text shrinks less, to stay legible in print. */
  readonly width?: number;
}

/** Format shown in a page or text: pixels, unless the call requests only vectors, which need no canvas. */
export const shownFormat = (charts: ChartChoice | null): "png" | "svg" =>
  charts?.formats.every((format) => format === "svg") ? "svg" : "png";

/** One file per chart and format. */
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

/** Drawings with few marks; others are larger as vectors than as pixels. */
export const fewMarks = (drawings: readonly Drawing[]): Drawing[] =>
  drawings.filter(({ configuration }) => markCount(configuration) < MOST_VECTOR_MARKS);

/** Font size of a page, and the smallest that prints well (7 points), CSS pixels. */
const LETTERS = 13;
const LEAST_LETTERS = 9.4;

/**
 * A drawing resized to a width in CSS pixels. If narrower than intended, first its text shrinks, as far as it
 * prints well, and then it is laid out again, relatively taller, with legend and title wrapped as needed.
 */
function sized(own: Drawing, width: number | undefined): Drawing & { readonly zoom: number } {
  if (width === undefined) return { ...own, zoom: 1 };
  const zoom = Math.max(LEAST_LETTERS / LETTERS, width / own.width);
  if (zoom * own.width === width) return { ...own, zoom };
  const wide = Math.round(width / zoom);
  const configuration = inLines(own.configuration, wide);
  return { ...own, configuration, width: wide, height: heightOf(own, own.configuration, wide), zoom };
}

/** Height of the plot and of the legend lines under it. */
function heightOf({ height }: Drawing, { data }: ChartConfiguration, wide: number): number {
  const most = lettersIn(wide);
  let [lines, used] = [0, most];
  for (const { label = "" } of data.datasets) {
    if (label === "") continue;
    const own = wrapped(label, most);
    // A mark takes the space of eight characters; short entries share a line.
    const letters = own[own.length - 1].length + 8;
    const isShared = own.length === 1 && used + letters <= most;
    lines += isShared ? 0 : own.length;
    used = isShared ? used + letters : letters;
  }
  return Math.round(Math.min(height, 0.6 * wide) + 100 + 26 * lines);
}

/** Characters in a legend's line, at 8 CSS pixels each on average; the mark takes 60. */
const lettersIn = (width: number): number => Math.max(12, Math.floor((width - 60) / 8));

function inLines(configuration: ChartConfiguration, width: number): ChartConfiguration {
  const { options = {} } = configuration;
  const { title, legend } = options.plugins ?? {};
  // Characters of a title are about 11 CSS pixels wide.
  const most = Math.max(12, Math.floor(width / 11));
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
      : { title: { ...title, text: [title.text].flat().flatMap((line) => titleLines(String(line), most)) } }),
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

/** A legend entry in several lines: Chart.js gives each entry one, so the others have invisible marks. */
const itemLines = (item: LegendItem, most: number): LegendItem[] =>
  wrapped(item.text, most).map((text, n) =>
    n === 0
      ? { ...item, text }
      : { ...item, text, fillStyle: "transparent", strokeStyle: "transparent", lineWidth: 0 },
  );

/** A chart as data, with its file name. */
export interface Drawing {
  /** File name without extension. */
  readonly name: string;
  /** Text for readers who cannot see it. */
  readonly title: string;
  readonly configuration: ChartConfiguration;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** A vector picture has a clip path per mark; with more marks it is larger than its pixels. */
const MOST_VECTOR_MARKS = 200;

/** Number of points, bars and cells of a chart. */
export const markCount = ({ data }: ChartConfiguration): number =>
  data.datasets.reduce((sum, dataset) => sum + dataset.data.length, 0);

/** A drawing of any chart; by default of a page's width. */
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
