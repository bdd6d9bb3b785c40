import type { Chart, ChartType, Plugin } from "chart.js";
import { pluginOf } from "./plugin.ts";

/** A place of the chart with its name. */
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

/** Writes names beside their places, each where it meets no other one; a name without room is left out. */
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

/** Boxes around a point, the nearest first. */
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
