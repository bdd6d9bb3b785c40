import type { ChartBox, Shown } from "#charts";
import type { Changes, LiveAnswer, LiveData, LiveDesign, LiveReply } from "../../live-data.ts";
import type { Pin } from "../results.ts";
import type { Caller, ViewQuestion } from "../workers.ts";

/** Current content of the page. */
export interface ViewState {
  readonly data: LiveData;
  readonly answer: LiveAnswer;
  readonly changes: Changes;
  /** The design shown in the views. */
  readonly design: LiveDesign;
  readonly pins: readonly Pin[];
}

/** A part of the page that draws the current content; called only while open. */
export interface View {
  readonly box: ChartBox;
  readonly draw: (state: ViewState) => void;
}

/** "lsh-memristor (C)". */
export const namedOf = ({ title }: Pick<LiveDesign, "title">): string => title;

/** Content of a part without anything to draw. */
export const nothing = (reason: string): Shown => ({
  picture: null,
  sentences: [reason],
  table: { columns: [], rows: [] },
});

/**
 * Shows an answer; the question is sent again only if its key changes. `showOf` turns a reply into a drawing
 * function, which is called at every redraw. `waiting` is shown until then.
 */
export function askedOnce(
  { section, say }: ChartBox,
  call: Caller,
  waiting = "",
): (key: string, question: ViewQuestion, showOf: (reply: LiveReply) => (() => void) | null) => void {
  let known: string | null = null;
  let shown: (() => void) | null = null;
  return (key, question, showOf) => {
    if (key === known) {
      shown?.();
      return;
    }
    known = key;
    say(waiting);
    void call(question, () => known === key && section.open).then((reply) => {
      if (known !== key) return;
      const found = reply && showOf(reply);
      if (found === null) known = null;
      else {
        shown = found;
        shown();
      }
    });
  };
}
