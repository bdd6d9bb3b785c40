// What the page shows and what is chosen on it.

import { isOverDecades } from "../../../../../charts/scale.ts";
import { type Designs, nameOf, textOf } from "../designs.ts";
import { frontOf, type Goal } from "./fronts.ts";

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
  /** What the front is looked for by. */
  goals: readonly Goal[];
  /** Designs that pass and that no other one that passes beats, ascending. */
  front: readonly number[];
  /** Columns, −1 for none. */
  colour: number;
  size: number;
  hasBars: boolean;
  /** Words that a design's name, values or reason must hold; and 1 for designs, left ones included, that do. */
  text: string;
  textMask: Uint8Array | null;
  /** Rows of the table, and the column that they are sorted by: NAME, REASON or a column. */
  view: View;
  sort: { readonly column: number; readonly isAscending: boolean };
  hasAllColumns: boolean;
}

/** Designs that pass, all designs, or those that are left out of fronts. */
export type View = "kept" | "all" | "left";
export const NAME = -1;
export const REASON = -2;

export const NONE = -1;

/** Most axes that are shown unasked. */
const MOST_AXES = 10;

export function initialState(designs: Designs): State {
  const { columns, facts, objectives, count, from } = designs;
  const named = objectives.map(({ column }) => columns.findIndex(({ name }) => name === column));
  const drawn = columns.flatMap(({ kind }, at) => (kind === "text" ? [] : [at]));
  const [x = drawn[0] ?? 0, y = drawn[1] ?? x] = named;
  const intervals = new Set(columns.map(({ interval }) => interval));
  const varies = drawn.filter((at) => {
    const { range } = facts[at];
    return (
      range !== null &&
      range[0] < range[1] &&
      !named.includes(at) &&
      !intervals.has(at) &&
      columns[at].name !== "index"
    );
  });
  const axes = varies.filter((at) => columns[at].isAxis);
  const others = varies.filter((at) => !columns[at].isAxis);
  // What a design sets stands left, what comes out of it right, the objectives last.
  const most = Math.max(0, MOST_AXES - named.length);
  return {
    x,
    y,
    logX: isOverDecades(facts[x]?.range ?? []),
    logY: isOverDecades(facts[y]?.range ?? []),
    frontOnly: false,
    filters: new Map(),
    shown: [...[...axes, ...others].slice(0, most), ...named],
    hovered: -1,
    selected: -1,
    pinned: [],
    mask: new Uint8Array(count).fill(1),
    kept: count,
    goals: objectives.flatMap(({ sense }, n) => (named[n] < 0 ? [] : [{ column: named[n], sense }])),
    front: designs.front,
    // Of two studies, the first column says which.
    colour: from === null ? NONE : 0,
    size: NONE,
    hasBars: true,
    text: "",
    textMask: null,
    view: "kept",
    sort: { column: named[0] ?? NAME, isAscending: objectives[0]?.sense !== "max" },
    hasAllColumns: false,
  };
}

/** Applies the filters to the designs; the front is looked for among those that pass, unless it is to stay. */
export function refilter(state: State, designs: Designs, isFrontKept = false): void {
  const mask = passing(designs.numbers, designs.count, state.filters);
  const { textMask } = state;
  if (textMask !== null) for (let n = 0; n < mask.length; n++) mask[n] &= textMask[n];
  if (!isFrontKept) state.front = frontOf(designs, state.goals, mask);
  if (state.frontOnly) {
    const members = new Uint8Array(designs.count);
    for (const member of state.front) members[member] = mask[member];
    state.mask = members;
  } else state.mask = mask;
  state.kept = countOf(state.mask);
}

/** Sets the words that designs must hold. */
export function search(state: State, designs: Designs, text: string): void {
  state.text = text.trim().toLowerCase();
  state.textMask = state.text === "" ? null : holding(designs, state.text);
}

/** 1 for designs, left ones included, whose name, words, texts or reason hold the words, in any case. */
export function holding(designs: Designs, text: string): Uint8Array {
  const { columns, total, count, left } = designs;
  const has = (value: unknown): boolean => String(value).toLowerCase().includes(text);
  const words = columns.map(({ labels }) => Uint8Array.from(labels, (label) => Number(has(label))));
  const reasons = left.reasons.map(has);
  const own = columns.flatMap(({ kind }, at) => (kind === "number" ? [] : [at]));
  return Uint8Array.from({ length: total }, (_, design) => {
    const isHeld =
      (design >= count && reasons[left.why[design - count]]) ||
      own.some((at) =>
        columns[at].kind === "words"
          ? words[at][designs.allNumbers[at][design]] === 1
          : has(textOf(designs, at, design)),
      ) ||
      has(nameOf(designs, design));
    return Number(isHeld);
  });
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
  /**
   * The filters or objectives changed; `isOver` when the reader let go, so that what takes longer follows. The fields are
   * written anew unless the change came from them.
   */
  readonly refilter: (isOver: boolean, isFromFields?: boolean) => void;
  /** Columns, axes, sizes or colours changed. */
  readonly replan: () => void;
  /** Pointing, selecting or pinning changed. */
  readonly redraw: () => void;
  /** `isRevealed` brings the design's row into view as well. */
  readonly select: (design: number, isRevealed?: boolean) => void;
  readonly pinSelected: () => void;
  readonly clear: () => void;
  /** The table shows other rows or columns. */
  readonly retable: () => void;
}

/** A design in a sentence, by the two columns of the scatter. */
export function sentenceOf({ designs, state }: Page, design: number): string {
  const values = [...new Set([state.x, state.y])].map(
    (at) => `${designs.columns[at].title} ${textOf(designs, at, design)}`,
  );
  const isMember = state.front.includes(design) ? " (on the front)" : "";
  return `${nameOf(designs, design)}${isMember}: ${values.join(", ")}`;
}
