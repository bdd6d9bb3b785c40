// Marks that Chart.js lacks: error bars and names of points.

import type { Chart, ChartType, Plugin } from "chart.js";

/** A plugin that draws under or over the datasets of a chart. */
export function pluginOf<T extends ChartType>(
  name: string,
  when: "before" | "after",
  draw: (chart: Chart) => void,
): Plugin<T> {
  const plugin: Plugin = {
    id: `crosshash-${name}`,
    ...(when === "before" ? { beforeDatasetsDraw: draw } : { afterDatasetsDraw: draw }),
  };
  return plugin as unknown as Plugin<T>;
}

/** A point whose y has an interval. */
export interface IntervalPoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

const HALF_CAP = 4;

/** Draws the interval of every point with one, in the colour of its dataset. */
export const errorBars = <T extends ChartType>(): Plugin<T> =>
  pluginOf("error-bars", "before", (chart: Chart) => {
    const { ctx, scales } = chart;
    const [x, y] = [scales.x, scales.y];
    ctx.save();
    ctx.lineWidth = 1.25;
    for (const dataset of chart.data.datasets) {
      ctx.strokeStyle = String(dataset.borderColor ?? dataset.backgroundColor);
      for (const point of dataset.data as unknown as IntervalPoint[]) {
        if (point.low === undefined || point.high === undefined || point.low === point.high) continue;
        const [at, top, bottom] = [
          x.getPixelForValue(point.x),
          y.getPixelForValue(point.high),
          y.getPixelForValue(point.low),
        ];
        ctx.beginPath();
        ctx.moveTo(at, top);
        ctx.lineTo(at, bottom);
        for (const end of [top, bottom]) {
          ctx.moveTo(at - HALF_CAP, end);
          ctx.lineTo(at + HALF_CAP, end);
        }
        ctx.stroke();
      }
    }
    ctx.restore();
  });

/** A position on the chart with its name. */
export interface NamedPlace {
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const meets = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height;

/** Writes names next to their positions without overlap; names without room are left out. */
export const pointNames = <T extends ChartType>(places: readonly NamedPlace[]): Plugin<T> =>
  pluginOf("point-names", "after", (chart: Chart) => {
    const { ctx, scales, chartArea } = chart;
    const taken: Box[] = places.map(({ x, y }) => ({
      left: scales.x.getPixelForValue(x) - 5,
      top: scales.y.getPixelForValue(y) - 5,
      width: 10,
      height: 10,
    }));
    ctx.save();
    ctx.font = "12px DejaVu Sans";
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    ctx.lineWidth = 3;
    for (const { x, y, name } of places) {
      const [at, up] = [scales.x.getPixelForValue(x), scales.y.getPixelForValue(y)];
      const [width, height] = [ctx.measureText(name).width, 14];
      const box = candidates(at, up, width, height).find(
        (candidate) =>
          candidate.left >= chartArea.left &&
          candidate.left + width <= chartArea.right &&
          candidate.top >= chartArea.top &&
          candidate.top + height <= chartArea.bottom &&
          !taken.some((other) => meets(candidate, other)),
      );
      if (box === undefined) continue;
      taken.push(box);
      ctx.strokeStyle = "#FFFFFF";
      ctx.strokeText(name, box.left, box.top);
      ctx.fillStyle = "#222222";
      ctx.fillText(name, box.left, box.top);
    }
    ctx.restore();
  });

/** Candidate boxes around a point, the nearest first. */
const candidates = (x: number, y: number, width: number, height: number): Box[] =>
  [8, 20].flatMap((gap) =>
    [
      [x + gap, y - gap - height],
      [x + gap, y + gap],
      [x - gap - width, y - gap - height],
      [x - gap - width, y + gap],
      [x + gap, y - height / 2],
      [x - gap - width, y - height / 2],
    ].map(([left, top]) => ({ left, top, width, height })),
  );

/** One colour for lines, marks and fills. */
export const ink = (colour: string) => ({ borderColor: colour, backgroundColor: colour });

/** A grey dashed reference line as a dataset of a scatter chart. */
export const referenceLine = (label: string, data: { x: number; y: number }[]) => ({
  label,
  data,
  showLine: true,
  pointRadius: 0,
  ...ink("#AAAAAA"),
  borderDash: [4, 4],
  borderWidth: 1.5,
  pointStyle: "line" as const,
});
