import type { ChartDataset } from "chart.js";

/** A mean with its spread at one setting. */
export interface BandPoint {
  readonly x: number;
  readonly mean: number;
  /** Standard deviation over seeds. */
  readonly deviation: number;
}

type Line = ChartDataset<"line", { x: number; y: number }[]>;

/** Colour, dash and mark of a series: three ways to tell it apart. */
export interface SeriesStyle {
  readonly colour: string;
  readonly dash: number[];
  readonly mark: "circle" | "rect" | "triangle" | "rectRot" | "crossRot" | "star";
}

/** A line through means with the band of one standard deviation; its edges stay out of the legend. */
export function bandLines(
  label: string,
  points: readonly BandPoint[],
  style: SeriesStyle,
  axis = "y",
): Line[] {
  const { colour, dash, mark } = style;
  const edge = (sign: 1 | -1): Line => ({
    label: "",
    data: points.map(({ x, mean, deviation }) => ({ x, y: mean + sign * deviation })),
    borderWidth: 0,
    pointRadius: 0,
    borderColor: colour,
    // A quarter of the line's ink.
    backgroundColor: `${colour}40`,
    fill: sign > 0 ? "+1" : false,
    yAxisID: axis,
  });
  return [
    {
      label,
      data: points.map(({ x, mean }) => ({ x, y: mean })),
      borderColor: colour,
      backgroundColor: colour,
      borderDash: dash,
      borderWidth: 2,
      pointStyle: mark,
      pointRadius: 4.5,
      fill: false,
      yAxisID: axis,
    },
    ...(points.some(({ deviation }) => deviation > 0) ? [edge(1), edge(-1)] : []),
  ];
}

/** Legend entries that have words. */
export const withWords = ({ text }: { text: string }): boolean => text !== "";
