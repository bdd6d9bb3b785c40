import { describe, expect, it } from "vitest";
import { createRng, nanometres } from "#base";
import type { Memory, MemoryActions } from "#circuits";
import { createTechnology } from "#technology";
import {
  type BurstTiming,
  gatherEfficiency,
  vectorGather,
} from "../../../packages/circuits/src/memory/memory.ts";
import { bankEfficiency } from "../../../packages/circuits/src/memory/sram.ts";
import { bind } from "../bind.ts";

const at = (node: number) => createTechnology(nanometres(node));

describe("an SRAM of another width and depth", () => {
  const area = (capacity: string, banks = 1): number =>
    bind("sram", "cacti-like", { capacity, banks }).cost(at(22)).area;

  it("is as large as its cells, with a port more for each bank after the first", () => {
    expect(area("4 MiB") / area("1 MiB")).toBeCloseTo(4, 9);
    const [one, two, three] = [1, 2, 3].map((banks) => area("1 MiB", banks));
    expect(two - one).toBeGreaterThan(0);
    expect((three - two) / (two - one)).toBeCloseTo(1, 9);
  });
});

describe("gather efficiency", () => {
  const timing: BurstTiming = {
    burstBits: 512,
    rowBits: 8192,
    bitRate: 1e9,
    rowCycle: 0,
    banks: 8,
    rowHits: 0,
  };

  it("is the used share of whole bursts where rows cost nothing", () => {
    expect([512, 256, 513, 1024, 1].map((bits) => gatherEfficiency(bits, timing))).toEqual([
      1,
      0.5,
      513 / 1024,
      1,
      1 / 512,
    ]);
  });

  it("is bound by activations where the banks cannot hide them", () => {
    // A burst takes 512 ns; 8 banks of 8192 ns a row give one row a 1024 ns.
    const slow = { ...timing, rowCycle: 8192e-9 };
    expect(gatherEfficiency(512, slow)).toBeCloseTo(0.5, 12);
    expect(gatherEfficiency(512, { ...slow, banks: 16 })).toBe(1);
    expect(gatherEfficiency(512, { ...slow, rowHits: 0.75 })).toBe(1);
    // Two bursts of a row of sixteen start at one of sixteen places, and cross from one: 1 + 1/16 rows of 1024 ns.
    expect(gatherEfficiency(1024, slow)).toBeCloseTo(16 / 17, 12);
  });

  it("agrees with a controller that plays random gathers bank by bank", () => {
    // Aligned vectors of one or two bursts over many rows; vectors wait for their bank only, the bus for the vectors.
    const play = (bits: number, banks: number, rowCycle: number): number => {
      const rng = createRng(`${bits} ${banks}`);
      const queues = new Float64Array(banks);
      const gathers = 200_000;
      for (let n = 0; n < gathers; n++) queues[rng.integer(banks)] += rowCycle;
      const activation = Math.max(...queues);
      const transfer = gathers * Math.ceil(bits / 512) * 512e-9;
      return (gathers * bits * 1e-9) / Math.max(transfer, activation);
    };
    // Queues of 25 000 gathers or more are uneven by less than 3 %.
    for (const [bits, banks, rowCycle] of [
      [512, 8, 8192e-9],
      [512, 4, 1e-6],
      [200, 8, 20e-6],
    ])
      expect(
        Math.abs(gatherEfficiency(bits, { ...timing, banks, rowCycle }) / play(bits, banks, rowCycle) - 1),
      ).toBeLessThan(0.03);
  });

  it("moves no more for a row that is opened, and counts rows beyond a stream's", () => {
    const slow = { ...timing, rowCycle: 8192e-9 };
    // 512 of a row's 8192 bits: a stream opens 1/16 row for them.
    expect(vectorGather(512, slow)).toEqual({ moved: 512, occupied: 1024, activations: 15 / 16 });
    expect(vectorGather(300, timing)).toEqual({ moved: 512, occupied: 512, activations: 15 / 16 });
    expect(vectorGather(512, { ...slow, rowHits: 1 })).toEqual({ moved: 512, occupied: 512, activations: 0 });
    // A whole row and more is a stream.
    expect(vectorGather(8192 * 4, { ...slow, rowHits: 0.5 }).activations).toBe(0);
  });

  it("lies in (0, 1] and never falls with banks, open rows or faster rows", () => {
    const rng = createRng(3);
    for (let n = 0; n < 500; n++) {
      const t = {
        burstBits: 2 ** (3 + rng.integer(8)),
        rowBits: 2 ** (10 + rng.integer(6)),
        bitRate: 10 ** (8 + 5 * rng.uniform()),
        rowCycle: 1e-7 * rng.uniform(),
        banks: 1 + rng.integer(64),
        rowHits: rng.uniform(),
      };
      const bits = 1 + rng.integer(8192);
      const share = gatherEfficiency(bits, t);
      expect(share > 0 && share <= 1).toBe(true);
      expect(gatherEfficiency(bits, { ...t, banks: t.banks + 1 })).toBeGreaterThanOrEqual(share);
      expect(gatherEfficiency(bits, { ...t, rowCycle: t.rowCycle / 2 })).toBeGreaterThanOrEqual(share);
      expect(gatherEfficiency(bits, { ...t, rowHits: (1 + t.rowHits) / 2 })).toBeGreaterThanOrEqual(share);
    }
  });
});

