import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../src/base/rng.ts";
import { epsilonFront, epsilonNeighbourhood } from "../../src/explore/epsilon-front.ts";
import { createFrontArchive } from "../../src/explore/front-archive.ts";
import { nonDominated } from "../../src/explore/pareto.ts";
import { dominatesByDefinition, frontByDefinition, toDense } from "./brute-force.ts";

const settings = { seed: 404, numRuns: 600 };
const pointSets = (value: fc.Arbitrary<number>, maxLength = 40) =>
  fc
    .integer({ min: 1, max: 4 })
    .chain((columns) =>
      fc.tuple(
        fc.constant(columns),
        fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { maxLength }),
      ),
    );
/** Quarters: exact in every sum and quotient below. */
const quarters = fc.integer({ min: -20, max: 20 }).map((k) => k / 4);
const withInfinities = fc.oneof({ weight: 8, arbitrary: quarters }, fc.constantFrom(-Infinity, Infinity));

describe("ε-front", () => {
  test("is part of the front, covers every point within ε, and holds one point a box", () => {
    fc.assert(
      fc.property(pointSets(withInfinities), fc.constantFrom(0, 0.25, 0.5, 2), ([columns, rows], side) => {
        const epsilon = Array.from({ length: columns }, (_, c) => (c === 1 ? side / 2 : side));
        const kept = epsilonFront(toDense(rows, columns), epsilon);
        const front = frontByDefinition(rows);
        expect(kept.filter((i) => !front.includes(i))).toEqual([]);
        for (const row of rows)
          expect(kept.some((i) => rows[i].every((x, c) => x <= row[c] + epsilon[c]))).toBe(true);
        const boxes = kept.map((i) =>
          rows[i].map((x, c) => (epsilon[c] === 0 ? x + 0 : Math.floor(x / epsilon[c]))).join(),
        );
        expect(new Set(boxes).size).toBe(kept.length);
      }),
      settings,
    );
  });

  test("keeps the point nearest to its box's corner; ε = 0 keeps the first of each copy", () => {
    const rows = [
      [0.1, 0.8],
      [0.4, 0.4],
      [0.8, 0.1],
      [1.5, -0.5],
      [0.4, 0.4],
    ];
    expect(epsilonFront(toDense(rows, 2), [1, 1])).toEqual([1, 3]);
    expect(epsilonFront(toDense(rows, 2), [0, 0])).toEqual([0, 1, 2, 3]);
    expect(() => epsilonFront(toDense(rows, 2), [1])).toThrow("expected 2 values of ε, received 1");
    expect(() => epsilonFront(toDense(rows, 2), [1, -1])).toThrow("received -1");
  });
});

test("the ε-neighbourhood is what no point beats by ε in all, and by more in one", () => {
  fc.assert(
    fc.property(pointSets(withInfinities), fc.constantFrom(0, 0.25, 1), ([columns, rows], side) => {
      const epsilon = Array.from({ length: columns }, (_, c) => side * (c + 1));
      const expected = rows.flatMap((row, i) => {
        const moved = row.map((x, c) => x - epsilon[c]);
        return rows.some((other) => dominatesByDefinition(other, moved)) ? [] : [i];
      });
      expect(epsilonNeighbourhood(toDense(rows, columns), epsilon)).toEqual(expected);
    }),
    settings,
  );
});

describe("streaming archive", () => {
  test("holds the front of what was inserted, copies included, in any order", () => {
    fc.assert(
      fc.property(pointSets(withInfinities), fc.infiniteStream(fc.nat()), ([columns, rows], draws) => {
        const archive = createFrontArchive(columns);
        const left = rows.map((_, i) => i);
        const seen: number[] = [];
        while (left.length > 0) {
          const [i] = left.splice((draws.next().value as number) % left.length, 1);
          seen.push(i);
          const stayed = archive.insert(i, rows[i]);
          const front = frontByDefinition(seen.map((k) => rows[k])).map((k) => seen[k]);
          expect(stayed).toBe(front.includes(i));
          expect(archive.size).toBe(front.length);
        }
        expect(archive.members().map(({ index }) => index)).toEqual(nonDominated(toDense(rows, columns)));
        expect(archive.epsilon).toBeNull();
      }),
      settings,
    );
  });

  test("with a capacity: never more members, none dominates another, all points covered within the final ε", () => {
    fc.assert(
      fc.property(pointSets(withInfinities, 200), ([columns, rows]) => {
        const capacity = 4 ** (columns - 1);
        const archive = createFrontArchive(columns, capacity);
        rows.forEach((row, i) => {
          archive.insert(i, row);
          expect(archive.size).toBeLessThanOrEqual(capacity);
        });
        const members = archive.members().map(({ objectives }) => [...objectives]);
        expect(frontByDefinition(members)).toHaveLength(members.length);
        const { epsilon } = archive;
        for (const row of rows)
          expect(
            members.some((member) =>
              member.every((x, c) =>
                epsilon === null ? x <= row[c] : x === row[c] || x < row[c] + epsilon[c],
              ),
            ),
          ).toBe(true);
      }),
      settings,
    );
  });

  test("a front of 100 000 points in 500 members that still span it", () => {
    const rng = createRng("span");
    const archive = createFrontArchive(2, 500);
    for (let i = 0; i < 100_000; i++) {
      const x = rng.uniform();
      archive.insert(i, [x, 1 - x]);
    }
    expect(archive.size).toBeGreaterThan(125);
    expect(archive.epsilon?.[0]).toBeLessThan(1 / 100);
    const xs = archive.members().map(({ objectives }) => objectives[0]);
    expect(Math.min(...xs)).toBeLessThan(0.01);
    expect(Math.max(...xs)).toBeGreaterThan(0.99);
  });

  test("refuses NaN, other lengths, and a capacity that boxes cannot keep", () => {
    const archive = createFrontArchive(2);
    expect(() => archive.insert(7, [0, Number.NaN])).toThrow("received NaN for index 7");
    expect(() => archive.insert(7, [0])).toThrow("expected 2 objectives, received 1 for index 7");
    expect(() => createFrontArchive(3, 15)).toThrow("at least 16 for 3 objectives, received 15");
  });
});
