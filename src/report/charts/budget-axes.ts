import type { RungId } from "../../ladder/comparison-design.ts";
import type { Metric } from "../../ladder/metrics/metric.ts";
import { rungOf } from "../../ladder/rungs.ts";
import { axisTitle } from "../axis-title.ts";
import { metricText } from "../quantity-text.ts";
import { spansDecades } from "./axes.ts";

/** Axis of what a budget is asked for. */
export const aimAxis = (aim: Metric, values: readonly number[]) => ({
  type: spansDecades(values) ? ("logarithmic" as const) : ("linear" as const),
  title: { display: true, text: axisTitle(aim) },
  ticks: {
    callback: (value: string | number) => metricText(aim, Number(value)),
    autoSkip: true,
    maxTicksLimit: 12,
  },
});

/** Strokes of a rung's line. */
export const inkOf = (rung: RungId) => {
  const { colour, dash } = rungOf(rung).style;
  return { borderColor: colour, backgroundColor: colour, borderDash: [...dash], borderWidth: 2.5 };
};
