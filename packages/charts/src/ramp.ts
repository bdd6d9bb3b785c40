// Interpolates colours.

/** Colour ramp of monotone lightness, which works in grey and for any colour vision. */
const RAMP = ["#1A2A56", "#24508A", "#2F77A8", "#4F9DB5", "#83BFB8", "#BEDCBE", "#F4F3C8"];

/** Red, green and blue of a colour #RRGGBB. */
export const channels = (colour: string): readonly [number, number, number] => [
  Number.parseInt(colour.slice(1, 3), 16),
  Number.parseInt(colour.slice(3, 5), 16),
  Number.parseInt(colour.slice(5, 7), 16),
];

/** Colour at a share in [0, 1] of a ramp with equidistant stops. */
export function rampColour(share: number, stops: readonly string[] = RAMP): string {
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const from = channels(stops[Math.floor(at)]);
  const to = channels(stops[Math.ceil(at)]);
  const mixed = from.map((value, n) => Math.round(value + (at % 1) * (to[n] - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
