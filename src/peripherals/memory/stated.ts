// A memory whose prices are its user's own.

import { z } from "zod";
import { integer, quantity, stated } from "../../base/fields.ts";
import { joules, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineMemory, stallOf } from "./memory.ts";

/**
 * A memory of stated numbers, of a macro's data sheet or of another tool. They are those of the design's node: no law scales them. Energies
 * of a bit and the area have no default.
 */
export const statedSram = defineMemory("sram")({
  model: "stated",
  source: "assumed",
  params: z.object({
    capacity: quantity("B", { min: 1, max: 2 ** 40 }, "bytes of one instance").prefault("2 KiB"),
    bits: integer({ min: 1, max: 65536 }, "bits of one access").prefault(64),
    read: stated(
      quantity("J", { min: 0, max: 1e-6 }, "energy of a bit that is read (to be stated)").optional(),
    ),
    write: stated(
      quantity("J", { min: 0, max: 1e-6 }, "energy of a bit that is written (to be stated)").optional(),
    ),
    area: stated(quantity("m2", { min: 0, max: 1 }, "area of one instance (to be stated)").optional()),
    leakage: stated(
      quantity("W", { min: 0, max: 1e3 }, "static power of one instance at 300 K").prefault("0 W"),
    ),
    bandwidth: stated(
      quantity("B/s", { min: 1e3, max: 1e18 }, "bytes a second of one instance").prefault("1 TB/s"),
    ),
  }),
  constants: {},
  behave: ({ capacity, bits, read, write, area }) => {
    const lacks = Object.entries({ read, write, area }).find(([, stated]) => stated === undefined)?.[0];
    return { bits, capacity, gatherEfficiency: 1, lacks };
  },
  cost: ({ bits, read = 0, write = 0, area = 0, leakage, bandwidth }) => {
    const access = (perBit: number) => ({
      energy: joules(bits * perBit),
      latency: seconds(bits / 8 / bandwidth),
      interval: seconds(bits / 8 / bandwidth),
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakage),
      actions: { read: access(read), write: access(write), stall: stallOf(access(0)) },
    };
  },
});
