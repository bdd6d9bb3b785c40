import { describe, expect, it } from "vitest";
import { createRng, factor, percent } from "#base";
import {
  judge,
  judgeRatio,
  OUTCOME_WORD,
  TIE,
  takesLess,
  verdictText,
} from "../../src/comparison/judgement.ts";

describe("the judge", () => {
  it("wins with something lower and nothing higher, trades with both, ties within half a percent", () => {
    expect(judge(0.5, 0.8)).toBe("wins");
    expect(judge(1.003, 0.8)).toBe("wins");
    expect(judge(1.003, 1.2)).toBe("loses");
    expect(judge(0.9, 1.2)).toBe("trades");
    expect(judge(0.9, 0.9, 1.2)).toBe("trades");
    expect(judge(0.996, 1.004)).toBe("ties");
    expect(judge(1)).toBe("ties");
    expect(judge(1 + TIE)).toBe("loses");
    expect(judge(1 / (1 + 2 * TIE))).toBe("wins");
    expect(() => judge(1, Number.NaN)).toThrow(RangeError);
  });

  it("says the opposite of two designs the other way round, whatever the quotients", () => {
    const opposite = { wins: "loses", loses: "wins", ties: "ties", trades: "trades" } as const;
    const rng = createRng(3);
    for (let n = 0; n < 2000; n++) {
      // Half of them near the edges of a tie.
      const quotients = [rng, rng].map(() =>
        n % 2 === 0 ? Math.exp(0.02 * (rng.uniform() - 0.5)) : Math.exp(4 * (rng.uniform() - 0.5)),
      );
      expect(judge(...quotients.map((x) => 1 / x))).toBe(opposite[judge(...quotients)]);
      const [own, rival] = quotients;
      expect(takesLess(own, rival) && takesLess(rival, own)).toBe(false);
    }
  });

  it("knows what cannot be built, and what spends nothing", () => {
    expect(takesLess(1, Number.POSITIVE_INFINITY)).toBe(true);
    expect(takesLess(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(false);
    expect(takesLess(0, 0)).toBe(false);
    expect(judgeRatio({ energy: null, latency: 1, area: 1 })).toBeNull();
  });

  it("has one phrase and one notation of quotients", () => {
    expect(verdictText("C", "B", { energy: 1.003, latency: 0.8, area: 2 }, { factor, percent })).toBe(
      `C ${OUTCOME_WORD.wins} B: ×1 energy, ×0.8 latency, ×2 area`,
    );
    // A price at another recall says at which.
    const ratio = { energy: 1.003, latency: 0.8, area: 2 };
    expect(verdictText("C", "G", ratio, { factor, percent }, [0.69, 0.92])).toMatch(
      /area, at recall 69 % against 92 %$/,
    );
    expect(verdictText("P", "F", ratio, { factor, percent }, [undefined, 0.89])).toMatch(
      /recall unknown against 89 %$/,
    );
    expect(verdictText("C", "B", ratio, { factor, percent }, [0.69, 0.69])).not.toContain("recall");
    expect(verdictText("C", "B", { energy: null, latency: 0.8, area: 2 }, { factor, percent })).toBe("");
  });
});
