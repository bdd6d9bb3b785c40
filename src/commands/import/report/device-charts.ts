import { framed, ink, referenceLine } from "#charts";
import { logDensity, quantileOf, shapeOf } from "#memristors";
import { type Drawing, drawing } from "#reports";
import type { DeviceFit } from "../run/device-fit.ts";

const INK = { data: "#0072B2", fit: "#D55E00" } as const;

/** Most points of a scatter; more would overlap. */
const MOST_POINTS = 500;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Histogram, QQ, I–V and noise charts for the available measurements. */
export const deviceDrawings = (fit: DeviceFit): Drawing[] => [
  drawing("histogram", "Measured conductances and the fitted distribution", histogram(fit), 480, 900),
  drawing("qq", "Quantiles of the working devices against those of the fit", quantiles(fit), 560, 700),
  ...(fit.iv === null ? [] : [drawing("iv", "Measured currents and the fitted law", sweeps(fit), 520, 900)]),
  ...(fit.noise === null ? [] : [drawing("noise", "Read noise by conductance", noise(fit), 520, 900)]),
];

const scatter = (
  title: string,
  x: { text: string; type: "linear" | "logarithmic" },
  y: { text: string; type: "linear" | "logarithmic" },
  datasets: readonly object[],
) => ({
  type: "scatter",
  data: { datasets },
  options: {
    ...framed(title, {}),
    scales: {
      x: { type: x.type, title: { display: true, text: x.text } },
      y: { type: y.type, title: { display: true, text: y.text } },
    },
  },
});

const dots = (label: string, data: readonly Point[]) => ({
  label,
  data,
  ...ink(INK.data),
  pointRadius: 2.5,
});

const curve = (label: string, data: readonly Point[]) => ({
  label,
  data,
  showLine: true,
  pointRadius: 0,
  ...ink(INK.fit),
  borderWidth: 2,
});

/** Every n-th entry of a list, at most `MOST_POINTS`. */
const thinned = <T>(list: readonly T[]): readonly T[] => {
  const step = Math.ceil(list.length / MOST_POINTS);
  return list.filter((_, k) => k % step === 0);
};

/** Histogram with bins equal in ln G if values differ by more than a factor of five, else in G. */
function histogram({ measured, distribution }: DeviceFit) {
  const positive = measured.values.filter((g) => g > 0).sort();
  const [low, high] = [positive[0], positive[positive.length - 1]];
  const isLog = high > 5 * low;
  const bins = Math.min(80, Math.max(12, Math.ceil(2 * Math.cbrt(positive.length))));
  const edge = (n: number): number =>
    isLog ? low * (high / low) ** (n / bins) : low + ((high - low) * n) / bins;
  const place = (g: number): number =>
    Math.floor(bins * (isLog ? Math.log(g / low) / Math.log(high / low) : (g - low) / (high - low)));
  const counts = new Float64Array(bins);
  for (const g of positive) counts[Math.min(bins - 1, place(g))]++;
  const { components } = distribution.best.mixture;
  const expected = Array.from({ length: bins }, (_, n) => {
    const middle = isLog ? Math.sqrt(edge(n) * edge(n + 1)) : (edge(n) + edge(n + 1)) / 2;
    const density = components
      .filter(({ role }) => role === "working")
      .reduce((sum, own) => sum + own.share * Math.exp(logDensity(own, Math.log(middle))), 0);
    return density * (edge(n + 1) - edge(n)) * positive.length;
  });
  const label = (n: number): string =>
    `${Number((1e6 * (isLog ? Math.sqrt(edge(n) * edge(n + 1)) : (edge(n) + edge(n + 1)) / 2)).toPrecision(3))}`;
  return {
    type: "bar",
    data: {
      labels: Array.from({ length: bins }, (_, n) => label(n)),
      datasets: [
        {
          type: "line",
          label: `${distribution.best.name}, working devices`,
          data: expected,
          ...ink(INK.fit),
          borderWidth: 2,
          pointRadius: 0,
        },
        {
          label: "measured devices",
          data: [...counts],
          backgroundColor: INK.data,
          barPercentage: 1,
          categoryPercentage: 0.95,
        },
      ],
    },
    options: {
      ...framed(`Conductances of ${distribution.count} devices`, {}),
      scales: {
        x: {
          title: { display: true, text: `conductance (µS${isLog ? ", logarithmic bins" : ""})` },
          ticks: { maxRotation: 0, autoSkipPadding: 12 },
        },
        y: { title: { display: true, text: "devices (count)" } },
      },
    },
  };
}

function quantiles({ distribution }: DeviceFit) {
  const { working, best } = distribution;
  const ranks = thinned(Array.from({ length: working.length }, (_, k) => k));
  const points = ranks.map((k) => ({
    x: 1e6 * quantileOf(best.mixture.components, (k + 0.5) / working.length),
    y: 1e6 * working[k],
  }));
  const ends = [points[0].x, points[points.length - 1].x].map((x) => ({ x, y: x }));
  const type = best.scale === "log" ? "logarithmic" : "linear";
  return scatter(
    `Quantiles against those of the ${best.name}`,
    { text: "quantile of the fit (µS)", type },
    { text: "quantile of the working devices (µS)", type },
    [dots("measured", points), referenceLine("equal", ends)],
  );
}

function sweeps({ iv }: DeviceFit) {
  const { sweeps: own, best } = iv as NonNullable<DeviceFit["iv"]>;
  const points = own.flatMap(({ volts, amperes }, d) =>
    volts.map((v, k) => ({ x: v, y: amperes[k] / best.conductances[d] })),
  );
  const reach = Math.max(...points.map(({ x }) => Math.abs(x)));
  const low = Math.min(0, ...points.map(({ x }) => x));
  const line = Array.from({ length: 101 }, (_, k) => {
    const v = low + ((reach - low) * k) / 100;
    return { x: v, y: shapeOf(best.law, best.parameter?.value ?? 0, v) };
  });
  return scatter(
    `Currents of ${own.length === 1 ? "one device" : `${own.length} devices`} over their conductance`,
    { text: "voltage (V)", type: "linear" },
    { text: "I / G (V)", type: "linear" },
    [dots("measured", thinned(points)), curve(best.law, line)],
  );
}

function noise({ noise: found }: DeviceFit) {
  const { points, amount, exponent, reference } = found as NonNullable<DeviceFit["noise"]>;
  const shown = thinned(points.filter(({ deviation }) => deviation > 0)).map(
    ({ conductance, deviation }) => ({
      x: 1e6 * conductance,
      y: 1e6 * deviation,
    }),
  );
  const xs = shown.map(({ x }) => x);
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const line = Array.from({ length: 41 }, (_, k) => {
    const x = low * (high / low) ** (k / 40);
    return { x, y: x * amount.value * (x / (1e6 * reference)) ** exponent.value };
  });
  return scatter(
    "Read noise by conductance",
    { text: "conductance (µS)", type: "logarithmic" },
    { text: "standard deviation of reads (µS)", type: "logarithmic" },
    [dots("measured", shown), curve("power law", line)],
  );
}
