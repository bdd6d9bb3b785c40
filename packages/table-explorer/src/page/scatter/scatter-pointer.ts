import { byId } from "#charts";
import { pointOf } from "../canvas.ts";
import { type Filter, type Page, type State, sentenceOf } from "../state.ts";
import type { ScatterPlan } from "./scatter.ts";
import { alongAxes, type Limit, limitAt, limitedTo, limitsOf, spanOf } from "./scatter-limits.ts";

/** Greatest distance of a pointer from a design, CSS pixels. */
const REACH = 14;

/** A drag: moves a limit, or spans a rectangle from its start. */
type Drag =
  | { readonly kind: "limit"; readonly limit: Limit }
  | { readonly kind: "span"; readonly from: Point; isMoved: boolean };

/** Least movement of a drag, CSS pixels; less is a click. */
const STILL = 5;

/**
 * Binds pointing (names a design), clicking (selects it), dragging (keeps a rectangle) and dragging a limit
 * (keeps its better side). Enter pins, arrow keys move along the front, Escape clears the filters.
 */
export function pointAtDesigns(canvas: HTMLCanvasElement, page: Page, plan: () => ScatterPlan): void {
  const { state } = page;
  const under = (event: MouseEvent): number => {
    const { x, y } = pointOf(canvas, event);
    const { xs, ys } = plan();
    return nearest(xs, ys, state.mask, x, y, REACH);
  };
  const hover = (design: number): void => {
    if (design === state.hovered) return;
    state.hovered = design;
    byId("pointed").textContent = design < 0 ? "" : sentenceOf(page, design);
    page.redraw();
  };
  const size = () => ({ width: canvas.clientWidth, height: canvas.clientHeight });
  const limitUnder = (event: MouseEvent): Limit | null =>
    limitAt(size(), limitsOf(state, plan()), pointOf(canvas, event));
  let drag: Drag | null = null;
  const move = (event: PointerEvent): void => {
    const point = pointOf(canvas, event);
    if (drag === null) {
      const limit = limitUnder(event);
      canvas.style.cursor = limit === null ? "crosshair" : limit.axis === "x" ? "ew-resize" : "ns-resize";
      hover(under(event));
    } else if (drag.kind === "limit") {
      moveLimit(page, plan(), drag.limit, alongAxes(size(), point));
      page.refilter(false);
    } else {
      drag.isMoved ||= Math.hypot(point.x - drag.from.x, point.y - drag.from.y) > STILL;
      if (!drag.isMoved) return;
      keepSpan(page, plan(), alongAxes(size(), drag.from), alongAxes(size(), point));
      page.refilter(false);
    }
  };
  canvas.addEventListener("pointerdown", (event) => {
    const limit = limitUnder(event);
    drag =
      limit === null
        ? { kind: "span", from: pointOf(canvas, event), isMoved: false }
        : { kind: "limit", limit };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", (event) => {
    const isClick = drag?.kind === "span" && !drag.isMoved;
    drag = null;
    if (!isClick) page.refilter(true);
    else if (under(event) >= 0) page.select(under(event), true);
  });
  canvas.addEventListener("pointercancel", () => {
    drag = null;
  });
  canvas.addEventListener("pointerleave", () => hover(-1));
  canvas.addEventListener("dblclick", page.pinSelected);
  canvas.addEventListener("keydown", (event) => {
    const direction = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (direction !== 0) step(page, plan().xs, direction);
    else if (event.key === "Enter" || event.key === " ") page.pinSelected();
    else if (event.key === "Escape") page.clear();
    else return;
    event.preventDefault();
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function moveLimit({ state }: Page, plan: ScatterPlan, { axis, end }: Limit, at: Point): void {
  const { column, scale } = plan[axis];
  setFilter(state, column, limitedTo(scale, state.filters.get(column), end, at[axis]));
}

function keepSpan({ state, designs }: Page, plan: ScatterPlan, from: Point, to: Point): void {
  for (const axis of ["x", "y"] as const) {
    const { column, scale } = plan[axis];
    setFilter(state, column, spanOf(scale, designs.columns[column].labels.length, from[axis], to[axis]));
  }
}

function setFilter({ filters }: State, column: number, filter: Filter | null): void {
  if (filter === null) filters.delete(column);
  else filters.set(column, filter);
}

/** Selects the next design on the front, or of all designs if none of the front is kept. */
function step(page: Page, xs: Float32Array, direction: 1 | -1): void {
  const { state, designs } = page;
  const members = new Uint8Array(designs.count);
  for (const design of state.front) members[design] = state.mask[design];
  const next = neighbour(xs, members.includes(1) ? members : state.mask, state.selected, direction);
  if (next < 0) return;
  page.select(next, true);
  byId("pointed").textContent = sentenceOf(page, next);
}

/** The masked point nearest to (x, y), within `reach`; −1 if there is none. */
export function nearest(
  xs: Float32Array,
  ys: Float32Array,
  mask: Uint8Array,
  x: number,
  y: number,
  reach: number,
): number {
  let found = -1;
  let least = reach * reach;
  for (let n = 0; n < mask.length; n++) {
    if (mask[n] === 0) continue;
    const distance = (xs[n] - x) ** 2 + (ys[n] - y) ** 2;
    if (distance <= least) {
      least = distance;
      found = n;
    }
  }
  return found;
}

/** The masked point that follows `from` to the right, or for −1 to the left; `from` at the end. */
export function neighbour(xs: Float32Array, mask: Uint8Array, from: number, direction: 1 | -1): number {
  let found = -1;
  for (let n = 0; n < mask.length; n++) {
    if (mask[n] === 0 || Number.isNaN(xs[n]) || n === from) continue;
    const isAhead =
      from < 0 || direction * (xs[n] - xs[from]) > 0 || (xs[n] === xs[from] && direction * (n - from) > 0);
    if (!isAhead) continue;
    if (found < 0 || isBefore(xs, n, found, direction)) found = n;
  }
  return found < 0 ? from : found;
}

const isBefore = (xs: Float32Array, a: number, b: number, direction: 1 | -1): boolean =>
  direction * (xs[a] - xs[b]) < 0 || (xs[a] === xs[b] && direction * (a - b) < 0);
