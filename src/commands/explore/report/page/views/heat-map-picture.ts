import { digits, lengthLabel, percent } from "#base";
import type { Shown } from "#charts";
import { inkOn, picture, rampColour, svg, words } from "#charts";
import { TIE } from "../../../../../comparison/judgement.ts";
import type { Changes, LiveCell, LiveParameter, Setting } from "../../live-data.ts";
import { namedOf, type ViewState } from "./view.ts";

export const LENGTH = "workload.length";

/** Quantities of a cell: of the chosen design, or relative to exact attention. */
export const QUANTITIES = {
  "energy-ratio": { title: "energy over exact attention", isRatio: true, key: "energy", unit: "ratio" },
  "latency-ratio": { title: "latency over exact attention", isRatio: true, key: "latency", unit: "ratio" },
  energy: { title: "energy", isRatio: false, key: "energy", unit: "J" },
  latency: { title: "latency", isRatio: false, key: "latency", unit: "s" },
} as const;
export type QuantityName = keyof typeof QUANTITIES;

/** A map, possibly incomplete. */
export interface MapRun {
  readonly changes: Changes;
  readonly design: string;
  readonly parameter: LiveParameter;
  readonly lengths: readonly number[];
  readonly settings: readonly Setting[];
  /** Costs of baseline and design by cell, one row per setting; null while unknown. */
  readonly cells: (readonly LiveCell[] | null)[][];
}

/** Value of a cell; null if one of the designs has no price. */
function numberOfCell(
  cell: readonly LiveCell[] | null,
  { isRatio, key }: (typeof QUANTITIES)[QuantityName],
): number | null {
  const [base, own] = cell ?? [];
  if (own?.kind !== "priced") return null;
  if (!isRatio) return own[key];
  return base?.kind === "priced" ? own[key] / base[key] : null;
}

const ROW = 30;
const LABEL = 84;
const HEAD = 22;

/** The known part of the map, and the elements of its cells by row and column. */
export function shownOf(
  run: MapRun,
  { answer }: ViewState,
  name: QuantityName,
  width: number,
): Shown & { readonly cells: readonly (readonly SVGGElement[])[] } {
  const { lengths, settings, cells, parameter } = run;
  const quantity = QUANTITIES[name];
  const values = cells.map((row) => row.map((cell) => numberOfCell(cell, quantity)));
  const colour = colourScale(
    values.flat().filter((value) => value !== null),
    quantity.isRatio,
  );
  const wide = Math.max(33, (width - LABEL) / lengths.length);
  const design = answer.designs.find(({ id }) => id === run.design) ?? answer.designs[0];
  const names = settings.map((setting, r) =>
    words(LABEL - 6, HEAD + ROW * r + 19, short(String(setting)), {
      "text-anchor": "end",
      ...(setting === answer.settings[parameter.path] ? { "font-weight": 600 } : {}),
    }),
  );
  const marks = settings.map((setting, r) =>
    lengths.map((length, c) => {
      const value = values[r][c];
      const own = cells[r][c]?.[1];
      const fill = value === null ? "var(--panel)" : colour(value);
      const about = `${parameter.path} ${setting}, length ${length}: ${own?.kind === "none" ? `no price: ${own.reason}` : value === null ? "not computed" : `${digits(value)} ${quantity.unit}`}`;
      const [x, y] = [LABEL + wide * c, HEAD + ROW * r];
      const text = textOf(value, own, quantity.unit);
      // The label begins with the visible text, so that it can be chosen by speech.
      const label = text === "" ? about : `${text}; ${about}`;
      return svg(
        "g",
        { class: "cell", role: "button", tabindex: -1, "aria-label": label },
        svg("rect", { x, y, width: wide - 1, height: ROW - 1, fill }, svg("title", {}, about)),
        words(x + wide / 2, y + 19, text, {
          "text-anchor": "middle",
          "pointer-events": "none",
          "font-size": 10.5,
          ...(value === null ? {} : { fill: inkOn(fill) }),
        }),
      );
    }),
  );
  const head = lengths.map((length, c) =>
    words(LABEL + wide * (c + 0.5), 15, lengthLabel(length), {
      "text-anchor": "middle",
      ...(length === answer.settings[LENGTH] ? { "font-weight": 600 } : {}),
    }),
  );
  const height = HEAD + ROW * settings.length;
  const drawn = picture(
    LABEL + wide * lengths.length,
    height,
    `${quantity.title} of ${namedOf(design)} over length and ${parameter.path}; the table under it has the numbers.`,
    ...head,
    ...names,
    ...marks.flat(),
  );
  // The role "image" would hide its parts from assistive technology.
  drawn.setAttribute("role", "group");
  return {
    cells: marks,
    picture: drawn,
    sentences: [
      `${quantity.title[0].toUpperCase()}${quantity.title.slice(1)} of ${namedOf(design)}; rows are ${parameter.path}, columns the length.${quantity.isRatio ? ` Below 1 (blue) it takes less; within ${percent(TIE)} of 1 the two tie.` : ""}`,
    ],
    table: {
      columns: [
        { name: parameter.path },
        ...lengths.map((length) => ({ name: String(length), unit: quantity.unit })),
      ],
      rows: settings.map((setting, r) => [String(setting), ...values[r]]),
    },
  };
}

