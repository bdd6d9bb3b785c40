// Quality over a swept parameter, with bands of its error.

import type { ChartConfiguration, ChartDataset } from "chart.js";
import type { ColumnTitle } from "../text/axis-title.ts";
import { amount } from "../text/format.ts";
import { framed, numberAxis, plainTick } from "./axes.ts";
import { SERIES } from "./colours.ts";
import { ink } from "./marks.ts";
import { isOverDecades } from "./scale.ts";

/** A mean with its spread at one setting. */
export interface BandPoint {
  readonly x: number;
  readonly mean: number;
  /** Standard deviation over seeds. */
  readonly deviation: number;
}

type Line = ChartDataset<"line", { x: number; y: number }[]>;

/** Colour, dash and mark of a series: three ways to tell it apart. */
interface SeriesStyle {
  readonly colour: string;
  readonly dash: number[];
  readonly mark: "circle" | "rect" | "triangle" | "rectRot" | "crossRot" | "star";
}

/** A line through means with the band of one standard deviation; its edges stay out of the legend. */
function bandLines(label: string, points: readonly BandPoint[], style: SeriesStyle, axis = "y"): Line[] {
  const { colour, dash, mark } = style;
  const edge = (sign: 1 | -1): Line => ({
    label: "",
    data: points.map(({ x, mean, deviation }) => ({ x, y: mean + sign * deviation })),
    borderWidth: 0,
    pointRadius: 0,
    borderColor: colour,
    // A quarter of the line's ink.
    backgroundColor: `${colour}40`,
    fill: sign > 0 ? "+1" : false,
    yAxisID: axis,
  });
  return [
    {
      label,
      data: points.map(({ x, mean }) => ({ x, y: mean })),
      ...ink(colour),
      borderDash: dash,
      borderWidth: 2,
      pointStyle: mark,
      pointRadius: 4.5,
      fill: false,
      yAxisID: axis,
    },
    ...(points.some(({ deviation }) => deviation > 0) ? [edge(1), edge(-1)] : []),
  ];
}

/** Legend entries that have words. */
const withWords = ({ text }: { text: string }): boolean => text !== "";

/** Ways to attend whose quality is followed over the rounds. */
export const ROUND_VARIANTS = ["memristor", "software", "random-buckets", "local-window"] as const;
export type RoundVariant = (typeof ROUND_VARIANTS)[number];

const STYLES: Readonly<Record<RoundVariant, SeriesStyle & { readonly label: string }>> = {
  memristor: { label: "memristor hash", colour: SERIES.memristor, dash: [], mark: "rectRot" },
  software: { label: "software hash", colour: SERIES.software, dash: [6, 3], mark: "circle" },
  "random-buckets": {
    label: "control: random buckets",
    colour: SERIES.control,
    dash: [2, 3],
    mark: "crossRot",
  },
  "local-window": {
    label: "control: local window of as many pairs",
    colour: SERIES.window,
    dash: [8, 3, 2, 3],
    mark: "triangle",
  },
};

/** Quality against the rounds of hashing, over seeds. */
export interface RoundsQuality {
  readonly seeds: number;
  readonly model: string;
  readonly length: number;
  readonly variants: Readonly<Record<RoundVariant, readonly BandPoint[]>>;
}

/** Captured mass against rounds with both controls; exact attention has all of it. */
export function roundsChart({ seeds, model, length, variants }: RoundsQuality): ChartConfiguration<"line"> {
  const rounds = variants.memristor.map(({ x }) => x);
  const exact = [rounds[0], rounds[rounds.length - 1]].map((x) => ({ x, y: 1 }));
  return {
    type: "line",
    data: {
      datasets: [
        ...ROUND_VARIANTS.flatMap((variant) =>
          bandLines(STYLES[variant].label, variants[variant], STYLES[variant]),
        ),
        {
          label: "exact attention",
          pointStyle: "line" as const,
          data: exact,
          ...ink(SERIES.reference),
          borderWidth: 1.5,
          pointRadius: 0,
          fill: false,
        },
      ],
    },
    options: {
      ...framed(`Quality against rounds: ${model}, L = ${length} (${seeds} seeds a point)`, {
        labels: { usePointStyle: true, filter: withWords },
      }),
      scales: {
        x: {
          type: "logarithmic",
          min: rounds[0] / 1.1,
          max: rounds[rounds.length - 1] * 1.1,
          title: { display: true, text: "rounds of hashing (count)" },
          afterBuildTicks: (scale) => {
            scale.ticks = rounds.map((value) => ({ value }));
          },
          ticks: { callback: (value) => String(value), maxRotation: 0, autoSkip: false },
        },
        y: {
          min: 0,
          max: 1.02,
          title: { display: true, text: "attention recall (captured mass, fraction)" },
          ticks: { stepSize: 0.2, includeBounds: false },
        },
      },
    },
  };
}

