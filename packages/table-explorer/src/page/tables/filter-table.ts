import { amount } from "#base";
import { element } from "#charts";
import type { Sense } from "#pareto";
import { type Designs, readNumber } from "../../designs.ts";
import { movedTo } from "../parallel-brush.ts";
import type { Filter, State } from "../state.ts";

/** Most words that get checkboxes; columns with more are filtered on the drawing. */
const MOST_BOXES = 24;

/**
 * The filters as fields, which do the same as brushing but by keyboard. Each row shows or hides a column's
 * axis, keeps designs between two numbers or with some words, and makes it an objective. `changed(true)`
 * reports other axes or objectives, which require more updates than a filter.
 */
export function fillFilterTable(
  body: HTMLTableSectionElement,
  designs: Designs,
  state: State,
  changed: (isReplanned: boolean) => void,
): void {
  const rows = designs.columns.flatMap(({ kind, title }, at) => {
    if (kind === "text") return [];
    const box = element("input", { type: "checkbox", "aria-label": `Show the axis ${title}` });
    box.checked = state.shown.includes(at);
    box.addEventListener("change", () => {
      state.shown = box.checked ? [...state.shown, at] : state.shown.filter((own) => own !== at);
      changed(true);
    });
    const keep = (filter: Filter | null): void => {
      if (filter === null) state.filters.delete(at);
      else state.filters.set(at, filter);
      changed(false);
    };
    const fields =
      kind === "number" ? rangeFields(designs, state, at, keep) : boxes(designs, state, at, keep);
    const goal = kind === "number" ? goalChoice(designs, state, at, () => changed(true)) : "–";
    return [
      element(
        "tr",
        {},
        element("td", {}, box, ...axisButtons(title, at, state, changed)),
        element("th", { scope: "row" }, title),
        element("td", {}, goal),
        fields,
      ),
    ];
  });
  body.replaceChildren(...rows);
}

/** Buttons that move a column's axis to the left or right. */
const axisButtons = (
  title: string,
  at: number,
  state: State,
  changed: (isReplanned: boolean) => void,
): HTMLButtonElement[] =>
  [
    { arrow: "◀", step: -1, side: "left" },
    { arrow: "▶", step: 1, side: "right" },
  ].map(({ arrow, step, side }) => {
    const button = element(
      "button",
      { type: "button", class: "move", "aria-label": `Move the axis ${title} to the ${side}` },
      arrow,
    );
    button.addEventListener("click", () => {
      const place = state.shown.indexOf(at);
      if (place < 0) return;
      state.shown = movedTo(state.shown, at, place + step);
      changed(true);
    });
    return button;
  });

/** Choice of whether and in which direction a column is an objective. */
function goalChoice({ columns }: Designs, state: State, at: number, changed: () => void): HTMLSelectElement {
  const sense = state.goals.find(({ column }) => column === at)?.sense ?? "";
  const choice = element(
    "select",
    { "aria-label": `${columns[at].title}: objective` },
    ...[
      ["", "–"],
      ["min", "small"],
      ["max", "large"],
    ].map(([value, text]) => element("option", { value, selected: value === sense }, text)),
  );
  choice.addEventListener("change", () => {
    const others = state.goals.filter(({ column }) => column !== at);
    state.goals = choice.value === "" ? others : [...others, { column: at, sense: choice.value as Sense }];
    changed();
  });
  return choice;
}

function rangeFields(
  { columns, facts }: Designs,
  state: State,
  at: number,
  keep: (filter: Filter | null) => void,
): HTMLTableCellElement {
  const { title, unit } = columns[at];
  const filter = state.filters.get(at);
  const range = facts[at].range;
  const field = (name: string, value: number | null, hint: number): HTMLInputElement => {
    const input = element("input", {
      type: "text",
      "aria-label": `${title}: ${name}`,
      placeholder: amount(hint, unit, 4),
    });
    input.value = value === null || !Number.isFinite(value) ? "" : amount(value, unit, 6);
    return input;
  };
  const own = filter?.kind === "range" ? filter : null;
  const from = field("at least", own?.from ?? null, range?.[0] ?? 0);
  const to = field("at most", own?.to ?? null, range?.[1] ?? 0);
  const read = (): void => {
    const ends = [from, to].map(({ value }) => (value.trim() === "" ? null : readNumber(value, unit)));
    for (const [n, input] of [from, to].entries())
      input.setAttribute("aria-invalid", String(ends[n] !== null && Number.isNaN(ends[n])));
    if (ends.some((end) => end !== null && Number.isNaN(end))) return;
    if (ends.every((end) => end === null)) keep(null);
    else
      keep({
        kind: "range",
        from: ends[0] ?? Number.NEGATIVE_INFINITY,
        to: ends[1] ?? Number.POSITIVE_INFINITY,
      });
  };
  for (const input of [from, to]) input.addEventListener("change", read);
  return element("td", {}, from, " – ", to);
}

function boxes(
  { columns }: Designs,
  state: State,
  at: number,
  keep: (filter: Filter | null) => void,
): HTMLTableCellElement {
  const { labels, title } = columns[at];
  if (labels.length > MOST_BOXES)
    return element("td", {}, `${labels.length} values: drag along the axis to choose`);
  const filter = state.filters.get(at);
  const inputs = labels.map((label, place) => {
    const input = element("input", { type: "checkbox", "aria-label": `${title}: ${label}` });
    input.checked = filter?.kind !== "places" || filter.places.has(place);
    input.addEventListener("change", () => {
      const places = new Set(inputs.flatMap((own, n) => (own.checked ? [n] : [])));
      keep(places.size === labels.length ? null : { kind: "places", places });
    });
    return input;
  });
  return element(
    "td",
    {},
    ...labels.map((label, n) => element("label", { class: "box" }, inputs[n], ` ${label}`)),
  );
}
