import type { Chart, ChartType, Plugin } from "chart.js";
import { pluginOf } from "./plugin.ts";

/** A point whose y has an interval. */
export interface IntervalPoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

const HALF_CAP = 4;

/** Draws the interval of every point that has one, in the colour of its dataset. */
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