describe("DRAM standards", () => {
  it.each([
    ["lpddr1", 40],
    ["lpddr4", 6],
    ["lpddr5", 5],
    ["lpddr5x", 4],
    ["ddr3", 70],
    ["gddr6", 7.5],
    ["hbm2", 6.25],
    ["hbm3", 4.05],
    ["hbm4", 3.2],
  ])("%s moves a bit for %d pJ at any node", (model, energy) => {
    for (const node of [7, 28, 65]) {
      const { read, write } = bind("dram", model, { bits: 100 }).cost(at(node)).actions;
      expect(read.energy).toBeCloseTo(energy * 1e-10, 18);
      expect(write).toEqual(read);
    }
  });

  it.each(["lpddr1", "lpddr5", "lpddr5x", "ddr3", "ddr4", "gddr6", "hbm2", "hbm3", "hbm4"])(
    "%s wastes bursts on short vectors",
    (model) => {
      const { bits, gatherEfficiency, gatherOf } = bind<MemoryActions["dram"], Memory>("dram", model, {
        rowHits: 1,
      }).behaviour;
      expect([bits, gatherEfficiency]).toEqual([512, 1]);
      expect(gatherOf?.(512)).toEqual({ moved: 512, occupied: 512, activations: 0 });
      const short = gatherOf?.(8);
      expect(short?.moved).toBeGreaterThan(20 * 8);
      expect(short?.occupied).toBe(short?.moved);
    },
  );

  it("an opened row costs energy by its bits, a stall time alone", () => {
    const { read, activate, stall } = bind("dram", "hbm2", { row: "2 KiB", bandwidth: "64 GB/s" }).cost(
      at(28),
    ).actions;
    expect(activate.energy).toBeCloseTo(0.11e-12 * 2048 * 8, 18);
    expect(activate.interval).toBe(0);
    expect([stall.energy, stall.interval]).toEqual([0, read.interval]);
    expect(read.interval).toBeCloseTo(1e-9, 15);
  });

  it("names the range of a hit rate", () => {
    expect(() => bind("dram", "ddr4", { rowHits: 2 })).toThrow("rowHits: expected a number in [0, 1]");
  });
});

