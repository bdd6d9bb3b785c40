import type { ChartConfiguration } from "chart.js";
import type { ColumnTitle } from "../axis-title.ts";
import { SERIES } from "../colours.ts";
import { amount } from "../format.ts";
import { numberAxis, plainTick, spansDecades } from "./axes.ts";
import { type BandPoint, bandLines, withWords } from "./bands.ts";
import { titleOf } from "./title.ts";

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
          borderColor: SERIES.reference,
          backgroundColor: SERIES.reference,
          borderWidth: 1.5,
          borderDash: [8, 3, 2, 3],
          pointStyle: "triangle",
          pointRadius: 4,
          yAxisID: "energy",
        },
      ],
    },
    options: {
      layout: { padding: { right: 12 } },
      plugins: {
        title: titleOf(`Sensitivity to ${title.name} (${seeds} seeds a point)`),
        legend: { position: "bottom", labels: { usePointStyle: true, filter: withWords } },
      },
      scales: {
        x: parameterAxis(title, values),
        y: { title: { display: true, text: "captured attention mass (fraction)" } },
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
  const isLog = spansDecades(values);
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
