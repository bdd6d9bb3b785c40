import type { StoredStudy, StudyRow } from "../../shared/studies/stored.ts";
import { KeyTable } from "./key-table.ts";

/** Statuses, levels and metrics of a store's rows, keyed by settings; the first of equal keys. */
export function keptRows(
  rows: Iterable<StudyRow>,
  keyOfRow: (row: StudyRow) => string,
  { metrics }: StoredStudy,
) {
  const found = new KeyTable();
  const firsts = growingPlaces();
  const words: string[] = [];
  const wordNumber = (word: string): number => {
    const known = words.indexOf(word);
    return known < 0 ? words.push(word) - 1 : known;
  };
  const columns = metrics.length;
  const numbers = growing(columns);
  const states = growingPlaces();
  let count = 0;
  for (const row of rows) {
    if (found.add(keyOfRow(row))) firsts.push(count);
    states.push(256 * wordNumber(row.status) + wordNumber(row.level));
    numbers.push(row.metrics);
    count++;
  }
  return {
    count,
    size: found.size,
    find: (key: string) => {
      const number = found.find(key);
      return number === undefined ? undefined : firsts.at(number);
    },
    /** First rows of each setting, ascending. */
    firsts: () => firsts.list(),
    row: (at: number, values: StudyRow["values"]): StudyRow => ({
      index: at,
      status: words[states.at(at) >> 8],
      level: words[states.at(at) & 255],
      values,
      metrics: numbers.row(at),
      reason: "",
    }),
  };
}

/** A growing list of integers below 2³², four bytes each. */
function growingPlaces() {
  let data = new Uint32Array(1024);
  let count = 0;
  return {
    push(value: number): void {
      if (count === data.length) {
        const old = data;
        data = new Uint32Array(2 * old.length);
        data.set(old);
      }
      data[count++] = value;
    },
    at: (n: number): number => data[n],
    list: (): Uint32Array => data.subarray(0, count),
  };
}

/** Growing rows of `columns` numbers; null is distinct from NaN. */
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
