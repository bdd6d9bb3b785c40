// Colour and size of designs by a column.

import { rampColour } from "../../../../../charts/ramp.ts";
import { isOverDecades } from "../../../../../charts/scale.ts";
import type { Designs } from "../designs.ts";
import type { Theme } from "./canvas.ts";

/**
 * From dark to light: the part of viridis that reaches 3 : 1 on a light and on a dark ground. Equal steps look equal, for
 * all kinds of colour vision. Source: viridis of matplotlib (CC0), S. van der Walt, N. Smith.
 */
export const RAMPS = {
  light: ["#440154", "#472D7B", "#3B528B", "#2C728E", "#21918C"],
  dark: ["#2A788E", "#22A884", "#7AD151", "#BDDF26", "#FDE725"],
} as const;

/** Colours of words: each reaches 3 : 1 on the ground, and any two stay apart for all kinds of colour vision. */
export const WORD_COLOURS = {
  light: ["#0072B2", "#C24E00", "#067147", "#77176E", "#EF5184", "#612F14", "#1611FF", "#134DD2"],
  dark: ["#6CB6FF", "#FF9A4A", "#1FDDAA", "#F93EB9", "#D1DE12", "#96656F", "#787E37", "#B607F7"],
} as const;

const STEPS = 64;

/** What a column is drawn with. */
export interface Colouring {
  readonly column: number;
  /** Colours, #RRGGBB; the last one is for designs without a value. */
  readonly colours: readonly string[];
  /** Place of each design's colour. */
  readonly places: Uint8Array;
  /** Entries of the legend: all values where they are few, else the ends of a ramp. */
  readonly legend: readonly { readonly colour: string; readonly value: number }[];
  /** Whether the colours between the legend's two entries count as well. */
  readonly isRamp: boolean;
}

/** Value → position in [0, 1] over a column's range, by the logarithm where it spans decades; NaN for no number. */
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
    // Words beyond the palette share its last colour and the legend says so.
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

/** Colour of one of two studies, as the column that says which has it. */
export const sourceColour = ({ columns, sources }: Designs, source: number, { isDark }: Theme): string =>
  WORD_COLOURS[isDark ? "dark" : "light"][columns[0].labels.indexOf(sources[source].name)];

/** Radii of designs by a column, CSS pixels: areas grow with the value. */
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
