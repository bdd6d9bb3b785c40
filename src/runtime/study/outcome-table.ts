import type { Outcome } from "../../explore/search/search.ts";

/** Outcomes of points by their index, in typed arrays: a million take some tens of megabytes. */
export class OutcomeTable {
  readonly #width: number;
  #data: Float64Array;
  #count = 0;

  /** `objectives` numbers and a violation a point. */
  constructor(objectives: number) {
    this.#width = objectives + 1;
    this.#data = new Float64Array(1024 * this.#width).fill(Number.NaN);
  }

  /** One above the largest index that was set. */
  get count(): number {
    return this.#count;
  }

  set(index: number, outcome: Outcome | null): void {
    this.#reserve(index);
    if (outcome !== null) this.#data.set([...outcome.objectives, outcome.violation], index * this.#width);
  }

  /** null for a point without numbers. */
  at(index: number): Outcome | null {
    const from = index * this.#width;
    const violation = this.#data[from + this.#width - 1];
    if (index >= this.#count || Number.isNaN(violation)) return null;
    return { objectives: [...this.#data.subarray(from, from + this.#width - 1)], violation };
  }

  /** Objectives of the points that violate nothing, rows × objectives, and their indices. */
  feasible(): { readonly indices: Float64Array; readonly objectives: Float64Array } {
    const columns = this.#width - 1;
    const indices = new Float64Array(this.#count);
    const objectives = new Float64Array(this.#count * columns);
    let rows = 0;
    for (let index = 0; index < this.#count; index++) {
      const from = index * this.#width;
      if (this.#data[from + columns] !== 0) continue;
      objectives.set(this.#data.subarray(from, from + columns), rows * columns);
      indices[rows++] = index;
    }
    return { indices: indices.slice(0, rows), objectives: objectives.slice(0, rows * columns) };
  }

  #reserve(index: number): void {
    this.#count = Math.max(this.#count, index + 1);
    const needed = this.#count * this.#width;
    if (needed <= this.#data.length) return;
    const grown = new Float64Array(Math.max(needed, 2 * this.#data.length)).fill(Number.NaN);
    grown.set(this.#data);
    this.#data = grown;
  }
}
