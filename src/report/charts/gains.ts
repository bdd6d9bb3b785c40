import type { ChartConfiguration } from "chart.js";
import { rungOf } from "../../ladder/rungs.ts";
import { factor } from "../format.ts";
import { plainTick } from "./axes.ts";
import { titleOf } from "./title.ts";

/** Gains of the rungs on one workload or design: the baseline's cost over theirs; null where a rung has none. */
export interface GainGroup {
  readonly label: string;
  readonly gains: Readonly<Record<string, number | null>>;
}

/** Geometric mean of the numbers there are: ratios have no arithmetic one. Null where there are none. */
export function geometricMean(values: readonly (number | null)[]): number | null {
  const there = values.filter((value): value is number => value !== null && value > 0);
  return there.length === 0 ? null : Math.exp(there.reduce((sum, x) => sum + Math.log(x), 0) / there.length);
}

/** Bars of each rung's gain over the baseline, a group a workload and one of geometric means; above 1 the rung is better. */
export function gainChart(
  title: string,
  axis: string,
  groups: readonly GainGroup[],
  rungs: readonly { readonly id: string; readonly title: string }[],
): ChartConfiguration<"bar"> {
  const means = rungs.map(({ id }) => geometricMean(groups.map(({ gains }) => gains[id] ?? null)));
  return {
    type: "bar",
    data: {
      labels: [...groups.map(({ label }) => label), "geometric mean"],
      datasets: rungs.map(({ id, title: name }, n) => ({
        label: means[n] === null ? name : `${name} (${factor(means[n])})`,
        data: [...groups.map(({ gains }) => gains[id] ?? null), means[n]],
        backgroundColor: rungOf(id).style.colour,
        borderColor: "#222222",
        borderWidth: 0.5,
        base: 1,
      })),
    },
    options: {
      layout: { padding: { right: 24 } },
      plugins: { title: titleOf(title), legend: { position: "bottom" } },
      scales: {
        x: {
          title: { display: true, text: "workload (sequence length in tokens)" },
          ticks: { maxRotation: 0 },
        },
        y: {
          type: "logarithmic",
          title: { display: true, text: axis },
          afterBuildTicks: (scale) => {
            scale.ticks = scale.ticks.filter(({ value }) => /^[125]e/.test(value.toExponential()));
          },
          ticks: { callback: (value) => `×${plainTick("")(value)}` },
        },
      },
    },
  };
}
