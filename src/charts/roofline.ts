import type { ChartConfiguration } from "chart.js";
import { digits, engineering, percent } from "#base";
import { framed, ink, numberAxis, pointNames } from "#charts";
import { isMemoryBound, type Roofline, ridgeOf, roofAt } from "../comparison/roofline.ts";
import { SERIES } from "./colours.ts";

/** A run on the roofline: its name at its dot, and the short one of sentences. */
export interface RooflinePoint {
  readonly name: string;
  readonly short: string;
  readonly roofline: Roofline;
  readonly colour: string;
}

const MARKS = ["rect", "triangle", "rectRot", "star", "crossRot", "rectRounded"] as const;

/** "Memory is the lower roof of 3 of 6 designs (B, C, H); A reaches 97 % of its roof, the most, and C 41 %, the least". */
export function rooflineMessage(points: readonly RooflinePoint[], what: string): string {
  const bound = points.filter(({ roofline }) => isMemoryBound(roofline)).map(({ short }) => short);
  const isSome = bound.length > 0 && bound.length < points.length;
  const shares = points
    .map(({ short, roofline }) => ({ short, share: roofline.rate / roofAt(roofline, roofline.intensity) }))
    .sort((a, b) => b.share - a.share);
  const [most, least] = [shares[0], shares[shares.length - 1]];
  return (
    `${bound.length === 0 ? `Arithmetic is the lower roof of all ${points.length}` : `Memory is the lower roof of ${bound.length} of ${points.length}`} ${what}${isSome ? ` (${bound.join(", ")})` : ""}; ` +
    (most === least
      ? `${most.short} reaches ${percent(most.share)} of its roof`
      : `${most.short} reaches ${percent(most.share)} of its roof, the most, and ${least.short} ${percent(least.share)}, the least`)
  );
}

export const INTENSITY = "operations a byte of memory traffic (op/B)";

/** The first marks are on top of those at the same place, which are larger. */
const radiusOf = (n: number): number => 5 + n;

/** Attained and attainable operations/s of runs, log-log, with a ridge for each distinct pair of roofs. */
export function rooflineChart(
  points: readonly RooflinePoint[],
  what: string,
  axis: string[] = [INTENSITY],
): ChartConfiguration<"scatter"> {
  const roofs = new Map<string, { readonly roof: Roofline; readonly of: string[] }>();
  for (const { short, roofline } of points) {
    const key = `${roofline.peak} ${roofline.bandwidth}`;
    roofs.set(key, { roof: roofline, of: [...(roofs.get(key)?.of ?? []), short] });
  }
  const runs = points.map(({ roofline }) => roofline);
  const intensities = [...runs.map(({ intensity }) => intensity), ...runs.map(ridgeOf)];
  const [left, right] = [Math.min(...intensities) / 3, Math.max(...intensities) * 3];
  const lines = [...roofs.values()].map(({ roof, of }) => ({
    label: `roof${roofs.size > 1 ? ` of ${of.join(", ")}` : ""}: ${engineering(roof.peak, "op/s")}, ${engineering(roof.bandwidth, "B/s")}`,
    data: [left, ridgeOf(roof), right].map((x) => ({ x, y: roofAt(roof, x) })),
  }));
  const rates = runs.flatMap(({ rate, peak }) => [rate / 1.5, peak * 1.3]);
  return {
    type: "scatter",
    plugins: [
      pointNames(
        [
          ...points.map(({ name, roofline: { intensity, rate } }, n) => ({
            x: intensity,
            y: rate,
            name,
            radius: radiusOf(n),
          })),
          ...lines.map(({ data: [, ridge] }) => ({ ...ridge, name: `ridge ${digits(ridge.x)} op/B` })),
        ],
        lines.map(({ data }) => data),
      ),
    ],
    data: {
      datasets: [
        ...lines.map((line, n) => ({
          ...line,
          showLine: true,
          ...ink(SERIES.control),
          borderWidth: 2,
          borderDash: n === 0 ? [] : [2 + 4 * n, 4],
          pointRadius: [0, 5, 0],
        })),
        ...points.map(({ name, colour, roofline: { intensity, rate } }, n) => ({
          label: name,
          data: [{ x: intensity, y: rate }],
          ...ink(colour),
          pointStyle: MARKS[n % MARKS.length],
          pointRadius: radiusOf(n),
        })),
      ],
    },
    options: {
      ...framed(rooflineMessage(points, what)),
      scales: {
        x: {
          ...numberAxis({ name: "", unit: "op/B" }, [left, right]),
          title: { display: true, text: axis },
          type: "logarithmic",
          ticks: { callback: (value) => String(Number(Number(value).toPrecision(3))), maxRotation: 0 },
        },
        y: { ...numberAxis({ name: "rate of operations", unit: "op/s" }, rates), type: "logarithmic" },
      },
    },
  };
}