/** One parameter swept over its values, each measured over seeds. */
export interface SweptParameter {
  readonly title: ColumnTitle;
  readonly seeds: number;
  readonly points: readonly SweptPoint[];
}

export interface SweptPoint {
  /** SI value of the parameter. */
  readonly value: number;
  /** Captured attention mass of the memristor hash: mean and standard deviation over seeds. */
  readonly mass: { readonly mean: number; readonly deviation: number };
  /** The same of the software hash and of random buckets, on the same queries. */
  readonly software: { readonly mean: number; readonly deviation: number };
  readonly control: { readonly mean: number; readonly deviation: number };
  /** J of the memristor design; null where it is infeasible. */
  readonly energy: number | null;
}

/**
 * Quality and energy against one parameter: the memristor hash's band over seeds between the software hash and the random
 * control, and the energy on an axis of its own.
 */
export function sensitivityChart({ title, seeds, points }: SweptParameter): ChartConfiguration<"line"> {
  const values = points.map(({ value }) => value);
  const band = (of: "mass" | "software" | "control"): BandPoint[] =>
    points.map((point) => ({ x: point.value, ...point[of] }));
  const energies = points.flatMap(({ value, energy }) => (energy === null ? [] : [{ x: value, y: energy }]));
  return {
    type: "line",
    data: {
      datasets: [
        ...bandLines("memristor hash ± standard deviation", band("mass"), {
          colour: SERIES.memristor,
          dash: [],
          mark: "rectRot",
        }),
        ...bandLines("software hash", band("software"), {
          colour: SERIES.software,
          dash: [6, 3],
          mark: "circle",
        }),
        ...bandLines("control: random buckets", band("control"), {
          colour: SERIES.control,
          dash: [2, 3],
          mark: "crossRot",
        }),
        {
          label: "energy",
          data: energies,
          ...ink(SERIES.reference),
          borderWidth: 1.5,
          borderDash: [8, 3, 2, 3],
          pointStyle: "triangle",
          pointRadius: 4,
          yAxisID: "energy",
        },
      ],
    },
    options: {
      ...framed(`Sensitivity to ${title.name} (${seeds} seeds a point)`, {
        labels: { usePointStyle: true, filter: withWords },
      }),
      layout: { padding: { right: 12 } },
      scales: {
        x: parameterAxis(title, values),
        y: { title: { display: true, text: "attention recall (captured mass, fraction)" } },
        energy: {
          position: "right",
          // Energies that differ by less than a hundredth are drawn as equal.
          ...aroundRange(energies.map(({ y }) => y)),
          title: { display: true, text: "energy (J)" },
          ticks: { callback: plainTick("J"), includeBounds: false },
          grid: { drawOnChartArea: false },
        },
      },
    },
  };
}

/** The parameter's own values as ticks. */
function parameterAxis(title: ColumnTitle, values: readonly number[]) {
  const axis = numberAxis(title, values);
  const isLog = isOverDecades(values);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = isLog ? 1.15 : (high - low) * 0.05;
  return {
    ...axis,
    type: isLog ? ("logarithmic" as const) : ("linear" as const),
    min: isLog ? low / room : low - room,
    max: isLog ? high * room : high + room,
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = [...values].sort((a, b) => a - b).map((value) => ({ value }));
    },
    ticks: {
      maxRotation: 0,
      autoSkip: false,
      callback: (value: string | number) =>
        title.unit === "" ? String(Number(Number(value).toPrecision(4))) : amount(Number(value), title.unit),
    },
  };
}

/** Ends that leave small differences small. */
function aroundRange(values: readonly number[]): { min?: number; max?: number } {
  if (values.length === 0) return {};
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.15 * (high - low), 0.05 * high);
  return { min: Math.max(0, low - room), max: high + room };
}
