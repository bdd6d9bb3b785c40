import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dense, dense } from "../src/dense.ts";
import { pickRows } from "../src/dominance.ts";
import { nonDominated } from "../src/front.ts";
import { compensatedSum, frontHypervolume, hypervolume } from "../src/hypervolume.ts";
import { cellsCovered, toDense, volumeByCompression, volumeByInclusion } from "./brute-force.ts";
import { createRng } from "./random.ts";

const settings = { seed: 4711, numRuns: 300 };
const pointSets = (value: fc.Arbitrary<number>, maxLength: number, most: number) =>
  fc
    .integer({ min: 1, max: most })
    .chain((columns) =>
      fc.tuple(
        fc.constant(columns),
        fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { maxLength }),
      ),
    );

describe("hypervolume", () => {
  test("counts integer cells exactly, points on and beyond the reference included", () => {
    fc.assert(
      fc.property(pointSets(fc.integer({ min: 0, max: 6 }), 25, 5), ([columns, rows]) => {
        const reference = new Array(columns).fill(5);
        expect(hypervolume(toDense(rows, columns), reference)).toBe(cellsCovered(rows, reference));
      }),
      settings,
    );
  });

  test("of 1000 points in four objectives, with ties and without: as moocore 0.3.2 has it", () => {
    const rng = createRng(4);
    const tied = dense(
      1000,
      4,
      Float64Array.from({ length: 4000 }, () => Math.round(20 * rng.uniform()) / 20),
    );
    const smooth = dense(
      1000,
      4,
      Float64Array.from({ length: 4000 }, () => rng.uniform()),
    );
    const reference = new Array(4).fill(1.1);
    expect(hypervolume(tied, reference) / 1.4480812500000004 - 1).toBeCloseTo(0, 14);
    expect(hypervolume(smooth, reference) / 1.3597600211256007 - 1).toBeCloseTo(0, 14);
  });

  test("of a front is that of all points, bit for bit, wherever the reference stands", () => {
    fc.assert(
      fc.property(
        pointSets(fc.double({ min: 0, max: 6, noNaN: true }), 25, 5),
        fc.double({ min: -1, max: 7, noNaN: true }),
        ([columns, rows], bound) => {
          const points = toDense(rows, columns);
          const reference = new Array(columns).fill(bound);
          const front = pickRows(points, nonDominated(points));
          expect(frontHypervolume(front, reference)).toBe(hypervolume(points, reference));
        },
      ),
      settings,
    );
  });

  test("equals the grid of all coordinates, exact integers up to 1000^4, within 1e-14", () => {
    fc.assert(
      fc.property(pointSets(fc.integer({ min: 0, max: 1010 }), 14, 4), ([columns, rows]) => {
        const reference = new Array(columns).fill(1000);
        const exact = volumeByCompression(rows, reference);
        expect(Math.abs(hypervolume(toDense(rows, columns), reference) - exact)).toBeLessThanOrEqual(
          1e-14 * exact,
        );
      }),
      { ...settings, numRuns: 150 },
    );
  });

  test("another algorithm with one more objective, the same for all points, finds the same volume", () => {
    const rng = createRng("one more objective");
    for (const [columns, rows] of [
      [2, 60],
      [3, 60],
      [4, 80],
      [5, 30],
    ]) {
      const points = Array.from({ length: rows }, () => {
        const raw = Array.from({ length: columns }, () => Math.abs(rng.normal()));
        return raw.map((x) => 1 - x / Math.hypot(...raw));
      });
      const reference = new Array(columns).fill(1.1);
      const plain = hypervolume(toDense(points, columns), reference);
      const raised = hypervolume(
        toDense(
          points.map((row) => [...row, -2]),
          columns + 1,
        ),
        [...reference, 1],
      );
      expect(Math.abs(raised / 3 - plain)).toBeLessThan(1e-13 * plain);
    }
  });

  test("2003 steps of one staircase, in any order of z: cell by cell", () => {
    const n = 2003;
    const height = Int32Array.from({ length: n }, (_, x) => (x * 797) % n);
    const rows = [...height].map((z, x) => [x, n - 1 - x, z]);
    // The unit cells over (a, b) are covered from the least z of the points with n − 1 − b ≤ x ≤ a.
    let exact = 0;
    for (let low = 0; low < n; low++)
      for (let a = low, least = n; a < n; a++) {
        least = Math.min(least, height[a]);
        exact += n - least;
      }
    expect(hypervolume(toDense(rows, 3), [n, n, n])).toBe(exact);
  });

  test("equals inclusion and exclusion for real coordinates", () => {
    fc.assert(
      fc.property(pointSets(fc.double({ min: 0, max: 1, noNaN: true }), 9, 6), ([columns, rows]) => {
        const reference = Array.from({ length: columns }, (_, c) => 0.7 + c / 10);
        const ours = hypervolume(toDense(rows, columns), reference);
        expect(Math.abs(ours - volumeByInclusion(rows, reference))).toBeLessThan(1e-10);
      }),
      settings,
    );
  });

  test("does not depend on the order of points or objectives", () => {
    fc.assert(
      fc.property(pointSets(fc.integer({ min: -9, max: 9 }), 20, 5), ([columns, rows]) => {
        const reference = new Array(columns).fill(8);
        const turned = rows.map((row) => [...row.slice(1), row[0]]).reverse();
        expect(hypervolume(toDense(turned, columns), reference)).toBe(
          hypervolume(toDense(rows, columns), reference),
        );
      }),
      settings,
    );
  });

  test("nothing better than the reference: 0; an infinite side: Infinity", () => {
    const one = (...x: number[]): Dense => dense(1, x.length, Float64Array.from(x));
    expect(hypervolume(dense(0, 2), [1, 1])).toBe(0);
    expect(hypervolume(one(1, 0), [1, 1])).toBe(0);
    expect(hypervolume(one(Infinity, -Infinity), [1, 1])).toBe(0);
    expect(hypervolume(one(1, -Infinity), [1, 1])).toBe(0);
    expect(hypervolume(one(0, -Infinity), [1, 1])).toBe(Infinity);
    expect(hypervolume(one(0, 0), [1, Infinity])).toBe(Infinity);
    expect(hypervolume(one(0, 0), [-Infinity, 1])).toBe(0);
    expect(() => hypervolume(one(0, 0), [1])).toThrow(RangeError);
    expect(() => hypervolume(one(0, Number.NaN), [1, 1])).toThrow("NaN in row 0");
  });
});

