// What the page shows and what is chosen on it.

import { type Designs, textOf } from "./designs.ts";
import { extent, isOverDecades } from "./scale.ts";

/** Most designs that are compared side by side. */
export const MOST_PINNED = 4;

/** What the reader chose. */
export interface State {
  x: number;
  y: number;
  logX: boolean;
  logY: boolean;
  frontOnly: boolean;
  readonly filters: Map<number, Filter>;
  /** Columns that the parallel coordinates show, in their order. */
  shown: number[];
  /** Designs, −1 for none. */
  hovered: number;
  selected: number;
  pinned: number[];
  /** 1 for designs that pass the filters. */
  mask: Uint8Array;
  kept: number;
}

/** Most axes that are shown unasked. */
const MOST_AXES = 10;

export function initialState(designs: Designs): State {
  const { columns, numbers, objectives, count } = designs;
  const named = objectives.map(({ column }) => columns.findIndex(({ name }) => name === column));
  const drawn = columns.flatMap(({ kind }, at) => (kind === "text" ? [] : [at]));
  const [x = drawn[0] ?? 0, y = drawn[1] ?? x] = named;
  const varies = drawn.filter((at) => {
    const range = extent(numbers[at]);
    return range !== null && range[0] < range[1] && !named.includes(at) && columns[at].name !== "index";
  });
  const axes = varies.filter((at) => columns[at].isAxis);
  const others = varies.filter((at) => !columns[at].isAxis);
  // What a design sets stands left, what comes out of it right, the objectives last.
  const most = Math.max(0, MOST_AXES - named.length);
  return {
    x,
    y,
    logX: isOverDecades(numbers[x]),
    logY: isOverDecades(numbers[y]),
    frontOnly: false,
    filters: new Map(),
    shown: [...[...axes, ...others].slice(0, most), ...named],
    hovered: -1,
    selected: -1,
    pinned: [],
    mask: new Uint8Array(count).fill(1),
    kept: count,
  };
}

/** Applies the filters to the designs. */
export function refilter(state: State, designs: Designs): void {
  const mask = passing(designs.numbers, designs.count, state.filters);
  if (state.frontOnly) {
    const members = new Uint8Array(designs.count);
    for (const member of designs.front) members[member] = 1;
    for (let n = 0; n < mask.length; n++) mask[n] &= members[n];
  }
  state.mask = mask;
  state.kept = countOf(mask);
}

/** Pins a design or lets it go; the oldest pin makes room. */
export function togglePin(state: State, design: number): void {
  state.pinned = state.pinned.includes(design)
    ? state.pinned.filter((own) => own !== design)
    : [...state.pinned, design].slice(-MOST_PINNED);
}

/** What a column's values must be: between two ends, or among places of words. */
export type Filter =
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "places"; readonly places: ReadonlySet<number> };

/** Filters by the place of their column. */
export type Filters = ReadonlyMap<number, Filter>;

/** Whether a filter lets a value pass; one that is not there never does. */
export const passes = (filter: Filter, value: number): boolean =>
  filter.kind === "range" ? value >= filter.from && value <= filter.to : filter.places.has(value);

/** 1 where a design passes every filter. Columns × designs; NaN for a value that is not there. */
export function passing(columns: readonly ArrayLike<number>[], count: number, filters: Filters): Uint8Array {
  const mask = new Uint8Array(count).fill(1);
  for (const [at, filter] of filters) {
    const values = columns[at];
    if (filter.kind === "range") {
      const { from, to } = filter;
      for (let n = 0; n < count; n++) if (!(values[n] >= from && values[n] <= to)) mask[n] = 0;
    } else for (let n = 0; n < count; n++) if (!filter.places.has(values[n])) mask[n] = 0;
  }
  return mask;
}

export const countOf = (mask: Uint8Array): number => {
  let count = 0;
  for (const kept of mask) count += kept;
  return count;
};

/** What the parts of the page ask for when the reader did something. */
export interface Page {
  readonly designs: Designs;
  readonly state: State;
  /** The filters changed; `isOver` when the reader let go, so that what takes longer follows. */
  readonly refilter: (isOver: boolean) => void;
  /** Columns, axes, sizes or colours changed. */
  readonly replan: () => void;
  /** Pointing, selecting or pinning changed. */
  readonly redraw: () => void;
  readonly select: (design: number) => void;
  readonly pinSelected: () => void;
  readonly clear: () => void;
}

/** A design in a sentence, by the two columns of the scatter. */
export function sentenceOf({ designs, state }: Page, design: number): string {
  const values = [...new Set([state.x, state.y])].map(
    (at) => `${designs.columns[at].title} ${textOf(designs, at, design)}`,
  );
  return `design ${designs.keys[design]}: ${values.join(", ")}`;
}
