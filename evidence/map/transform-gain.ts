import type { ChartConfiguration } from "chart.js";
import { titleOf } from "#charts";
import { drawing, figure } from "#reports";
import { SERIES } from "../../src/charts/colours.ts";
import type { Boundary } from "./boundary.ts";
import { transformGain } from "./hash-forms.ts";

/** Cost of a dense hash over fast transforms, a bit, over the width of a vector. */
const transformChart = (
  points: readonly { readonly x: number; readonly y: number }[],
): ChartConfiguration<"line"> => ({
  type: "line",
  data: {
    datasets: [
      {
        label: "d / log₂ d",
        data: points.map(({ x, y }) => ({ x, y })),
        borderColor: SERIES.memristor,
        backgroundColor: SERIES.memristor,
        borderWidth: 2,
        pointRadius: 4,
      },
    ],
  },
  options: {
    layout: { padding: { right: 24 } },
    plugins: {
      title: titleOf("Additions of a dense hash over a fast Hadamard transform, a bit"),
      legend: { position: "bottom" },
    },
    scales: {
      x: {
        type: "logarithmic",
        min: points[0].x / 1.1,
        max: points[points.length - 1].x * 1.1,
        title: { display: true, text: "width of a vector d (elements)" },
        afterBuildTicks: (scale) => {
          scale.ticks = points.map(({ x }) => ({ value: x }));
        },
        ticks: { callback: (value) => String(value), maxRotation: 0, autoSkip: false },
      },
      y: {
        type: "logarithmic",
        title: { display: true, text: "d / log₂ d (ratio)" },
        afterBuildTicks: (scale) => {
          scale.ticks = [5, 10, 20, 50, 100, 200, 500].map((value) => ({ value }));
        },
        ticks: { callback: (value) => String(value) },
      },
    },
  },
});

export interface Gain {
  readonly width: number;
  readonly gain: number;
}

/** Widths of vectors in the chart. */
const WIDTHS = Array.from({ length: 8 }, (_, n) => 32 * 2 ** n);

export const transformBoundary: Boundary<readonly Gain[]> = {
  called: "fast transforms",
  find: () => WIDTHS.map((width) => ({ width, gain: transformGain(width) })),
  json: (found) => found,
  pages: (found) => [
    figure(
      drawing(
        "transform-gain",
        "Additions of a dense hash over those of fast Hadamard transforms, by the width of a vector",
        transformChart(found.map(({ width, gain }) => ({ x: width, y: gain }))),
      ),
    ),
  ],
};
