import type { PriceOf } from "./pricing.ts";
import {
  columnConductance,
  priceSubarray,
  readVoltage,
  type SubarrayPrice,
  subarrayEnergy,
} from "./subarray.ts";

/** Passive array of the trade: 128 × 128 at 32 nm, 64 rows driven, 100 kΩ and 1.7 MΩ in a checkerboard. */
const ARRAY = { side: 128, nm: 32 } as const;
/** Columns of a shared converter. */
const SHARE = 8;

/** Published for the change from shared 5-bit SAR to a 2-bit flash at every column; pJ and ns. Source: [neurosim-v14], run. */
const PUBLISHED_TRADE = {
  source: "neurosim-v14",
  shared: { energy: 39.3e-12, time: 96.3e-9 },
  flash: { energy: 1.68e-12, time: 1.7e-9 },
} as const;

export type ReadoutName = "shared 5 b" | "2 b a column" | "1 b a column";

/** One way to read the array, under one component set. Energies of a multiplication in J, time in s. */
export interface ReadoutPrice {
  readonly readout: ReadoutName;
  readonly model: string;
  readonly energy: number;
  readonly converter: number;
  /** Word lines and multiplexers: what the shared converter asks for eight times. */
  readonly refire: number;
  readonly cells: number;
  readonly time: number;
}

export interface ComponentSet {
  readonly name: string;
  readonly readouts: readonly ReadoutPrice[];
  /** Shared 5 b over 2 b a column. */
  readonly energyRatio: number;
  readonly timeRatio: number;
  /** Shares of ln(energy ratio): each part's saving over the whole saving. They add up to 1. */
  readonly shares: Readonly<Record<Part, number>>;
}

type Part = "converter" | "refire" | "cells";
const PARTS: readonly Part[] = ["converter", "refire", "cells"];

export interface ReadoutTrade {
  readonly published: { readonly source: string; readonly energyRatio: number; readonly timeRatio: number };
  readonly sets: readonly ComponentSet[];
  /** Which assumption carries the difference between the sets. */
  readonly conclusion: string;
}

interface Choice {
  readonly model: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Resistance of the column where the converter's own law has the current of the cells, or leaves it out. */
  readonly column?: string;
}

type Choices = readonly [shared: Choice, flash: Choice, comparator: Choice];

const rows = ARRAY.side;
const choice = (model: string, params: Choice["params"]): Choice => ({ model, params });
/** [neurosim-v14] rescales the column by 0.5 V over the read voltage; its flash converter has no such term. */
const column = `${0.5 / readVoltage(ARRAY.nm) / columnConductance(ARRAY.side)} ohm`;

const SETS: readonly (readonly [name: string, choices: Choices])[] = [
  [
    "NeuroSim, as published",
    [
      { ...choice("sar", { bits: 5 }), column },
      { ...choice("flash", { bits: 2 }), column },
      { ...choice("flash", { bits: 1 }), column },
    ],
  ],
  [
    "NeuroSim, cells by Ohm's law",
    [choice("sar", { bits: 5 }), choice("flash", { bits: 2 }), choice("flash", { bits: 1 })],
  ],
  [
    "survey and flash bank",
    [
      choice("survey", { bits: 5, rate: "1 GS/s" }),
      choice("low-resolution", { bits: 2, rate: "1 GS/s" }),
      choice("low-resolution", { bits: 1, rate: "1 GS/s" }),
    ],
  ],
  [
    "ZigZag",
    [
      choice("zigzag", { bits: 5, rows }),
      choice("zigzag", { bits: 2, rows }),
      choice("zigzag", { bits: 1, rows }),
    ],
  ],
  ["PUMA", [choice("puma", { bits: 5 }), choice("puma", { bits: 2 }), choice("puma", { bits: 1 })]],
];

const NAMES: readonly ReadoutName[] = ["shared 5 b", "2 b a column", "1 b a column"];

