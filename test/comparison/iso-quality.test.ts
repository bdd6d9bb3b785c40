import { describe, expect, it } from "vitest";
import { fewestRounds } from "../../src/comparison/iso-quality.ts";

/** A mass that reaches a half at so many rounds, and a count of those that were measured. */
function mass(needed: number) {
  const measured: number[] = [];
  const at = async (rounds: number) => {
    measured.push(rounds);
    return { mean: rounds / (2 * needed), interval: 0.01 * rounds, samples: 3 };
  };
  return { measured, at };
}

describe("the fewest rounds that capture enough", () => {
  it("are found exactly from any start, with no number measured twice", async () => {
    for (const needed of [1, 2, 3, 7, 8, 9, 31, 32, 60])
      for (const start of [8, 9, 20]) {
        const { measured, at } = mass(needed);
        const found = await fewestRounds(start, 0.5, at);
        expect(found.rounds, `${needed} from ${start}`).toBe(needed);
        expect(found.recall).toEqual({ mean: 0.5, interval: 0.01 * needed, samples: 3 });
        expect(new Set(measured).size).toBe(measured.length);
        expect(found.tried).toBe(Math.max(...measured));
      }
  });

  it("are none beyond eight times the start, and none beyond 256", async () => {
    expect(await fewestRounds(4, 0.5, mass(33).at)).toEqual({ rounds: null, tried: 32, recall: null });
    expect((await fewestRounds(4, 0.5, mass(32).at)).rounds).toBe(32);
    expect(await fewestRounds(100, 0.5, mass(257).at)).toEqual({ rounds: null, tried: 256, recall: null });
    expect((await fewestRounds(100, 0.5, mass(256).at)).rounds).toBe(256);
  });
});
