import type { ChartConfiguration } from "chart.js";

/** A chart as data, under the name of its file. */
export interface Drawing {
  /** Without an ending. */
  readonly name: string;
  /** What a reader who does not see it is told. */
  readonly title: string;
  readonly configuration: ChartConfiguration;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** A vector picture keeps a clip path a mark: beyond this many it is larger than its pixels. */
export const MOST_VECTOR_MARKS = 200;

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
