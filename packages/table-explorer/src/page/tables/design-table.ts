// The table of designs. Rows have equal heights, and only visible ones are in the page, so that a hundred
// thousand designs scroll like twenty.

import { groupDigits } from "#base";
import { axisTitle, byId, element } from "#charts";
import { nameOf, numberOf, reasonOf, valueText } from "../../designs.ts";
import { NAME, type Page, REASON, type State } from "../state.ts";
import { shownDesigns, sortedDesigns, windowOf } from "./table-rows.ts";

/** Height of a row, CSS pixels, as in the style sheet. */
const ROW_HEIGHT = 30;

export interface DesignTable {
  /** Call after the passing designs or shown columns changed. */
  readonly fill: () => void;
  /** Call after selection or pins changed. */
  readonly mark: () => void;
  /** Scrolls to a design if the table shows it. */
  readonly reveal: (design: number) => void;
  /** Designs of the table in order. */
  readonly rows: () => Uint32Array;
}

export function designTable(page: Page): DesignTable {
  const { designs, state } = page;
  const view = createView(page);
  let sorted: { readonly by: State["sort"]; readonly order: Uint32Array } | null = null;
  return {
    fill: () => {
      if (sorted?.by !== state.sort) sorted = { by: state.sort, order: sortedDesigns(designs, state.sort) };
      view.show(shownDesigns(designs, state, sorted.order));
    },
    mark: view.draw,
    reveal: (design) => {
      const row = view.rows().indexOf(design);
      if (row >= 0) view.goTo(row);
    },
    rows: view.rows,
  };
}

/** The visible part of a list of designs. */
function createView(page: Page) {
  const { state } = page;
  const scroller = byId("designs");
  const [caption, head, body] = [element("caption"), element("thead"), element("tbody")];
  const table = element("table", {}, caption, head, body);
  scroller.replaceChildren(table);
  let rows: Uint32Array = new Uint32Array(0);
  /** Index of the row in the tab order. */
  let active = 0;
  const draw = (): void => {
    const hadFocus = body.contains(document.activeElement);
    const shown = columnsOf(page);
    const { scrollTop: top, clientHeight: height } = scroller;
    const { from, to } = windowOf(rows.length, { top, height, row: ROW_HEIGHT });
    if (active < from || active >= to) active = Math.min(Math.max(active, from), Math.max(from, to - 1));
    const members = new Set(state.front);
    const made = Array.from(rows.subarray(from, to), (design, n) =>
      rowOf(page, design, from + n, shown, members.has(design), from + n === active),
    );
    const [above, below] = [from, rows.length - to].map((count) => spacer(count * ROW_HEIGHT, shown.length));
    body.replaceChildren(above, ...made, below);
    if (hadFocus) made[active - from]?.querySelector("button")?.focus({ preventScroll: true });
  };
  const goTo = (row: number): void => {
    active = Math.min(rows.length - 1, Math.max(0, row));
    const [top, height] = [active * ROW_HEIGHT, scroller.clientHeight - 3 * ROW_HEIGHT];
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top > scroller.scrollTop + height) scroller.scrollTop = top - height;
    draw();
  };
  scroller.addEventListener("scroll", oncePerFrame(draw));
  body.addEventListener("keydown", (event) => {
    const row = rowAfter(event.key, active, rows.length, scroller.clientHeight);
    if (row === null) return;
    event.preventDefault();
    goTo(row);
  });
  body.addEventListener("click", ({ target }) => {
    const row = (target as Element).closest<HTMLElement>("tr[data-row]");
    if (row === null) return;
    active = Number(row.dataset.row);
    page.select(rows[active]);
  });
  return {
    show: (designs: Uint32Array): void => {
      rows = designs;
      const heads = columnsOf(page).map((at) => headCell(page, at));
      head.replaceChildren(element("tr", { "aria-rowindex": 1 }, ...heads));
      table.setAttribute("aria-rowcount", String(rows.length + 1));
      caption.textContent = captionOf(page, rows.length);
      draw();
    },
    draw,
    goTo,
    rows: () => rows,
  };
}

/** Limits calls of `run` to one per frame. */
function oncePerFrame(run: () => void): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      run();
    });
  };
}

