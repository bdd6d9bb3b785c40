import { describe, expect, it } from "vitest";
import { PAGE_COLOURS } from "#reports";
import { RAMPS, WORD_COLOURS } from "../../packages/table-explorer/src/page/colouring.ts";
import { COMPONENT_COLOURS, SERIES } from "../../src/charts/colours.ts";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";

type Triple = readonly [number, number, number];

const linear = (colour: string): Triple =>
  [1, 3, 5].map((from) => {
    const x = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;

/** Colour vision without one kind of cone, on linear RGB: Machado, Oliveira and Fernandes 2009, severity 1. */
const VISION: Readonly<Record<string, readonly Triple[]>> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
};

const seen = (rgb: Triple, vision: string): Triple =>
  VISION[vision].map((row) =>
    Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])),
  ) as unknown as Triple;

/** CIE L*a*b* under D65. */
function lab([r, g, b]: Triple): Triple {
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(a: string, b: string, vision: string): number {
  const [p, q] = [a, b].map((colour) => lab(seen(linear(colour), vision)));
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

const luminance = (colour: string): number => {
  const [r, g, b] = linear(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string): number => {
  const [light, dark] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (light + 0.05) / (dark + 0.05);
};

const closest = (colours: Readonly<Record<string, string>>, vision: string): [number, string] => {
  const names = Object.keys(colours);
  const pairs = names.flatMap((a, n) =>
    names.slice(n + 1).map((b): [number, string] => [distance(colours[a], colours[b], vision), `${a}, ${b}`]),
  );
  return pairs.reduce((least, pair) => (pair[0] < least[0] ? pair : least));
};

describe("colours", () => {
  it("are measured right: known contrasts, and red against green for who lacks a cone", () => {
    expect(contrast("#FFFFFF", "#000000")).toBeCloseTo(21, 9);
    expect(contrast("#777777", "#FFFFFF")).toBeCloseTo(4.48, 2);
    expect(distance("#FF0000", "#00A000", "full")).toBeGreaterThan(100);
    expect(distance("#9A6A00", "#6A7F00", "deuteranopia")).toBeLessThan(15);
  });

  // A difference of 2.3 is just noticed side by side; 16 is told apart across a page.
  it.each(Object.keys(VISION))("of any two components stay apart with %s", (vision) => {
    const [least, pair] = closest(COMPONENT_COLOURS, vision);
    expect([least > 16, pair, least]).toEqual([true, pair, least]);
  });

  it.each(Object.keys(VISION))("of any two lines stay apart with %s, and from white paper", (vision) => {
    const { faded, ...lines } = SERIES;
    const [least, pair] = closest(lines, vision);
    expect([least > 18, pair, least]).toEqual([true, pair, least]);
    for (const colour of Object.values(lines)) expect(contrast(colour, "#FFFFFF")).toBeGreaterThan(3);
    const designs = Object.fromEntries(COMPARISON_DESIGNS.map(({ id, style }) => [id, style.colour]));
    const [nearest, two] = closest(designs, vision);
    expect([nearest > 16, two, nearest]).toEqual([true, two, nearest]);
    for (const colour of Object.values(designs)) expect(contrast(colour, "#FFFFFF")).toBeGreaterThan(3);
    expect(contrast(faded, "#FFFFFF")).toBeLessThan(3);
  });

  it.each(["light", "dark"] as const)("of the page are read in %s", (theme) => {
    const { surface, panel, ink, muted, front, accent, dominated } = PAGE_COLOURS[theme];
    for (const ground of [surface, panel]) {
      expect(contrast(ink, ground)).toBeGreaterThan(7);
      expect(contrast(muted, ground)).toBeGreaterThan(4.5);
      for (const mark of [front, accent, dominated]) expect(contrast(mark, ground)).toBeGreaterThan(3);
    }
    expect(contrast(accent, surface)).toBeGreaterThan(4.5);
    for (const colour of [...WORD_COLOURS[theme], ...RAMPS[theme]])
      expect(contrast(colour, surface), colour).toBeGreaterThan(3);
    const words = Object.fromEntries(WORD_COLOURS[theme].map((colour) => [colour, colour]));
    for (const vision of Object.keys(VISION)) {
      const [least, pair] = closest(words, vision);
      expect([least > 14, vision, pair, least]).toEqual([true, vision, pair, least]);
    }
  });
});
