import { dense } from "../base/dense.ts";
import { nonDominated } from "./pareto.ts";

/**
 * Rows that go on to the next level: the front, and every row that would be on it if each of its objectives were better
 * by `slack` of that objective's magnitude. Rows × columns, smaller is better; ascending.
 */
export function promoted(objectives: Float64Array, columns: number, slack: number): number[] {
  const rows = objectives.length / columns;
  const front = nonDominated(dense(rows, columns, objectives));
  const moved = objectives.map((x) => x - slack * Math.abs(x));
  const isBeaten = (row: number): boolean =>
    front.some((best) => {
      let isStrict = false;
      for (let c = 0; c < columns; c++) {
        const own = moved[row * columns + c];
        const other = objectives[best * columns + c];
        if (other > own) return false;
        if (other < own) isStrict = true;
      }
      return isStrict;
    });
  return Array.from({ length: rows }, (_, row) => row).filter((row) => !isBeaten(row));
}
