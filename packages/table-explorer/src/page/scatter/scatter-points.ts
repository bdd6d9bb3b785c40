// Draws the designs of a scatter: few as discs, many as squares of pixels.

import { channels } from "#charts";
import type { Surface, Theme } from "../canvas.ts";
import type { Colouring } from "../colouring.ts";
import type { State } from "../state.ts";

/** Positions of designs, CSS pixels, and their style. */
export interface PlacedDesigns {
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  /** Null if colour, or size, shows no column. */
  readonly colouring: Colouring | null;
  readonly radii: Float32Array | null;
}

/** Most designs drawn as discs; more take longer than a frame. */
const MOST_DISCS = 2500;

/** Radius of a design, CSS pixels: smaller if there are many. */
const radiusOf = (count: number): number => (count > 4000 ? 1 : 2);

export function drawPoints(
  surface: Surface,
  { mask, kept }: Pick<State, "mask" | "kept">,
  { faded, dominated }: Theme,
  plan: PlacedDesigns,
): void {
  const { colouring, radii } = plan;
  const radius = radii ?? radiusOf(mask.length);
  if (mask.length <= MOST_DISCS) {
    drawDiscs(surface, plan, mask, 0, radius, faded);
    drawDiscs(surface, plan, mask, 1, radius, colouring ?? dominated);
    return;
  }
  const { context, ratio, width, height } = surface;
  const picture = new OffscreenCanvas(Math.max(1, width * ratio), Math.max(1, height * ratio));
  const own = picture.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const image = own.createImageData(picture.width, picture.height);
  const pixels = { width: image.width, height: image.height, data: new Uint32Array(image.data.buffer) };
  const pixel = (colour: string): number => pixelOf(channels(colour));
  plotPoints(pixels, plan, ratio, mask, 0, radius, pixel(faded));
  const paint =
    colouring === null
      ? pixel(dominated)
      : { pixels: Uint32Array.from(colouring.colours, pixel), places: colouring.places };
  if (kept > 0) plotPoints(pixels, plan, ratio, mask, 1, radius, paint);
  own.putImageData(image, 0, 0);
  context.drawImage(picture, 0, 0, width, height);
}

function drawDiscs(
  { context }: Surface,
  { xs, ys }: PlacedDesigns,
  mask: Uint8Array,
  wanted: number,
  radius: number | Float32Array,
  paint: string | Colouring,
): void {
  for (let n = 0; n < mask.length; n++) {
    if (mask[n] !== wanted || Number.isNaN(xs[n]) || Number.isNaN(ys[n])) continue;
    context.fillStyle = typeof paint === "string" ? paint : paint.colours[paint.places[n]];
    context.beginPath();
    context.arc(xs[n], ys[n], typeof radius === "number" ? radius : radius[n], 0, 2 * Math.PI);
    context.fill();
  }
}

/** A picture of 32-bit pixels, row-major. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint32Array;
}

/** An opaque pixel of red, green and blue in a canvas's format on a little-endian machine. */
export const pixelOf = ([red, green, blue]: readonly [number, number, number]): number =>
  ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** One pixel for all designs, or an index for each. */
type Paint = number | { readonly pixels: Uint32Array; readonly places: Uint8Array };

/**
 * Sets a square, twice the radius wide, around each design whose mask is `wanted`. Twenty thousand squares
 * take a millisecond, but twenty with a canvas fill each. Designs outside or without a position are skipped.
 */
export function plotPoints(
  { width, height, data }: Pixels,
  { xs, ys }: { readonly xs: Float32Array; readonly ys: Float32Array },
  ratio: number,
  mask: Uint8Array,
  wanted: number,
  radius: number | Float32Array,
  paint: Paint,
): void {
  for (let n = 0; n < mask.length; n++) {
    if (mask[n] !== wanted) continue;
    const size = Math.max(1, Math.round(2 * (typeof radius === "number" ? radius : radius[n]) * ratio));
    const left = Math.round(xs[n] * ratio - size / 2);
    const top = Math.round(ys[n] * ratio - size / 2);
    if (!(left >= 0 && top >= 0 && left + size <= width && top + size <= height)) continue;
    const pixel = typeof paint === "number" ? paint : paint.pixels[paint.places[n]];
    for (let row = top; row < top + size; row++)
      for (let at = row * width + left; at < row * width + left + size; at++) data[at] = pixel;
  }
}
