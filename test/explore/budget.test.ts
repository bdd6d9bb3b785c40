import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestWithin, type Candidate, leastUses } from "../../src/explore/budget.ts";

const candidates = fc.array(
  fc.record({
    throughput: fc.integer({ min: 0, max: 20 }),
    uses: fc.record({ area: fc.integer({ min: 1, max: 9 }), power: fc.integer({ min: 1, max: 9 }) }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe("the best candidate within limits", () => {
  it("is the true optimum, and a constraint binds exactly where dropping it alone gains", () => {
    fc.assert(
      fc.property(
        candidates,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (all, area, power) => {
          const limits = { area, power };
          const most = (fits: (c: Candidate) => boolean): number =>
            Math.max(-1, ...all.filter(fits).map((c) => c.throughput));
          const answer = bestWithin(all, limits);
          const optimum = most(({ uses }) => uses.area <= area && uses.power <= power);
          expect(answer?.best.throughput ?? -1).toBe(optimum);
          if (answer === null) return;
          const without = {
            area: most(({ uses }) => uses.power <= power),
            power: most(({ uses }) => uses.area <= area),
          };
          for (const { quantity, binds, withoutIt, slack, used, limit } of answer.slacks) {
            const free = without[quantity as "area" | "power"];
            expect(withoutIt).toBe(free);
            expect(binds).toBe(free > optimum);
            expect(slack).toBeCloseTo(1 - used / limit, 12);
            expect(slack).toBeGreaterThanOrEqual(0);
          }
          expect(answer.together).toBe(
            most(() => true) > optimum && Math.max(without.area, without.power) === optimum,
          );
        },
      ),
      { seed: 3, numRuns: 400 },
    );
  });

  it("takes the first of equals, says what the least uses are, and refuses what is no number", () => {
    const all = [1, 2].map((area) => ({ throughput: 5, uses: { area } }));
    expect(bestWithin(all, { area: 3 })?.best).toBe(all[0]);
    expect(bestWithin(all, { area: 0.5 })).toBeNull();
    expect(leastUses(all, { area: 0.5 })).toEqual({ area: 1 });
    expect(() => bestWithin([{ throughput: 1, uses: { area: Number.NaN } }], { area: 1 })).toThrow(
      /expected a finite area/,
    );
    expect(() => bestWithin(all, { power: 1 })).toThrow(/expected a finite power, received undefined/);
  });
});
