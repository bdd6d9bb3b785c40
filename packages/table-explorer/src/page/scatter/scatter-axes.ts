import type { Scale } from "#charts";
import { axisTitle } from "#charts";
import { type Designs, tickText } from "../../designs.ts";
import { type Surface, type Theme, wrapped } from "../canvas.ts";
import type { Goal } from "../fronts.ts";

/** Margins for ticks and titles, CSS pixels. */
export const FRAME = { left: 86, right: 22, top: 36, bottom: 78 };

export const innerOf = ({ width, height }: Pick<Surface, "width" | "height">) => ({
  width: Math.max(1, width - FRAME.left - FRAME.right),
  height: Math.max(1, height - FRAME.top - FRAME.bottom),
});

/** A column on an axis. */
export interface ScaledColumn {
  readonly column: number;
  readonly scale: Scale;
}

/** Least space per tick on the horizontal and vertical axis, CSS pixels. */
const TICK_ROOM = { x: 84, y: 40 };

/** Draws grid, ticks and titles of both axes. */
export function drawAxes(
  surface: Surface,
  designs: Designs,
  goals: readonly Goal[],
  { ink, muted, line, font }: Theme,
  x: ScaledColumn,
  y: ScaledColumn,
): void {
  const { context } = surface;
  context.font = `12px ${font}`;
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.fillStyle = muted;
  drawTicksX(surface, designs, x);
  drawTicksY(surface, designs, y);
  context.fillStyle = ink;
  context.font = `600 13px ${font}`;
  context.textAlign = "center";
  context.textBaseline = "bottom";
  const { width } = innerOf(surface);
  context.fillText(
    titleOf(designs, goals, x.column, ["← better", "better →"]),
    FRAME.left + width / 2,
    surface.height - 30,
  );
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillText(titleOf(designs, goals, y.column, ["↓ better", "↑ better"]), 6, 4);
}

function drawTicksX(surface: Surface, { columns }: Designs, { column, scale }: ScaledColumn): void {
  const { context } = surface;
  const { width, height } = innerOf(surface);
  const ticks = scale.ticks(Math.max(2, Math.floor(width / TICK_ROOM.x)));
  const room = scale.kind === "band" ? width / Math.max(1, ticks.length) : TICK_ROOM.x;
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const { position, value } of ticks) {
    const at = Math.round(FRAME.left + position * width) + 0.5;
    segment(context, at, FRAME.top, at, FRAME.top + height);
    const [text] = wrapped(context, tickText(columns[column], value), room - 4, 1);
    context.fillText(text, at, FRAME.top + height + 7);
  }
}

function drawTicksY(surface: Surface, { columns }: Designs, { column, scale }: ScaledColumn): void {
  const { context } = surface;
  const { width, height } = innerOf(surface);
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const { position, value } of scale.ticks(Math.max(2, Math.floor(height / TICK_ROOM.y)))) {
    const at = Math.round(FRAME.top + (1 - position) * height) + 0.5;
    segment(context, FRAME.left, at, FRAME.left + width, at);
    const [text] = wrapped(context, tickText(columns[column], value), FRAME.left - 12, 1);
    context.fillText(text, FRAME.left - 7, at);
  }
}

/** Title of an axis, with the better direction of a goal. */
function titleOf(
  { columns }: Designs,
  goals: readonly Goal[],
  at: number,
  [less, more]: readonly [string, string],
): string {
  const { title, unit } = columns[at];
  const sense = goals.find(({ column }) => column === at)?.sense;
  const words = axisTitle({ name: title, unit });
  return sense === undefined ? words : `${words}   ${sense === "min" ? less : more}`;
}

function segment(context: Surface["context"], x: number, y: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}
