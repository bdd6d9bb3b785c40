import { type Designs, textOf } from "./designs.ts";
import { element } from "./element.ts";
import type { State } from "./state.ts";

/** Rows that a reader looks through; the download has all. */
const MOST_ROWS = 60;

/** The front's designs that are kept, as a table with a button a row: what the scatter shows, for a keyboard. */
export function designList(
  designs: Designs,
  { mask, x, y, pinned, selected }: State,
  select: (design: number) => void,
): HTMLElement {
  const { columns, objectives, numbers, front, keys } = designs;
  const named = objectives.map(({ column }) => columns.findIndex(({ name }) => name === column));
  const shown = [...new Set([...named, x, y])].filter((at) => at >= 0);
  const kept = front.filter((design) => mask[design] === 1);
  const order = [...kept].sort((a, b) => numbers[shown[0]][a] - numbers[shown[0]][b]).slice(0, MOST_ROWS);
  const rows = order.map((design) => {
    const button = element(
      "button",
      { type: "button", "aria-pressed": String(design === selected) },
      `design ${keys[design]}`,
    );
    button.addEventListener("click", () => select(design));
    const pin = pinned.indexOf(design);
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, button, pin < 0 ? "" : ` ${String.fromCharCode(65 + pin)}`),
      ...shown.map((at) => element("td", { class: "n" }, textOf(designs, at, design))),
    );
  });
  const cut = kept.length > order.length ? `, the first ${order.length} by ${columns[shown[0]].title}` : "";
  return element(
    "table",
    {},
    element("caption", {}, `Front: ${kept.length} of ${front.length} designs pass the filters${cut}`),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col" }, "design"),
        ...shown.map((at) => element("th", { scope: "col", class: "n" }, columns[at].title)),
      ),
    ),
    element("tbody", {}, ...rows),
  );
}
