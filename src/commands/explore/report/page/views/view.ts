import type { Changes, LiveAnswer, LiveData, LiveDesign } from "../../live-data.ts";
import type { ChartBox } from "../chart-box.ts";
import type { Pin } from "../results.ts";

/** What the page shows now. */
export interface ViewState {
  readonly data: LiveData;
  readonly answer: LiveAnswer;
  readonly changes: Changes;
  /** The design that the views are about. */
  readonly design: LiveDesign;
  readonly pins: readonly Pin[];
}

/** A part of the page that draws what the page shows now. It is asked to only while it is open. */
export interface View {
  readonly box: ChartBox;
  readonly draw: (state: ViewState) => void;
}

/** "lsh-memristor (C)". */
export const namedOf = ({ id, letter }: Pick<LiveDesign, "id" | "letter">): string => `${id} (${letter})`;
