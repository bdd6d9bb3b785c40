import type { StoredStudy, StudyRow } from "./stored.ts";

/** Statuses, levels and metrics of a store's rows, found by what the rows set; of two alike the first. */
export function keptRows(
  rows: Iterable<StudyRow>,
  keyOfRow: (row: StudyRow) => string,
  { metrics }: StoredStudy,
) {
  const found = new Map<string, number>();
  const words: string[] = [];
  const wordNumber = (word: string): number => {
    const known = words.indexOf(word);
    return known < 0 ? words.push(word) - 1 : known;
  };
  const columns = metrics.length;
  const numbers = growing(columns);
  const isFirst: boolean[] = [];
  const states: number[] = [];
  let count = 0;
  for (const row of rows) {
    const key = keyOfRow(row);
    const isNew = !found.has(key);
    if (isNew) found.set(key, count);
    isFirst.push(isNew);
    states.push(256 * wordNumber(row.status) + wordNumber(row.level));
    numbers.push(row.metrics);
    count++;
  }
  return {
    count,
    size: found.size,
    find: (key: string) => found.get(key),
    isFirst: (at: number) => isFirst[at],
    row: (at: number, values: StudyRow["values"]): StudyRow => ({
      index: at,
      status: words[states[at] >> 8],
      level: words[states[at] & 255],
      values,
      metrics: numbers.row(at),
      reason: "",
    }),
  };
}

/** Rows of numbers, each of `columns`; null is kept apart from NaN. */
function growing(columns: number) {
  let data = new Float64Array(1024 * columns);
  let isNull = new Uint8Array(1024 * columns);
  let rows = 0;
  return {
    push(values: readonly (number | null)[]): void {
      if ((rows + 1) * columns > data.length) {
        const [old, oldNull] = [data, isNull];
        data = new Float64Array(2 * old.length);
        data.set(old);
        isNull = new Uint8Array(2 * oldNull.length);
        isNull.set(oldNull);
      }
      for (let c = 0; c < columns; c++) {
        data[rows * columns + c] = values[c] ?? 0;
        isNull[rows * columns + c] = values[c] === null ? 1 : 0;
      }
      rows++;
    },
    row: (at: number): (number | null)[] =>
      Array.from({ length: columns }, (_, c) =>
        isNull[at * columns + c] === 1 ? null : data[at * columns + c],
      ),
  };
}
