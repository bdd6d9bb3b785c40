import type { ChartConfiguration } from "chart.js";
import { COMPONENT_COLOURS } from "../colours.ts";
import { area, engineering } from "../format.ts";
import { plainTick } from "./axes.ts";
import { titleOf } from "./title.ts";

/** One bar: what it stands for, and its parts by component in SI. */
export interface StackedBar {
  readonly label: string;
  readonly parts: readonly { readonly component: string; readonly value: number }[];
}

/** What bars measure. */
export type Stacked = "energy" | "area";

const MEASURES = {
  energy: {
    axis: "energy (J)",
    factor: 1,
    total: (value: number) => engineering(value, "J"),
    tick: plainTick("J"),
  },
  area: { axis: "area (mm²)", factor: 1e6, total: area, tick: plainTick("") },
} as const;

/** Bars stacked by component, one colour a component on every chart; each says its total. */
export function stackedBars(
  title: string,
  measure: Stacked,
  bars: readonly StackedBar[],
): ChartConfiguration<"bar"> {
  const { axis, factor, total, tick } = MEASURES[measure];
  const shareOf = ({ parts }: StackedBar, component: string): number =>
    parts.reduce((sum, part) => sum + (part.component === component ? part.value : 0), 0);
  const known = Object.keys(COMPONENT_COLOURS);
  const named = new Set(
    bars.flatMap(({ parts }) => parts.filter(({ value }) => value > 0).map((p) => p.component)),
  );
  const components = [
    ...known.filter((name) => named.has(name)),
    ...[...named].filter((name) => !known.includes(name)),
  ];
  return {
    type: "bar",
    data: {
      labels: bars.map(({ label, parts }) => [
        label,
        total(parts.reduce((sum, { value }) => sum + value, 0)),
      ]) as unknown as string[],
      datasets: components.map((component) => ({
        label: component,
        data: bars.map((bar) => shareOf(bar, component) * factor),
        backgroundColor: COMPONENT_COLOURS[component] ?? "#888888",
        borderColor: "#222222",
        borderWidth: 0.5,
      })),
    },
    options: {
      indexAxis: "y",
      layout: { padding: { right: 24 } },
      plugins: { title: titleOf(title), legend: { position: "bottom" } },
      scales: {
        x: { stacked: true, title: { display: true, text: axis }, ticks: { callback: tick, maxRotation: 0 } },
        y: { stacked: true },
      },
    },
  };
}

/** Height that leaves every bar its words, CSS pixels. */
export const heightOfBars = (bars: number): number => 170 + 50 * Math.max(2, bars);
