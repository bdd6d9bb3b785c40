import type { ChartConfiguration } from "chart.js";
import type { CostReport } from "../cost/cost-report.ts";
import type { PriceList } from "../cost/price-list.ts";
import type { Design } from "../design/design.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { engineering } from "../text/format.ts";
import { framed, numberAxis } from "./axes.ts";
import { SERIES } from "./colours.ts";
import { ink, pointNames } from "./marks.ts";

/** Upper limits of a chip. */
export interface Roof {
  /** FLOP/s; a multiply-accumulate is two. */
  readonly peak: number;
  /** B/s between memory and chip. */
  readonly bandwidth: number;
}

/** A workload on the chip: FLOP per byte moved, and attained FLOP/s. */
export interface RooflinePoint {
  readonly name: string;
  readonly intensity: number;
  readonly rate: number;
}

/** FLOP/B above which the memory is no limit. */
export const ridgeOf = ({ peak, bandwidth }: Roof): number => peak / bandwidth;

const STYLES = [
  { colour: SERIES.reference, mark: "rect" },
  { colour: SERIES.other, mark: "triangle" },
  { colour: SERIES.memristor, mark: "rectRot" },
  { colour: SERIES.software, mark: "circle" },
] as const;

/** Attained and attainable rates, log-log, with the ridge marked. */
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
          ...ink(SERIES.control),
          borderWidth: 2,
          pointRadius: [0, 5, 0],
        },
        ...points.map(({ name, intensity, rate }, n) => ({
          label: name,
          data: [{ x: intensity, y: rate }],
          ...ink(STYLES[n % STYLES.length].colour),
          pointStyle: STYLES[n % STYLES.length].mark,
          pointRadius: 7,
        })),
      ],
    },
    options: {
      ...framed("Roofline of the digital units"),
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

/** A multiply-accumulate is two operations. */
const FLOP_PER_MAC = 2;

/** Peak of a design's MAC arrays at their price list's interval, and bandwidth of its memory. */
export function roofOf({ cores, memory }: Design, prices: PriceList): Roof {
  return {
    peak: (FLOP_PER_MAC * cores) / prices.mac.actions.mac.interval,
    bandwidth: memory.behaviour.bits / 8 / prices.memory.actions.read.interval,
  };
}

/** A priced workload on the roofline: operations of the MAC arrays per byte of memory, and per latency. */
export function rooflinePoint(
  name: string,
  { memory }: Design,
  { counts }: Mapping,
  { timing }: Pick<CostReport, "timing">,
): RooflinePoint {
  const macs = counts.reduce(
    (sum, { component, action, count }) => sum + (component === "mac" && action === "mac" ? count : 0),
    0,
  );
  const words = counts.reduce(
    (sum, { component, action, count }) =>
      sum + (component === "memory" && (action === "read" || action === "write") ? count : 0),
    0,
  );
  const flop = FLOP_PER_MAC * macs;
  return { name, intensity: flop / ((words * memory.behaviour.bits) / 8), rate: flop / timing.latency };
}
