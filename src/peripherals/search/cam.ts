// Common parts of content-addressable memories: cells on match and search lines, and an amplifier per row.

import {
  joules,
  type Numbers,
  nanometres,
  quantity,
  real,
  type SquareMetres,
  seconds,
  shared,
  squareMetres,
  type TechnologyNode,
  type Volts,
  watts,
} from "#base";
import { driven, INVERTER, SUPPLY, WIRE_ACTIVITY } from "#circuits";
import {
  type MatchLine,
  macrosOf,
  matchLineInquiry,
  type Search,
  type SearchAction,
  storeOf,
} from "./search.ts";

/** Reference supply of amplifier offsets and noise, V: that of 32 nm [neurosim-v14]. */
const REFERENCE_SUPPLY = 0.9;

/** Parameters of match lines that mismatching cells discharge and that are compared with a reference. */
export const LINE_PARAMS = {
  swing: real(
    { min: 0.02, max: 1 },
    "share of the supply by which a line of mismatches alone has fallen when it is compared",
  ).prefault(0.5),
  offset: quantity("V", { min: 0, max: 1 }, "standard deviation of an amplifier's offset").prefault("5 mV"),
  noise: quantity("V", { min: 0, max: 1 }, "standard deviation of the noise of a comparison").prefault(
    "2 mV",
  ),
};

/** Lines, amplifiers and drivers; cells differ by memory. */
export const CAM_CONSTANTS = shared("cam", {
  supply: SUPPLY.at28,
  activity: WIRE_ACTIVITY,
  parasitic: INVERTER.parasitic,
  sense: {
    identity: "senseAmplifier.energy",
    nominal: 3.5e-15,
    low: 1.6e-15,
    high: 41.7e-15,
    source: "neurosim-v14",
    note: "J a row and search at 32 nm, as comparator sense-amplifier",
  },
  senseArea: {
    identity: "senseAmplifier.area",
    nominal: 25e-12,
    low: 1e-12,
    high: 40e-12,
    source: "neurosim-v14",
    note: "m² a row at 32 nm, as comparator sense-amplifier",
  },
  efficiency: {
    nominal: 0.7,
    low: 0.5,
    high: 0.88,
    source: "eva-cam-run-2026",
    note: "cells over the area of a macro of 1024 rows without amplifiers; half of the rest is drivers of columns, which each macro has (assumed): .66 and .71 by 512 rows of 64 and 128 bits at 32 nm; high: 64 rows of 64; low: cells over all of 512 rows of 64",
  },
});

/** Cells of which several memories have one. */
export const CAM_CELLS = shared("cam", {
  gate: {
    nominal: 0.053e-15,
    low: 0.05e-15,
    high: 0.2e-15,
    source: "freepdk45-run-2026",
    note: "F of a gate on a search line at 28 nm, linear in the node: .95 fF/µm of the least width, 90 nm, at 45 nm; range: wider transistors, assumed",
  },
  leakage: { nominal: 2e-11, low: 2e-12, high: 2e-10, source: "assumed", note: "W a bit at 28 nm" },
});

/** Rows of the macro for which `efficiency` is given. */
const REFERENCE_ROWS = 1024;

interface LineParams {
  readonly swing: number;
  readonly offset: Volts | number;
  readonly noise: Volts | number;
}

/** Errors of a discharged line as shares of full scale: volts over the fall of an all-mismatch line. */
export const lineErrors = ({ swing, offset, noise }: LineParams): Pick<MatchLine, "offset" | "noise"> => ({
  offset: offset / (swing * REFERENCE_SUPPLY),
  noise: noise / (swing * REFERENCE_SUPPLY),
});

interface StoreSizes {
  readonly bits: number;
  readonly keys: number;
  readonly macros?: number;
}

/** A memory whose match lines have errors. */
export const camStore = (
  sizes: StoreSizes,
  line: MatchLine,
  answers: Search["answers"],
  endurance: number,
): Search => {
  const store = storeOf(sizes);
  return {
    ...store,
    answers,
    endurance,
    line,
    inquire: (scores, reach, rng) =>
      matchLineInquiry(scores, reach, { bits: sizes.bits, answers }, line, rng),
  };
};

/** A cell's load on its lines, at the technology's node. */
export interface Cell {
  readonly area: SquareMetres;
  /** Capacitance added to its match line and to one search line besides their wires, F. */
  readonly match: number;
  readonly search: number;
  readonly leakage: number;
  /** Energy (J) and time (s) of writing its bit. */
  readonly write: number;
  readonly writeTime: number;
}

/** Supply at the node, V. */
export const supplyAt = (technology: TechnologyNode, supply: number): number =>
  supply * Math.sqrt(technology.energyFactor("charge", nanometres(28)));

/** Scale of a length from 28 nm to the node: line widths, and so device capacitances, follow the node. */
export const lengthFactor = ({ node }: TechnologyNode): number => node / nanometres(28);

/**
 * Price of a memory with discharged match lines. A search charges each match line by the swing, C·V·ΔV, and
 * rising search lines, C·V²; each row has an amplifier. `time` is one search; lines recharge for as long.
 */
export function dischargePrice(
  sizes: StoreSizes & { readonly swing: number },
  technology: TechnologyNode,
  cell: Cell,
  time: number,
  k: Numbers<typeof CAM_CONSTANTS>,
) {
  const at32 = nanometres(32);
  const wire = technology.wireCapacitance * Math.sqrt(cell.area);
  const supply = supplyAt(technology, k.supply);
  // A bit that changes raises one of the two search lines of its cell: C · V² where a wire has ½ C · V².
  const toggle = 2 * k.activity;
  const lines =
    driven(k) *
    ((wire + cell.match) * supply ** 2 * sizes.swing + (wire + cell.search) * supply ** 2 * toggle);
  const sense = k.sense * technology.energyFactor("charge", at32);
  const senseArea = k.senseArea * technology.areaFactor("charge", at32);
  return storePrice(sizes, {
    cell,
    search: sizes.bits * lines + sense,
    time,
    cycle: 2 * time,
    area: cell.area * (1 + (1 / k.efficiency - 1) * (0.5 + (0.5 * REFERENCE_ROWS) / sizes.keys)),
    row: senseArea,
  });
}

/** Price of a store from the costs of one key. */
export function storePrice(
  { bits, keys, macros }: StoreSizes,
  {
    cell,
    search,
    time,
    cycle,
    area,
    row,
  }: {
    readonly cell: Pick<Cell, "leakage" | "write" | "writeTime">;
    /** Energy (J) of one key's search. */
    readonly search: number;
    /** Time of a search of a macro, and interval between searches, s. */
    readonly time: number;
    readonly cycle: number;
    /** m² per bit, and m² per row besides its bits. */
    readonly area: number;
    readonly row: number;
  },
): {
  readonly area: SquareMetres;
  readonly leakage: ReturnType<typeof watts>;
  readonly actions: Readonly<
    Record<
      SearchAction,
      {
        energy: ReturnType<typeof joules>;
        latency: ReturnType<typeof seconds>;
        interval: ReturnType<typeof seconds>;
      }
    >
  >;
} {
  const count = macrosOf({ macros });
  const rows = count * keys;
  return {
    area: squareMetres(rows * (bits * area + row)),
    leakage: watts(rows * bits * cell.leakage),
    actions: {
      search: { energy: joules(search), latency: seconds(time), interval: seconds(cycle / rows) },
      write: {
        energy: joules(bits * cell.write),
        latency: seconds(cell.writeTime),
        interval: seconds(cell.writeTime / count),
      },
    },
  };
}
