import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dense } from "../src/dense.ts";
import { nonDominated } from "../src/front.ts";
import { dominatesByDefinition, frontByDefinition, toDense } from "./brute-force.ts";
import { createRng } from "./random.ts";

/** Few distinct values make ties and duplicates common; the infinities and both zeros take part. */
const coordinate = fc.constantFrom(-Infinity, -1, -0, 0, 1, 2, 3, Infinity);
const pointSets = fc
  .integer({ min: 1, max: 5 })
  .chain((columns) =>
    fc.tuple(
      fc.constant(columns),
      fc.array(fc.array(coordinate, { minLength: columns, maxLength: columns }), { maxLength: 40 }),
    ),
  );
const settings = { seed: 20_260, numRuns: 1500 };

describe("nonDominated", () => {
  test("equals the definition in one to five objectives", () => {
    fc.assert(
      fc.property(pointSets, ([columns, rows]) => {
        expect(nonDominated(toDense(rows, columns))).toEqual(frontByDefinition(rows));
      }),
      settings,
    );
  });

  test("equals the definition over many blocks of four objectives, ties and copies everywhere", () => {
    const rng = createRng("blocks");
    for (const [count, values] of [
      [17, 3],
      [33, 50],
      [500, 4],
      [700, 9],
      [900, 1e9],
    ]) {
      // Half of the rows lie near a plane of constant sum, where few dominate others.
      const rows = Array.from({ length: count }, (_, n) => {
        const row = Array.from({ length: 4 }, () => rng.integer(values));
        if (n % 2 === 0) row[3] = 3 * values - row[0] - row[1] - row[2];
        return row;
      });
      expect(nonDominated(toDense(rows, 4))).toEqual(frontByDefinition(rows));
    }
  });

  test("front of two parts = front of their fronts; a front is its own front", () => {
    fc.assert(
      fc.property(pointSets, fc.nat(), ([columns, rows], cut) => {
        const at = rows.length === 0 ? 0 : cut % rows.length;
        const front = (part: number[][]): number[][] =>
          nonDominated(toDense(part, columns)).map((i) => part[i]);
        expect(front([...front(rows.slice(0, at)), ...front(rows.slice(at))])).toEqual(front(rows));
        expect(front(front(rows))).toEqual(front(rows));
      }),
      { ...settings, numRuns: 500 },
    );
  });

  test("lists every copy of a front point, ascending", () => {
    const rows = [
      [3, 1],
      [1, 3],
      [2, 2],
      [2, 2],
      [2, 3],
      [1, 3],
    ];
    expect(nonDominated(toDense(rows, 2))).toEqual([0, 1, 2, 3, 5]);
  });

  test("a tie in one objective is dominated by the better other one", () => {
    expect(nonDominated(dense(3, 2, Float64Array.of(1, 5, 1, 4, 0, 4)))).toEqual([2]);
  });

  test("no rows, no front; NaN and no objectives are refused", () => {
    expect(nonDominated(dense(0, 2))).toEqual([]);
    expect(() => nonDominated(dense(2, 2, Float64Array.of(1, 2, 3, Number.NaN)))).toThrow("NaN in row 1");
    expect(() => nonDominated(dense(0, 0))).toThrow(RangeError);
  });

  test.each([
    [2, 300_000],
    [3, 200_000],
  ])("%i objectives, %i points that are all on the front", (columns, rows) => {
    const rng = createRng("simplex");
    const points = dense(rows, columns);
    for (let i = 0; i < rows; i++) {
      let rest = 1 << 20;
      // Integers that add up to one constant: no point dominates another.
      for (let c = 0; c + 1 < columns; c++) {
        points.data[i * columns + c] = rng.integer(rest);
        rest -= points.data[i * columns + c];
      }
      points.data[(i + 1) * columns - 1] = rest;
    }
    expect(nonDominated(points)).toHaveLength(rows);
  });

  test.each([2, 3, 4, 6])(
    "%i objectives, 20 000 points, many dominated: the filter of an archive",
    (columns) => {
      const rng = createRng(`archive ${columns}`);
      const rows = Array.from({ length: 20_000 }, () =>
        Array.from({ length: columns }, () => Math.floor(rng.normal() * 50)),
      );
      // An independent method: each row against those that have survived.
      let archive: number[] = [];
      rows.forEach((row, i) => {
        if (archive.some((k) => dominatesByDefinition(rows[k], row))) return;
        archive = [...archive.filter((k) => !dominatesByDefinition(row, rows[k])), i];
      });
      expect(nonDominated(toDense(rows, columns))).toEqual(archive);
    },
  );
});
