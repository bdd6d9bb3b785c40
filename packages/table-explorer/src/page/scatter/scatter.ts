import type { Scale } from "#charts";
import type { Sense } from "#pareto";
import type { Designs } from "../../designs.ts";
import type { Surface, Theme } from "../canvas.ts";
import { colouringOf, radiiOf, sourceColour } from "../colouring.ts";
import { scaleOf } from "../column-scale.ts";
import type { State } from "../state.ts";
import { drawLegend } from "./legend.ts";
import { drawAxes, FRAME, innerOf, type ScaledColumn } from "./scatter-axes.ts";
import { drawLimits, limitsOf } from "./scatter-limits.ts";
import { drawPoints, type PlacedDesigns } from "./scatter-points.ts";

/** Parts of a scatter that stay the same while a brush moves. */
export interface ScatterPlan extends PlacedDesigns {
  readonly x: ScaledColumn;
  readonly y: ScaledColumn;
  /** Null if a column is no objective, so that there is no front. */
  readonly front: { readonly senses: readonly [Sense, Sense]; readonly order: Int32Array } | null;
}

/** Places the designs by the two chosen columns, with the chosen colours and sizes. */
export function planScatter(
  { clientWidth, clientHeight }: Pick<HTMLCanvasElement, "clientWidth" | "clientHeight">,
  designs: Designs,
  state: State,
  theme: Theme,
): ScatterPlan {
  const { x, y, logX, logY, colour, size } = state;
  const { width, height } = innerOf({ width: clientWidth, height: clientHeight });
  const { numbers, count } = designs;
  const [scaleX, scaleY] = [scaleOf(designs, x, logX), scaleOf(designs, y, logY)];
  const xs = new Float32Array(count);
  const ys = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    xs[n] = FRAME.left + scaleX.position(numbers[x][n]) * width;
    ys[n] = FRAME.top + (1 - scaleY.position(numbers[y][n])) * height;
  }
  const senses = sensesOf(state);
  return {
    x: { column: x, scale: scaleX },
    y: { column: y, scale: scaleY },
    xs,
    ys,
    front: senses === null ? null : { senses, order: frontOrder(numbers[x], numbers[y], senses) },
    colouring: colour < 0 ? null : colouringOf(designs, colour, theme),
    radii: size < 0 ? null : radiiOf(designs, size),
  };
}

function sensesOf({ goals, x, y }: State): readonly [Sense, Sense] | null {
  const [senseX, senseY] = [x, y].map((at) => goals.find(({ column }) => column === at)?.sense);
  return senseX === undefined || senseY === undefined || x === y ? null : [senseX, senseY];
}

/** Draws one of the chosen columns against the other. */
export function drawScatter(
  surface: Surface,
  designs: Designs,
  state: State,
  theme: Theme,
  plan: ScatterPlan,
): void {
  drawAxes(surface, designs, state.goals, theme, plan.x, plan.y);
  drawPoints(surface, state, theme, plan);
  drawLine(surface, designs, state, theme, plan);
  if (state.hasBars) drawBars(surface, designs, state, theme, plan);
  drawMembers(surface, state, theme, plan);
  drawLimits(surface, designs, theme, plan, limitsOf(state, plan));
  drawMarks(surface, state, theme, plan);
  drawLegend(surface, designs, state, theme, plan.colouring);
}

/** Most designs with drawn intervals; more would hide the designs. */
const MOST_BARS = 400;

/** 95 % intervals of both columns: of all designs that pass if few, else of front and selection. */
function drawBars(
  { context, width, height }: Surface,
  { columns, numbers }: Designs,
  { mask, kept, front, selected, pinned, hovered }: State,
  { muted }: Theme,
  { x, y, xs, ys }: ScatterPlan,
): void {
  const inner = innerOf({ width, height });
  const [ofX, ofY] = [columns[x.column].interval, columns[y.column].interval];
  if (ofX === null && ofY === null) return;
  const passing = kept <= MOST_BARS ? Array.from(mask.keys()).filter((n) => mask[n] === 1) : null;
  const members = passing ?? (front.length <= MOST_BARS ? front.filter((n) => mask[n] === 1) : []);
  context.strokeStyle = muted;
  context.lineWidth = 1;
  context.beginPath();
  for (const n of new Set([...members, ...pinned, selected, hovered])) {
    if (n < 0) continue;
    if (ofX !== null) {
      const [from, to] = ends(x.scale, numbers[x.column][n], numbers[ofX][n]);
      bar(context, FRAME.left + from * inner.width, ys[n], FRAME.left + to * inner.width, ys[n]);
    }
    if (ofY !== null) {
      const [from, to] = ends(y.scale, numbers[y.column][n], numbers[ofY][n]);
      bar(context, xs[n], FRAME.top + (1 - from) * inner.height, xs[n], FRAME.top + (1 - to) * inner.height);
    }
  }
  context.stroke();
}

/** Positions of an interval's ends, clipped to the axis; ends at or below 0 are clipped on a log axis. */
function ends(scale: Scale, value: number, half: number): readonly [number, number] {
  const cut = (end: number): number => {
    const position = scale.position(end);
    return Number.isNaN(position) ? 0 : Math.min(1, Math.max(0, position));
  };
  return half > 0 ? [cut(value - half), cut(value + half)] : [Number.NaN, Number.NaN];
}

