import type { ChartConfiguration, ChartDataset } from "chart.js";
import { contenderOf, SUBJECT } from "../comparison/comparison-designs.ts";
import type { Crossover } from "../comparison/curves.ts";
import type { CostReport } from "../cost/cost-report.ts";
import { engineering, groupDigits, lengthLabel } from "../text/format.ts";
import { framed, LINE_LEGEND } from "./axes.ts";
import type { DrawnComparison } from "./bars.ts";
import { SERIES } from "./colours.ts";
import { ink, pointNames } from "./marks.ts";

type Line = ChartConfiguration<"line">;

/** Energy and latency of every design against L, log-log, with guides of slope 1 and 2. */
export function scalingCharts(comparison: DrawnComparison): { energy: Line; latency: Line } {
  return {
    energy: scalingChart(
      comparison,
      "Energy of attention, one sequence",
      "energy (J)",
      "energy",
      (cost) => cost.energy,
    ),
    latency: scalingChart(
      comparison,
      "Latency of attention, one sequence",
      "latency (s)",
      "latency",
      (cost) => cost.timing.latency,
    ),
  };
}

function scalingChart(
  { curves, crossover, contenders: named }: DrawnComparison,
  title: string,
  axis: string,
  wins: "energy" | "latency",
  metric: (cost: CostReport) => number,
): Line {
  // Titles come from the workload's own designs, as a design's choices may vary along a curve.
  const ids = named.map(({ id, title: name }) => ({ id, name }));
  const series = ids.map(({ id, name }): ChartDataset<"line", { x: number; y: number }[]> => {
    const points = curves.flatMap(({ length, contenders }) => {
      const contender = contenders.find((candidate) => candidate.id === id);
      return contender?.feasible ? [{ x: length, y: metric(contender.cost) }] : [];
    });
    const { colour, dash } = contenderOf(id).style;
    return {
      label: name,
      data: points,
      ...ink(colour),
      borderDash: [...dash],
      borderWidth: 2.5,
      pointRadius: 3,
      // Drawn last, dotted over the digital design where both coincide.
      order: id === SUBJECT.id ? 0 : 1,
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
  const costs = series.flatMap(({ data }) => data.map(({ y }) => y));
  const ends = [Math.min(...costs), Math.max(...costs)] as const;
  const crossings = crossingsOf(crossover, wins);
  return {
    type: "line",
    plugins: [pointNames(crossingNames(crossings, ends))],
    data: { datasets: [...series, ...crossingLines(crossings, ends), ...guides] },
    options: {
      ...framed(title, LINE_LEGEND),
      scales: {
        x: {
          type: "logarithmic",
          title: { display: true, text: "sequence length L (tokens)" },
          min: SHORTEST_DRAWN,
          max: 1 << 20,
          afterBuildTicks: (scale) => {
            scale.ticks = curves.map(({ length }) => ({ value: length }));
          },
          ticks: { callback: (value) => lengthLabel(Number(value)), maxRotation: 0, autoSkip: false },
        },
        y: {
          type: "logarithmic",
          title: { display: true, text: axis },
          ticks: { callback: decadeLabel(wins === "energy" ? "J" : "s") },
        },
      },
    },
  };
}

/** A length from which a design beats another one at all longer lengths of the chart. */
interface Crossing {
  readonly name: string;
  readonly from: number;
}

const crossingsOf = (crossover: readonly Crossover[], metric: "energy" | "latency"): Crossing[] =>
  crossover.flatMap(({ contender, against, [metric]: { from } }) =>
    from === null || from <= SHORTEST_DRAWN
      ? []
      : [
          {
            name: `${contenderOf(contender).letter} < ${contenderOf(against).letter} from ${groupDigits(from)}`,
            from,
          },
        ],
  );

/** A vertical line per crossing from lowest to highest cost, named at the line, not in the legend. */
const crossingLines = (
  crossings: readonly Crossing[],
  ends: readonly [number, number],
): ChartDataset<"line", { x: number; y: number }[]>[] =>
  crossings.map(({ from }) => ({
    label: "",
    data: ends.map((y) => ({ x: from, y })),
    ...ink(SERIES.control),
    borderWidth: 1.25,
    borderDash: [6, 4],
    pointRadius: 0,
  }));

/** Names at different heights, so that those of close lines do not overlap. */
const crossingNames = (crossings: readonly Crossing[], [low, high]: readonly [number, number]) =>
  crossings.map(({ from, name }, n) => ({
    x: from,
    y: low * (high / low) ** (0.97 - 0.07 * n),
    name,
  }));

const SHORTEST_DRAWN = 512;

/** A thin dotted line of the given log-log slope through a point. */
function guide(
  slope: number,
  start: { x: number; y: number },
  lengths: readonly number[],
): ChartDataset<"line", { x: number; y: number }[]> {
  return {
    label: slope === 1 ? "slope 1" : "slope 2",
    data: lengths.map((x) => ({ x, y: start.y * (x / start.x) ** slope })),
    ...ink("#AAAAAA"),
    borderWidth: 1,
    borderDash: slope === 1 ? [2, 3] : [1, 5],
    pointRadius: 0,
  };
}

/** Labels only the ticks at decades. */
const decadeLabel =
  (unit: string) =>
  (value: string | number): string => {
    const exponent = Math.log10(Number(value));
    return Math.abs(exponent - Math.round(exponent)) < 1e-9 ? engineering(Number(value), unit) : "";
  };
