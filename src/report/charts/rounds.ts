import type { ChartConfiguration } from "chart.js";
import { SERIES } from "../colours.ts";
import { type BandPoint, bandLines, type SeriesStyle, withWords } from "./bands.ts";
import { titleOf } from "./title.ts";

/** Ways to attend whose quality is followed over the rounds. */
export const ROUND_ARMS = ["memristor", "software", "random-buckets", "local-window"] as const;
export type RoundArm = (typeof ROUND_ARMS)[number];

const STYLES: Readonly<Record<RoundArm, SeriesStyle & { readonly label: string }>> = {
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
  readonly arms: Readonly<Record<RoundArm, readonly BandPoint[]>>;
}

/** Captured mass against rounds with both controls; exact attention has all of it. */
export function roundsChart({ seeds, model, length, arms }: RoundsQuality): ChartConfiguration<"line"> {
  const rounds = arms.memristor.map(({ x }) => x);
  const exact = [rounds[0], rounds[rounds.length - 1]].map((x) => ({ x, y: 1 }));
  return {
    type: "line",
    data: {
      datasets: [
        ...ROUND_ARMS.flatMap((arm) => bandLines(STYLES[arm].label, arms[arm], STYLES[arm])),
        {
          label: "exact attention",
          pointStyle: "line" as const,
          data: exact,
          borderColor: SERIES.reference,
          backgroundColor: SERIES.reference,
          borderWidth: 1.5,
          pointRadius: 0,
          fill: false,
        },
      ],
    },
    options: {
      layout: { padding: { right: 24 } },
      plugins: {
        title: titleOf(`Quality against rounds: ${model}, L = ${length} (${seeds} seeds a point)`),
        legend: { position: "bottom", labels: { usePointStyle: true, filter: withWords } },
      },
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
          title: { display: true, text: "captured attention mass (fraction)" },
          ticks: { stepSize: 0.2, includeBounds: false },
        },
      },
    },
  };
}
