// Draggable limits of a scatter's two columns. A limit is a filter of its column, which the parallel
// coordinates, the fields and the table share.

import type { Scale } from "#charts";
import { axisTitle } from "#charts";
import { type Designs, tickText } from "../../designs.ts";
import type { Surface, Theme } from "../canvas.ts";
import type { Filter, State } from "../state.ts";
import { FRAME, innerOf, type ScaledColumn } from "./scatter-axes.ts";

/** A limit: its axis, which end of the range it bounds, and its position in [0, 1] along the axis. */
export interface Limit {
  readonly axis: "x" | "y";
  readonly end: "from" | "to";
  readonly position: number;
  /** Whether it excludes anything. */
  readonly isSet: boolean;
}

interface Axes {
  readonly x: ScaledColumn;
  readonly y: ScaledColumn;
}

/** Position of an unset limit: off the corner, where the other axis's may be. */
const WAITING = 0.03;

/** Set limits, and an unset one at the worse end of each goal. */
export function limitsOf({ filters, goals }: Pick<State, "filters" | "goals">, axes: Axes): Limit[] {
  return (["x", "y"] as const).flatMap((axis): Limit[] => {
    const { column, scale } = axes[axis];
    if (scale.kind === "band") return [];
    const filter = filters.get(column);
    const sense = goals.find((goal) => goal.column === column)?.sense;
    const limits = (["from", "to"] as const).flatMap((end): Limit[] => {
      const value = filter?.kind === "range" ? filter[end] : Number.NaN;
      if (Number.isFinite(value)) return [{ axis, end, position: clamped(scale, value), isSet: true }];
      const isWorse = sense !== undefined && (sense === "min") === (end === "to");
      return isWorse ? [{ axis, end, position: end === "to" ? 1 - WAITING : WAITING, isSet: false }] : [];
    });
    return axes.x.column === axes.y.column && axis === "y" ? [] : limits;
  });
}

function clamped(scale: Scale, value: number): number {
  const position = scale.position(value);
  return Number.isNaN(position) ? 0 : Math.min(1, Math.max(0, position));
}

/** Filter of a limit dragged to a position; at its own end of the axis it excludes nothing. */
export function limitedTo(
  scale: Scale,
  before: Filter | undefined,
  end: Limit["end"],
  at: number,
): Filter | null {
  const range =
    before?.kind === "range" ? before : { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const isFree = end === "to" ? at >= 1 : at <= 0;
  const open = end === "to" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const moved = { kind: "range" as const, ...range, [end]: isFree ? open : scale.value(at) };
  return Number.isFinite(moved.from) || Number.isFinite(moved.to) ? moved : null;
}

/** Filter of a rectangle on one column: a range of values, or words. */
export function spanOf(scale: Scale, labels: number, from: number, to: number): Filter {
  const [low, high] = from < to ? [from, to] : [to, from];
  if (scale.kind !== "band") return { kind: "range", from: scale.value(low), to: scale.value(high) };
  const places = Array.from({ length: labels }, (_, place) => place).filter((place) => {
    const position = scale.position(place);
    return position >= low && position <= high;
  });
  // A drag within one band selects its word.
  return { kind: "places", places: new Set(places.length > 0 ? places : [scale.value((low + high) / 2)]) };
}

/** Position of a canvas point along both axes, each in [0, 1]. */
export function alongAxes(
  { width, height }: Pick<Surface, "width" | "height">,
  point: { readonly x: number; readonly y: number },
): { readonly x: number; readonly y: number } {
  const inner = innerOf({ width, height });
  const cut = (value: number): number => Math.min(1, Math.max(0, value));
  return { x: cut((point.x - FRAME.left) / inner.width), y: cut(1 - (point.y - FRAME.top) / inner.height) };
}

/** Greatest distance of a pointer from a limit, CSS pixels. */
const REACH = 7;

/** The limit at a canvas point; null if there is none. */
export function limitAt(
  size: Pick<Surface, "width" | "height">,
  limits: readonly Limit[],
  point: { readonly x: number; readonly y: number },
): Limit | null {
  const inner = innerOf(size);
  const isNear = ({ axis, position, isSet }: Limit): boolean => {
    const x = FRAME.left + position * inner.width;
    const y = FRAME.top + (1 - position) * inner.height;
    // An unset limit consists of its handle only.
    if (axis === "x") return Math.abs(point.x - x) <= REACH && (isSet || point.y < FRAME.top + 3 * REACH);
    return Math.abs(point.y - y) <= REACH && (isSet || point.x > FRAME.left + inner.width - 3 * REACH);
  };
  return limits.find(isNear) ?? null;
}

/** Draws the limits: a handle, and a dashed line with its value if set. */
export function drawLimits(
  surface: Surface,
  designs: Designs,
  { accent, surface: ground, font }: Theme,
  axes: Axes,
  limits: readonly Limit[],
): void {
  const { context } = surface;
  const { width, height } = innerOf(surface);
  context.strokeStyle = accent;
  context.fillStyle = accent;
  context.lineWidth = 1.5;
  context.font = `600 12px ${font}`;
  for (const { axis, end, position, isSet } of limits) {
    const [x, y] = [FRAME.left + position * width, FRAME.top + (1 - position) * height];
    const isX = axis === "x";
    if (isSet) {
      context.setLineDash([6, 4]);
      context.beginPath();
      context.moveTo(isX ? x : FRAME.left, isX ? FRAME.top : y);
      context.lineTo(isX ? x : FRAME.left + width, isX ? FRAME.top + height : y);
      context.stroke();
      context.setLineDash([]);
    }
    drawHandle(context, isX ? { x, y: FRAME.top } : { x: FRAME.left + width, y }, isX);
    if (!isSet) continue;
    const { column, scale } = axes[axis];
    const sign = end === "to" ? "≤" : "≥";
    const own = designs.columns[column];
    const text = `${axisTitle({ name: own.title, unit: "" })} ${sign} ${tickText(own, Number(scale.value(position).toPrecision(4)))}`;
    context.textBaseline = isX ? "top" : "bottom";
    context.textAlign = isX && position > 0.5 ? "right" : "left";
    const at = isX
      ? { x: position > 0.5 ? x - 6 : x + 6, y: FRAME.top + 4 }
      : { x: FRAME.left + 6, y: y - 4 };
    context.strokeStyle = ground;
    context.lineWidth = 3;
    context.strokeText(text, at.x, at.y);
    context.fillText(text, at.x, at.y);
    context.strokeStyle = accent;
    context.lineWidth = 1.5;
  }
}

/** Draws a triangle that points at the plot. */
function drawHandle(context: Surface["context"], { x, y }: { x: number; y: number }, isX: boolean): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(isX ? x - 6 : x + 10, isX ? y - 10 : y - 6);
  context.lineTo(isX ? x + 6 : x + 10, isX ? y - 10 : y + 6);
  context.lineTo(x, y);
  context.fill();
}