/** The row that a key moves to from the active one; null for other keys. */
function rowAfter(key: string, active: number, rows: number, height: number): number | null {
  const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 3);
  switch (key) {
    case "ArrowDown":
      return active + 1;
    case "ArrowUp":
      return active - 1;
    case "PageDown":
      return active + page;
    case "PageUp":
      return active - page;
    case "Home":
      return 0;
    case "End":
      return rows - 1;
    default:
      return null;
  }
}

/** The columns that the table shows. */
const columnsOf = (page: Page): number[] => [
  NAME,
  ...(page.state.view === "kept" ? [] : [REASON]),
  ...(page.state.hasAllColumns ? page.designs.columns.map((_, at) => at) : preferred(page)),
];

/** Objectives first, then drawn columns, without those in the designs' names. */
function preferred({ designs, state }: Page): number[] {
  const { goals, x, y, colour, size, shown } = state;
  const drawn = [...goals.map(({ column }) => column), x, y, colour, size, ...shown];
  return [...new Set(drawn)].filter((at) => at >= 0 && !designs.naming.some(({ column }) => column === at));
}

const spacer = (height: number, span: number): HTMLTableRowElement => {
  const cell = element("td", { colspan: span });
  cell.style.height = `${height}px`;
  const row = element("tr", { "aria-hidden": "true", class: "spacer" }, cell);
  row.hidden = height === 0;
  return row;
};

function rowOf(
  { designs, state }: Page,
  design: number,
  row: number,
  columns: readonly number[],
  isMember: boolean,
  isActive: boolean,
): HTMLTableRowElement {
  const name = nameOf(designs, design);
  const button = element(
    "button",
    {
      type: "button",
      "aria-pressed": String(design === state.selected),
      tabindex: isActive ? 0 : -1,
      title: `${name} (${numberOf(designs, design)})`,
    },
    name,
  );
  const pin = state.pinned.indexOf(design);
  const cells = columns.map((at) => {
    if (at === NAME)
      return element(
        "th",
        { scope: "row" },
        pin < 0 ? "" : `${String.fromCharCode(65 + pin)} `,
        ...(isMember ? [element("span", { class: "member" }, "front")] : []),
        button,
      );
    const text = at === REASON ? reasonOf(designs, design) || "–" : valueText(designs, at, design);
    const isNumber = at >= 0 && designs.columns[at].kind === "number";
    return element("td", isNumber ? { class: "n" } : { title: text }, text);
  });
  return element("tr", { "aria-rowindex": row + 2, "data-row": row }, ...cells);
}

/** Column title as a button that sorts by it; a second click reverses the order. */
function headCell({ designs, state, retable }: Page, at: number): HTMLTableCellElement {
  const { sort } = state;
  const own = designs.columns[at];
  const title =
    at === NAME
      ? "design"
      : at === REASON
        ? "why it has no part in the front"
        : axisTitle({ name: own.title, unit: own.unit });
  const isSorted = sort.column === at;
  const arrow = isSorted ? (sort.isAscending ? " ▲" : " ▼") : "";
  const button = element(
    "button",
    { type: "button" },
    title,
    element("span", { "aria-hidden": "true" }, arrow),
  );
  button.addEventListener("click", () => {
    state.sort = { column: at, isAscending: isSorted ? !sort.isAscending : true };
    byId("designs").scrollTop = 0;
    retable();
    byId("designs").querySelector<HTMLElement>("th[aria-sort] button")?.focus();
  });
  return element(
    "th",
    {
      scope: "col",
      ...(isSorted ? { "aria-sort": sort.isAscending ? "ascending" : "descending" } : {}),
      ...(own?.kind === "number" ? { class: "n" } : {}),
    },
    button,
  );
}

function captionOf({ designs, state }: Page, rows: number): string {
  const { count, total } = designs;
  switch (state.view) {
    case "kept":
      return `${groupDigits(rows)} of ${groupDigits(count)} designs pass the filters`;
    case "left":
      return `${groupDigits(rows)} of ${groupDigits(total - count)} designs without a part in the front, and why`;
    default:
      return `${groupDigits(rows)} of all ${groupDigits(total)} designs`;
  }
}
