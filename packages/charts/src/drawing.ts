import { amount } from "#base";
import { channels } from "./ramp.ts";
import type { Scale } from "./scale.ts";

const SVG = "http://www.w3.org/2000/svg";

/** An element of a drawing. Texts become text nodes. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** A drawing of width × height CSS pixels. `label`: text for screen readers. */
export const picture = (
  width: number,
  height: number,
  label: string,
  ...children: readonly Node[]
): SVGSVGElement =>
  svg(
    "svg",
    {
      viewBox: `0 0 ${width} ${Math.max(height, 1)}`,
      width,
      height: Math.max(height, 1),
      role: "img",
      "aria-label": label,
      xmlns: SVG,
      "font-family": "DejaVu Sans, sans-serif",
      "font-size": 12,
    },
    ...children,
  );

/** A line of text in the page's text colour, on the page's ground, so that no line strikes it through. */
export const words = (
  x: number,
  y: number,
  text: string,
  more: Readonly<Record<string, string | number>> = {},
): SVGTextElement =>
  svg("text", { x, y, fill: "currentColor", class: more.fill === undefined ? "words" : "", ...more }, text);

export const line = (
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  more: Readonly<Record<string, string | number>> = {},
): SVGLineElement => svg("line", { x1, y1, x2, y2, stroke: "var(--line)", "stroke-width": 1, ...more });

/** A plot area: the pixel scales of both axes, and their nodes. */
export interface Field {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly nodes: readonly Node[];
}

interface Axis {
  readonly scale: Scale;
  readonly title: string;
  /** Text of a tick. */
  readonly text: (value: number) => string;
}

const LEFT = 84;
const RIGHT = 16;
const TOP = 26;
const BOTTOM = 42;

/** Axes with ticks around a plot area in a drawing of width × height. */
export function field(width: number, height: number, across: Axis, up: Axis): Field {
  const [wide, high] = [width - LEFT - RIGHT, height - TOP - BOTTOM];
  const at = { x: (p: number) => LEFT + p * wide, y: (p: number) => TOP + (1 - p) * high };
  const shown = (scale: Scale, most: number) =>
    scale.ticks(most).filter(({ position }) => position >= 0 && position <= 1);
  const nodes: Node[] = [
    ...shown(across.scale, Math.max(2, Math.floor(wide / 70))).flatMap(({ position, value }) => [
      line(at.x(position), TOP, at.x(position), TOP + high),
      words(at.x(position), TOP + high + 16, across.text(value), { "text-anchor": "middle" }),
    ]),
    ...shown(up.scale, Math.max(2, Math.floor(high / 36))).flatMap(({ position, value }) => [
      line(LEFT, at.y(position), LEFT + wide, at.y(position)),
      words(LEFT - 6, at.y(position) + 4, up.text(value), { "text-anchor": "end" }),
    ]),
    words(LEFT + wide / 2, height - 6, across.title, { "text-anchor": "middle" }),
    words(0, 14, up.title),
  ];
  return {
    x: (value) => at.x(across.scale.position(value)),
    y: (value) => at.y(up.scale.position(value)),
    nodes,
  };
}

/** Tick texts in a unit with SI prefixes. */
export const ticksIn =
  (unit: string) =>
  (value: number): string =>
    amount(value, unit, 2);

/** A line through points, without those outside an axis's domain. */
export function polyline(
  points: readonly (readonly [x: number, y: number])[],
  more: Readonly<Record<string, string | number>>,
): SVGPolylineElement {
  const there = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  return svg("polyline", {
    points: there.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "),
    fill: "none",
    ...more,
  });
}

/** Black or white, whichever is more legible on a colour `#RRGGBB`. */
export function inkOn(colour: string): string {
  const linear = channels(colour)
    .map((level) => level / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return luminance > 0.179 ? "#000000" : "#FFFFFF";
}
