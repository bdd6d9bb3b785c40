import type { Changes, LiveAnswer, LiveData, LiveDesign, LiveReply } from "../../live-data.ts";
import type { ChartBox, Shown } from "../chart-box.ts";
import type { Pin } from "../results.ts";
import type { Caller, ViewQuestion } from "../workers.ts";

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

/** What a part shows that has nothing to draw. */
export const nothing = (reason: string): Shown => ({
  picture: null,
  sentences: [reason],
  table: { columns: [], rows: [] },
});

/**
 * Shows the answer to a question, which is asked again where its key is another one alone. `showOf` reads a reply and gives what
 * draws it; that runs again whenever the part is drawn. `waiting` is said until then.
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
