import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BudgetAnswer,
  bestWithin,
  budgetMap,
  type Candidates,
  type Constraint,
  limitsBetween,
  nearestUses,
  ranked,
} from "../src/budget.ts";
import { conditionConstraints, conditionText } from "../src/constraints.ts";
import { parseWhere } from "../src/expression.ts";

interface Chip {
  readonly gain: number;
  readonly area: number;
  readonly power: number;
  readonly mass: number;
}

/** Candidates that are what they are, in their order. */
const fixedCandidates = <C>(order: readonly C[]): Candidates<C> => ({
  size: order.length,
  ranked: () => order,
  eased: (candidate) => candidate,
  isMovedBy: () => false,
  identity: (candidate) => candidate,
});

const small = fc.integer({ min: 1, max: 9 });
const chips = fc.array(
  fc.record({ gain: fc.integer({ min: 0, max: 20 }), area: small, power: small, mass: small }),
  { minLength: 1, maxLength: 30 },
);

const atMost = (name: "area" | "power", limit: number): Constraint<Chip> => ({
  name,
  kind: "budget",
  sense: "most",
  limit,
  used: (chip) => chip[name],
  holds: (chip) => chip[name] <= limit,
  isDear: false,
});

const massAtLeast = (limit: number, asked: (chip: Chip) => void = () => {}): Constraint<Chip> => ({
  name: "mass",
  kind: "demand",
  sense: "least",
  limit,
  used: ({ mass }) => mass,
  holds: (chip) => {
    asked(chip);
    return chip.mass >= limit;
  },
  isDear: true,
});

const gainOf = ({ gain }: Chip): number => gain;
const answerOf = (all: readonly Chip[], constraints: Constraint<Chip>[]): BudgetAnswer<Chip> | null =>
  bestWithin(fixedCandidates(ranked(all, gainOf, [({ area }) => area])), gainOf, constraints);

describe("the best candidate within limits", () => {
  it("is the true optimum, and a constraint is active exactly where dropping it alone gains", () => {
    fc.assert(
      fc.property(chips, small, small, small, (all, area, power, mass) => {
        const most = (fits: (c: Chip) => boolean): number => Math.max(-1, ...all.filter(fits).map(gainOf));
        const tests: Record<string, (c: Chip) => boolean> = {
          area: (c) => c.area <= area,
          power: (c) => c.power <= power,
          mass: (c) => c.mass >= mass,
        };
        const without = (name: string) =>
          most((c) => Object.entries(tests).every(([other, holds]) => other === name || holds(c)));
        const optimum = without("none");
        const answer = answerOf(all, [atMost("area", area), massAtLeast(mass), atMost("power", power)]);
        expect(answer?.best.gain ?? -1).toBe(optimum);
        if (answer === null) return;
        for (const { name, active, withoutIt, slack, nextAt } of answer.slacks) {
          expect(withoutIt).toBe(without(name));
          expect(active).toBe(without(name) > optimum);
          expect(slack).toBeGreaterThanOrEqual(0);
          // At the next limit something better fits, and below it nothing does.
          if (nextAt === null) continue;
          const at = (limit: number) =>
            most(
              (c) =>
                c[name as "area"] <= limit &&
                Object.entries(tests).every(([other, holds]) => other === name || holds(c)),
            );
          expect(at(nextAt)).toBeGreaterThan(optimum);
          expect(at(nextAt - 0.5)).toBe(optimum);
        }
        expect(answer.unlimited.gain).toBe(most(tests.mass));
        expect(answer.together).toBe(
          most(() => true) > optimum && Object.keys(tests).every((name) => without(name) === optimum),
        );
      }),
      { seed: 3, numRuns: 400 },
    );
  });

  it("takes the thriftiest of equals, says what comes nearest, and refuses what is no number", () => {
    const all = [2, 1].map((area) => ({ gain: 5, area, power: 1, mass: 1 }));
    expect(answerOf(all, [atMost("area", 3)])?.best).toBe(all[1]);
    expect(answerOf(all, [atMost("area", 0.5)])).toBeNull();
    expect(nearestUses(all, [atMost("area", 0.5), massAtLeast(3)])).toEqual({ area: 1 });
    expect(() => ranked([{ gain: Number.NaN }], ({ gain }) => gain)).toThrow(
      /expected a merit, received NaN/,
    );
  });

  it("asks what is dear of as few as it can: never of what cheap limits refuse, never beyond the answer", () => {
    const all = Array.from({ length: 50 }, (_, n) => ({ gain: 50 - n, area: n % 2, power: 1, mass: n }));
    const asked = new Set<Chip>();
    const answer = answerOf(all, [massAtLeast(10, (chip) => asked.add(chip)), atMost("area", 0)]);
    expect(answer?.best.mass).toBe(10);
    // Without the area those of odd numbers are asked as well, up to the first that has the mass.
    expect([...asked].every(({ mass }) => mass <= 10)).toBe(true);
  });
});

describe("a budget map", () => {
  it("is what each limit alone gives, and its switches are those of all limits", () => {
    fc.assert(
      fc.property(chips, small, fc.boolean(), (all, power, isMass) => {
        const order = fixedCandidates(ranked(all, gainOf, [({ area }) => area]));
        const others = [atMost("power", power)];
        const bounded = (limit: number) => (isMass ? massAtLeast(limit) : atMost("area", limit));
        // Every limit that can matter.
        const limits = Array.from({ length: 10 }, (_, n) => n);
        const { steps, switches } = budgetMap(order, gainOf, others, bounded, limits);
        const best = limits.map(
          (limit) => bestWithin(order, gainOf, [...others, bounded(limit)])?.best ?? null,
        );
        expect(steps.map(({ answer }) => answer?.best ?? null)).toEqual(best);
        const loosening = isMass ? [...limits].reverse() : limits;
        const expected = loosening
          .map((limit) => ({ at: limit, best: best[limit] }))
          .filter(({ best: own }, n) => n > 0 && own !== best[loosening[n - 1]]);
        expect(switches).toEqual(expected);
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it("has both ends in its limits, by equal steps or equal factors", () => {
    expect(limitsBetween(1, 3, 3, "linear")).toEqual([1, 2, 3]);
    expect(limitsBetween(1, 100, 3, "log")[1]).toBeCloseTo(10, 12);
  });
});

describe("a condition as constraints", () => {
  it("is one a joined term, with limit and sense where it has them", () => {
    const condition = parseWhere("mass >= 3 && (area < 5 || power < 2) && power <= 4");
    const constraints = conditionConstraints<Chip>(condition, {
      of: (chip, column) => chip[column as "mass"],
      isDear: (column) => column === "mass",
    });
    expect(constraints.map(({ name, sense, limit, isDear }) => [name, sense, limit, isDear])).toEqual([
      ["mass >= 3", "least", 3, true],
      ["area < 5 || power < 2", "most", null, false],
      ["power <= 4", "most", 4, false],
    ]);
    const chip = { gain: 1, mass: 3, area: 5, power: 1 };
    expect(constraints.map(({ holds }) => holds(chip))).toEqual([true, true, true]);
    expect(constraints.map(({ holds }) => holds({ ...chip, power: 3 }))).toEqual([true, false, true]);
    expect(conditionText(condition)).toBe("mass >= 3 && (area < 5 || power < 2) && power <= 4");
  });
});
