// DRAM: one model of bursts and rows.

import { z } from "zod";
import {
  type Bytes,
  type Constant,
  fraction,
  integer,
  joules,
  quantity,
  seconds,
  shared,
  squareMetres,
  stated,
  watts,
} from "#base";
import {
  type Attachment,
  defineMemory,
  type MemoryModel,
  stallOf,
  type VectorGather,
  vectorGather,
} from "./memory.ts";

/** Data of one DRAM standard. */
export interface DramStandard {
  readonly model: string;
  readonly source: string;
  /** Energy per moved bit, J. */
  readonly energy: Constant;
  readonly bandwidth: string;
  /** Bits of a burst: channel width times burst length. */
  readonly burstBits: number;
  /** Bytes of an open row of a channel. */
  readonly row: string;
  /** Banks of all channels with overlapping activations. */
  readonly banks: number;
  /** Static power of device, PHY and controller when idle, W; default 20 mW, assumed (5 mW to 1 W). */
  readonly standby?: Constant;
  /** How its data lines connect to the chip; pins by default. */
  readonly attachment?: Attachment;
  /** Bytes of one package, chip or module, assumed; if absent, capacity is not counted in packages. */
  readonly packageBytes?: number;
}

export const CAPACITY = quantity(
  "B",
  { min: 1024, max: 2 ** 50 },
  "bytes that it holds (default: as many packages of its standard as the workload takes)",
).optional();

/** Capacity: the config's, or an unlimited number of packages. */
export const capacityOf = (stated: Bytes | undefined, standard: number | undefined) =>
  stated !== undefined
    ? { capacity: stated }
    : {
        capacity: Number.POSITIVE_INFINITY as Bytes,
        ...(standard === undefined ? {} : { packageBytes: standard as Bytes }),
      };

const ROW_CYCLE = quantity(
  "s",
  { min: 1e-12, max: 1e-3 },
  "from one activation of a bank to its next",
).prefault("45 ns");

const paramsOf = (standard: DramStandard) =>
  z.object({
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(512),
    capacity: CAPACITY,
    bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault(standard.bandwidth),
    burstBits: stated(
      integer({ min: 8, max: 65536 }, "bits that one burst moves, wanted or not").prefault(
        standard.burstBits,
      ),
    ),
    row: stated(quantity("B", { min: 16, max: 1 << 20 }, "bytes of an open row").prefault(standard.row)),
    rowCycle: stated(ROW_CYCLE),
    banks: stated(
      integer({ min: 1, max: 65536 }, "banks whose activations overlap").prefault(standard.banks),
    ),
    rowHits: stated(fraction("share of gathered vectors that meet their row open").prefault(0)),
  });

/** Clock of an LPDDR4-3200, Hz; its times in [drampower-2026], a Micron part, are in cycles of it. */
const LPDDR4_CLOCK = 1.6e9;

/** Precharge of another row, activation, read latency and the strobe's delay, in cycles. */
const [T_RP, T_RCD, T_RL, T_DQSCK] = [29, 29, 28, 3];

/** Controller and PHY, s: front end and back end of [gem-simulator-2026]. */
const CONTROLLER = 20e-9;

/** What memories of all standards have in common. */
export const DRAM = shared("dram", {
  activation: {
    nominal: 0.11e-12,
    low: 0.03e-12,
    high: 0.3e-12,
    source: "assumed",
    note: "J a bit of an opened row, 0.9 nJ for 1 KiB",
  },
  latency: {
    nominal: (T_RP + T_RCD + T_RL + T_DQSCK) / LPDDR4_CLOCK + CONTROLLER,
    low: (T_RCD + T_RL + T_DQSCK) / LPDDR4_CLOCK,
    high: 2e-7,
    source: "drampower-2026",
    note: "s to the first bit: precharge, activation and read of LPDDR4-3200, 89 cycles of 1.6 GHz, and 20 ns of controller and PHY [gem-simulator-2026]; low: the device alone, its bank closed; high: assumed, with a queue",
  },
});

/** Static power of a memory of a standard without a source, W: self-refresh, PHY and controller. */
export const idle = (nominal: number, low: number, high: number): Constant => ({
  identity: `dram.standby of ${nominal} W`,
  nominal,
  low,
  high,
  source: "assumed",
  note: "W, device, PHY and controller idle",
});

/**
 * An off-chip DRAM: published energy per bit for any order of accesses; random gathers lose bandwidth by
 * bursts and row activations. A stall takes time but no energy; activations beyond those of a stream, which
 * are in the energy per bit, take energy. Bursts, rows, banks and times by standard are typical values,
 * assumed. The die is not part of the chip's area.
 */
export const defineBurstDram = (standard: DramStandard): MemoryModel<"dram"> =>
  defineMemory("dram")({
    model: standard.model,
    source: standard.source,
    staticPower: "standby",
    params: paramsOf(standard),
    constants: {
      energy: standard.energy,
      activation: DRAM.activation,
      latency: DRAM.latency,
      standby: standard.standby ?? idle(0.02, 0.005, 1),
    },
    behave: (p) => {
      const gatherOf = (bits: number): VectorGather =>
        vectorGather(bits, { ...p, rowBits: p.row * 8, bitRate: p.bandwidth * 8 });
      return {
        bits: p.bits,
        attachment: standard.attachment,
        ...capacityOf(p.capacity, standard.packageBytes),
        gatherEfficiency: p.bits / gatherOf(p.bits).occupied,
        gatherOf,
      };
    },
    cost: ({ bits, bandwidth, row }, _, k) => {
      const access = {
        energy: joules(k.energy * bits),
        latency: seconds(k.latency),
        interval: seconds(bits / 8 / bandwidth),
      };
      const activate = {
        energy: joules(k.activation * row * 8),
        latency: seconds(0),
        interval: seconds(0),
      };
      return {
        area: squareMetres(0),
        leakage: watts(k.standby),
        actions: { read: access, write: access, activate, stall: stallOf(access) },
      };
    },
  });
