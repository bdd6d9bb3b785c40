import type { Chart, ChartConfiguration } from "chart.js";
import { digits, engineering } from "#base";
import { framed, LINE_LEGEND } from "./axes.ts";
import { ink, pluginOf } from "./marks.ts";
import { rampColour } from "./ramp.ts";

/** Quality over two parameters, with lines of energy where there are any. */
export interface HeatMap {
  readonly columns: { readonly title: string; readonly values: readonly (number | string)[] };
  readonly rows: { readonly title: string; readonly values: readonly (number | string)[] };
  /**
   * Values shown by colour, over their own range or that given; NaN for none. `texts` are written in the cells
   * instead of the values.
   */
  readonly quality: {
    readonly title: string;
    readonly values: readonly (readonly number[])[];
    readonly range?: readonly [low: number, high: number];
    readonly texts?: readonly (readonly string[])[];
  };
  /** Energy, J, for the contours; NaN for none. */
  readonly energy?: readonly (readonly number[])[];
  /** A line of equal quality at this level, instead of lines of equal energy. */
  readonly edge?: { readonly level: number; readonly name: string };
}

/** Number of contours, at even ratios between the least and the largest energy. */
const CONTOURS = 4;

/** Levels at even ratios between the least and the largest positive number. */
export function contourLevels(values: readonly (readonly number[])[]): number[] {
  const there = values.flat().filter((value) => value > 0);
  if (there.length === 0) return [];
  const [low, high] = [Math.min(...there), Math.max(...there)];
  if (high <= low * 1.001) return [];
  return Array.from({ length: CONTOURS }, (_, n) =>
    Number((low * (high / low) ** ((n + 1) / (CONTOURS + 1))).toPrecision(2)),
  );
}

/** A heat map of quality over two parameters with lines of equal energy, and each cell's value. */
export function heatMapChart(title: string, map: HeatMap): ChartConfiguration<"scatter"> {
  const { columns, rows, quality, energy = [], edge } = map;
  const levels = edge === undefined ? contourLevels(energy) : [edge.level];
  const dashes = [[], [8, 3], [3, 3], [8, 3, 2, 3]];
  const datasets = levels.map((level, n) => ({
    label: edge === undefined ? `${engineering(level, "J")}` : edge.name,
    // A gap between pieces, which are not in order.
    data: contour(energy, level).flatMap(([a, b]) => [
      { x: a.column, y: a.row },
      { x: b.column, y: b.row },
      { x: Number.NaN, y: Number.NaN },
    ]),
    showLine: true,
    spanGaps: false,
    pointRadius: 0,
    ...ink("#C8102E"),
    borderWidth: 2.25,
    borderDash: dashes[n % dashes.length],
  }));
  const lines = edge === undefined ? "red lines: equal energy" : `red line: ${edge.name}`;
  const place = (values: readonly (number | string)[], words: string) => ({
    min: -0.5,
    max: values.length - 0.5,
    title: { display: true, text: words },
    grid: { display: false },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = values.map((_, value) => ({ value }));
    },
    ticks: { callback: (value: string | number) => String(values[Number(value)] ?? ""), autoSkip: false },
  });
  return {
    type: "scatter",
    plugins: [cells(quality), cellTexts(quality)],
    data: { datasets },
    options: {
      ...framed(
        [title, `colour and numbers: ${quality.title}${levels.length === 0 ? "" : `; ${lines}`}`],
        LINE_LEGEND,
      ),
      scales: { x: place(columns.values, columns.title), y: place(rows.values, rows.title) },
    },
  };
}

interface Cell {
  readonly value: number;
  readonly colour: string;
  /** Whether text on the colour is dark. */
  readonly isLight: boolean;
  readonly column: number;
  readonly row: number;
}

