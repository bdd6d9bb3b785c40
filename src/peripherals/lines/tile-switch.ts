import { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "../../base/component.ts";
import { quantity } from "../../base/fields.ts";
import { joules, nanometres, type Ohms, ohms, seconds, squareMetres, watts } from "../../base/units.ts";

/** Joins one line of a passive tile to the line that runs over the array; a tile of r × c cells has r + c. */
export interface TileSwitch {
  /** Series resistance of a closed switch, Ω. */
  readonly onResistance: Ohms;
}

/** Action `connect`: one line of one tile connected and released. */
export type TileSwitchModel = Model<"connect", TileSwitch>;

export const defineTileSwitch = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "connect", TileSwitch, C>, "family">,
): TileSwitchModel => define({ ...definition, family: "tile-switch" });

/** A free switch without resistance. */
export const idealTileSwitch = defineTileSwitch({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ onResistance: ohms(0) }),
  cost: () => free(["connect"]),
});

/** On-resistance at which a switch has the area of the published cell's transistor, Ω. */
const REFERENCE_RESISTANCE = 20;

/**
 * One transistor at the edge of a tile. A cell with an access transistor takes 48 F² (F the node) [neurosim-v14], one
 * without the square of the line pitch; a switch is half of the difference, since a tile of one cell has two. So
 * r · c cells and their r + c switches take the 1T1R area at 1 × 1, tend to the passive one as tiles grow, and fall
 * monotonically between. 20 Ω is the transistor of [primeau-2026]; that the published cell's has it is assumed (a
 * minimal one has kilohms), as is that area and gate charge go as 1 / R.
 */
export const transistorTileSwitch = defineTileSwitch({
  model: "transistor",
  source: "primeau-2026",
  params: z.object({
    onResistance: quantity("ohm", { min: 1, max: 1e6 }, "series resistance of a closed switch").prefault(
      "20 ohm",
    ),
  }),
  constants: {
    cell: { nominal: 48, low: 12, high: 53, source: "neurosim-v14", note: "F² of a 1T1R cell; low: MNSIM" },
    gate: {
      nominal: 0.0912e-15,
      low: 0.05e-15,
      high: 1e-15,
      source: "neurosim-v14",
      note: "J at 32 nm, 0.9 V: word lines of 128 × 128, 5.98 pJ over 64 rows × 128 cells × 8 firings",
    },
    delay: { nominal: 0.1e-9, low: 0.02e-9, high: 1e-9, source: "assumed", note: "s at 32 nm" },
    leakage: { nominal: 1e-12, low: 0, high: 1e-10, source: "assumed", note: "W at 20 Ω, 32 nm" },
  },
  behave: ({ onResistance }) => ({ onResistance }),
  cost: ({ onResistance }, technology, k) => {
    const base = nanometres(32);
    const width = REFERENCE_RESISTANCE / onResistance;
    // Where the lines are so wide that the transistor fits below the cell, a switch takes no area of its own.
    const difference = Math.max(0, k.cell * technology.node ** 2 - technology.pitch ** 2);
    const delay = seconds(k.delay * technology.delayFactor("charge", base));
    return {
      area: squareMetres((difference / 2) * width),
      leakage: watts(k.leakage * width * technology.energyFactor("logic", base)),
      actions: {
        connect: {
          energy: joules(k.gate * width * technology.energyFactor("logic", base)),
          latency: delay,
          interval: delay,
        },
      },
    };
  },
});
