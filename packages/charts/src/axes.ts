// Axes, titles and legends shared by charts.

import type { Chart, LegendItem, ScaleOptionsByType } from "chart.js";
import { amount, titleLines } from "#base";
import { axisFactor, axisTitle, type ColumnTitle } from "./axis-title.ts";
import { decadeTicks, isOverDecades } from "./scale.ts";

/** Options of one axis for Chart.js. */
export type AxisOptions = Partial<{
  type: "linear" | "logarithmic" | "category";
  min: number;
  max: number;
  suggestedMin: number;
  suggestedMax: number;
  base: number;
  title: { display: boolean; text: string | string[] };
  ticks: object;
  grid: object;
  position: "left" | "right" | "top" | "bottom";
  reverse: boolean;
  stacked: boolean;
  offset: boolean;
  afterBuildTicks: (scale: { ticks: { value: number }[]; min: number; max: number }) => void;
}> &
  Partial<Pick<ScaleOptionsByType<"linear">, "beginAtZero">>;

/** A numeric axis with its unit: logarithmic if values span decades, ticks in engineering notation. */
export function numberAxis(title: ColumnTitle, values: readonly number[]): AxisOptions {
  const isLog = isOverDecades(values);
  const unit = title.unit === "m²" ? "" : title.unit;
  return {
    type: isLog ? "logarithmic" : "linear",
    title: { display: true, text: axisTitle(title) },
    ...(isLog ? logTicks(values, unit) : { ticks: { callback: plainTick(unit), maxRotation: 0 } }),
  };
}

/** A number in the unit of its axis: areas in mm². */
export const scaled = ({ unit }: ColumnTitle, value: number): number => value * axisFactor(unit);

export const plainTick =
  (unit: string) =>
  (value: string | number): string =>
    amount(Number(value), unit, 4);

/** Ticks at 1, 2 and 5 of every decade, or only at decades if there are many. */
function logTicks(values: readonly number[], unit: string): AxisOptions {
  const finite = values.filter((value) => value > 0 && Number.isFinite(value));
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const [min, max] = [low / 1.15, high * 1.15];
  const factors = Math.log10(max / min) <= 2.5 ? [1, 2, 5] : [1];
  const ticks = decadeTicks(min, max, factors).map((value) => ({ value }));
  return {
    min,
    max,
    afterBuildTicks: (scale) => {
      scale.ticks = ticks;
    },
    ticks: { callback: plainTick(unit), maxRotation: 0, autoSkip: ticks.length > 9 },
  };
}

/** A logarithmic axis with a tick at each of the values, ascending; a title of several lines has one a text. */
export const steppedAxis = (
  title: string | string[],
  values: readonly number[],
  label: (value: number) => string,
) => ({
  type: "logarithmic" as const,
  title: { display: true, text: title },
  min: values[0],
  max: values[values.length - 1],
  afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
    scale.ticks = values.map((value) => ({ value }));
  },
  ticks: {
    callback: (value: string | number) => label(Number(value)),
    maxRotation: 0,
    autoSkip: false,
  },
});

/** Characters of a title's line at the usual width of a chart. */
const TITLE_LETTERS = 78;

/** A title of one or several lines; lines longer than `most` characters are wrapped. */
export const titleOf = (text: string | readonly string[], most = TITLE_LETTERS) => ({
  display: true,
  text: linesOf([text].flat().flatMap((line) => titleLines(line, most))),
  font: { size: 16, weight: "bold" as const },
});

const linesOf = (lines: string[]): string | string[] => (lines.length === 1 ? lines[0] : lines);

interface Legend {
  readonly position?: "bottom" | "right";
  readonly display?: boolean;
  readonly labels?: Partial<{
    usePointStyle: boolean;
    pointStyleWidth: number;
    generateLabels: (chart: Chart) => LegendItem[];
    filter: (item: LegendItem) => boolean;
  }>;
}

/** Options of every chart: title, room for the last tick, legend, by default with marks below the chart. */
export const framed = (
  title: string | readonly string[],
  legend: Legend = { labels: { usePointStyle: true } },
  letters = TITLE_LETTERS,
) => ({
  layout: { padding: { left: 6, right: 24 } },
  plugins: { title: titleOf(title, letters), legend: { position: "bottom" as const, ...legend } },
});

/** Legend entries as drawn lines with dashes; Chart.js only shows marks or colours. */
const generateLabels = (chart: Chart): LegendItem[] =>
  chart.data.datasets.flatMap((dataset, datasetIndex): LegendItem[] => {
    const {
      label = "",
      borderColor,
      borderDash,
      borderWidth,
    } = dataset as unknown as {
      label?: string;
      borderColor: string;
      borderDash?: number[];
      borderWidth: number;
    };
    if (label === "") return [];
    return [
      {
        text: label,
        fillStyle: borderColor,
        strokeStyle: borderColor,
        lineWidth: borderWidth,
        lineDash: borderDash ?? [],
        pointStyle: "line",
        datasetIndex,
      },
    ];
  });

export const LINE_LEGEND: Legend = { labels: { usePointStyle: true, pointStyleWidth: 48, generateLabels } };
