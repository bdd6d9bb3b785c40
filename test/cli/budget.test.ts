import { describe, expect, it } from "vitest";
import { cli } from "./run.ts";

const SMALL = ["--set", "fidelity.length=64", "--set", "workload.length=256", "--set", "workload.heads=4"];

interface Answer {
  readonly candidates: number;
  readonly rungs: readonly {
    readonly id: string;
    readonly feasible: boolean;
    readonly best: Record<string, number> | null;
    readonly constraints: readonly {
      readonly quantity: string;
      readonly slack: number;
      readonly binds: boolean;
    }[];
  }[];
}

const answerOf = async (...args: string[]): Promise<Answer> => {
  const { code, data } = await cli("budget", ...args, ...SMALL, "--json");
  expect(code).toBe(0);
  return JSON.parse(data);
};

describe("budget", () => {
  it("buys as many cores as the area holds, and says that the area binds", async () => {
    const one = (await answerOf("--area", "1 m2", "--set", "workload.heads=1")).rungs[0].best;
    const limit = 2.5 * Number(one?.area_m2);
    const { rungs, candidates } = await answerOf(
      "--area",
      `${limit} m2`,
      "--set",
      "design.memory.bandwidth=10 TB/s",
    );
    expect(candidates).toBeGreaterThanOrEqual(12);
    const exact = rungs.find(({ id }) => id === "exact-digital");
    expect(exact?.best?.cores).toBe(2);
    expect(exact?.best?.area_m2).toBeLessThanOrEqual(limit);
    expect(exact?.constraints).toMatchObject([{ quantity: "area", binds: true }]);
    expect(rungs.some(({ id }) => id === "gpu")).toBe(false);
  });

  it("prices a memory with as much bandwidth as it may have", async () => {
    const { rungs } = await answerOf("--bandwidth", "1 GB/s");
    for (const { best, constraints } of rungs) {
      expect(best?.bandwidth_B_per_s).toBeCloseTo(1e9, 0);
      expect(constraints).toMatchObject([{ quantity: "bandwidth", slack: 0, binds: true }]);
    }
  });

  it("says what is least where nothing is within the limits", async () => {
    const { code, data, note } = await cli("budget", ...SMALL, "--area", "1 um2");
    expect([code, data]).toEqual([1, ""]);
    expect(note).toMatch(
      /lsh-memristor: nothing is within the limits; the least that any candidate takes is area [\d.]+ mm²/,
    );
  });

  it.each([
    [[], /expected at least one limit/],
    [
      ["--area", "10"],
      /--area \(value\): expected a quantity in m2 such as "10 mm2", received a number without a unit/,
    ],
    [["--power", "-1 W"], /--power \(value\): expected a quantity above 0, received "-1 W"/],
    [["--power-density", "1 W"], /--power-density \(value\): expected a quantity in W\/mm2/],
    [["--latency", "1 s", "--set", "workload.lenght=1"], /workload\.lenght/],
  ])("%j is refused in one line", async (args, message) => {
    const { code, data, note } = await cli("budget", ...args);
    expect([code, data]).toEqual([2, ""]);
    expect(note).toMatch(message);
  });
});
