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

/** The same charts as vectors, for print; those of many marks stay pixels. */
export async function vectorFiles(drawings: readonly Drawing[]): Promise<ReportFile[]> {
  const renderer = await loadRenderer();
  return drawings
    .filter(({ configuration }) => marksOf(configuration) < MOST_VECTOR_MARKS)
    .map(({ name, configuration, width, height }) => ({
      name: `${name}.svg`,
      content: renderer.svg(configuration, width, height),
    }));
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
