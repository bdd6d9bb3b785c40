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

/**
 * Writes names next to their positions without overlap; names without room are left out. Those of `lines`
 * are crossed only where nothing else has room.
 */
export const pointNames = <T extends ChartType>(
  places: readonly NamedPlace[],
  lines: readonly (readonly { readonly x: number; readonly y: number }[])[] = [],
): Plugin<T> =>
  pluginOf("point-names", "after", (chart: Chart) => {
    const { ctx, scales, chartArea } = chart;
    const taken: Box[] = places.map(({ x, y }) => ({
      left: scales.x.getPixelForValue(x) - 5,
      top: scales.y.getPixelForValue(y) - 5,
      width: 10,
      height: 10,
    }));
    const drawn = lines.flatMap((points) =>
      pixelsOf(points.map(({ x, y }) => [scales.x.getPixelForValue(x), scales.y.getPixelForValue(y)])),
    );
    ctx.save();
    ctx.font = "12px DejaVu Sans";
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    ctx.lineWidth = 3;
    for (const [n, { x, y, name }] of places.entries()) {
      const [at, up] = [scales.x.getPixelForValue(x), scales.y.getPixelForValue(y)];
      const [width, height] = [ctx.measureText(name).width, 14];
      const free = candidates(at, up, width, height).filter(
        (candidate) =>
          candidate.left >= chartArea.left &&
          candidate.left + width <= chartArea.right &&
          candidate.top >= chartArea.top &&
          candidate.top + height <= chartArea.bottom &&
          !taken.some((other) => meets(candidate, other)),
      );
      // A name is nearer to its own point than to another, or it would be read as that one's.
      const near = free.filter((candidate) => nearest(candidate, taken.slice(0, places.length)) === n);
      const box =
        near.find((candidate) => !drawn.some((other) => meets(candidate, other))) ?? near[0] ?? free[0];
      if (box === undefined) continue;
      taken.push(box);
      ctx.strokeStyle = "#FFFFFF";
      ctx.strokeText(name, box.left, box.top);
      ctx.fillStyle = "#222222";
      ctx.fillText(name, box.left, box.top);
    }
    ctx.restore();
  });

/** Index of the point, in the middle of its box, that is nearest to a text along x. */
function nearest({ left, width }: Box, others: readonly Box[]): number {
  const away = others.map((own) => {
    const middle = own.left + own.width / 2;
    return Math.max(0, left - middle, middle - left - width);
  });
  return away.indexOf(Math.min(...away));
}

/** Small boxes along a line of pixels. */
const pixelsOf = (points: readonly (readonly number[])[]): Box[] =>
  points.slice(1).flatMap(([x, y], n) => {
    const [left, top] = points[n];
    return Array.from({ length: 25 }, (_, k) => ({
      left: left + ((x - left) * k) / 24 - 2,
      top: top + ((y - top) * k) / 24 - 2,
      width: 4,
      height: 4,
    }));
  });

/** Candidate boxes around a point, the nearest first. */
const candidates = (x: number, y: number, width: number, height: number): Box[] =>
  [8, 20, 32].flatMap((gap) =>
    [
      [x + gap, y - gap - height],
      [x + gap, y + gap],
      [x - gap - width, y - gap - height],
      [x - gap - width, y + gap],
      [x + gap, y - height / 2],
      [x - gap - width, y - height / 2],
    ].map(([left, top]) => ({ left, top, width, height })),
  );

/** The name of a line, at its last point. */
export interface LineName extends Omit<NamedPlace, "name"> {
  readonly lines: readonly string[];
  readonly colour: string;
}

const NAME_HEIGHT = 15;

/** Writes the names of lines after the plot, at the heights of their ends as far as these leave room. */
export const lineNames = <T extends ChartType>(names: readonly LineName[]): Plugin<T> =>
  pluginOf("line-names", "after", (chart: Chart) => {
    const { ctx, scales, chartArea } = chart;
    const boxes = names
      .map((own) => ({
        ...own,
        end: scales.y.getPixelForValue(own.y),
        height: NAME_HEIGHT * own.lines.length + 4,
      }))
      .sort((a, b) => a.end - b.end)
      .map((own) => ({ ...own, top: own.end - own.height / 2 }));
    // Down from the top as far as names overlap, then up from the bottom as far as they leave the chart.
    boxes.forEach((own, n) => {
      const before = boxes[n - 1];
      own.top = Math.max(own.top, n === 0 ? chartArea.top - NAME_HEIGHT : before.top + before.height);
    });
    for (let n = boxes.length - 1, floor = chartArea.bottom + NAME_HEIGHT; n >= 0; n--) {
      boxes[n].top = Math.min(boxes[n].top, floor - boxes[n].height);
      floor = boxes[n].top;
    }
    ctx.save();
    ctx.font = "12px DejaVu Sans";
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    ctx.lineWidth = 1;
    for (const { x, end, top, height, lines, colour } of boxes) {
      const at = scales.x.getPixelForValue(x);
      const left = chartArea.right + 22;
      ctx.strokeStyle = colour;
      ctx.beginPath();
      ctx.moveTo(at + 4, end);
      ctx.lineTo(left - 4, top + height / 2);
      ctx.stroke();
      ctx.fillStyle = colour;
      for (const [n, text] of lines.entries()) ctx.fillText(text, left, top + 2 + n * NAME_HEIGHT);
    }
    ctx.restore();
  });

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
