import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineGather, MOVES } from "./gather.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";

/**
 * Permutation by index: an address adder and an index register, a register for the row, and a 1→4 crossbar that
 * steers it to a bank. The memory accesses themselves belong to the memories. Parts: [aladdin-2014] at 40 nm.
 */
export const indexedGather = defineGather({
  model: "indexed",
  source: "aladdin-2014",
  params: z.object({
    rowBits: integer({ min: 1, max: 1 << 20 }, "bits of a row").prefault(512),
    indexBits: integer({ min: 1, max: 52 }, "bits of an index").prefault(16),
    portBits: integer({ min: 1, max: 65536 }, "bits moved a cycle").prefault(512),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  constants: {
    crossbar: { nominal: 0.68e-12 / 32, source: "aladdin-2014", note: "J a bit through 1→4 at 40 nm" },
    adder: { nominal: 0.21e-12 / 32, source: "aladdin-2014", note: "J a bit at 40 nm" },
    register: { nominal: 0.009e-12, source: "aladdin-2014", note: "J a bit at 40 nm" },
    crossbarArea: { nominal: 570e-12 / 32, source: "aladdin-2014", note: "m² a bit at 40 nm" },
    adderArea: { nominal: 278e-12 / 32, source: "aladdin-2014", note: "m² a bit at 40 nm" },
    registerArea: { nominal: 5.98e-12, source: "aladdin-2014", note: "m² a bit at 40 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: () => MOVES,
  cost: ({ rowBits, indexBits, portBits, clock }, technology, k) => {
    const base = nanometres(40);
    const area =
      (portBits * (k.crossbarArea + k.registerArea) + indexBits * (k.adderArea + k.registerArea)) *
      technology.areaFactor("logic", base);
    const energy = rowBits * (k.crossbar + k.register) + indexBits * (k.adder + k.register);
    const cycles = Math.ceil(rowBits / portBits);
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        move: {
          energy: joules(energy * technology.energyFactor("logic", base)),
          latency: seconds((1 + cycles) / clock),
          interval: seconds(cycles / clock),
        },
      },
    };
  },
});
