import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineLink, linkOf } from "./link.ts";

/** Wire from the middle of a square of side 1 to one leaf of an H-tree of 2^levels leaves: ¼ + ¼ + ⅛ + ⅛ + … */
export function hTreePath(levels: number): number {
  let path = 0;
  for (let level = 1; level <= levels; level++) path += 2 ** -(1 + Math.ceil(level / 2));
  return path;
}

/** Wire of all branches of the same tree. */
export function hTreeWire(levels: number): number {
  let wire = 0;
  for (let level = 1; level <= levels; level++) wire += 2 ** level * 2 ** -(1 + Math.ceil(level / 2));
  return wire;
}

/**
 * H-tree of wires with repeaters over a square of `side`, from its middle to one of 2^levels leaves. Energy of a
 * bit: activity · C · V² · length with the technology's wire capacitance, times the share that repeaters add; only
 * the branches on the flit's way switch. Supply and activity: [neurosim-v14] at 32 nm. Delay a length and a
 * repeater's size are assumed; wires run over other circuits, so the area is that of repeaters.
 */
export const hTreeLink = defineLink({
  model: "h-tree",
  source: "neurosim-v14",
  params: z.object({
    bits: integer({ min: 1, max: 65536 }, "lines, and bits of a flit").prefault(256),
    side: quantity("m", { min: 1e-6, max: 0.1 }, "side of the square that the tree serves").prefault("1 mm"),
    levels: integer({ min: 1, max: 20 }, "halvings of the square").prefault(6),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "flits a second").prefault("1 GHz"),
  }),
  constants: {
    supply: { nominal: 0.9, source: "neurosim-v14", note: "V at 32 nm" },
    activity: { nominal: 0.25, source: "neurosim-v14", note: "½ C V² a transition, half of the bits toggle" },
    repeaters: {
      nominal: 1.5,
      low: 1.2,
      high: 2,
      source: "assumed",
      note: "capacitance with repeaters over the wire's own",
    },
    delay: {
      nominal: 1e-7,
      low: 0.5e-7,
      high: 3e-7,
      source: "assumed",
      note: "s/m with repeaters, 0.1 ns/mm",
    },
    spacing: { nominal: 0.5e-3, low: 0.2e-3, high: 1e-3, source: "assumed", note: "m between repeaters" },
    repeaterArea: { nominal: 4e-12, low: 1e-12, high: 1e-11, source: "assumed", note: "m² at 32 nm" },
    repeaterLeakage: {
      nominal: 1e-8,
      low: 1e-9,
      high: 1e-7,
      source: "assumed",
      note: "W a repeater at 32 nm",
    },
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, side, levels, clock }, technology, k) => {
    const base = nanometres(32);
    const length = side * hTreePath(levels);
    const energyOfLength = k.activity * technology.wireCapacitance * k.repeaters * k.supply ** 2;
    const repeaters = (bits * side * hTreeWire(levels)) / k.spacing;
    return {
      area: squareMetres(repeaters * k.repeaterArea * technology.areaFactor("logic", base)),
      leakage: watts(repeaters * k.repeaterLeakage * technology.energyFactor("logic", base)),
      actions: {
        transfer: {
          energy: joules(bits * length * energyOfLength * technology.energyFactor("wire", base)),
          latency: seconds(length * k.delay),
          interval: seconds(1 / clock),
        },
      },
    };
  },
});
