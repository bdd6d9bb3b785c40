import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { budgetOutcome } from "../../src/commands/budget/report/verdict.ts";
import { designAnswer } from "../../src/commands/budget/run/budget.ts";
import { limitConstraints } from "../../src/commands/budget/run/limit-constraints.ts";
import { atDuty, atEqualRate } from "../../src/commands/budget/run/slowed.ts";
import { throughput } from "../../src/comparison/metrics/prices.ts";
import { familyOf, SMALL } from "../commands/budget/small-family.ts";

describe("a verdict within a budget", () => {
  it("is not undone by slowing the rival, for 50 random limits", async () => {
    const family = await familyOf(`{ ${SMALL} }`, 96);
    const rng = createRng("budget verdicts");
    const draw = (low: number, high: number): number => low * (high / low) ** rng.uniform();
    let beats = 0;
    for (let n = 0; n < 50; n++) {
      const limits = { area: draw(5e-6, 5e-5), power: draw(0.2, 5) };
      const answerOf = (contender: Parameters<typeof designAnswer>[0]) =>
        designAnswer(contender, family.get(contender) ?? [], limitConstraints(limits), throughput, null)
          .answer?.best;
      const subject = answerOf("lsh-memristor");
      if (subject === undefined) continue;
      for (const contender of ["lsh-digital", "exact-digital", "exact-analog"] as const) {
        const rival = answerOf(contender);
        if (rival === undefined) continue;
        const equal = atEqualRate(subject, rival);
        expect(equal.subject.throughput / equal.rival.throughput).toBeCloseTo(1, 9);
        expect(
          equal.subject.power / equal.rival.power / (equal.subject.energy / equal.rival.energy),
        ).toBeCloseTo(1, 9);
        if (budgetOutcome({ aim: throughput, sizing: null }, subject, rival) !== "wins") continue;
        beats++;
        // No rival at any duty keeps the limits and is as fast.
        for (const choice of family.get(contender) ?? [])
          for (let duty = 0.01; duty <= 1; duty += 0.01) {
            const { uses } = atDuty(choice, duty);
            if (uses.area <= limits.area && uses.power <= limits.power)
              expect(uses.throughput).toBeLessThan(subject.uses.throughput);
          }
      }
    }
    expect(beats).toBeGreaterThan(10);
  });
});
