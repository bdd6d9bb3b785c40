import type { Scale } from "#charts";
import { axisTitle, channels } from "#charts";
import { type Designs, tickText } from "../designs.ts";
import { type Surface, type Theme, wrapped } from "./canvas.ts";
import { scaleOf } from "./column-scale.ts";
import { type Density, lineDensity, opacity } from "./density.ts";
import type { State } from "./state.ts";

const FRAME = { left: 56, right: 56, top: 62, bottom: 30 };
/** Most designs whose lines are stroked; more are counted by cell. */
const MOST_STROKED = 1500;
/** Size of a cell, CSS pixels. */
const CELL = 2;

/** An axis on the canvas with its position and scale. */
export interface PlacedAxis {
  readonly column: number;
  readonly x: number;
  readonly scale: Scale;
  /** Row of each design in cells; −1 if it has no value. */
  readonly rows: Int16Array;
}

/** Parts of a drawing of parallel coordinates that stay the same while a brush moves. */
export interface ParallelPlan {
  readonly axes: readonly PlacedAxis[];
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly bottom: number;
  /** Faded lines of all designs, drawn once. */
  readonly ground: OffscreenCanvas;
  /** Size of the line pictures in cells. */
  readonly cells: { readonly width: number; readonly height: number };
  /** The last drawn mask and its lines, which pointing does not change. */
  readonly drawn: { mask: Uint8Array | null; lines: OffscreenCanvas };
}

/** Places the axes and draws the background. */
export function planParallel(
  canvas: Pick<HTMLCanvasElement, "clientWidth" | "clientHeight">,
  designs: Designs,
  columns: readonly number[],
  theme: Theme,
): ParallelPlan {
  const { clientWidth: width, clientHeight: height } = canvas;
  const [top, bottom] = [FRAME.top, height - FRAME.bottom];
  const cells = {
    width: Math.max(1, Math.floor((width - FRAME.left - FRAME.right) / CELL) + 1),
    height: Math.max(2, Math.floor((bottom - top) / CELL)),
  };
  const gap = (width - FRAME.left - FRAME.right) / Math.max(1, columns.length - 1);
  const axes = columns.map((column, n): PlacedAxis => {
    const scale = scaleOf(designs, column);
    const rows = Int16Array.from(designs.numbers[column], (value) => {
      const position = scale.position(value);
      return Number.isNaN(position) ? -1 : Math.round((1 - position) * (cells.height - 1));
    });
    return { column, x: FRAME.left + n * gap, scale, rows };
  });
  const all = new Uint8Array(designs.count).fill(1);
  const ground = picture(densityOf(axes, cells, all), theme.faded);
  return { axes, width, height, top, bottom, ground, cells, drawn: { mask: null, lines: ground } };
}

function densityOf(axes: readonly PlacedAxis[], cells: ParallelPlan["cells"], mask: Uint8Array): Density {
  return lineDensity(
    axes.map(({ rows }) => rows),
    axes.map(({ x }) => Math.round((x - FRAME.left) / CELL)),
    mask,
    cells.width,
    cells.height,
  );
}

/** Renders counts of cells in one colour. */
function picture({ width, height, counts, most }: Density, colour: string): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const image = context.createImageData(width, height);
  const [red, green, blue] = channels(colour);
  const pixels = new Uint32Array(image.data.buffer);
  const rgb = (blue << 16) | (green << 8) | red;
  for (let n = 0; n < counts.length; n++)
    if (counts[n] > 0) pixels[n] = (Math.round(255 * opacity(counts[n], most)) << 24) | rgb;
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Draws the masked designs over all others, then the axes and their brushes. */
export function drawParallel(
  surface: Surface,
  designs: Designs,
  state: State,
  theme: Theme,
  plan: ParallelPlan,
): void {
  const { context } = surface;
  const lay = (image: OffscreenCanvas): void =>
    context.drawImage(image, FRAME.left, plan.top, plan.cells.width * CELL, plan.bottom - plan.top);
  lay(plan.ground);
  if (state.kept > MOST_STROKED) {
    const { drawn } = plan;
    if (drawn.mask !== state.mask) {
      drawn.lines = picture(densityOf(plan.axes, plan.cells, state.mask), theme.dominated);
      drawn.mask = state.mask;
    }
    lay(drawn.lines);
  } else strokeKept(surface, state, theme, plan);
  const { front } = state;
  context.strokeStyle = theme.front;
  context.globalAlpha = front.length > 60 ? 0.35 : 0.8;
  context.lineWidth = 1.25;
  if (front.length <= MOST_STROKED)
    for (const n of front) if (state.mask[n] === 1) strokeDesign(context, n, plan);
  context.globalAlpha = 1;
  context.strokeStyle = theme.accent;
  context.lineWidth = 2.5;
  for (const n of new Set([...state.pinned, state.selected, state.hovered]))
    if (n >= 0) strokeDesign(context, n, plan);
  for (const axis of plan.axes) drawAxis(surface, designs, state, theme, plan, axis);
}

