import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineLink, linkOf } from "./link.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";

const FLIT = 256;

/**
 * Hops over routers of an on-chip network: 20.74 pJ for 256 bits and 0.15 mm² a router at 32 nm [isaac-2016], both
 * linear in the flit. A flit passes `hops` routers.
 */
export const routerLink = defineLink({
  model: "router",
  source: "isaac-2016",
  params: z.object({
    bits: integer({ min: 1, max: 65536 }, "bits of a flit").prefault(256),
    hops: integer({ min: 1, max: 1024 }, "routers that a flit passes").prefault(1),
    routers: integer({ min: 1, max: 1 << 20 }, "routers on the chip").prefault(1),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "flits a second").prefault("1 GHz"),
  }),
  constants: {
    energy: { nominal: 20.74e-12 / FLIT, source: "isaac-2016", note: "J a bit and router at 32 nm" },
    area: { nominal: 0.15e-6 / FLIT, source: "isaac-2016", note: "m² a bit of a router at 32 nm" },
    cycles: { nominal: 3, low: 1, high: 5, source: "assumed", note: "cycles from one router to the next" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, hops, routers, clock }, technology, k) => {
    const base = nanometres(32);
    const area = routers * bits * k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        transfer: {
          energy: joules(hops * bits * k.energy * technology.energyFactor("logic", base)),
          latency: seconds((hops * k.cycles) / clock),
          interval: seconds(1 / clock),
        },
      },
    };
  },
});
