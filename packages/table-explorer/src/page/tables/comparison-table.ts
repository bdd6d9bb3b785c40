import { area, engineering, percent } from "#base";
import { element } from "#charts";
import type { ExplorerDetail, ExplorerShare } from "../../data.ts";
import { type Designs, keyOf, nameOf, numberOf, reasonOf, sourceOf, valueText } from "../../designs.ts";

/** Actions on a design of the comparison. */
export interface DesignActions {
  readonly togglePin: (design: number) => void;
  readonly copy: (design: number) => void;
}

/** Compares selected and pinned designs: values, energy and area by component, comparison, config. */
export function comparisonTable(
  designs: Designs,
  chosen: readonly number[],
  pinned: readonly number[],
  actions: DesignActions,
): HTMLElement {
  if (chosen.length === 0)
    return element(
      "p",
      { class: "hint" },
      "Select a point of the scatter to see its values; pin up to four to compare them.",
    );
  const row = (head: string, cells: readonly (Node | string)[]): HTMLTableRowElement =>
    element("tr", {}, element("th", { scope: "row" }, head), ...cells.map((cell) => element("td", {}, cell)));
  const heads = chosen.map((design) => head(designs, design, pinned, actions));
  const intervals = new Set(designs.columns.map(({ interval }) => interval));
  const values = designs.columns.flatMap(({ title }, at) => {
    if (intervals.has(at)) return [];
    const texts = chosen.map((design) => valueText(designs, at, design));
    const made = row(title, texts);
    if (new Set(texts).size > 1) made.className = "differs";
    return [made];
  });
  const details = chosen.map((design) => designs.details[String(design)]);
  const isLeft = chosen.some((design) => design >= designs.count);
  return element(
    "div",
    { class: "scroll" },
    element(
      "table",
      {},
      element("caption", {}, "Chosen designs"),
      element("thead", {}, element("tr", {}, element("td", {}, ""), ...heads)),
      element(
        "tbody",
        {},
        ...(isLeft
          ? [
              row(
                "why it has no part in the front",
                chosen.map((n) => reasonOf(designs, n) || "–"),
              ),
            ]
          : []),
        ...values,
        row(
          "energy by component",
          details.map((own, n) => shares(own?.energy, joules, missing(designs, chosen[n]), designs)),
        ),
        row(
          "area by component",
          details.map((own, n) => shares(own?.area, area, missing(designs, chosen[n]), designs)),
        ),
        row(
          "comparison designs: energy, latency, area",
          details.map((own, n) => comparison(own, missing(designs, chosen[n]))),
        ),
      ),
    ),
  );
}

const joules = (value: number): string => engineering(value, "J");

function head(
  designs: Designs,
  design: number,
  pinned: readonly number[],
  { togglePin, copy }: DesignActions,
): HTMLTableCellElement {
  const own = nameOf(designs, design);
  const place = pinned.indexOf(design);
  const name = place < 0 ? own : `${String.fromCharCode(65 + place)}: ${own}`;
  const button = (text: string, act: () => void): HTMLButtonElement => {
    const made = element("button", { type: "button", "aria-label": `${text}: ${own}` }, text);
    made.addEventListener("click", act);
    return made;
  };
  const isConfig = sourceOf(designs, design).base !== null;
  return element(
    "th",
    { scope: "col" },
    name,
    element("div", { class: "hint" }, numberOf(designs, design)),
    element(
      "div",
      { class: "buttons" },
      button(place < 0 ? "Pin" : "Unpin", () => togglePin(design)),
      button(isConfig ? "Copy config" : "Copy values", () => copy(design)),
    ),
  );
}

/** Text for a design without details. */
function missing(designs: Designs, design: number): string {
  const { rerun } = sourceOf(designs, design);
  if (rerun === null) return "not known: a table has no designs to rebuild";
  const why = designs.front.includes(design)
    ? "more designs on the front than are rebuilt"
    : "not on the front";
  return `${why}: ${rerun} ${keyOf(designs, design)}`;
}

/** A bar of shares with named parts, the largest first. */
function shares(
  parts: readonly ExplorerShare[] | undefined,
  show: (value: number) => string,
  otherwise: string,
  { colours }: Designs,
): Node | string {
  if (parts === undefined) return otherwise;
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  const sorted = [...parts].sort((a, b) => b.value - a.value);
  const bar = element("div", { class: "bar", "aria-hidden": "true" });
  for (const { component, value } of sorted) {
    const part = element("span");
    part.style.width = `${(100 * value) / total}%`;
    part.style.background = colours[component] ?? "#888888";
    bar.append(part);
  }
  const list = element("ul", { class: "shares" });
  for (const { component, value } of sorted) {
    const key = element("span", { class: "key", "aria-hidden": "true" });
    key.style.background = colours[component] ?? "#888888";
    list.append(element("li", {}, key, `${component} ${show(value)} (${percent(value / total)})`));
  }
  return element("div", {}, `total ${show(total)}`, bar, list);
}

function comparison(detail: ExplorerDetail | undefined, otherwise: string): Node | string {
  if (detail === undefined) return otherwise;
  const list = element("ul", { class: "contenders" });
  for (const { title, energy, latency, area: own } of detail.contenders)
    list.append(
      element(
        "li",
        {},
        energy === null || latency === null || own === null
          ? `${title}: infeasible`
          : `${title}: ${engineering(energy, "J")}, ${engineering(latency, "s")}, ${area(own)}`,
      ),
    );
  if (!detail.isReproduced)
    list.append(element("li", { class: "warning" }, "This version does not reproduce the stored record."));
  return list;
}
