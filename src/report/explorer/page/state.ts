import { countOf, type Filter, passing } from "./brush.ts";
import type { Designs } from "./designs.ts";
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
