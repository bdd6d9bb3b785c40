import { pointOf } from "./canvas.ts";
import { axisAt, type ParallelPlan, type PlacedAxis, placeAt, positionAt, titleAt } from "./parallel.ts";
import { spanOf } from "./scatter/scatter-limits.ts";
import type { Filter, Page } from "./state.ts";

/** Filter of a drag between two positions of an axis; null for a click, which removes it. */
export function filterOf({ scale }: PlacedAxis, labels: number, from: number, to: number): Filter | null {
  if (Math.abs(to - from) < 0.01) return null;
  return spanOf(scale, labels, from, to);
}

/** Columns with one of them moved. */
export function movedTo(columns: readonly number[], column: number, place: number): number[] {
  const others = columns.filter((own) => own !== column);
  return others.toSpliced(Math.min(others.length, Math.max(0, place)), 0, column);
}

/** A drag: selects a range of an axis, or moves an axis by its title. */
type Drag =
  | { readonly kind: "span"; readonly axis: PlacedAxis; readonly from: number }
  | { readonly kind: "carry"; readonly column: number };

/**
 * Binds dragging along an axis to a filter, which a click removes, and dragging a title to moving its axis.
 */
export function brushAxes(canvas: HTMLCanvasElement, page: Page, plan: () => ParallelPlan): void {
  const { state } = page;
  const { columns } = page.designs;
  let drag: Drag | null = null;
  const begun = ({ x, y }: { readonly x: number; readonly y: number }): Drag | null => {
    const axis = axisAt(plan(), x, y);
    if (axis !== null) return { kind: "span", axis, from: positionAt(plan(), y) };
    const title = titleAt(plan(), x, y);
    return title === null ? null : { kind: "carry", column: title.column };
  };
  const follow = (event: PointerEvent, isOver: boolean): void => {
    if (drag === null) return;
    const { x, y } = pointOf(canvas, event);
    if (drag.kind === "carry") {
      const shown = movedTo(state.shown, drag.column, placeAt(plan(), x));
      if (shown.every((column, n) => column === state.shown[n])) return;
      state.shown = shown;
      page.replan();
      return;
    }
    const { axis, from } = drag;
    const filter = filterOf(axis, columns[axis.column].labels.length, from, positionAt(plan(), y));
    if (filter === null) state.filters.delete(axis.column);
    else state.filters.set(axis.column, filter);
    page.refilter(isOver);
  };
  canvas.addEventListener("pointerdown", (event) => {
    drag = begun(pointOf(canvas, event));
    if (drag !== null) canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const what = drag ?? begun(pointOf(canvas, event));
    canvas.style.cursor = what === null ? "default" : what.kind === "span" ? "ns-resize" : "grab";
    follow(event, false);
  });
  canvas.addEventListener("pointerup", (event) => {
    follow(event, true);
    if (drag?.kind === "carry") page.retable();
    drag = null;
  });
  canvas.addEventListener("pointercancel", () => {
    drag = null;
  });
}