/** Points of a front f₂(f₁), dense enough that what lies between them is below the tolerance. */
function curve(count: number, from: number, to: number, f2: (f1: number) => number): Dense {
  const points = dense(count, 2);
  for (let i = 0; i < count; i++) {
    const f1 = from + ((to - from) * i) / (count - 1);
    points.data.set([f1, f2(f1)], 2 * i);
  }
  return points;
}

test("a compensated sum keeps what a plain one loses", () => {
  const sum = compensatedSum();
  for (const term of [1, 1e100, 1, -1e100]) sum.add(term);
  expect(sum.value).toBe(2);
  const tenths = compensatedSum();
  for (let i = 0; i < 1e6; i++) tenths.add(0.1);
  // A plain sum ends at 100000.00000133288.
  expect(tenths.value).toBe(100_000);
});

describe("closed forms of test-suite fronts; a finite sample stays just below", () => {
  const below = (ours: number, exact: number, gap: number): void => {
    expect(ours).toBeLessThan(exact);
    expect(ours).toBeGreaterThan(exact - gap);
  };
  const n = 200_001;

  test("ZDT1, reference 1.1: (r − 1) + 2/3 + (r − 1) r", () =>
    below(
      hypervolume(
        curve(n, 0, 1, (x) => 1 - Math.sqrt(x)),
        [1.1, 1.1],
      ),
      0.1 + 2 / 3 + 0.11,
      1e-5,
    ));
  test("ZDT2, reference 1.1", () =>
    below(
      hypervolume(
        curve(n, 0, 1, (x) => 1 - x * x),
        [1.1, 1.1],
      ),
      0.5433333333333,
      1e-5,
    ));
  test("ZDT3, reference 1.1: five segments of the curve", () => {
    const zdt3 = curve(n, 0, 0.852, (x) => 1 - Math.sqrt(x) - x * Math.sin(10 * Math.PI * x));
    below(hypervolume(zdt3, [1.1, 1.1]), 1.3317629087, 1e-4);
  });
  test("ZDT6, reference 1", () =>
    below(
      hypervolume(
        curve(n, 0.2807753191, 1, (x) => 1 - x * x),
        [1, 1],
      ),
      0.3259550465,
      1e-5,
    ));
  test("a line in the middle: one half less the stairs, exactly", () =>
    expect(
      hypervolume(
        curve(1025, 0, 1, (x) => 1 - x),
        [1, 1],
      ),
    ).toBe(0.5 - 1 / 2048));

  /** Octant of the unit sphere (DTLZ2) by two angles. */
  const octant = (steps: number): Dense => {
    const points = dense((steps + 1) ** 2, 3);
    for (let i = 0; i <= steps; i++)
      for (let j = 0; j <= steps; j++) {
        const a = (i / steps) * (Math.PI / 2);
        const b = (j / steps) * (Math.PI / 2);
        points.data.set(
          [Math.cos(a) * Math.cos(b), Math.cos(a) * Math.sin(b), Math.sin(a)].map((x) => Math.max(x, 0)),
          3 * (i * (steps + 1) + j),
        );
      }
    return points;
  };
  test("DTLZ2 with three objectives, reference 1.1: r³ − π/6", () =>
    below(hypervolume(octant(300), [1.1, 1.1, 1.1]), 1.1 ** 3 - Math.PI / 6, 6e-3));
  test("DTLZ1 with three objectives, reference 1: 1 − 1/48", () => {
    const rows: number[][] = [];
    for (let i = 0; i <= 128; i++)
      for (let j = 0; i + j <= 128; j++) rows.push([i / 256, j / 256, (128 - i - j) / 256]);
    below(hypervolume(toDense(rows, 3), [1, 1, 1]), 1 - 1 / 48, 2e-3);
  });
});