const short = (text: string): string => (text.length > 13 ? `${text.slice(0, 12)}…` : text);

function textOf(value: number | null, cell: LiveCell | undefined, unit: string): string {
  if (value === null) return cell === undefined ? "" : "–";
  return unit === "ratio" ? digits(value, value < 10 ? 2 : 3) : value.toExponential(1);
}

/** For ratios blue below 1 and orange above, logarithmic; else dark for small values, logarithmic. */
function colourScale(values: readonly number[], isRatio: boolean): (value: number) => string {
  if (!isRatio) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (value) => rampColour(high > low ? Math.log(value / low) / Math.log(high / low) : 0.5);
  }
  const most = Math.max(Math.log(2), ...values.map((value) => Math.abs(Math.log(value))));
  return (value) => {
    const share = Math.log(value) / most;
    return mixed("#FFFFFF", share < 0 ? "#1F6FB2" : "#D9660A", Math.min(1, Math.abs(share)));
  };
}

function mixed(from: string, to: string, share: number): string {
  const channel = (at: number): string => {
    const [a, b] = [from, to].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

/** Action of a cell. */
type Act = (row: number, column: number) => void;

/** Keyboard navigation over a map's cells, which are redrawn repeatedly. */
export interface MapKeys {
  /** Replaces the cells, calling `put` to insert them into the page, and keeps the focus. */
  readonly replace: (cells: readonly (readonly Element[])[], act: Act, put: () => void) => void;
}

/** Movements by key: rows and columns. */
const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
  PageUp: [Number.NEGATIVE_INFINITY, 0],
  PageDown: [Number.POSITIVE_INFINITY, 0],
};

/**
 * One cell of a map is in the tab order; arrow keys, Home, End and the page keys move to others; Enter, space
 * and click act. `readout` shows the title of the focused cell.
 */
export function createMapKeys(readout: HTMLElement): MapKeys {
  let [row, column] = [0, 0];
  let shown: readonly (readonly Element[])[] = [];
  const cell = (): SVGElement | null => (shown[row]?.[column] as SVGElement | undefined) ?? null;
  const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
  const go = (toRow: number, toColumn: number): void => {
    cell()?.setAttribute("tabindex", "-1");
    row = within(toRow, shown.length);
    column = within(toColumn, shown[row]?.length ?? 0);
    cell()?.setAttribute("tabindex", "0");
  };
  const press = (event: KeyboardEvent, act: Act): void => {
    const step = STEPS[event.key];
    const isAct = event.key === "Enter" || event.key === " ";
    if (event.ctrlKey || event.metaKey || event.altKey || (step === undefined && !isAct)) return;
    event.preventDefault();
    if (step === undefined) act(row, column);
    else {
      go(row + step[0], column + step[1]);
      cell()?.focus();
    }
  };
  return {
    replace: (cells, act, put) => {
      const isFocused = cell() === document.activeElement && document.activeElement !== null;
      shown = cells;
      go(row, column);
      cells.forEach((own, r) => {
        own.forEach((mark, c) => {
          mark.addEventListener("click", () => act(r, c));
          mark.addEventListener("keydown", (event) => press(event as KeyboardEvent, act));
          mark.addEventListener("focus", () => {
            go(r, c);
            readout.textContent = mark.querySelector("title")?.textContent ?? "";
          });
        });
      });
      put();
      if (isFocused) cell()?.focus({ preventScroll: true });
    },
  };
}
