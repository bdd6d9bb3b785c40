import { describe, expect, it } from "vitest";
import { type Fact, faults, judge, REMEMBERED, tally } from "../../evidence/published/fact.ts";

const fact = (changes: Partial<Fact> = {}): Fact => ({
  topic: "test",
  quantity: "a figure",
  unit: "pJ",
  published: 2,
  ours: 2,
  tolerance: 0.25,
  source: "isaac-2016",
  evidence: "same formula",
  note: "",
  ...changes,
});

describe("a verdict", () => {
  it("is a band that is as wide above as below: 25 % is ×1.25 and ÷1.25", () => {
    expect(judge(fact({ ours: 2.5 })).verdict).toBe("pass");
    expect(judge(fact({ ours: 1.6 })).verdict).toBe("pass");
    expect(judge(fact({ ours: 2.51 })).verdict).toBe("miss");
    expect(judge(fact({ ours: 1.59 })).verdict).toBe("miss");
    expect(judge(fact({ ours: 1.59 })).ratio).toBeCloseTo(0.795, 12);
  });

  it("of tolerance 0 asks for the number to 1e-9", () => {
    expect(judge(fact({ tolerance: 0, ours: 2 * (1 + 5e-10) })).verdict).toBe("pass");
    expect(judge(fact({ tolerance: 0, ours: 2 * (1 + 2e-9) })).verdict).toBe("miss");
  });

  it("never passes a remembered figure, however near", () => {
    expect(judge(fact({ source: REMEMBERED })).verdict).toBe("cannot pass");
    expect(judge(fact({ source: REMEMBERED, ours: 20 })).verdict).toBe("cannot pass");
  });

  it("of no number of ours is a refusal without a ratio", () => {
    expect(judge(fact({ ours: null }))).toMatchObject({ verdict: "refused", ratio: null });
  });

  it.each([
    { published: 0 },
    { published: Number.NaN },
    { ours: -1 },
    { ours: Number.POSITIVE_INFINITY },
    { tolerance: -0.1 },
  ])("refuses %o, naming the figure", (changes) => {
    expect(() => judge(fact(changes))).toThrow(/^test, a figure: expected .* received/);
  });
});

it("a fault is a missed sum or formula; a missed prediction and a refusal are none", () => {
  const facts = [
    fact(),
    fact({ ours: 9 }),
    fact({ ours: 9, evidence: "arithmetic" }),
    fact({ ours: 9, evidence: "independent prediction" }),
    fact({ ours: 9, source: REMEMBERED }),
    fact({ ours: null }),
  ].map(judge);
  expect(tally(facts)).toEqual({ pass: 1, miss: 3, "cannot pass": 1, refused: 1 });
  expect(faults(facts).map(({ evidence }) => evidence)).toEqual(["same formula", "arithmetic"]);
});
