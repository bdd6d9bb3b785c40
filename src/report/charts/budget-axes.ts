import type { RungId } from "../../ladder/rungs.ts";
import type { Aim } from "../budget-report.ts";
import { RUNG_STYLE } from "../colours.ts";
import { quantityAxis, quantityText } from "../quantity-text.ts";
import { spansDecades } from "./axes.ts";

/** Axis of what a budget is asked for. */
export const aimAxis = (aim: Aim, values: readonly number[]) => ({
  type: spansDecades(values) ? ("logarithmic" as const) : ("linear" as const),
  title: { display: true, text: quantityAxis(aim) },
  ticks: {
    callback: (value: string | number) => quantityText(aim, Number(value)),
    autoSkip: true,
    maxTicksLimit: 12,
  },
});

/** Strokes of a rung's line. */
export const inkOf = (rung: RungId) => {
  const { colour, dash } = RUNG_STYLE[rung];
  return { borderColor: colour, backgroundColor: colour, borderDash: dash, borderWidth: 2.5 };
};