function strokeKept({ context }: Surface, { mask }: State, { dominated }: Theme, plan: ParallelPlan): void {
  context.strokeStyle = dominated;
  context.lineWidth = 1;
  context.globalAlpha = 0.5;
  for (let n = 0; n < mask.length; n++) if (mask[n] === 1) strokeDesign(context, n, plan);
  context.globalAlpha = 1;
}

/** Strokes the line of a design, with gaps at missing values. */
function strokeDesign(
  context: Surface["context"],
  design: number,
  { axes, top, bottom, cells }: ParallelPlan,
): void {
  const y = (row: number): number => top + ((row + 0.5) / cells.height) * (bottom - top);
  context.beginPath();
  let isOpen = false;
  for (const { x, rows } of axes) {
    const row = rows[design];
    if (row < 0) isOpen = false;
    else if (isOpen) context.lineTo(x, y(row));
    else {
      context.moveTo(x, y(row));
      isOpen = true;
    }
  }
  context.stroke();
}

function drawAxis(
  { context }: Surface,
  { columns }: Designs,
  { filters }: State,
  { ink, muted, line, accent, surface, font }: Theme,
  { axes, top, bottom, width }: ParallelPlan,
  { column, x, scale }: PlacedAxis,
): void {
  const own = columns[column];
  context.strokeStyle = muted;
  context.lineWidth = 1;
  context.strokeRect(Math.round(x) - 0.5, top, 1, bottom - top);
  const y = (position: number): number => top + (1 - position) * (bottom - top);
  const filter = filters.get(column);
  context.fillStyle = accent;
  context.globalAlpha = 0.35;
  if (filter?.kind === "range") {
    const [from, to] = [filter.from, filter.to].map((value) => clamped(scale.position(value)));
    context.fillRect(x - 8, y(to), 16, Math.max(3, y(from) - y(to)));
  } else if (filter !== undefined)
    for (const place of filter.places) context.fillRect(x - 8, y(scale.position(place)) - 6, 16, 12);
  context.globalAlpha = 1;
  context.font = `11px ${font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.lineWidth = 3;
  context.strokeStyle = surface;
  const room = width / Math.max(2, axes.length) - 8;
  for (const { value, position } of scale.ticks(7)) {
    context.fillStyle = line;
    context.fillRect(x - 3, y(position) - 0.5, 6, 1);
    const [text] = wrapped(context, tickText(own, value), room, 1);
    context.strokeText(text, x + 5, y(position));
    context.fillStyle = muted;
    context.fillText(text, x + 5, y(position));
  }
  context.fillStyle = ink;
  context.font = `600 11px ${font}`;
  context.textAlign = "center";
  const words = axisTitle({ name: own.title, unit: own.unit });
  const lines = wrapped(context, words, Math.min(room, 2 * FRAME.left - 6), 4);
  for (const [n, text] of lines.entries()) context.fillText(text, x, top - 12 - (lines.length - 1 - n) * 13);
}

const clamped = (position: number): number => Math.min(1, Math.max(0, Number.isNaN(position) ? 0 : position));

/** The axis near a pointer; null if there is none. */
export const axisAt = ({ axes, top, bottom }: ParallelPlan, x: number, y: number): PlacedAxis | null =>
  y < top - 8 || y > bottom + 8 ? null : (axes.find((axis) => Math.abs(axis.x - x) <= 14) ?? null);

/** Position in [0, 1] of a y coordinate. */
export const positionAt = ({ top, bottom }: ParallelPlan, y: number): number =>
  Math.min(1, Math.max(0, 1 - (y - top) / (bottom - top)));

/** The axis whose title is under a pointer; null if there is none. */
export const titleAt = ({ axes, top }: ParallelPlan, x: number, y: number): PlacedAxis | null =>
  y >= top - 8 ? null : (axes.find((axis) => Math.abs(axis.x - x) <= TITLE_REACH) ?? null);

/** Half-width of a title's active area, CSS pixels. */
const TITLE_REACH = 30;

/** Index of the axis nearest to a pointer. */
export const placeAt = ({ axes }: ParallelPlan, x: number): number =>
  axes.reduce((best, axis, n) => (Math.abs(axis.x - x) < Math.abs(axes[best].x - x) ? n : best), 0);
