import type { ChartConfiguration } from "chart.js";
import { ConfigError } from "../../base/errors.ts";
import { thrownText } from "../../base/thrown-text.ts";
import type { ReportFile } from "../../runtime/output-folder.ts";
import type { ChartRenderer } from "./render.ts";

/** A chart as pixels. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly png: Uint8Array;
}

/** Draws charts one after another. Drawing loads chart.js and a canvas: half a second that verbs without charts need not pay. */
export async function drawnPictures(drawings: readonly Drawing[]): Promise<Picture[]> {
  const renderer = await loadRenderer();
  const pictures: Picture[] = [];
  for (const { name, title, configuration, width, height } of drawings)
    pictures.push({ name, title, png: await renderer.png(configuration, width, height) });
  return pictures;
}

const CANVAS = "@napi-rs/canvas";

/** Throws ConfigError where the canvas, an optional dependency with a binary for each platform, was left out. */
async function loadRenderer(): Promise<ChartRenderer> {
  try {
    return (await import("./render.ts")).createRenderer();
  } catch (error) {
    if (!thrownText(error).includes(CANVAS)) throw error;
    const message = `expected the optional package that draws charts, found none: install it (npm install ${CANVAS}), or ask for --json, which draws nothing`;
    throw new ConfigError([{ place: "charts", path: CANVAS, message }]);
  }
}

/** File formats of a chart. */
export const CHART_FORMATS = ["png", "svg", "pdf"] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];

/** How charts are written as files. */
export interface ChartChoice {
  readonly formats: readonly ChartFormat[];
  /** CSS pixels, 1/96 inch; each chart's own unless given. Letters stay legible in print: they shrink less than the chart. */
  readonly width?: number;
}

/** A file a chart and format. */
export async function chartFiles(
  drawings: readonly Drawing[],
  { formats, width }: ChartChoice,
): Promise<ReportFile[]> {
  if (drawings.length === 0) return [];
  const renderer = await loadRenderer();
  const files: ReportFile[] = [];
  for (const own of drawings) {
    const { name, configuration, width: wide, height } = width === undefined ? own : scaled(own, width);
    for (const format of formats)
      files.push({ name: `${name}.${format}`, content: await renderer[format](configuration, wide, height) });
  }
  return files;
}

/** Of those that are few marks: one of many is larger as vectors than as pixels. */
export const fewMarks = (drawings: readonly Drawing[]): Drawing[] =>
  drawings.filter(({ configuration }) => marksOf(configuration) < MOST_VECTOR_MARKS);

/** Narrower or wider; a narrow chart is taller for its width, as its legend takes more lines. */
function scaled(own: Drawing, width: number): Drawing {
  const ratio = width / own.width;
  const height = Math.round(own.height * Math.max(ratio, Math.min(1, Math.sqrt(ratio))));
  return { ...own, width: Math.round(width), height, configuration: withLetters(own.configuration, ratio) };
}

/** Sizes of letters in CSS pixels: those of a page, and the smallest that print well (7 points). */
const LETTERS = 13;
const LEAST_LETTERS = 9.4;

function withLetters(configuration: ChartConfiguration, ratio: number): ChartConfiguration {
  const size = Math.max(LEAST_LETTERS, Math.min(LETTERS, LETTERS * ratio));
  const { options = {} } = configuration;
  const { plugins = {} } = options;
  const shrink = size / LETTERS;
  const title = plugins.title === undefined ? {} : { title: shrunkTitle(plugins.title, shrink) };
  const legend = plugins.legend;
  const labels = { ...legend?.labels, boxWidth: 2 * size, padding: size / 2 };
  return {
    ...configuration,
    options: {
      ...options,
      font: { ...options.font, size },
      plugins: { ...plugins, ...title, ...(legend === undefined ? {} : { legend: { ...legend, labels } }) },
    },
  } as ChartConfiguration;
}

/** A title of a page's size would be cut off at the sides of a narrow chart. */
function shrunkTitle(title: object, shrink: number): object {
  const { font } = title as { readonly font?: { readonly size?: number } };
  return { ...title, font: { ...font, size: (font?.size ?? LETTERS) * shrink } };
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
