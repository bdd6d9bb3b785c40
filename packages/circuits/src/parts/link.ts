import { z } from "zod";
import {
  type ComponentCost,
  type Constant,
  type Definition,
  define,
  free,
  integer,
  joules,
  type Metres,
  type Model,
  type Numbers,
  nanometres,
  quantity,
  seconds,
  shared,
  squareMetres,
  type TechnologyNode,
  watts,
} from "#base";
import { lineResistance, metalPitch } from "#technology";
import { INVERTER, INVERTER_TIME, inverterArea, repeatedWire } from "../inverter.ts";
import { AT_32_NM, LOGIC_LEAKAGE, leakingAt } from "../logic-prices.ts";
import { SUPPLY } from "../supply.ts";

export interface Link {
  /** Bits of a flit, which one transfer moves. */
  readonly bits: number;
  /** Length covered by the price of a transfer, m, to which it is proportional; absent if there is none. */
  readonly reach?: Metres;
  /** Transfers for `bits` bits: whole flits. */
  transfers(bits: number): number;
}

/** Action `transfer`: one flit over the link. */
export type LinkModel = Model<"transfer", Link>;

export const defineLink = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "transfer", Link, C>, "family">,
): LinkModel => define({ affects: "price", ...definition, family: "link" });

/** A link of `width`-bit flits; a partial last flit counts as a whole one. */
export const linkOf = (width: number): Link => ({
  bits: width,
  transfers: (bits) => Math.ceil(bits / width),
});

/** Free transport. */
export const idealLink = defineLink({
  model: "ideal",
  source: "assumed",
  params: z.object({ bits: integer({ min: 1, max: 65536 }, "bits of a flit").prefault(256) }),
  constants: {},
  behave: ({ bits }) => linkOf(bits),
  cost: () => free(["transfer"]),
});

/**
 * Shared bus of a tile, of any length: 0.054 pJ per bit at 32 nm, and 0.090 mm² for the 384 lines of
 * [isaac-2016]. The 29.3 µm² per bit of [hwcomponents-2026] are an eighth of that.
 */
export const busLink = defineLink({
  model: "bus",
  source: "isaac-2016",
  params: z.object({
    bits: integer({ min: 1, max: 65536 }, "lines, and bits of a flit").prefault(384),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "flits a second").prefault("1 GHz"),
  }),
  measured: AT_32_NM,
  constants: {
    energy: {
      nominal: 0.054e-12,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "J a bit at 32 nm",
    },
    area: {
      nominal: 0.09e-6 / 384,
      low: 29.3e-12,
      high: 0.09e-6 / 384,
      source: "isaac-2016",
      note: "m² a line at 32 nm; low: that of [hwcomponents-2026]",
    },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, clock }, technology, k) => {
    const base = nanometres(32);
    const area = bits * k.area * technology.areaFactor("wire", base);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        transfer: {
          energy: joules(bits * k.energy * technology.energyFactor("wire", base)),
          latency: seconds(1 / clock),
          interval: seconds(1 / clock),
        },
      },
    };
  },
});

const FLIT = 256;

/**
 * Hops over routers of an on-chip network: 20.74 pJ for 256 bits and 0.15 mm² per router at 32 nm
 * [isaac-2016], both linear in the flit size. A flit passes `hops` routers.
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
  measured: AT_32_NM,
  constants: {
    energy: {
      nominal: 20.74e-12 / FLIT,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "J a bit and router at 32 nm",
    },
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
      leakage: watts(leakingAt(area, technology, k)),
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

/** Wire from the centre of a unit square to one leaf of an H-tree of 2^levels leaves: ¼ + ¼ + ⅛ + ⅛ + … */
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

/** Half of the bits of a word differ from those of the word before. */
export const WIRE_ACTIVITY = {
  identity: "wire.activity",
  nominal: 0.25,
  low: 0.15,
  high: 0.4,
  source: "neurosim-v14",
  note: "½ C V² a transition, half of the bits toggle; range: .3 and .8 of them, assumed",
} as const;

/** Constants of wires with repeaters. */
const REPEATED_WIRE = shared("wire", {
  supply: SUPPLY.at32,
  activity: WIRE_ACTIVITY,
  metal: {
    nominal: 0.28,
    low: 0.137,
    high: 1,
    source: "asap7-2016",
    note: "resistance a metre of the metal of long wires over that of the least pitch: M8 and M9 over M2 and M3, 8.67 over 30.5 Ω/µm; low: met3 over met1 of [skywater-2020]; high: at the least pitch, as [neurosim-v14]",
  },
  ...INVERTER,
  ...INVERTER_TIME,
  leakage: LOGIC_LEAKAGE,
});

/** Clock of registered lines at every node without further registers: assumed. */
const REGISTERED = { clock: 1e9, node: nanometres(65) } as const;

/** Price of `bits` lines with `wire` metres each, of which a flit switches `path` metres. */
function repeatedWires(
  lines: { readonly bits: number; readonly clock: number; readonly path: number; readonly wire: number },
  technology: TechnologyNode,
  k: Numbers<typeof REPEATED_WIRE>,
): ComponentCost<"transfer"> {
  const { bits, clock, path, wire } = lines;
  const { node, wireCapacitance } = technology;
  const { capacitance, delay } = repeatedWire(k);
  // Inputs are 1 of the 1 + p parts of what the repeaters add.
  const gates = (bits * wire * wireCapacitance * (capacitance - 1)) / (1 + k.parasitic);
  const area = inverterArea(gates, technology, k);
  const energyOfLength = k.activity * wireCapacitance * capacitance * k.supply ** 2;
  const resistance = (k.metal * lineResistance(node)) / metalPitch(node);
  const time = k.time * technology.delayFactor("logic", nanometres(45));
  return {
    area: squareMetres(area),
    leakage: watts(leakingAt(area, technology, k)),
    actions: {
      transfer: {
        energy: joules(bits * path * energyOfLength * technology.energyFactor("wire", nanometres(32))),
        latency: seconds(path * delay * Math.sqrt(time * resistance * wireCapacitance)),
        interval: seconds(1 / clock),
      },
    },
  };
}

