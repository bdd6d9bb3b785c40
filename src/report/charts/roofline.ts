import type { ChartConfiguration } from "chart.js";
import { SERIES } from "../colours.ts";
import { engineering } from "../format.ts";
import { numberAxis } from "./axes.ts";
import { pointNames } from "./point-names.ts";
import { titleOf } from "./title.ts";

/** What a chip can do at most. */
export interface Roof {
  /** FLOP/s; a multiply-accumulate is two. */
  readonly peak: number;
  /** B/s between memory and chip. */
  readonly bandwidth: number;
}

/** One workload on the chip: FLOP that it needs for a byte that it moves, and FLOP/s that it gets. */
export interface RooflinePoint {
  readonly name: string;
  readonly intensity: number;
  readonly rate: number;
}

/** FLOP/B at which the memory no longer limits. */
export const ridgeOf = ({ peak, bandwidth }: Roof): number => peak / bandwidth;

const STYLES = [
  { colour: SERIES.reference, mark: "rect" },
  { colour: SERIES.other, mark: "triangle" },
  { colour: SERIES.memristor, mark: "rectRot" },
  { colour: SERIES.software, mark: "circle" },
] as const;

/** Attained against attainable rates, log-log, the ridge marked. */
export function rooflineChart(roof: Roof, points: readonly RooflinePoint[]): ChartConfiguration<"scatter"> {
  const ridge = ridgeOf(roof);
  const intensities = [...points.map(({ intensity }) => intensity), ridge];
  const [left, right] = [Math.min(...intensities) / 3, Math.max(...intensities) * 3];
  const rates = [left * roof.bandwidth, roof.peak * 2, ...points.map(({ rate }) => rate / 2)];
  return {
    type: "scatter",
    plugins: [
      pointNames([
        { x: ridge, y: roof.peak, name: `ridge ${Number(ridge.toPrecision(3))} FLOP/B` },
        ...points.map(({ name, intensity, rate }) => ({ x: intensity, y: rate, name })),
      ]),
    ],
    data: {
      datasets: [
        {
          label: `roof: ${engineering(roof.peak, "FLOP/s")}, ${engineering(roof.bandwidth, "B/s")}`,
          data: [
            { x: left, y: left * roof.bandwidth },
            { x: ridge, y: roof.peak },
            { x: right, y: roof.peak },
          ],
          showLine: true,
          borderColor: SERIES.control,
          backgroundColor: SERIES.control,
          borderWidth: 2,
          pointRadius: [0, 5, 0],
        },
        ...points.map(({ name, intensity, rate }, n) => ({
          label: name,
          data: [{ x: intensity, y: rate }],
          borderColor: STYLES[n % STYLES.length].colour,
          backgroundColor: STYLES[n % STYLES.length].colour,
          pointStyle: STYLES[n % STYLES.length].mark,
          pointRadius: 7,
        })),
      ],
    },
    options: {
      layout: { padding: { right: 24 } },
      plugins: {
        title: titleOf("Roofline of the digital units"),
        legend: { position: "bottom", labels: { usePointStyle: true } },
      },
      scales: {
        x: {
          ...numberAxis({ name: "operations for a byte of memory traffic", unit: "FLOP/B" }, [left, right]),
          type: "logarithmic",
          min: left,
          max: right,
          ticks: { callback: (value) => String(Number(Number(value).toPrecision(3))), maxRotation: 0 },
        },
        y: { ...numberAxis({ name: "attained rate", unit: "FLOP/s" }, rates), type: "logarithmic" },
      },
    },
  };
}
