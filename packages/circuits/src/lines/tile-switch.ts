import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  joules,
  type Metres,
  type Model,
  nanometres,
  type Ohms,
  ohms,
  quantity,
  seconds,
  squareMetres,
  type TechnologyNode,
  watts,
} from "#base";
import { metalPitch, type Transistor, transistorAt } from "#technology";

/** Connects one line of a passive tile to the array's global line; a tile of r × c cells has r + c. */
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

/** Reference node of the constants below; others follow the transistor's law. */
const BASE = nanometres(65);

/** Property of a technology's transistor relative to the base node. */
const overBase = ({ node }: TechnologyNode, of: (transistor: Transistor) => number): number =>
  of(transistorAt(node)) / of(transistorAt(BASE));

/**
 * One n-channel transistor at the end of a tile's line. Its width follows from its resistance, W = R_on·W /
 * R, at least that of a minimal device; area, gate charge and off leakage follow it: W times the gate pitch,
 * C·V² of the gate, I_off·V. R_on·W, gate and leakage are from a model card [ptm-2012], at the supply and
 * with the line 0.2 V above ground. 20 Ω, the transistor of [primeau-2026], is 15 µm wide at 65 nm. The
 * default is the knee of hash energy against attention recall (docs/background/circuit.md has the study).
 */
export const transistorTileSwitch = defineTileSwitch({
  model: "transistor",
  source: "ptm-2012",
  params: z.object({
    onResistance: quantity("ohm", { min: 1, max: 1e6 }, "series resistance of a closed switch").prefault(
      "2 kohm",
    ),
  }),
  constants: {
    resistance: {
      nominal: 297e-6,
      low: 213e-6,
      high: 1400e-6,
      source: "ptm-2012",
      note: "R_on·W at 65 nm, Ω·m; low: square law at 0.65 V overdrive; high: a low-power device",
    },
    minimum: {
      nominal: 90 / 45,
      low: 150 / 130,
      high: 360 / 130,
      source: "freepdk45-run-2026",
      note: "width of a minimal device over the node: 90 nm at 45 nm by the design rules; low: 150 nm at 130 nm [ihp-2023]; high: 360 nm at 130 nm, rules of sky130 in the same package",
    },
    pitch: {
      nominal: (190 / 160 + 54 / 40) / 2,
      low: 190 / 160,
      high: 54 / 40,
      source: "asap7-2016",
      note: "pitch of contacted gates over the least pitch of metal of this table, between 190 of 160 nm at 45 nm (low: rules of [freepdk45-run-2026]: gate 50, contact 65, twice 37.5 between them) and 54 of 40 nm at 7 nm (high: widths of cells)",
    },
    gate: {
      nominal: 0.56e-9,
      low: 0.4e-9,
      high: 1.2e-9,
      source: "ptm-2012",
      note: "F a metre of gate at 65 nm",
    },
    offCurrent: {
      nominal: 0.056,
      low: 1e-4,
      high: 0.2,
      source: "ptm-2012",
      note: "A a metre of open switch at 65 nm; low: a low-power device",
    },
    delay: {
      nominal: 33e-12,
      low: 8e-12,
      high: 100e-12,
      source: "freepdk45-run-2026",
      note: "s to open or close at 32 nm: 46 ps at 45 nm, 64 switches of 2 kΩ behind three inverters, each four times the last; low: the last inverter, 11 ps; high: assumed, through a decoder",
    },
  },
  behave: ({ onResistance }) => ({ onResistance }),
  cost: ({ onResistance }, technology, k) => {
    const needed = (k.resistance * overBase(technology, (own) => own.onResistance)) / onResistance;
    const width = Math.max(k.minimum * technology.node, needed);
    const { supply } = transistorAt(technology.node);
    const gate = k.gate * overBase(technology, (own) => own.gateCapacitance) * width;
    const leaking = k.offCurrent * overBase(technology, (own) => own.offCurrent) * width;
    const delay = seconds(k.delay * technology.delayFactor("charge", nanometres(32)));
    return {
      area: squareMetres(width * gatePitch(technology.node, k.pitch)),
      leakage: watts(leaking * supply),
      actions: { connect: { energy: joules(gate * supply ** 2), latency: delay, interval: delay } },
    };
  },
});

const gatePitch = (node: Metres, overMetal: number): number => overMetal * metalPitch(node);
