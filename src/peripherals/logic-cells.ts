// Numbers of `LOGIC` in one cell library: what its synthesised units say.

import { nanometres } from "#base";
import { counterTree } from "#circuits";
import type { CellTable, UnitFigures } from "#technology";
import { leakageDensity, SCALING_DOMAIN_NM, scalingFactor } from "#technology";

/** Share of a row that cells fill; a table has the area of cells alone. Assumed, usual. */
const FILLED = 0.7;

/** Lanes of the dot product from which the glitches of products are taken. */
const LANES = 16;

/** Why a table has no numbers, in words. */
export interface Lacking {
  readonly expected: string;
  readonly received: string;
}

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
  const { unit, missing } = finderIn(table);
  const values = { ...arithmeticOf(unit, nm), ...streamsOf(unit, nm), ...leakageOf(table, nm) };
  if (missing.length === 0) return { values };
  const names = table.units.map((one) => one.unit).join(", ");
  return { expected: `the unit ${missing[0]}`, received: names === "" ? "none" : names.slice(0, 80) };
}

type Unit = (name: string, sizes?: Readonly<Record<string, number>>) => UnitFigures;

/** Finds units by name and sizes, and lists those that are missing. */
function finderIn({ units }: CellTable): { readonly unit: Unit; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const unit: Unit = (name, sizes = {}) => {
    const found = units.find(
      (one) => one.unit === name && Object.entries(sizes).every(([key, size]) => one.sizes[key] === size),
    );
    if (found === undefined) missing.push(`${name} ${JSON.stringify(sizes)}`);
    return found ?? NONE;
  };
  return { unit, missing };
}

/** A value of a library at `nm` brought to the node of a constant. */
const at = (of: "energy" | "area", base: number, nm: number, value: number): number =>
  value / scalingFactor("logic", of, nanometres(base), nanometres(nm));

const areaOf = ({ area_m2 }: UnitFigures): number => area_m2 / FILLED;

/** Energy of a cycle in which every register has its clock, or those that change. */
const clocked = ({ energy_J, clock_energy_J }: UnitFigures): number => energy_J + clock_energy_J;
const gated = ({ energy_J, clock_energy_J, changing_share }: UnitFigures): number =>
  energy_J + clock_energy_J * changing_share;

function arithmeticOf(unit: Unit, nm: number): Record<string, number> {
  const multiplier = unit("multiplier", { BITS: 8 });
  const adder = unit("adder", { BITS: 32 });
  const register = unit("register_word", { BITS: 32, ENABLE: 0 });
  const comparator = unit("comparator", { BITS: 32 });
  const multiplexer = unit("multiplexer", { BITS: 32 });
  const popcount = unit("popcount", { BITS: 128 });
  const score = unit("code_score", { BITS: 128 });
  const product = unit("dot_product", { LANES });
  const registerBit = clocked(register) / 32;
  const { fullAdders, halfAdders } = counterTree(128);
  const lane = (clocked(product) - product.registers * registerBit) / LANES;
  const energy = (value: number): number => at("energy", 45, nm, value);
  const area = (figures: UnitFigures, bits: number): number => at("area", 40, nm, areaOf(figures) / bits);
  return {
    "logic.level": 1,
    "logic.multiply8": energy(multiplier.energy_J),
    "logic.adderBit": energy(adder.energy_J / 32),
    "logic.registerBit": energy(registerBit),
    "logic.comparatorBit": energy(comparator.energy_J / 32),
    "logic.multiplexerBit": energy(multiplexer.energy_J / 32),
    "logic.productGlitches": Math.max(0, lane) / (multiplier.energy_J + adder.energy_J),
    "logic.treeGlitches": (32 * popcount.energy_J) / (fullAdders + halfAdders / 2) / adder.energy_J,
    "logic.xnor": at("energy", 28, nm, Math.max(0, score.energy_J - popcount.energy_J) / 128),
    "logic.multiplier8Area": area(multiplier, 1),
    "logic.adderArea": area(adder, 32),
    "logic.registerArea": area(register, 32),
    "logic.comparatorArea": area(comparator, 32),
    "logic.multiplexerArea": area(multiplexer, 32),
  };
}

function streamsOf(unit: Unit, nm: number): Record<string, number> {
  const [softmax, sequencer] = [unit("softmax_lane"), unit("sequencer")];
  return {
    "softmax:base2.energy": at("energy", 16, nm, gated(softmax)),
    "softmax:base2.area": at("area", 16, nm, areaOf(softmax)),
    "control:sequencer.energy": at("energy", 28, nm, gated(sequencer)),
    "control:sequencer.area": at("area", 28, nm, areaOf(sequencer)),
  };
}

/** Leakage an area over all units. */
function leakageOf({ units }: CellTable, nm: number): Record<string, number> {
  const area = units.reduce((sum, one) => sum + areaOf(one), 0);
  const leakage = units.reduce((sum, one) => sum + one.leakage_W, 0);
  return { "logic.leakage": leakage / area / leakageDensity(nanometres(nm)) };
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
  changing_share: 0,
};
