import { describe, expect, it } from "vitest";
import { agreementOf, spearmanOf } from "../../../src/simulation/surrogate/estimate-agreement.ts";

const point = (mean: number, interval: number, estimated: number | null) => ({
  simulated: { mean, interval, samples: 10 },
  estimated,
});

describe("agreement of an axis", () => {
  it("passes with errors and ranks within the bars", () => {
    const points = [point(0.3, 0.01, 0.31), point(0.5, 0.01, 0.48), point(0.7, 0.01, 0.7)];
    const { error, rank, spearman, pairs, verdict } = agreementOf(points);
    expect(error).toBeCloseTo(0.02, 12);
    expect({ rank, spearman, pairs, verdict }).toEqual({ rank: 1, spearman: 1, pairs: 3, verdict: "pass" });
  });

  it("misses by one large error, or by an order that the simulation tells apart", () => {
    expect(agreementOf([point(0.3, 0.01, 0.34), point(0.5, 0.01, 0.5)]).verdict).toBe("miss");
    expect(agreementOf([point(0.5, 0.001, 0.51), point(0.51, 0.001, 0.5)])).toMatchObject({
      rank: -1,
      verdict: "miss",
    });
    // Equal estimates of points that differ are no agreement.
    expect(agreementOf([point(0.5, 0.001, 0.505), point(0.51, 0.001, 0.505)])).toMatchObject({
      rank: 0,
      verdict: "miss",
    });
  });

  it("is flat where no two points are told apart, and is held to the error all the same", () => {
    expect(agreementOf([point(0.5, 0.01, 0.51), point(0.51, 0.01, 0.5)])).toMatchObject({
      rank: null,
      verdict: "flat",
    });
    expect(agreementOf([point(0.5, 0.01, 0.54), point(0.51, 0.01, 0.5)]).verdict).toBe("miss");
  });

  it("leaves out what is not known, and says so where nothing is", () => {
    expect(agreementOf([point(0.5, 0.01, null), point(0.6, 0.01, 0.6)])).toMatchObject({ verdict: "flat" });
    expect(agreementOf([point(0.5, 0.01, null)])).toMatchObject({ error: null, verdict: "unknown" });
  });

  it("knows Spearman's correlation with ties", () => {
    expect(spearmanOf([1, 2, 3, 4], [10, 20, 40, 30])).toBeCloseTo(0.8, 12);
    expect(spearmanOf([1, 2, 2, 3], [1, 2, 2, 3])).toBeCloseTo(1, 12);
    expect(spearmanOf([1, 2, 3], [5, 5, 5])).toBe(null);
    expect(spearmanOf([1, 2], [1, 2])).toBe(null);
  });
});
