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
