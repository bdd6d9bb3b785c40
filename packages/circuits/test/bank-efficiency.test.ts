import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "#base";
import { bankEfficiency } from "../src/memory/sram.ts";

/** Share of busy banks of a memory played cycle by cycle: what is served comes back as a request for another bank. */
function play(banks: number, outstanding: number, cycles: number, rng: Rng): number {
  const queued = new Int32Array(banks);
  for (let n = 0; n < outstanding; n++) queued[rng.integer(banks)]++;
  let served = 0;
  for (let cycle = 0; cycle < cycles; cycle++) {
    let done = 0;
    for (let bank = 0; bank < banks; bank++)
      if (queued[bank] > 0) {
        queued[bank]--;
        done++;
      }
    served += done;
    for (let n = 0; n < done; n++) queued[rng.integer(banks)]++;
  }
  return served / (cycles * banks);
}

describe("banks that a random gather keeps busy", () => {
  it.each([
    [2, 2],
    [4, 16],
    [16, 8],
    [16, 16],
    [16, 64],
    [64, 64],
    [64, 512],
  ])("%i banks, %i accesses on their way: as the memory played cycle by cycle", (banks, outstanding) => {
    // 20 000 cycles: the played share has a standard error far below 0.5 %.
    const played = play(banks, outstanding, 20_000, createRng(7).fork(`${banks} ${outstanding}`));
    expect(Math.abs(bankEfficiency(banks, outstanding) / played - 1)).toBeLessThan(0.04);
  });

  it("one bank never waits, one access keeps one bank busy, and more accesses never hurt", () => {
    expect(bankEfficiency(1, 1)).toBe(1);
    for (const banks of [2, 16, 64]) {
      expect(bankEfficiency(banks, 1)).toBeCloseTo(1 / banks, 12);
      for (let n = 1; n < 300; n++)
        expect(bankEfficiency(banks, n + 1)).toBeGreaterThanOrEqual(bankEfficiency(banks, n));
      expect(bankEfficiency(banks, 1e9)).toBeGreaterThan(0.999);
    }
  });
});
