// Quality over a swept parameter with error bands.

import type { ChartConfiguration, ChartDataset } from "chart.js";
import { amount } from "#base";
import type { ColumnTitle } from "#charts";
import { framed, ink, isOverDecades, numberAxis, plainTick } from "#charts";
import { SERIES } from "./colours.ts";

/** A mean at one setting, with its spread. */
export interface BandPoint {
  readonly x: number;
  readonly mean: number;
  /** Standard deviation over seeds. */
  readonly deviation: number;
}

type Line = ChartDataset<"line", { x: number; y: number }[]>;

/** Colour, dash and mark of a series, each of which identifies it. */
interface SeriesStyle {
  readonly colour: string;
  readonly dash: number[];
  readonly mark: "circle" | "rect" | "triangle" | "rectRot" | "crossRot" | "star";
}

/** A line through means with a band of one standard deviation, whose edges are not in the legend. */
function bandLines(label: string, points: readonly BandPoint[], style: SeriesStyle, axis = "y"): Line[] {
  const { colour, dash, mark } = style;
  const edge = (sign: 1 | -1): Line => ({
    label: "",
    data: points.map(({ x, mean, deviation }) => ({ x, y: mean + sign * deviation })),
    borderWidth: 0,
    pointRadius: 0,
    borderColor: colour,
    // A quarter of the line's opacity.
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

/** Legend entries with text. */
const withWords = ({ text }: { text: string }): boolean => text !== "";

/** Attention variants in the chart over rounds. */
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

/** Quality over the rounds of hashing, with seeds. */
export interface RoundsQuality {
  readonly seeds: number;
  readonly model: string;
  readonly length: number;
  readonly variants: Readonly<Record<RoundVariant, readonly BandPoint[]>>;
}

/** Attention recall over rounds with both controls; exact attention has 1. */
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
          title: { display: true, text: "attention recall (fraction)" },
          ticks: { stepSize: 0.2, includeBounds: false },
        },
      },
    },
  };
}

/** A parameter swept over its values, each measured with several seeds. */
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
  /** Mass of the software hash and of random buckets, on the same queries. */
  readonly software: { readonly mean: number; readonly deviation: number };
  readonly control: { readonly mean: number; readonly deviation: number };
  /** Energy of the memristor design, J; null if infeasible. */
  readonly energy: number | null;
}

/**
 * Quality and energy over one parameter: the memristor hash's band over seeds, the software hash and the
 * random control, and the energy on a second axis.
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
        y: { title: { display: true, text: "attention recall (fraction)" } },
        energy: {
          position: "right",
          // Axis range at which energies within a hundredth look equal.
          ...aroundRange(energies.map(({ y }) => y)),
          title: { display: true, text: "energy (J)" },
          ticks: { callback: plainTick("J"), includeBounds: false },
          grid: { drawOnChartArea: false },
        },
      },
    },
  };
}

/** Axis with the parameter's values as ticks. */
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

/** Axis ends wide enough to keep small differences small. */
function aroundRange(values: readonly number[]): { min?: number; max?: number } {
  if (values.length === 0) return {};
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.15 * (high - low), 0.05 * high);
  return { min: Math.max(0, low - room), max: high + room };
}
