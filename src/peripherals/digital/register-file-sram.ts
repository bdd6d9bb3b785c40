import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { defineMemory, stallOf } from "./memory.ts";

/**
 * Buffer of registers, for a few kilobytes beside a unit: a word is clocked in at a register's price and read
 * through log₂(words) multiplexers a bit. Registers: [aladdin-2014] at 40 nm; multiplexers are assumed.
 */
export const registerFileSram = defineMemory("sram")({
  model: "register-file",
  source: "aladdin-2014",
  params: z.object({
    capacity: quantity("B", { min: 1, max: 1 << 24 }, "bytes held").prefault("2 KiB"),
    bits: integer({ min: 1, max: 65536 }, "bits of one access").prefault(64),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock; one access a cycle").prefault("1 GHz"),
  }),
  constants: {
    register: { nominal: 0.009e-12, source: "aladdin-2014", note: "J a bit at 40 nm" },
    registerArea: { nominal: 5.98e-12, source: "aladdin-2014", note: "m² a bit at 40 nm" },
    multiplexer: {
      nominal: 0.5e-15,
      low: 0.1e-15,
      high: 2e-15,
      source: "assumed",
      note: "J a bit of a 2:1 multiplexer at 40 nm",
    },
    multiplexerArea: {
      nominal: 2e-12,
      low: 1e-12,
      high: 4e-12,
      source: "assumed",
      note: "m² a bit at 40 nm",
    },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ capacity, bits }) => ({ bits, capacity, gatherEfficiency: 1 }),
  cost: ({ capacity, bits, clock }, technology, k) => {
    const base = nanometres(40);
    const stored = capacity * 8;
    const words = Math.max(1, Math.ceil(stored / bits));
    const energy = technology.energyFactor("logic", base);
    // A tree over w words has w − 1 multiplexers a bit; a read toggles those of its own path.
    const area =
      (stored * k.registerArea + (words - 1) * bits * k.multiplexerArea) *
      technology.areaFactor("logic", base);
    const access = (perBit: number) => ({
      energy: joules(bits * perBit * energy),
      latency: seconds(1 / clock),
      interval: seconds(1 / clock),
    });
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        read: access(Math.ceil(Math.log2(words)) * k.multiplexer + k.register),
        write: access(k.register),
        stall: stallOf(access(0)),
      },
    };
  },
});
