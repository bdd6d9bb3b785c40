import { type Designs, textOf } from "./designs.ts";
import type { State } from "./state.ts";

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
