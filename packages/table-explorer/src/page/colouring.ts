// Colours and sizes designs by a column.

import { isOverDecades, rampColour } from "#charts";
import type { Designs } from "../designs.ts";
import type { Theme } from "./canvas.ts";

/**
 * The part of viridis with contrast 3 : 1 on a light and on a dark background, from dark to light. Equal
 * steps look equal for all colour vision. Source: viridis of matplotlib (CC0), S. van der Walt, N. Smith.
 */
export const RAMPS = {
  light: ["#440154", "#472D7B", "#3B528B", "#2C728E", "#21918C"],
  dark: ["#2A788E", "#22A884", "#7AD151", "#BDDF26", "#FDE725"],
} as const;

/** Colours of words, of contrast 3 : 1 to the background and distinct for all kinds of colour vision. */
export const WORD_COLOURS = {
  light: ["#0072B2", "#C24E00", "#067147", "#77176E", "#EF5184", "#612F14", "#1611FF", "#134DD2"],
  dark: ["#6CB6FF", "#FF9A4A", "#1FDDAA", "#F93EB9", "#D1DE12", "#96656F", "#787E37", "#B607F7"],
} as const;

const STEPS = 64;

/** Colours of a column. */
export interface Colouring {
  readonly column: number;
  /** Colours, #RRGGBB; the last is for designs without a value. */
  readonly colours: readonly string[];
  /** Colour index of each design. */
  readonly places: Uint8Array;
  /** Entries of the legend: all values if they are few, else the ends of a ramp. */
  readonly legend: readonly { readonly colour: string; readonly value: number }[];
  /** Whether colours between the legend's two entries are used. */
  readonly isRamp: boolean;
}

/** Position in [0, 1] of a value in a column's range, logarithmic if it spans decades; NaN for no number. */
function positionOf({ facts }: Designs, column: number): (value: number) => number {
  const range = facts[column].range;
  if (range === null) return () => Number.NaN;
  const scale = isOverDecades(range) ? Math.log10 : (value: number): number => value;
  const [low, high] = range.map(scale);
  const clamped = (value: number): number =>
    high > low ? Math.min(1, Math.max(0, (scale(value) - low) / (high - low))) : 0.5;
  return (value) => (Number.isNaN(value) ? Number.NaN : clamped(value));
}

/** Colours of a column's values in a theme. */
export function colouringOf(designs: Designs, column: number, { isDark, muted }: Theme): Colouring {
  const { columns, allNumbers, facts } = designs;
  const numbers = allNumbers[column];
  const tone = isDark ? "dark" : "light";
  const { kind, labels } = columns[column];
  const { few, range } = facts[column];
  const position = positionOf(designs, column);
  if (kind === "words") {
    const own = WORD_COLOURS[tone];
    // Words beyond the palette share its last colour, as the legend says.
    const places = Uint8Array.from(numbers, (value) =>
      Number.isNaN(value) ? own.length : Math.min(value, own.length - 1),
    );
    const legend = labels.slice(0, own.length).map((_, value) => ({ colour: own[value], value }));
    return { column, colours: [...own, muted], places, legend, isRamp: false };
  }
  const colours = Array.from({ length: STEPS }, (_, n) => rampColour(n / (STEPS - 1), RAMPS[tone]));
  const placeOf = (value: number): number => Math.round(position(value) * (STEPS - 1));
  const places = Uint8Array.from(numbers, (value) =>
    Number.isNaN(position(value)) ? STEPS : placeOf(value),
  );
  const values = few ?? range ?? [];
  return {
    column,
    colours: [...colours, muted],
    places,
    legend: values.map((value) => ({ colour: colours[placeOf(value)], value })),
    isRamp: few === null,
  };
}

/** Colour of one of two studies: that of its word in the source column. */
export const sourceColour = ({ columns, sources }: Designs, source: number, { isDark }: Theme): string =>
  WORD_COLOURS[isDark ? "dark" : "light"][columns[0].labels.indexOf(sources[source].name)];

/** Radii of designs by a column, CSS pixels; areas are linear in the value. */
export function radiiOf(designs: Designs, column: number): Float32Array {
  const [least, most] = [2, 9];
  const position = positionOf(designs, column);
  const word = Math.max(1, designs.columns[column].labels.length - 1);
  const isWord = designs.columns[column].kind === "words";
  return Float32Array.from(designs.numbers[column], (value) => {
    const at = isWord ? value / word : position(value);
    return Number.isNaN(at) ? least : Math.sqrt(least ** 2 + at * (most ** 2 - least ** 2));
  });
}