function cellsOf({ values, range }: HeatMap["quality"]): Cell[] {
  const there = values.flat().filter((value) => !Number.isNaN(value));
  const [low, high] = range ?? [Math.min(...there), Math.max(...there)];
  return values.flatMap((line, row) =>
    line.flatMap((value, column): Cell[] => {
      if (Number.isNaN(value)) return [];
      const share = high > low ? (value - low) / (high - low) : 0.5;
      return [{ value, column, row, colour: rampColour(share), isLight: share > 0.55 }];
    }),
  );
}

/** Draws every cell in its colour. */
const cells = (quality: HeatMap["quality"]) =>
  pluginOf<"scatter">("cells", "before", ({ ctx, scales }: Chart) => {
    for (const { column, row, colour } of cellsOf(quality)) {
      const [left, right] = [column - 0.5, column + 0.5].map((x) => scales.x.getPixelForValue(x));
      const [bottom, top] = [row - 0.5, row + 0.5].map((y) => scales.y.getPixelForValue(y));
      ctx.fillStyle = colour;
      ctx.fillRect(left, top, right - left, bottom - top);
    }
  });

/** Writes every cell's value over the contours, low in the cell, on the cell's colour. */
const cellTexts = (quality: HeatMap["quality"]) =>
  pluginOf<"scatter">("cell-texts", "after", ({ ctx, scales }: Chart) => {
    ctx.save();
    ctx.font = "12px DejaVu Sans";
    ctx.textAlign = "center";
    ctx.textBaseline = "bottom";
    ctx.lineWidth = 5;
    for (const { value, column, row, colour, isLight } of cellsOf(quality)) {
      const [x, y] = [scales.x.getPixelForValue(column), scales.y.getPixelForValue(row - 0.5) - 5];
      const text = quality.texts?.[row][column] ?? digits(value);
      ctx.strokeStyle = colour;
      ctx.strokeText(text, x, y);
      ctx.fillStyle = isLight ? "#111111" : "#FFFFFF";
      ctx.fillText(text, x, y);
    }
    ctx.restore();
  });

/** A point of a contour in fractional grid positions. */
export interface ContourPoint {
  readonly column: number;
  readonly row: number;
}

/**
 * Pieces of the line where values, interpolated linearly between neighbours, equal a level (marching
 * squares). Values are rows × columns, row-major; cells with a NaN value have no line.
 */
export function contour(
  values: readonly (readonly number[])[],
  level: number,
): readonly (readonly [ContourPoint, ContourPoint])[] {
  const pieces: (readonly [ContourPoint, ContourPoint])[] = [];
  for (let row = 0; row + 1 < values.length; row++)
    for (let column = 0; column + 1 < values[row].length; column++)
      pieces.push(...cellPieces(values, row, column, level));
  return pieces;
}

function cellPieces(
  values: readonly (readonly number[])[],
  row: number,
  column: number,
  level: number,
): (readonly [ContourPoint, ContourPoint])[] {
  // Corners in order around the cell, each next to the following one.
  const corners = [
    [row, column],
    [row, column + 1],
    [row + 1, column + 1],
    [row + 1, column],
  ];
  const crossings: ContourPoint[] = [];
  for (const [n, [r, c]] of corners.entries()) {
    const [nextRow, nextColumn] = corners[(n + 1) % 4];
    const [a, b] = [values[r][c], values[nextRow][nextColumn]];
    if (Number.isNaN(a) || Number.isNaN(b)) return [];
    if (a < level === b < level) continue;
    const share = (level - a) / (b - a);
    crossings.push({ column: c + share * (nextColumn - c), row: r + share * (nextRow - r) });
  }
  if (crossings.length === 2) return [[crossings[0], crossings[1]]];
  if (crossings.length !== 4) return [];
  // A saddle: the mean of the corners decides which are connected.
  const mean = corners.reduce((sum, [r, c]) => sum + values[r][c], 0) / 4;
  const isJoined = mean < level === values[row][column] < level;
  return isJoined
    ? [
        [crossings[0], crossings[1]],
        [crossings[2], crossings[3]],
      ]
    : [
        [crossings[3], crossings[0]],
        [crossings[1], crossings[2]],
      ];
}
