import type { Outcome } from "#search";

/** Rows of a page of outcomes. */
const PAGE_ROWS = 1024;

/** Outcomes by point index, in pages of typed arrays: a million take some tens of megabytes. */
export class OutcomeTable {
  readonly #width: number;
  readonly #pages = new Map<number, Float64Array>();

  /** A point has `objectives` numbers and a violation. */
  constructor(objectives: number) {
    this.#width = objectives + 1;
  }

  set(index: number, outcome: Outcome | null): void {
    if (outcome === null) return;
    const number = Math.floor(index / PAGE_ROWS);
    const page = this.#pages.get(number) ?? new Float64Array(PAGE_ROWS * this.#width).fill(Number.NaN);
    this.#pages.set(number, page);
    page.set([...outcome.objectives, outcome.violation], (index % PAGE_ROWS) * this.#width);
  }

  /** Outcome of a point; null without numbers. */
  at(index: number): Outcome | null {
    const page = this.#pages.get(Math.floor(index / PAGE_ROWS));
    const from = (index % PAGE_ROWS) * this.#width;
    const violation = page?.[from + this.#width - 1] ?? Number.NaN;
    if (page === undefined || Number.isNaN(violation)) return null;
    return { objectives: [...page.subarray(from, from + this.#width - 1)], violation };
  }

  /** Objectives of the points without violation, rows × objectives, and their indices, ascending. */
  feasible(): { readonly indices: Float64Array; readonly objectives: Float64Array } {
    const columns = this.#width - 1;
    const numbers = [...this.#pages.keys()].sort((a, b) => a - b);
    const indices = new Float64Array(numbers.length * PAGE_ROWS);
    const objectives = new Float64Array(indices.length * columns);
    let rows = 0;
    for (const number of numbers) {
      const page = this.#pages.get(number) as Float64Array;
      for (let row = 0; row < PAGE_ROWS; row++) {
        const from = row * this.#width;
        if (page[from + columns] !== 0) continue;
        objectives.set(page.subarray(from, from + columns), rows * columns);
        indices[rows++] = number * PAGE_ROWS + row;
      }
    }
    return { indices: indices.slice(0, rows), objectives: objectives.slice(0, rows * columns) };
  }
}
