import { axisTitle } from "#charts";
import { type Designs, tickText } from "../../designs.ts";
import { type Surface, type Theme, wrapped } from "../canvas.ts";
import type { Colouring } from "../colouring.ts";
import type { State } from "../state.ts";
import { FRAME } from "./scatter-axes.ts";

/** Legend of colours and sizes, in one line at the lower edge. */
export function drawLegend(
  surface: Surface,
  designs: Designs,
  { size }: State,
  theme: Theme,
  colouring: Colouring | null,
): void {
  const { context, width, height } = surface;
  const y = height - 12;
  let x = 10;
  context.font = `12px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  const room = width - FRAME.right;
  const say = (text: string): void => {
    if (x >= room) return;
    context.fillStyle = theme.ink;
    const [line] = wrapped(context, text, room - x, 1);
    context.fillText(line, x, y);
    x += context.measureText(line).width + 12;
  };
  const mark = (colour: string): void => {
    if (x >= room) return;
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x + 5, y, 5, 0, 2 * Math.PI);
    context.fill();
    x += 15;
  };
  if (colouring === null) {
    for (const [colour, text] of [
      [theme.front, "front"],
      [theme.dominated, "passes"],
      [theme.faded, "filtered out"],
    ]) {
      mark(colour);
      say(text);
    }
  } else {
    const own = designs.columns[colouring.column];
    say(`${axisTitle({ name: own.title, unit: "" })}:`);
    const { legend, isRamp, colours } = colouring;
    for (const [n, { colour, value }] of legend.entries()) {
      if (!isRamp) mark(colour);
      say(tickText(own, Number(value.toPrecision(3))));
      if (!isRamp || n > 0) continue;
      for (const step of colours.slice(0, -1)) {
        context.fillStyle = step;
        context.fillRect(x, y - 5, 1.5, 10);
        x += 1.5;
      }
      x += 8;
    }
    if (own.kind === "words" && own.labels.length > legend.length)
      say(`and ${own.labels.length - legend.length} more in the last colour`);
  }
  if (size >= 0) say(`size: ${axisTitle({ name: designs.columns[size].title, unit: "" })}`);
}
