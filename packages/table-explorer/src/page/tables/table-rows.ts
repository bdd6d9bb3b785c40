// Selects and sorts the table's designs.

import { type Designs, keyOf, reasonOf, textOf } from "../../designs.ts";
import { NAME, passes, REASON, type State } from "../state.ts";

/** All designs, including left ones, sorted by a column; missing values come last in both directions. */
export function sortedDesigns(designs: Designs, { column, isAscending }: State["sort"]): Uint32Array {
  const order = Uint32Array.from({ length: designs.total }, (_, n) => n);
  const sign = isAscending ? 1 : -1;
  const compare = comparison(designs, column);
  return order.sort((a, b) => {
    const [first, second] = [isMissing(designs, column, a), isMissing(designs, column, b)];
    if (first !== second) return first ? 1 : -1;
    return (first ? 0 : sign * compare(a, b)) || a - b;
  });
}

function isMissing(designs: Designs, column: number, design: number): boolean {
  if (column === NAME) return false;
  if (column === REASON) return design < designs.count;
  if (designs.columns[column].kind === "text") return textOf(designs, column, design) === "–";
  return Number.isNaN(designs.allNumbers[column][design]);
}

function comparison(designs: Designs, column: number): (a: number, b: number) => number {
  const { naming, allNumbers, columns } = designs;
  const byText = (text: (design: number) => string) => (a: number, b: number) => {
    const [first, second] = [text(a), text(b)];
    return first < second ? -1 : first > second ? 1 : 0;
  };
  if (column === REASON) return byText((design) => reasonOf(designs, design));
  if (column === NAME) {
    const drawn = naming.filter(({ column: at }) => columns[at].kind !== "text");
    return (a, b) => {
      for (const { column: at } of drawn) {
        const difference = allNumbers[at][a] - allNumbers[at][b];
        if (difference !== 0 && !Number.isNaN(difference)) return difference;
      }
      return keyOf(designs, a) - keyOf(designs, b);
    };
  }
  if (columns[column].kind === "text") return byText((design) => textOf(designs, column, design));
  const numbers = allNumbers[column];
  // Infinities of one sign are equal, but their difference is NaN.
  return (a, b) => (numbers[a] === numbers[b] ? 0 : numbers[a] - numbers[b]);
}

/** Sorted designs that the table shows: passing, all, or left ones that meet the applicable filters. */
export function shownDesigns(
  { count, allNumbers }: Designs,
  { view, mask, filters, textMask }: Pick<State, "view" | "mask" | "filters" | "textMask">,
  order: Uint32Array,
): Uint32Array {
  if (view === "all") return textMask === null ? order : order.filter((design) => textMask[design] === 1);
  if (view === "kept") return order.filter((design) => design < count && mask[design] === 1);
  const own = [...filters];
  return order.filter(
    (design) =>
      design >= count &&
      (textMask === null || textMask[design] === 1) &&
      own.every(([at, filter]) => {
        const value = allNumbers[at][design];
        return Number.isNaN(value) || passes(filter, value);
      }),
  );
}

/** Range of rows of equal height visible in a window, plus some above and below. */
export function windowOf(
  rows: number,
  { top, height, row }: { readonly top: number; readonly height: number; readonly row: number },
): { readonly from: number; readonly to: number } {
  const spare = 6;
  const from = Math.max(0, Math.min(rows - 1, Math.floor(top / row)) - spare);
  return { from, to: Math.min(rows, Math.ceil((top + height) / row) + spare) };
}
