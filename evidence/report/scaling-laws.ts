import type { ChartConfiguration, ChartDataset } from "chart.js";
import { nanometres, type ScalingClass } from "#base";
import { titleOf } from "#charts";
import { type Drawing, drawing } from "#reports";
import { scalingFactor } from "#technology";
import type { PublishedPoint } from "../published/scaling-points.ts";

const NODES = [7, 8, 9, 10, 12, 14, 16, 18, 20, 22, 25, 28, 32, 36, 40, 45, 50, 55, 60, 65];

const INKS: Readonly<Partial<Record<ScalingClass, string>>> = {
  logic: "#0072B2",
  sram: "#D55E00",
  charge: "#009E73",
  analog: "#CC79A7",
  wire: "#333333",
};

const TERMS = ["energy", "area"] as const;

/** Energy and area of every class from 65 to 7 nm, relative to 45 nm, with the published points of each. */
export const scalingDrawings = (points: readonly PublishedPoint[]): Drawing[] =>
  TERMS.map((term) =>
    drawing(`scaling-${term}`, `${term} of each class from 65 to 7 nm`, scalingChart(term, points), 640),
  );

function scalingChart(
  term: (typeof TERMS)[number],
  points: readonly PublishedPoint[],
): ChartConfiguration<"line"> {
  type Data = { x: number; y: number }[];
  const datasets = (Object.keys(INKS) as ScalingClass[]).flatMap((scaling): ChartDataset<"line", Data>[] => {
    const ink = INKS[scaling] ?? "#000000";
    const published = points.filter((point) => point.scaling === scaling && point.term === term);
    const law: ChartDataset<"line", Data> = {
      label: scaling,
      data: NODES.map((nm) => ({
        x: nm,
        y: scalingFactor(scaling, term, nanometres(45), nanometres(nm)),
      })),
      borderColor: ink,
      backgroundColor: ink,
      borderWidth: 2.25,
      pointRadius: 0,
    };
    const marks: ChartDataset<"line", Data> = {
      label: `${scaling}: published`,
      data: published.map(({ node, factor }) => ({ x: node, y: factor })),
      borderColor: ink,
      backgroundColor: "#FFFFFF",
      borderWidth: 2,
      pointRadius: 6,
      showLine: false,
    };
    return published.length === 0 ? [law] : [law, marks];
  });
  return {
    type: "line",
    data: { datasets },
    options: {
      layout: { padding: { right: 24 } },
      plugins: {
        title: titleOf([`${term} by node, over that at 45 nm`, "lines: our laws; marks: published points"]),
        legend: { position: "bottom", labels: { usePointStyle: true } },
      },
      scales: {
        x: {
          type: "logarithmic",
          min: 6.5,
          max: 70,
          title: { display: true, text: "node (nm)" },
          afterBuildTicks: (scale) => {
            scale.ticks = [7, 10, 16, 22, 28, 45, 65].map((value) => ({ value }));
          },
          ticks: { callback: (value) => String(value) },
        },
        y: { type: "logarithmic", title: { display: true, text: `${term} over that at 45 nm` } },
      },
    },
  };
}
