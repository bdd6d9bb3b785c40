import { expect, it } from "vitest";
import type { Memory, MemoryActions } from "#circuits";
import { bind } from "../bind.ts";

/** Lines of a channel, beats of a burst, KiB of an open row, banks of all channels, GB/s. */
const STANDARDS: readonly (readonly [string, number, number, number, number, number])[] = [
  // Two chips of 16 lines side by side.
  ["lpddr1", 32, 8, 2, 4, 3.2],
  ["lpddr5", 16, 16, 2, 4 * 16, 51.2],
  ["lpddr5x", 16, 16, 2, 4 * 16, 68.3],
  // A module has 64 lines.
  ["ddr3", 64, 8, 8, 8, 12.8],
  ["ddr4", 64, 8, 8, 16, 25.6],
  ["gddr6", 16, 16, 2, 2 * 16, 64],
  // Pseudo-channels of 64 lines; of 32 from the third generation on.
  ["hbm2", 64, 4, 1, 8 * 16, 307],
  ["hbm3", 32, 8, 1, 16 * 16, 819],
  ["hbm4", 32, 8, 1, 32 * 16, 2000],
  ["stacked", 128, 1, 1, 1024, 10_000],
];

it.each(STANDARDS)(
  "a vector of 700 bits out of order takes whole bursts of %s, or its rows",
  (...standard) => {
    const [model, lines, beats, row, banks, rate] = standard;
    const { gatherOf, gatherEfficiency } = bind<MemoryActions["dram"], Memory>("dram", model).behaviour;
    const burst = lines * beats;
    const moved = Math.ceil(700 / burst) * burst;
    // It crosses into another row from as many of a row's places as it has bursts after the first; 45 ns a row and bank.
    const rows = 1 + (moved - burst) / (row * 8192);
    const own = gatherOf?.(700);
    expect(own?.moved).toBe(moved);
    expect(Number(own?.occupied) / Math.max(moved, (rows * 45e-9 * rate * 8e9) / banks)).toBeCloseTo(1, 12);
    // A stream opens a row for as many bits as it has.
    expect(own?.activations).toBeCloseTo(rows - moved / (row * 8192), 12);
    expect((gatherEfficiency * Number(gatherOf?.(512).occupied)) / 512).toBeCloseTo(1, 12);
  },
);

it("a gather of LPDDR4 uses half of each burst, whatever its length", () => {
  const { gatherOf, gatherEfficiency } = bind<MemoryActions["dram"], Memory>("dram", "lpddr4").behaviour;
  expect([gatherOf, gatherEfficiency]).toEqual([undefined, 0.5]);
});
