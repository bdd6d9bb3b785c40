import type { Sense } from "../../../explore/objectives.ts";
import { type Surface, surfaceOf } from "./canvas.ts";
import type { Designs } from "./designs.ts";
import { frontLine, frontOrder } from "./front-line.ts";
import { pixelOf, plotPoints } from "./points.ts";
import { scaleOf } from "./scales-of.ts";
import { drawAxes, FRAME, innerOf, type ScaledColumn } from "./scatter-axes.ts";
import type { State } from "./state.ts";
import { channels, type Theme } from "./theme.ts";

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