/** Draws a bar with caps; nothing if an end is NaN. */
function bar(context: Surface["context"], x: number, y: number, toX: number, toY: number): void {
  if ([x, y, toX, toY].some(Number.isNaN)) return;
  const [capX, capY] = x === toX ? [3, 0] : [0, 3];
  for (const [fromX, fromY, endX, endY] of [
    [x, y, toX, toY],
    [x - capX, y - capY, x + capX, y + capY],
    [toX - capX, toY - capY, toX + capX, toY + capY],
  ]) {
    context.moveTo(fromX, fromY);
    context.lineTo(endX, endY);
  }
}

/** Draws the front of the kept designs; for two studies one each, in the study's colour. */
function drawLine(
  surface: Surface,
  designs: Designs,
  { mask }: State,
  theme: Theme,
  plan: ScatterPlan,
): void {
  const { from, sources } = designs;
  if (from === null) strokeFront(surface, designs, mask, theme.front, plan);
  else
    for (const [source] of sources.entries())
      strokeFront(
        surface,
        designs,
        mask.map((kept, n) => (from[n] === source ? kept : 0)),
        sourceColour(designs, source, theme),
        plan,
      );
}

function strokeFront(
  { context }: Surface,
  { numbers }: Designs,
  mask: Uint8Array,
  colour: string,
  { x, y, xs, ys, front }: ScatterPlan,
): void {
  if (front === null) return;
  const line = frontLine(front.order, numbers[x.column], numbers[y.column], front.senses, mask);
  context.strokeStyle = colour;
  context.lineWidth = 1.75;
  context.beginPath();
  for (const [k, n] of line.entries()) {
    // Between two designs the line keeps the worse value of both.
    if (k > 0 && front.senses[0] === "min") context.lineTo(xs[n], ys[line[k - 1]]);
    else if (k > 0) context.lineTo(xs[line[k - 1]], ys[n]);
    if (k === 0) context.moveTo(xs[n], ys[n]);
    else context.lineTo(xs[n], ys[n]);
  }
  context.stroke();
}

/** Draws the front's designs in its colour, or in their own with a dark edge if colours show a column. */
function drawMembers(
  { context }: Surface,
  { front: members, mask }: State,
  { front, surface, ink }: Theme,
  { xs, ys, colouring, radii }: ScatterPlan,
): void {
  context.fillStyle = front;
  context.strokeStyle = colouring === null ? surface : ink;
  context.lineWidth = 1;
  const radius = members.length > 400 ? 2.5 : 4;
  const most = members.length > MOST_RINGED ? [] : members;
  for (const n of most) {
    if (mask[n] === 0) continue;
    if (colouring !== null) context.fillStyle = colouring.colours[colouring.places[n]];
    context.beginPath();
    context.arc(xs[n], ys[n], radii === null ? radius : Math.max(radius, radii[n]), 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

/** Most front designs drawn individually; those of larger fronts are drawn as squares already. */
const MOST_RINGED = 3000;

/** Draws rings around the hovered and selected designs, and letters at the pinned ones. */
function drawMarks(
  { context }: Surface,
  { hovered, selected, pinned }: State,
  { accent, ink, surface, font }: Theme,
  { xs, ys }: ScatterPlan,
): void {
  const ring = (n: number, radius: number, colour: string, width: number): void => {
    if (n < 0) return;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.arc(xs[n], ys[n], radius, 0, 2 * Math.PI);
    context.stroke();
  };
  ring(hovered, 7, ink, 1.5);
  ring(selected, 8, accent, 2.5);
  context.font = `600 12px ${font}`;
  context.textAlign = "left";
  context.textBaseline = "bottom";
  for (const [k, n] of pinned.entries()) {
    ring(n, 8, accent, 2.5);
    const label = String.fromCharCode(65 + k);
    context.strokeStyle = surface;
    context.lineWidth = 3;
    context.strokeText(label, xs[n] + 9, ys[n] - 5);
    context.fillStyle = ink;
    context.fillText(label, xs[n] + 9, ys[n] - 5);
  }
}

/** Designs with both values, sorted for a front search: best x first, in ties best y. */
export function frontOrder(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  [senseX, senseY]: readonly [Sense, Sense],
): Int32Array {
  const [signX, signY] = [senseX, senseY].map((sense) => (sense === "min" ? 1 : -1));
  const order: number[] = [];
  for (let n = 0; n < xs.length; n++) if (Number.isFinite(xs[n]) && Number.isFinite(ys[n])) order.push(n);
  order.sort((a, b) => signX * (xs[a] - xs[b]) || signY * (ys[a] - ys[b]));
  return Int32Array.from(order);
}

/**
 * Designs on the front of two columns, by ascending x: those that no other masked design beats in both. Equal
 * ones are all included. One pass over the order of `frontOrder`.
 */
export function frontLine(
  order: Int32Array,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  [senseX, senseY]: readonly [Sense, Sense],
  mask: Uint8Array,
): number[] {
  const sign = senseY === "min" ? 1 : -1;
  const line: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (const n of order) {
    if (mask[n] === 0) continue;
    const y = sign * ys[n];
    const last = line[line.length - 1];
    const isTwin = last !== undefined && xs[last] === xs[n] && ys[last] === ys[n];
    if (y < best || isTwin) line.push(n);
    best = Math.min(best, y);
  }
  return senseX === "min" ? line : line.reverse();
}