describe("on-chip memories", () => {
  it("eDRAM is the published bank of 64 KiB at 32 nm", () => {
    const cost = bind("sram", "edram", { capacity: "64 KiB", bits: 256 }).cost(at(32));
    expect(cost.actions.read.energy).toBeCloseTo(20.45e-12, 18);
    expect(cost.area).toBeCloseTo(0.083e-6, 12);
    const four = bind("sram", "edram", { capacity: "256 KiB" }).cost(at(32));
    expect(four.area / cost.area).toBeCloseTo(4, 12);
    expect(four.leakage / cost.leakage).toBeCloseTo(4, 12);
  });

  it("eDRAM is refused at nodes at which nobody made one", () => {
    const edram = bind("sram", "edram", { capacity: "64 KiB" });
    expect(edram.cost(at(14)).area).toBeGreaterThan(0);
    expect(() => edram.cost(at(7))).toThrow(
      "sram edram: expected a technology node in [14 nm, 65 nm], received 7 nm",
    );
  });

  it("the CACTI law meets its base and its two exponents", () => {
    const read = (capacity: string, bits: number, banks = 1) =>
      bind("sram", "cacti-like", { capacity, bits, banks }).cost(at(28)).actions.read.energy;
    expect(read("2 MiB", 2048)).toBeCloseTo(416e-12, 18);
    // Twice the depth at the same width; twice the width at the same depth.
    expect(read("4 MiB", 2048) / read("2 MiB", 2048)).toBeCloseTo(2 ** 0.78, 12);
    expect(read("4 MiB", 4096) / read("2 MiB", 2048)).toBeCloseTo(1.7, 12);
    expect(read("4 MiB", 2048, 2)).toBeCloseTo(read("2 MiB", 2048), 18);
  });

  it("a register file grows by a multiplexer level a doubling", () => {
    const cost = (capacity: string) =>
      bind("sram", "register-file", { capacity, clock: "500 MHz" }).cost(at(45));
    const step = cost("4 KiB").actions.read.energy - cost("2 KiB").actions.read.energy;
    expect(step).toBeCloseTo(64 * 1.7e-15, 20);
    expect(cost("4 KiB").actions.write.energy).toBe(cost("2 KiB").actions.write.energy);
    // 64 bits at 5.3 fJ.
    expect(cost("2 KiB").actions.write.energy).toBeCloseTo(0.3392e-12, 18);
  });

  it.each(["banked", "register-file", "cacti-like", "edram"])("%s says what it holds", (model) => {
    const { behaviour } = bind<"read" | "write", Memory>("sram", model, { capacity: "8 KiB", bits: 128 });
    expect([behaviour.capacity, behaviour.bits]).toEqual([8192, 128]);
    // Only a memory that knows its banks makes a gather wait for them.
    expect(behaviour.gatherEfficiency).toBe(
      behaviour.banks === undefined ? 1 : bankEfficiency(behaviour.banks.count, behaviour.banks.outstanding),
    );
  });
});

describe("banks of SRAM", () => {
  const bound = (params: Readonly<Record<string, unknown>>, model = "banked") =>
    bind("sram", model, params).cost(at(28));

  it("serve one access a cycle each, whatever bandwidth is stated", () => {
    // A macro of 256 rows answers in 4.478 ns at 130 nm, and then takes the next access: 64 bytes every .9645 ns.
    const cycle = ((1.934e-9 + 0.159e-9 * 16) * 28) / 130;
    expect(bound({ bandwidth: "100 TB/s", banks: 4 }).actions.read.interval).toBeCloseTo(cycle / 4, 18);
    expect(bound({ bandwidth: "512 GB/s", banks: 4 }).actions.read.interval).toBeCloseTo(cycle / 4, 18);
    expect(bound({ bandwidth: "256 GB/s", banks: 4 }).actions.read.interval).toBeCloseTo(0.25e-9, 18);
    // One port over 64 subarrays of 32 KiB, of 2 ns each.
    expect(bound({ bandwidth: "100 TB/s" }, "cacti-like").actions.read.interval).toBeCloseTo(2e-9 / 64, 18);
  });

  it("take a port of 512 bits each beyond one in 128 KiB", () => {
    const port = 512 * 2 * (5.98e-12 + 2.6e-12) * at(28).areaFactor("logic", nanometres(40));
    const area = (banks: number) => bound({ banks }).area;
    expect(area(16)).toBe(area(1));
    expect(area(17) - area(16)).toBeCloseTo(port, 15);
    expect(area(256) - area(16)).toBeCloseTo(240 * port, 12);
  });
});
