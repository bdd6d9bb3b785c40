import { describe, expect, it } from "vitest";
import type { Memory, MemoryActions } from "#circuits";
import { price } from "../../src/evaluate.ts";
import { gather, type Hierarchy, move } from "../../src/mapping/traffic.ts";
import { configOf } from "../design-under-test.ts";
import { bind } from "../peripherals/bind.ts";

const behind = (model: string, params: Readonly<Record<string, unknown>>): Hierarchy => ({
  buffer: bind<MemoryActions["sram"], Memory>("sram", "ideal", { bits: 256 }).behaviour,
  memory: bind<MemoryActions["dram"], Memory>("dram", model, params).behaviour,
  resident: 0.25,
});

const countsOf = (counts: ReturnType<typeof gather>): Record<string, number> =>
  Object.fromEntries(counts.map(({ component, action, count }) => [`${component}/${action}`, count]));

describe("a random gather of 1 000 vectors, a quarter of them from the buffer", () => {
  // 512 ns a burst of 512 bits; 8 banks of 8 192 ns a row open one row in 1 024 ns.
  const slow = {
    bandwidth: "125 MB/s",
    burstBits: 512,
    row: "1 KiB",
    rowCycle: "8192 ns",
    banks: 8,
    bits: 128,
  };

  it("moves whole bursts, opens rows, and waits for the banks", () => {
    const counts = countsOf(gather("gather", "read", 1000, 300, behind("ddr4", slow)));
    expect(counts["buffer/read"]).toBeCloseTo((250 * 300) / 256, 9);
    expect(counts["memory/read"]).toBeCloseTo((750 * 512) / 128, 9);
    expect(counts["memory/activate"]).toBeCloseTo(750 * (15 / 16), 9);
    // 1 024 ns a vector, in accesses of 128 ns, less the four that move.
    expect(counts["memory/stall"]).toBeCloseTo(750 * (8 - 4), 9);
  });

  it("waits for nothing where transfers take longer", () => {
    const counts = countsOf(gather("scatter", "write", 1000, 300, behind("ddr4", { ...slow, banks: 16 })));
    expect(counts["memory/write"]).toBeCloseTo((750 * 512) / 128, 9);
    expect(counts["memory/stall"]).toBe(0);
  });

  it("moves all that it wastes where a memory states an efficiency alone", () => {
    const counts = countsOf(
      gather("gather", "read", 1000, 300, behind("lpddr4", { bits: 512, gatherEfficiency: 0.5 })),
    );
    expect(counts["memory/read"]).toBeCloseTo((750 * 300) / 512 / 0.5, 9);
    expect([counts["memory/activate"], counts["memory/stall"]]).toEqual([0, 0]);
  });

  it("is a stream where every row is open and every vector whole bursts", () => {
    const open = behind("ddr4", { ...slow, rowHits: 1 });
    const [gathered, streamed] = [
      countsOf(gather("gather", "read", 1000, 1024, open)),
      countsOf(move("gather", "read", 1000 * 1024, open)),
    ];
    expect(gathered).toEqual({ ...streamed, "buffer/stall": 0, "memory/activate": 0, "memory/stall": 0 });
  });
});

describe("a chip with a slow-opening DRAM", () => {
  const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
  const costOf = (memory: string) => {
    const { design, workload } = configOf(
      `{ workload: { length: 8192 }, design: { mapping: { search: false }, digital: { buffer: { capacity: "64 KiB" } }, memory: { model: "ddr4", ${memory} } } }`,
    );
    return price(design, workload, POINT).cost;
  };
  const memoryEnergy = (cost: ReturnType<typeof costOf>, action: string): number =>
    cost.breakdown
      .filter((item) => item.component === "memory" && item.action === action)
      .reduce((sum, item) => sum + item.energy, 0);

  it("takes longer and moves no more", () => {
    const [fast, slow] = [costOf('rowCycle: "1 ns"'), costOf('rowCycle: "10 us"')];
    expect(slow.timing.latency).toBeGreaterThan(2 * fast.timing.latency);
    for (const action of ["read", "write", "activate"])
      expect(memoryEnergy(slow, action)).toBe(memoryEnergy(fast, action));
    expect(memoryEnergy(slow, "stall")).toBe(0);
  });

  it("opens fewer rows, at less energy, where more are open already", () => {
    const [none, most] = [costOf("rowHits: 0"), costOf("rowHits: 0.9")];
    expect(memoryEnergy(most, "activate")).toBeLessThan(memoryEnergy(none, "activate"));
    expect(memoryEnergy(most, "read")).toBe(memoryEnergy(none, "read"));
  });
});
