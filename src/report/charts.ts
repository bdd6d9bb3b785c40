import type { ChartConfiguration, ChartDataset } from "chart.js";
import type { CostReport } from "../cost/cost-report.ts";
import type { RungId } from "../ladder/rungs.ts";
import { COMPONENT_COLOURS, RUNG_STYLE } from "./colours.ts";
import type { Comparison } from "./comparison.ts";
import { engineering } from "./format.ts";

type Line = ChartConfiguration<"line">;
type Bar = ChartConfiguration<"bar">;

/** Energy and latency of every rung against L, log-log, each with guides of slope 1 and 2. */
export function scalingCharts(comparison: Comparison): { energy: Line; latency: Line } {
  return {
    energy: scalingChart(
      comparison,
      "Energy of attention, one sequence",
      "energy (J)",
      (cost) => cost.energy,
    ),
    latency: scalingChart(
      comparison,
      "Latency of attention, one sequence",
      "latency (s)",
      (cost) => cost.timing.latency,
    ),
  };
}

function scalingChart(
  { curves, rungs: named }: Comparison,
  title: string,
  axis: string,
  metric: (cost: CostReport) => number,
): Line {
  // The workload's own rungs lend their titles: what a rung settles on may change along a curve.
  const ids = named.map(({ id, title: name }) => ({ id, name }));
  const series = ids.map(({ id, name }): ChartDataset<"line", { x: number; y: number }[]> => {
    const points = curves.flatMap(({ length, rungs }) => {
      const rung = rungs.find((candidate) => candidate.id === id);
      return rung?.feasible ? [{ x: length, y: metric(rung.cost) }] : [];
    });
    const { colour, dash } = RUNG_STYLE[id];
    return {
      label: name,
      data: points,
      borderColor: colour,
      backgroundColor: colour,
      borderDash: dash,
      borderWidth: 2.5,
      pointRadius: 3,
      // Drawn last, dotted over the digital rung where the two coincide.
      order: id === "lsh-memristor" ? 0 : 1,
    };
  });
  const start = series[0].data[0] ?? { x: 512, y: 1 };
  const guides = [1, 2].map((slope) =>
    guide(
      slope,
      start,
      curves.map((point) => point.length),
    ),
  );
  return {
    type: "line",
    data: { datasets: [...series, ...guides] },
    options: {
      layout: { padding: { right: 24 } },
      plugins: {
        title: titleOf(title),
        legend: {
          position: "bottom",
          labels: { usePointStyle: true, pointStyle: "line", pointStyleWidth: 48, sort: byDataset },
        },
      },
      scales: {
        x: {
          type: "logarithmic",
          title: { display: true, text: "sequence length L (tokens)" },
          min: 512,
          max: 1 << 20,
          afterBuildTicks: (scale) => {
            scale.ticks = curves.map(({ length }) => ({ value: length }));
          },
          ticks: { callback: (value) => lengthLabel(Number(value)), maxRotation: 0, autoSkip: false },
        },
        y: { type: "logarithmic", title: { display: true, text: axis }, ticks: { callback: decadeLabel } },
      },
    },
  };
}

/** The legend keeps the order of the rungs, whatever is drawn on top. */
const byDataset = (a: { datasetIndex?: number }, b: { datasetIndex?: number }): number =>
  (a.datasetIndex ?? 0) - (b.datasetIndex ?? 0);

/** A thin dotted line of the given log-log slope through a point. */
function guide(
  slope: number,
  start: { x: number; y: number },
  lengths: readonly number[],
): ChartDataset<"line", { x: number; y: number }[]> {
  return {
    label: slope === 1 ? "slope 1" : "slope 2",
    data: lengths.map((x) => ({ x, y: start.y * (x / start.x) ** slope })),
    borderColor: "#AAAAAA",
    backgroundColor: "#AAAAAA",
    borderWidth: 1,
    borderDash: slope === 1 ? [2, 3] : [1, 5],
    pointRadius: 0,
  };
}

export const lengthLabel = (length: number): string =>
  length >= 1 << 20 ? `${length / (1 << 20)}M` : length >= 1024 ? `${length / 1024}k` : String(length);

function decadeLabel(value: string | number): string {
  const exponent = Math.log10(Number(value));
  return Math.abs(exponent - Math.round(exponent)) < 1e-9 ? engineering(Number(value), "").trim() : "";
}

/**
 * Where the energy of the rungs on the chip goes, stacked by component. A GPU's is power × time: it has no parts, and
 * beside it the others would be slivers.
 */
export function breakdownChart({ rungs, workload }: Comparison): Bar {
  const feasible = rungs.flatMap((rung) => (rung.feasible && rung.design.platform !== "gpu" ? [rung] : []));
  const share = (id: RungId, component: string): number => {
    const rung = feasible.find((candidate) => candidate.id === id);
    return (rung?.cost.breakdown ?? [])
      .filter((item) => item.component === component)
      .reduce((sum, item) => sum + item.energy, 0);
  };
  const components = Object.keys(COMPONENT_COLOURS).filter((component) =>
    feasible.some(({ id }) => share(id, component) > 0),
  );
  return {
    type: "bar",
    data: {
      labels: feasible.map(({ title, cost }) => [
        title,
        engineering(cost.energy, "J"),
      ]) as unknown as string[],
      datasets: components.map((component) => ({
        label: component,
        data: feasible.map(({ id }) => share(id, component)),
        backgroundColor: COMPONENT_COLOURS[component],
      })),
    },
    options: {
      indexAxis: "y",
      layout: { padding: { right: 24 } },
      plugins: {
        title: titleOf(`Energy by component at L = ${lengthLabel(workload.length)}`),
        legend: { position: "bottom" },
      },
      scales: {
        x: {
          stacked: true,
          title: { display: true, text: "energy (J)" },
          ticks: { callback: (value) => engineering(Number(value), "J") },
        },
        y: { stacked: true },
      },
    },
  };
}

export const titleOf = (text: string) => ({
  display: true,
  text,
  font: { size: 16, weight: "bold" as const },
});
