import { pointOf } from "./canvas.ts";
import { axisAt, type ParallelPlan, type PlacedAxis, positionAt } from "./parallel.ts";
import { spanOf } from "./scatter/scatter-limits.ts";
import type { Filter, Page } from "./state.ts";

/** What a drag from one position to another keeps of an axis; null for a click, which keeps all. */
export function filterOf({ scale }: PlacedAxis, labels: number, from: number, to: number): Filter | null {
  if (Math.abs(to - from) < 0.01) return null;
  return spanOf(scale, labels, from, to);
}

/** Dragging along an axis keeps the designs between both ends; a click on it keeps all again. */
export function brushAxes(canvas: HTMLCanvasElement, page: Page, plan: () => ParallelPlan): void {
  const { state } = page;
  const { columns } = page.designs;
  let axis: PlacedAxis | null = null;
  let from = 0;
  const brush = (event: PointerEvent, isOver: boolean): void => {
    if (axis === null) return;
    const { column } = axis;
    const filter = filterOf(
      axis,
      columns[column].labels.length,
      from,
      positionAt(plan(), pointOf(canvas, event).y),
    );
    if (filter === null) state.filters.delete(column);
    else state.filters.set(column, filter);
    page.refilter(isOver);
  };
  canvas.addEventListener("pointerdown", (event) => {
    const { x, y } = pointOf(canvas, event);
    axis = axisAt(plan(), x, y);
    if (axis === null) return;
    from = positionAt(plan(), y);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const { x, y } = pointOf(canvas, event);
    canvas.style.cursor = axis !== null || axisAt(plan(), x, y) !== null ? "ns-resize" : "default";
    brush(event, false);
  });
  canvas.addEventListener("pointerup", (event) => {
    brush(event, true);
    axis = null;
  });
  canvas.addEventListener("pointercancel", () => {
    axis = null;
  });
}