/**
 * H-tree of repeated wires over a square of `side`, from its centre to one of 2^levels leaves. Energy per
 * bit: activity · C · V² · length with the technology's wire capacitance and its repeaters'; only the branches
 * on the flit's path switch. Supply and activity: [neurosim-v14] at 32 nm. Repeaters are those of the least
 * product of energy and delay; wires run above other circuits, so the area is that of repeaters.
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
  measured: REGISTERED,
  constants: REPEATED_WIRE,
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, side, levels, clock }, technology, k) =>
    repeatedWires(
      { bits, clock, path: side * hTreePath(levels), wire: side * hTreeWire(levels) },
      technology,
      k,
    ),
});

/**
 * Straight repeated wires between two blocks, with the constants of the H-tree. The price is that of
 * `length`; a floorplan scales it with the distance.
 */
export const wireLink = defineLink({
  model: "wire",
  source: "neurosim-v14",
  params: z.object({
    bits: integer({ min: 1, max: 65536 }, "lines, and bits of a flit").prefault(256),
    length: quantity("m", { min: 1e-6, max: 0.1 }, "length of the lines that the price is for").prefault(
      "1 mm",
    ),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "flits a second").prefault("1 GHz"),
  }),
  measured: REGISTERED,
  constants: REPEATED_WIRE,
  behave: ({ bits, length }) => ({ ...linkOf(bits), reach: length as Metres }),
  cost: ({ bits, length, clock }, technology, k) =>
    repeatedWires({ bits, clock, path: length, wire: length }, technology, k),
});

const OFF_CHIP_FLIT = 128;
/** Bytes per second of the published link. */
const OFF_CHIP_BANDWIDTH = 25.6e9;

/**
 * Serial link between chips (HyperTransport of [isaac-2016]): 26 pJ for 128 bits, 23 mm² at 65 nm. Pads and
 * analog circuits determine its size, so it scales with the supply.
 */
export const offChipLink = defineLink({
  model: "off-chip",
  source: "isaac-2016",
  params: z.object({
    bits: integer({ min: 1, max: 65536 }, "bits of a flit").prefault(128),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault("25.6 GB/s"),
  }),
  constants: {
    energy: {
      nominal: 26e-12 / OFF_CHIP_FLIT,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "J a bit at 65 nm",
    },
    area: { nominal: 23e-6, low: 22.88e-6, high: 23e-6, source: "isaac-2016", note: "m² at 65 nm" },
    latency: { nominal: 5e-8, low: 2e-8, high: 2e-7, source: "assumed", note: "s from chip to chip" },
    leakage: { nominal: 1e-2, low: 1e-3, high: 0.1, source: "assumed", note: "W idle at 65 nm" },
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, bandwidth }, technology, k) => {
    const base = nanometres(65);
    // More bandwidth takes more parallel links.
    const links = Math.max(1, bandwidth / OFF_CHIP_BANDWIDTH);
    return {
      area: squareMetres(links * k.area * technology.areaFactor("charge", base)),
      leakage: watts(links * k.leakage * technology.energyFactor("charge", base)),
      actions: {
        transfer: {
          energy: joules(bits * k.energy * technology.energyFactor("charge", base)),
          latency: seconds(k.latency),
          interval: seconds(bits / 8 / bandwidth),
        },
      },
    };
  },
});

/** Reference bandwidth of area and idle power, bytes per second. */
const ASSUMED_BANDWIDTH = 64e9;

/**
 * Parallel link between two dies of one package, both ends together. Its price is that of a standard at any
 * node of the dies; no source was read, so every constant is assumed.
 */
export const dieToDieLink = defineLink({
  model: "die-to-die",
  source: "assumed",
  params: z.object({
    bits: integer({ min: 1, max: 65536 }, "bits of a flit").prefault(256),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault("64 GB/s"),
  }),
  constants: {
    energy: { nominal: 0.5e-12, low: 0.25e-12, high: 2e-12, source: "assumed", note: "J a bit, both ends" },
    area: { nominal: 0.5e-6, low: 0.1e-6, high: 2e-6, source: "assumed", note: "m² of both ends with bumps" },
    latency: { nominal: 4e-9, low: 2e-9, high: 2e-8, source: "assumed", note: "s from die to die" },
    idle: { nominal: 2e-3, low: 5e-4, high: 2e-2, source: "assumed", note: "W while nothing moves" },
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, bandwidth }, _, k) => ({
    // More bandwidth takes more lanes, each with its bumps and its idle power.
    area: squareMetres(k.area * Math.max(1, bandwidth / ASSUMED_BANDWIDTH)),
    leakage: watts(k.idle * Math.max(1, bandwidth / ASSUMED_BANDWIDTH)),
    actions: {
      transfer: {
        energy: joules(bits * k.energy),
        latency: seconds(k.latency),
        interval: seconds(bits / 8 / bandwidth),
      },
    },
  }),
});
