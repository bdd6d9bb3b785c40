import { z } from "zod";
import {
  type Constant,
  choice,
  type Definition,
  define,
  free,
  type Model,
  quantity,
  squareMetres,
  watts,
} from "#base";
import type { Attachment } from "../memory/memory.ts";

export interface Pads {
  /** Bits per second of one data line; infinite if lines are free. */
  readonly rate: number;
}

/** One data line to the memory: its share of PHY, pads, supplies and commands. The memory has the energy. */
export type PadsModel = Model<never, Pads>;

export const definePads = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, never, Pads, C>, "family">,
): PadsModel => define({ affects: "price", ...definition, family: "pads" });

/** Memory without an interface. */
export const idealPads = definePads({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ rate: Number.POSITIVE_INFINITY }),
  cost: () => free([]),
});

const ATTACHMENTS = ["pins", "micro-bumps", "bonds"] as const satisfies readonly Attachment[];

/** Default bits per second of a data line, by how the memory is attached (assumed). */
const RATES: Readonly<Record<Attachment, number>> = { pins: 4.266e9, "micro-bumps": 2.4e9, bonds: 1e9 };

/**
 * Interface to the memory, per data line: PHY slice, pads and its share of supplies and commands. Analog
 * circuits and pads do not shrink with the node. The energy of a transfer is in the memory's energy per bit.
 * The area of a line of a stack is assumed (an HBM2 PHY of 1 024 lines and 12 mm²), as that of a bonded one.
 */
export const interfacePads = definePads({
  model: "interface",
  source: "assumed",
  params: z.object({
    attachment: choice(ATTACHMENTS, "how the memory is attached (default: as its standard is)").optional(),
    lineRate: quantity(
      "B/s",
      { min: 1e5, max: 1e11 },
      "bytes a second of one data line (default: as its attachment has)",
    ).optional(),
  }),
  constants: {
    pins: {
      nominal: 1.3e-6 / 16,
      low: 2.3e-8,
      high: 1.49e-7,
      source: "mcpat-2015",
      note: "m² a data line with pads: a PHY for 16 lines of DDR3 at 2133 Mb/s, 1.3 mm² with IOs at 40 nm; its fit to photographs of two processors gives .149 mm² a line at 90 nm (high), of which it takes half, .0743, and .023 if that shrinks to 28 nm (low)",
    },
    microBumps: {
      nominal: 1.2e-8,
      low: 8e-9,
      high: 2e-8,
      source: "assumed",
      note: "m² a data line of a stack",
    },
    bonds: { nominal: 2.5e-10, low: 2.5e-11, high: 1e-9, source: "assumed", note: "m² a data line, bonded" },
  },
  behave: ({ attachment = "pins", lineRate }) => ({
    rate: lineRate === undefined ? RATES[attachment] : 8 * lineRate,
  }),
  cost: ({ attachment = "pins", lineRate = 0 }, _, k) => ({
    // A faster line takes as many PHY slices and pads as lines of the default rate would.
    area: squareMetres(
      { pins: k.pins, "micro-bumps": k.microBumps, bonds: k.bonds }[attachment] *
        Math.max(1, (8 * lineRate) / RATES[attachment]),
    ),
    leakage: watts(0),
    actions: {},
  }),
});
