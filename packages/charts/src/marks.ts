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

/** A position on the chart with its name, and the radius of its mark, by default 5. */
export interface NamedPlace {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly radius?: number;
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
 * Writes names next to their positions without overlap, on a ground that no line shows through; names without
 * room are left out. A name that would be crossed by one of `lines`, or be read as another point's, is moved
 * further away, with a thin line to its point.
 */
export const pointNames = <T extends ChartType>(
  places: readonly NamedPlace[],
  lines: readonly (readonly { readonly x: number; readonly y: number }[])[] = [],
): Plugin<T> =>
  pluginOf("point-names", "after", (chart: Chart) => {
    const { ctx, scales, chartArea } = chart;
    const marks = places.map(({ x, y, radius = 5 }) => ({
      left: scales.x.getPixelForValue(x) - radius,
      top: scales.y.getPixelForValue(y) - radius,
      width: 2 * radius,
      height: 2 * radius,
    }));
    const taken: Box[] = [...marks];
    const drawn = lines.flatMap((points) =>
      pixelsOf(points.map(({ x, y }) => [scales.x.getPixelForValue(x), scales.y.getPixelForValue(y)])),
    );
    ctx.save();
    ctx.font = "12px DejaVu Sans";
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    ctx.lineWidth = 1;
    ctx.strokeStyle = "#888888";
    for (const [n, { x, y, name, radius = 5 }] of places.entries()) {
      const [at, up] = [scales.x.getPixelForValue(x), scales.y.getPixelForValue(y)];
      const [width, height] = [ctx.measureText(name).width, 14];
      const free = candidates(at, up, width, height, radius).filter(
        (candidate) =>
          candidate.left >= chartArea.left &&
          candidate.left + width <= chartArea.right &&
          candidate.top >= chartArea.top &&
          candidate.top + height <= chartArea.bottom &&
          !taken.some((other) => meets(candidate, other)),
      );
      const clear = free.filter((candidate) => !drawn.some((other) => meets(candidate, other)));
      // A name is nearer to its own point than to another, or it would be read as that one's.
      const isOwn = (box: Candidate): boolean => box.gap <= NEAR && nearest(box, marks) === n;
      const box = clear.find(isOwn) ?? clear[0] ?? free.find(isOwn) ?? free[0];
      if (box === undefined) continue;
      taken.push(box);
      if (!isOwn(box)) {
        const [toX, toY] = [clamped(at, box.left, width), clamped(up, box.top, height)];
        const share = radius / Math.hypot(toX - at, toY - up);
        ctx.beginPath();
        ctx.moveTo(at + share * (toX - at), up + share * (toY - up));
        ctx.lineTo(toX, toY);
        ctx.stroke();
      }
      ctx.fillStyle = "rgba(255,255,255,0.9)";
      ctx.fillRect(box.left - 1, box.top - 1, width + 2, height);
      ctx.fillStyle = "#222222";
      ctx.fillText(name, box.left, box.top);
    }
    ctx.restore();
  });

const clamped = (value: number, low: number, length: number): number =>
  Math.min(low + length, Math.max(low, value));

/** Index of the point, in the middle of its box, that is nearest to a text. */
function nearest({ left, top, width, height }: Box, others: readonly Box[]): number {
  const away = others.map((own) => {
    const [x, y] = [own.left + own.width / 2, own.top + own.height / 2];
    return Math.hypot(x - clamped(x, left, width), y - clamped(y, top, height));
  });
  return away.indexOf(Math.min(...away));
}

/** Small boxes along a line of pixels. */
const pixelsOf = (points: readonly (readonly number[])[]): Box[] =>
  points.slice(1).flatMap(([x, y], n) => {
    const [left, top] = points[n];
    const steps = Math.max(1, Math.ceil(Math.hypot(x - left, y - top) / 6));
    return Array.from({ length: steps + 1 }, (_, k) => ({
      left: left + ((x - left) * k) / steps - 2,
      top: top + ((y - top) * k) / steps - 2,
      width: 4,
      height: 4,
    }));
  });

/** A place for a text, so far beyond the mark, CSS pixels. */
interface Candidate extends Box {
  readonly gap: number;
}

/** Farthest gap without a line to the point. */
const NEAR = 20;

/** Candidate boxes around a point, the nearest first. */
const candidates = (x: number, y: number, width: number, height: number, radius: number): Candidate[] =>
  [3, 15, 27, 43, 60, 80].flatMap((gap) =>
    AROUND.map(([across, up]) => ({
      left: x + across * (radius + gap) - ((1 - across) / 2) * width,
      top: y + up * (radius + gap) - ((1 - up) / 2) * height,
      width,
      height,
      gap,
    })),
  );

/** Where a text is from its point: 1 right of it and below, −1 left and above, 0 in the middle. */
const AROUND = [1, -1, 0].flatMap((across) => [-1, 1, 0].map((up) => [across, up] as const)).slice(0, -1);

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
