// Numbers of `LOGIC` in one cell library: what its synthesised units say.

import { nanometres } from "../base/units.ts";
import type { CellTable, UnitFigures } from "../technology/cell-table.ts";
import { leakageDensity, SCALING_DOMAIN_NM, scalingFactor } from "../technology/scaling.ts";
import { counterTree } from "./parts/popcount.ts";

/** Share of a row that cells fill; a table has the area of cells alone. Assumed, usual. */
const FILLED = 0.7;

/** Lanes of the dot product from which the glitches of products are taken. */
const LANES = 16;

/** Why a table has no numbers, in words. */
export interface Lacking {
  readonly expected: string;
  readonly received: string;
}

type Of = "energy" | "area";

/**
 * Returns values of constants by identity (`logic.adderBit`) or key (`softmax:base2.energy`), in SI at the
 * node of each constant, or what the table lacks. Registers have the clock of every cycle; a sequencer's and
 * a softmax lane's have it when they change, as gated ones do.
 */
export function logicOf(table: CellTable): { readonly values: Readonly<Record<string, number>> } | Lacking {
  const node = table.node_m;
  if (node === null) return { expected: "the node of its library (--node)", received: "none" };
  const nm = node * 1e9;
  const { min, max } = SCALING_DOMAIN_NM;
  if (!(nm >= min && nm <= max))
    return {
      expected: `a library from ${min} to ${max} nm, as far as the scaling laws reach`,
      received: `one of ${nm} nm`,
    };
  const missing: string[] = [];
  const unit = (name: string, sizes: Readonly<Record<string, number>>): UnitFigures => {
    const found = table.units.find(
      (one) => one.unit === name && Object.entries(sizes).every(([key, size]) => one.sizes[key] === size),
    );
    if (found === undefined) missing.push(`${name} ${JSON.stringify(sizes)}`);
    return found ?? NONE;
  };
  const at = (of: Of, base: number, value: number): number =>
    value / scalingFactor("logic", of, nanometres(base), nanometres(nm));
  const area = ({ area_m2 }: UnitFigures): number => area_m2 / FILLED;
  const clocked = ({ energy_J, clock_energy_J }: UnitFigures): number => energy_J + clock_energy_J;
  const gated = ({ energy_J, clock_energy_J, changed_registers }: UnitFigures): number =>
    energy_J + clock_energy_J * changed_registers;

  const multiplier = unit("multiplier", { BITS: 8 });
  const adder = unit("adder", { BITS: 32 });
  const register = unit("register_word", { BITS: 32, ENABLE: 0 });
  const comparator = unit("comparator", { BITS: 32 });
  const multiplexer = unit("multiplexer", { BITS: 32 });
  const popcount = unit("popcount", { BITS: 128 });
  const score = unit("code_score", { BITS: 128 });
  const product = unit("dot_product", { LANES });
  const softmax = unit("softmax_lane", {});
  const sequencer = unit("sequencer", {});
  if (missing.length > 0)
    return {
      expected: `the unit ${missing[0]}`,
      received: table.units
        .map((one) => one.unit)
        .join(", ")
        .slice(0, 80),
    };

  const adderBit = adder.energy_J / 32;
  const registerBit = clocked(register) / 32;
  const { fullAdders, halfAdders } = counterTree(128);
  const lane = (clocked(product) - product.registers * registerBit) / LANES;
  const whole = table.units.reduce(
    (sum, one) => ({ area: sum.area + area(one), leakage: sum.leakage + one.leakage_W }),
    { area: 0, leakage: 0 },
  );
  const values = {
    "logic.level": 1,
    "logic.multiply8": at("energy", 45, multiplier.energy_J),
    "logic.adderBit": at("energy", 45, adderBit),
    "logic.registerBit": at("energy", 45, registerBit),
    "logic.comparatorBit": at("energy", 45, comparator.energy_J / 32),
    "logic.multiplexerBit": at("energy", 45, multiplexer.energy_J / 32),
    "logic.productGlitches": lane / (multiplier.energy_J + adder.energy_J),
    "logic.treeGlitches": popcount.energy_J / (fullAdders + halfAdders / 2) / adderBit,
    "logic.xnor": at("energy", 28, Math.max(0, score.energy_J - popcount.energy_J) / 128),
    "logic.multiplier8Area": at("area", 40, area(multiplier)),
    "logic.adderArea": at("area", 40, area(adder) / 32),
    "logic.registerArea": at("area", 40, area(register) / 32),
    "logic.comparatorArea": at("area", 40, area(comparator) / 32),
    "logic.multiplexerArea": at("area", 40, area(multiplexer) / 32),
    "logic.leakage": whole.leakage / whole.area / leakageDensity(nanometres(nm)),
    "softmax:base2.energy": at("energy", 16, gated(softmax)),
    "softmax:base2.area": at("area", 16, area(softmax)),
    "control:sequencer.energy": at("energy", 28, gated(sequencer)),
    "control:sequencer.area": at("area", 28, area(sequencer)),
  };
  return { values };
}

/** Figures in the place of a unit that is missing, which end in an error. */
const NONE: UnitFigures = {
  unit: "",
  sizes: {},
  cycle: "",
  models: [],
  area_m2: 1,
  energy_J: 1,
  glitch_free_energy_J: 1,
  clock_energy_J: 1,
  leakage_W: 1,
  critical_path_s: 1,
  cells: 0,
  registers: 0,
  changed_registers: 0,
};
