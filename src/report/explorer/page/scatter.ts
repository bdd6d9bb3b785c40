import type { Sense } from "../../../pareto/objectives.ts";
import { channels, type Surface, surfaceOf, type Theme } from "./canvas.ts";
import type { Designs } from "./designs.ts";
import { scaleOf } from "./scale.ts";
import { drawAxes, FRAME, innerOf, type ScaledColumn } from "./scatter-axes.ts";
import type { State } from "./state.ts";

/** What a scatter is made of, and stays the same while a brush moves. */
export interface ScatterPlan {
  readonly x: ScaledColumn;
  readonly y: ScaledColumn;
  /** Where the designs stand on the canvas, CSS pixels. */
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  /** Null where the columns have no front: one of them is no objective. */
  readonly front: { readonly senses: readonly [Sense, Sense]; readonly order: Int32Array } | null;
}

/** Places the designs by the two chosen columns. */
export function planScatter(
  { clientWidth, clientHeight }: HTMLCanvasElement,
  designs: Designs,
  { x, y, logX, logY }: State,
): ScatterPlan {
  const { width, height } = innerOf({ width: clientWidth, height: clientHeight });
  const { numbers, count } = designs;
  const [scaleX, scaleY] = [scaleOf(designs, x, logX), scaleOf(designs, y, logY)];
  const xs = new Float32Array(count);
  const ys = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    xs[n] = FRAME.left + scaleX.position(numbers[x][n]) * width;
    ys[n] = FRAME.top + (1 - scaleY.position(numbers[y][n])) * height;
  }
  const senses = sensesOf(designs, x, y);
  const front = senses === null ? null : { senses, order: frontOrder(numbers[x], numbers[y], senses) };
  return { x: { column: x, scale: scaleX }, y: { column: y, scale: scaleY }, xs, ys, front };
}

function sensesOf({ columns, objectives }: Designs, x: number, y: number): readonly [Sense, Sense] | null {
  const [senseX, senseY] = [x, y].map(
    (at) => objectives.find(({ column }) => column === columns[at].name)?.sense,
  );
  return senseX === undefined || senseY === undefined || x === y ? null : [senseX, senseY];
}

/** Draws the two chosen columns against each other. */
export function drawScatter(
  canvas: HTMLCanvasElement,
  designs: Designs,
  state: State,
  theme: Theme,
  plan: ScatterPlan,
): void {
  const surface = surfaceOf(canvas);
  drawAxes(surface, designs, theme, plan.x, plan.y);
  drawPoints(surface, state, theme, plan);
  drawLine(surface, designs, state, theme, plan);
  drawMembers(surface, designs, state, theme, plan);
  drawMarks(surface, state, theme, plan);
}

/** CSS pixels of a design that is not on the front: many need smaller ones. */
const sizeOf = (count: number): number => (count > 4000 ? 2 : 4);

function drawPoints(
  { context, width, height }: Surface,
  { mask }: State,
  { faded, dominated }: Theme,
  plan: ScatterPlan,
): void {
  const ratio = context.canvas.width / Math.max(1, width);
  const picture = new OffscreenCanvas(Math.max(1, context.canvas.width), Math.max(1, context.canvas.height));
  const own = picture.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const image = own.createImageData(picture.width, picture.height);
  const pixels = { width: image.width, height: image.height, data: new Uint32Array(image.data.buffer) };
  const size = Math.round(sizeOf(mask.length) * ratio);
  plotPoints(pixels, plan, ratio, mask, 0, size, pixelOf(channels(faded)));
  plotPoints(pixels, plan, ratio, mask, 1, size, pixelOf(channels(dominated)));
  own.putImageData(image, 0, 0);
  context.drawImage(picture, 0, 0, width, height);
}

/** The line that no kept design beats. */
function drawLine(
  { context }: Surface,
  { numbers }: Designs,
  { mask }: State,
  theme: Theme,
  { x, y, xs, ys, front }: ScatterPlan,
): void {
  if (front === null) return;
  const line = frontLine(front.order, numbers[x.column], numbers[y.column], front.senses, mask);
  context.strokeStyle = theme.front;
  context.lineWidth = 1.75;
  context.beginPath();
  for (const [k, n] of line.entries()) {
    // Between two designs the better x still has the other's y, or the better y the other's x.
    if (k > 0 && front.senses[0] === "min") context.lineTo(xs[n], ys[line[k - 1]]);
    else if (k > 0) context.lineTo(xs[line[k - 1]], ys[n]);
    if (k === 0) context.moveTo(xs[n], ys[n]);
    else context.lineTo(xs[n], ys[n]);
  }
  context.stroke();
}

/** The front's designs that are kept. */
function drawMembers(
  { context }: Surface,
  { front: members }: Designs,
  { mask }: State,
  { front, surface }: Theme,
  { xs, ys }: ScatterPlan,
): void {
  context.fillStyle = front;
  context.strokeStyle = surface;
  context.lineWidth = 1;
  const radius = members.length > 400 ? 2.5 : 4;
  for (const n of members) {
    if (mask[n] === 0) continue;
    context.beginPath();
    context.arc(xs[n], ys[n], radius, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

/** Rings around the designs that the reader points at, and the letters of the pinned ones. */
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

/** Designs with both values in the order in which a front is looked for: the best x first, of equal x the best y. */
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
 * Designs on the front of two columns, by ascending x: those that no other design of the mask beats in both. Equal ones
 * are all on it. One pass over the order that `frontOrder` gives.
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

/** A picture of 32-bit pixels, row-major. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint32Array;
}

/** Red, green and blue as a canvas keeps an opaque pixel on a little-endian machine. */
export const pixelOf = ([red, green, blue]: readonly [number, number, number]): number =>
  ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/**
 * Sets a square of `size` pixels around each design whose mask is `wanted`. Twenty thousand squares take a millisecond, a
 * fill of a canvas for each some twenty. Places that are no number, or outside, are left out.
 */
export function plotPoints(
  { width, height, data }: Pixels,
  { xs, ys }: { readonly xs: Float32Array; readonly ys: Float32Array },
  ratio: number,
  mask: Uint8Array,
  wanted: number,
  size: number,
  pixel: number,
): void {
  for (let n = 0; n < mask.length; n++) {
    if (mask[n] !== wanted) continue;
    const left = Math.round(xs[n] * ratio - size / 2);
    const top = Math.round(ys[n] * ratio - size / 2);
    if (!(left >= 0 && top >= 0 && left + size <= width && top + size <= height)) continue;
    for (let row = top; row < top + size; row++)
      for (let at = row * width + left; at < row * width + left + size; at++) data[at] = pixel;
  }
}
