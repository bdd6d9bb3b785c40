// State of the page and its choices.

import { isOverDecades } from "#charts";
import { type Designs, nameOf, textOf } from "../designs.ts";
import { frontOf, type Goal } from "./fronts.ts";

/** Most designs that can be compared. */
export const MOST_PINNED = 4;

/** Choices of the user. */
export interface State {
  x: number;
  y: number;
  logX: boolean;
  logY: boolean;
  frontOnly: boolean;
  readonly filters: Map<number, Filter>;
  /** Columns of the parallel coordinates in order. */
  shown: number[];
  /** Design indices, −1 for none. */
  hovered: number;
  selected: number;
  pinned: number[];
  /** 1 for designs that pass the filters. */
  mask: Uint8Array;
  kept: number;
  /** Objectives of the front. */
  goals: readonly Goal[];
  /** Passing designs that no other passing one beats, ascending. */
  front: readonly number[];
  /** Column indices, −1 for none. */
  colour: number;
  size: number;
  hasBars: boolean;
  /** Text to find in a design's name, values or reason; and 1 for matching designs, including left ones. */
  text: string;
  textMask: Uint8Array | null;
  /** Rows of the table, and its sorting column: NAME, REASON or a column index. */
  view: View;
  sort: { readonly column: number; readonly isAscending: boolean };
  hasAllColumns: boolean;
}

/** Designs that pass, all designs, or those left out of fronts. */
export type View = "kept" | "all" | "left";
export const NAME = -1;
export const REASON = -2;

export const NONE = -1;

/** Most axes shown initially. */
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
  // Axes on the left, metrics on the right, objectives last.
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
    // With two studies, the first column names the study.
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

/** Applies the filters, and finds the front of the designs that pass unless `isFrontKept`. */
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

/** Sets the text that designs must contain. */
export function search(state: State, designs: Designs, text: string): void {
  state.text = text.trim().toLowerCase();
  state.textMask = state.text === "" ? null : holding(designs, state.text);
}

/** 1 for designs, including left ones, whose name, words, texts or reason contain the text in any case. */
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

/** Pins or unpins a design; a new pin replaces the oldest if there are too many. */
export function togglePin(state: State, design: number): void {
  state.pinned = state.pinned.includes(design)
    ? state.pinned.filter((own) => own !== design)
    : [...state.pinned, design].slice(-MOST_PINNED);
}

/** Condition on a column's values: a range, or a set of word indices. */
export type Filter =
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "places"; readonly places: ReadonlySet<number> };

/** Filters by column index. */
export type Filters = ReadonlyMap<number, Filter>;

/** Whether a filter accepts a value; NaN never passes. */
export const passes = (filter: Filter, value: number): boolean =>
  filter.kind === "range" ? value >= filter.from && value <= filter.to : filter.places.has(value);

/** 1 for designs that pass every filter. Columns × designs; NaN for missing values. */
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

/** Actions shared by the parts of the page. */
export interface Page {
  readonly designs: Designs;
  readonly state: State;
  /**
   * Call after filters or objectives changed; `isOver`: the drag has ended, so that slow updates follow. The
   * fields are rewritten unless the change came from them.
   */
  readonly refilter: (isOver: boolean, isFromFields?: boolean) => void;
  /** Call after columns, axes, sizes or colours changed. */
  readonly replan: () => void;
  /** Call after pointing, selection or pins changed. */
  readonly redraw: () => void;
  /** `isRevealed` also scrolls to the design's row. */
  readonly select: (design: number, isRevealed?: boolean) => void;
  readonly pinSelected: () => void;
  readonly clear: () => void;
  /** Call after the table's rows or columns changed. */
  readonly retable: () => void;
}

/** Sentence about a design, with the two columns of the scatter. */
export function sentenceOf({ designs, state }: Page, design: number): string {
  const values = [...new Set([state.x, state.y])].map(
    (at) => `${designs.columns[at].title} ${textOf(designs, at, design)}`,
  );
  const isMember = state.front.includes(design) ? " (on the front)" : "";
  return `${nameOf(designs, design)}${isMember}: ${values.join(", ")}`;
}
