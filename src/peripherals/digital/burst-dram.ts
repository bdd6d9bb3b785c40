import { z } from "zod";
import type { Constant } from "../../base/component.ts";
import { fraction, integer, quantity } from "../../base/fields.ts";
import type { Bytes } from "../../base/units.ts";
import { joules, seconds, squareMetres, watts } from "../../base/units.ts";
import { vectorGather } from "./gather-efficiency.ts";
import { defineMemory, type MemoryModel, stallOf, type VectorGather } from "./memory.ts";

/** What tells one DRAM standard from another. */
export interface DramStandard {
  readonly model: string;
  readonly source: string;
  /** Energy of a bit that is moved, J. */
  readonly energy: Constant;
  readonly bandwidth: string;
  /** Bits of a burst: the width of a channel times the burst's length. */
  readonly burstBits: number;
  /** Bytes of an open row of a channel. */
  readonly row: string;
  /** Banks of all channels whose activations overlap. */
  readonly banks: number;
}

const paramsOf = (standard: DramStandard) =>
  z.object({
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(512),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault(standard.bandwidth),
    burstBits: integer({ min: 8, max: 65536 }, "bits that one burst moves, wanted or not").prefault(
      standard.burstBits,
    ),
    row: quantity("B", { min: 16, max: 1 << 20 }, "bytes of an open row").prefault(standard.row),
    rowCycle: quantity("s", { min: 1e-12, max: 1e-3 }, "from one activation of a bank to its next").prefault(
      "45 ns",
    ),
    banks: integer({ min: 1, max: 65536 }, "banks whose activations overlap").prefault(standard.banks),
    rowHits: fraction("share of gathered vectors that meet their row open").prefault(0),
  });

/**
 * A DRAM behind the chip: published energy a bit, whatever the order of accesses; bandwidth lost by random gathers
 * from bursts and row activations. A stall takes time and no energy; activations beyond those of a stream, which are
 * in the energy a bit, take energy. Bursts, rows, banks and times by standard are typical values, assumed. The die is
 * no part of the chip's area.
 */
export const defineBurstDram = (standard: DramStandard): MemoryModel<"dram"> =>
  defineMemory("dram")({
    model: standard.model,
    source: standard.source,
    params: paramsOf(standard),
    constants: {
      energy: standard.energy,
      activation: {
        nominal: 0.11e-12,
        low: 0.03e-12,
        high: 0.3e-12,
        source: "assumed",
        note: "J a bit of an opened row, 0.9 nJ for 1 KiB",
      },
      latency: { nominal: 1e-7, low: 5e-8, high: 2e-7, source: "assumed", note: "s to the first bit" },
      standby: {
        nominal: 0.02,
        low: 0.005,
        high: 1,
        source: "assumed",
        note: "W, controller and PHY idle",
      },
    },
    behave: (p) => {
      const gatherOf = (bits: number): VectorGather =>
        vectorGather(bits, { ...p, rowBits: p.row * 8, bitRate: p.bandwidth * 8 });
      return {
        bits: p.bits,
        capacity: Number.POSITIVE_INFINITY as Bytes,
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
