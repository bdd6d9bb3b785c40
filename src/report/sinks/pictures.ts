import type { ChartConfiguration } from "chart.js";
import type { ReportFile } from "../../runtime/output-folder.ts";

/** A chart as pixels. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly png: Uint8Array;
}

/** Draws charts one after another. Drawing loads chart.js and a canvas: half a second that verbs without charts need not pay. */
export async function drawnPictures(drawings: readonly Drawing[]): Promise<Picture[]> {
  const { createRenderer } = await import("./render.ts");
  const renderer = createRenderer();
  const pictures: Picture[] = [];
  for (const { name, title, configuration, width, height } of drawings)
    pictures.push({ name, title, png: await renderer.png(configuration, width, height) });
  return pictures;
}

/** The same charts as vectors, for print; those of many marks stay pixels. */
export async function vectorFiles(drawings: readonly Drawing[]): Promise<ReportFile[]> {
  const { createRenderer } = await import("./render.ts");
  const renderer = createRenderer();
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