/** The low-resolution readout trade under every component set. */
export function readoutTrade(price: PriceOf): ReadoutTrade {
  const sets = SETS.map(([name, choices]) =>
    setOf(
      name,
      choices.map((each, n) => readoutOf(price, each, n)),
    ),
  );
  const { shared, flash, source } = PUBLISHED_TRADE;
  return {
    published: { source, energyRatio: shared.energy / flash.energy, timeRatio: shared.time / flash.time },
    sets,
    conclusion: conclusionOf(sets),
  };
}

function readoutOf(price: PriceOf, { model, params, column }: Choice, n: number): ReadoutPrice {
  const share = n === 0 ? SHARE : 1;
  const priced = (own: Choice["params"]): SubarrayPrice =>
    priceSubarray(price, {
      ...ARRAY,
      share,
      converter: { family: "adc", model, params: own, action: "convert" },
    });
  const open = priced(params);
  const parts =
    column === undefined ? open : { ...open, cells: columnTerm(model, open, priced, params, column) };
  return {
    readout: NAMES[n],
    model,
    energy: subarrayEnergy(parts),
    converter: parts.converter,
    refire: parts.drivers + parts.mux,
    cells: parts.cells,
    time: parts.time,
  };
}

/** What a converter's own law charges for the column that it reads, J: a SAR's input current; nothing for others. */
const columnTerm = (
  model: string,
  open: SubarrayPrice,
  priced: (params: Choice["params"]) => SubarrayPrice,
  params: Choice["params"],
  columnResistance: string,
): number => (model === "sar" ? priced({ ...params, columnResistance }).converter - open.converter : 0);

function setOf(name: string, readouts: readonly ReadoutPrice[]): ComponentSet {
  const [shared, flash] = readouts;
  const saving = shared.energy - flash.energy;
  const share = (part: Part): number => (shared[part] - flash[part]) / saving;
  return {
    name,
    readouts,
    energyRatio: shared.energy / flash.energy,
    timeRatio: shared.time / flash.time,
    shares: { converter: share("converter"), refire: share("refire"), cells: share("cells") },
  };
}

const TITLES: Readonly<Record<Part, string>> = {
  converter: "the energy of a conversion by its bits",
  refire: "driving the rows again for every shared column",
  cells: "the current of the cells while a column is converted",
};

/** Energy of a multiplication with the parts of `own` except one, which comes from `other`. */
const swapped = (own: ReadoutPrice, other: ReadoutPrice, part: Part): number =>
  own.energy - own[part] + other[part];

/**
 * Names the part whose exchange alone moves the largest ratio furthest towards the smallest one: a set's ratio with
 * that part of both readouts taken from the other set.
 */
function conclusionOf(sets: readonly ComponentSet[]): string {
  const byRatio = sets.toSorted((a, b) => b.energyRatio - a.energyRatio);
  const [largest, smallest] = [byRatio[0], byRatio[byRatio.length - 1]];
  const exchanged = PARTS.map((part) => ({
    part,
    ratio:
      swapped(largest.readouts[0], smallest.readouts[0], part) /
      swapped(largest.readouts[1], smallest.readouts[1], part),
  })).toSorted((a, b) => a.ratio - b.ratio);
  const [first, ...others] = exchanged;
  const own = PARTS.toSorted((a, b) => largest.shares[b] - largest.shares[a])[0];
  const times = (x: number): string => `×${Number(x.toPrecision(3))}`;
  const rest = others.map(({ part, ratio }) => `${TITLES[part]} alone: ${times(ratio)}`).join("; ");
  return (
    `The saving is ${times(largest.energyRatio)} with "${largest.name}" and ${times(smallest.energyRatio)} with "${smallest.name}". ` +
    `The assumption that carries most of it is ${TITLES[first.part]}: with that alone from "${smallest.name}", ` +
    `${times(largest.energyRatio)} becomes ${times(first.ratio)} (${rest}). ` +
    `Within "${largest.name}" ${TITLES[own]} is ${Math.round(100 * largest.shares[own])} % of what is saved.`
  );
}
