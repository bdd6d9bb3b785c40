/** What a cell is for: its row and column. */
type Act = (row: number, column: number) => void;

/** Cells of a map that are gone through by keyboard, drawn again and again. */
export interface MapKeys {
  /** Takes new cells in the place of the old ones, `put` into the page by a function; the focus stays where it was. */
  readonly replace: (cells: readonly (readonly Element[])[], act: Act, put: () => void) => void;
}

/** Steps of keys: rows and columns. */
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
 * One cell of a map is in the order of Tab; arrow keys, Home, End and the page keys go to others, Enter, the space bar and a click act.
 * `readout` shows the title of the cell that has the focus.
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
