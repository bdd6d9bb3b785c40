// Laws that scale a published number from its node to another, one per circuit class.

import { type Constant, type Metres, type Numbers, power, type ScalingClass } from "#base";

/** Node range of every law below, in nm. */
export const SCALING_DOMAIN_NM = { min: 7, max: 65 } as const;

/** Constants on which published points disagree. They act between 28 and 7 nm; above, tables apply. */
export const LAW_CONSTANTS = {
  logicAt7: {
    nominal: 0.28,
    low: 0.097,
    high: 0.42,
    source: "accelforge-2026",
    note:
      "energy of an operation at 7 nm over that at 45 nm: TPUv4i's int8 multiply-accumulate over [horowitz-2014]; low: units of two " +
      "open libraries [asap7-2016, nangate-2010], .097 to .151; high: fp32 additions, remembered",
  },
  leakageAt7: {
    nominal: 520 / 6400,
    low: 0.03,
    high: 1,
    source: "asap7-2016",
    note: "leakage of an area of logic at 7 nm over that at 28 nm: 520 W/m² of cells of regular threshold, synthesised from `rtl`; high: none of it by the node",
  },
  sramExponent: {
    nominal: 0.44,
    low: 0.1,
    high: 1.06,
    source: "assumed",
    note:
      "energy of an SRAM access by node below 28 nm; 0.1: TPUv4i's 4 MiB [accelforge-2026] over [zigzag-2026]; " +
      "0.16, 0.46, 1.06: 8 KiB, 32 KiB and 1 MiB from 45 to 7 nm, remembered",
  },
} as const satisfies Readonly<Record<string, Constant>>;

export type ScalingConstants = Numbers<typeof LAW_CONSTANTS>;

export const NOMINAL_LAWS: ScalingConstants = {
  logicAt7: LAW_CONSTANTS.logicAt7.nominal,
  leakageAt7: LAW_CONSTANTS.leakageAt7.nominal,
  sramExponent: LAW_CONSTANTS.sramExponent.nominal,
};

export interface ScalingLaw {
  readonly source: string;
  readonly note: string;
  /** Values relative to the law's own base; only their quotients have a meaning. */
  energy(nodeNm: number, laws: ScalingConstants): number;
  area(nodeNm: number): number;
  delay(nodeNm: number): number;
}

type Table = readonly (readonly [node: number, value: number])[];

/** General-purpose logic, relative to 32 nm at 0.8 V. Source: [stillmaker-2017], area table and energy
 * polynomials a·V² + b·V + c; delay linear in the node. */
const LOGIC_AREA: Table = [
  [7, 0.13],
  [10, 0.22],
  [14, 0.38],
  [16, 0.41],
  [20, 0.46],
  [32, 1],
  [45, 2.2],
  [65, 3.3],
];
const LOGIC_ENERGY_AT_0V8: Table = (
  [
    [7, 0.1776, -0.09097, 0.02447],
    [10, 0.2068, -0.09311, 0.02375],
    [14, 0.2363, -0.09675, 0.02239],
    [16, 0.2958, -0.1241, 0.03024],
    [20, 0.373, -0.1582, 0.04104],
    [32, 0.9559, -0.7823, 0.471],
    [45, 1.103, -0.362, 0.2767],
    [65, 3.755, -4.398, 1.975],
  ] as const
).map(([node, a, b, c]) => [node, a * 0.8 ** 2 + b * 0.8 + c] as const);

/** Area of logic by the tables of [stillmaker-2017], relative to 32 nm. */
export const stillmakerArea = (node: number): number => linear(LOGIC_AREA, node) / linear(LOGIC_AREA, 32);

/** Below this node, tables of predictive models deviate from measurements, and published points are used. */
export const MEASURED_FROM = 28;

/** Energy of logic by only the tables of [stillmaker-2017], relative to 32 nm: 0.094 from 45 to 7 nm. */
export const stillmakerEnergy = (node: number): number =>
  linear(LOGIC_ENERGY_AT_0V8, node) / linear(LOGIC_ENERGY_AT_0V8, 32);

/**
 * Energy of logic relative to 45 nm: the tables down to 28 nm, and a power law from there through the
 * published ratio at 7 nm. The tables would continue to 0.094, a third of the energy of published arithmetic.
 */
function logicEnergy(node: number, { logicAt7 }: ScalingConstants): number {
  const table = (nm: number): number => stillmakerEnergy(nm) / stillmakerEnergy(45);
  if (node >= MEASURED_FROM) return table(node);
  return logicAt7 * power(table(MEASURED_FROM) / logicAt7, Math.log(node / 7) / Math.log(MEASURED_FROM / 7));
}

/** Nodes of the laws' tables; interpolation between them is smooth, so that prices are smooth in the node. */
const STATED = [7, 10, 14, 16, 20, 22, 28, 32, 40, 45, 65];

/**
 * Interpolates a law between its nodes: a monotone cubic in both logarithms, with the weighted harmonic mean
 * of adjacent slopes (Fritsch and Butland, remembered). Linear pieces would bend prices by several per cent.
 */
function smooth(law: (node: number) => number, node: number): number {
  const above = STATED.findIndex((one) => one >= node);
  if (above <= 0 || STATED[above] === node) return law(node);
  const from = Math.max(0, above - 2);
  const x = STATED.slice(from, above + 2).map(Math.log);
  const y = STATED.slice(from, above + 2).map((one) => Math.log(law(one)));
  const at = above - 1 - from;
  const secant = (n: number): number => (y[n + 1] - y[n]) / (x[n + 1] - x[n]);
  const slope = (n: number): number => {
    if (n === 0 || n === x.length - 1) return secant(n === 0 ? 0 : n - 1);
    const [before, behind] = [secant(n - 1), secant(n)];
    if (before * behind <= 0) return 0;
    const [left, right] = [x[n] - x[n - 1], x[n + 1] - x[n]];
    return (3 * (left + right)) / ((2 * right + left) / before + (right + 2 * left) / behind);
  };
  const h = x[at + 1] - x[at];
  const t = (Math.log(node) - x[at]) / h;
  return Math.exp(
    y[at] * (1 + 2 * t) * (1 - t) ** 2 +
      y[at + 1] * t ** 2 * (3 - 2 * t) +
      h * (slope(at) * t * (1 - t) ** 2 - slope(at + 1) * t ** 2 * (1 - t)),
  );
}

/** Half-width of the averaging window in ln(node), and its weights: a binomial. */
const WINDOW = 0.1;
const WEIGHTS = [1, 4, 6, 4, 1];

/**
 * A law averaged over neighbouring nodes, which keeps its ends. The published tables of logic bend at single
 * nodes (20 nm is a half node, 28 nm joins two sources) by up to 4 % of a price from one nanometre to the next.
 */
function averaged(law: (node: number) => number, node: number): number {
  const { min, max } = SCALING_DOMAIN_NM;
  const half = Math.min(WINDOW, Math.log(node / min), Math.log(max / node));
  if (!(half > 0)) return law(node);
  const logs = WEIGHTS.map((weight, n) => (weight / 16) * Math.log(law(node * Math.exp((n / 2 - 1) * half))));
  return Math.exp(logs.reduce((sum, one) => sum + one, 0));
}

/**
 * Area of the high-density 6T cell of one foundry, µm², with the source's quotients where it gives no area: at
 * 65 nm .242/.46, at 10 nm .027/.64. Source: [wikichip-2017].
 */
const SRAM_CELL: Table = [
  [7, 0.027],
  [10, 0.027 / 0.64],
  [16, 0.07],
  [28, 0.127],
  [40, 0.242],
  [65, 0.242 / 0.46],
];

/** Supply of a node, V. Source: [neurosim-v14] from 22 to 65 nm; assumed below. */
const SUPPLY: Table = [
  [7, 0.7],
  [10, 0.75],
  [14, 0.8],
  [22, 0.85],
  [32, 0.9],
  [45, 1],
  [65, 1.1],
];

/** Least width of a metal line, nm: half of its pitch. Source: [neurosim-v14]. */
const LEAST_WIDTH: Table = [
  [7, 20],
  [10, 22],
  [14, 32],
  [22, 40],
  [32, 56],
  [45, 80],
  [65, 105],
];

/** Supply of a node, V. */
export const supplyOf = (nodeNm: number): number => smooth((nm) => linear(SUPPLY, nm), nodeNm);

function linear(table: Table, node: number): number {
  const upper = table.findIndex(([x]) => x >= node);
  const [x1, y1] = table[Math.max(upper, 0)];
  if (x1 === node || upper <= 0) return y1;
  const [x0, y0] = table[upper - 1];
  return y0 + ((y1 - y0) * (node - x0)) / (x1 - x0);
}

/** Linear in the logarithms between table entries, for quantities that scale as a power of the node. */
function logarithmic(table: Table, node: number): number {
  const logs = table.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  return Math.exp(linear(logs, Math.log(node)));
}

const byPower = (exponent: number) => (node: number) => power(node / 32, exponent);
const unity = (): number => 1;

/** Leakage of an area of logic at 45 nm over that at 28 nm: 15 kW/m² of [nangate-2010]; above: the same, assumed. */
const LEAKAGE_AT_45 = 15 / 6.4;

/** Leakage of an area of logic relative to 28 nm: powers of the node through the libraries' at 7 and 45 nm. */
export const leakageDensity = (node: Metres, { leakageAt7 }: ScalingConstants = NOMINAL_LAWS): number =>
  smooth((nm) => {
    const [at, to] = nm < MEASURED_FROM ? [7, leakageAt7] : [45, LEAKAGE_AT_45];
    return power(to, Math.log(Math.min(nm, 45) / MEASURED_FROM) / Math.log(at / MEASURED_FROM));
  }, inDomain(node));

/**
 * Energy of an SRAM access relative to 28 nm. Down to there C · V² of lines along cells, whose capacitance a
 * metre is the same at every node: the cell's side times the square of the supply. Below, published macros.
 */
function sramEnergy(node: number, { sramExponent }: ScalingConstants): number {
  if (node < MEASURED_FROM) return power(node / MEASURED_FROM, sramExponent);
  const square = (nm: number): number => Math.sqrt(logarithmic(SRAM_CELL, nm)) * supplyOf(nm) ** 2;
  return square(node) / square(MEASURED_FROM);
}

/** One law per class, the same for every design of a comparison. */
export const SCALING_LAWS: Readonly<Record<ScalingClass, ScalingLaw>> = {
  logic: {
    source: "stillmaker-2017",
    note: "tables down to 28 nm; energy below by published arithmetic at 7 nm",
    energy: (node, laws) => averaged((at) => smooth((nm) => logicEnergy(nm, laws), at), node),
    area: (node) => averaged((at) => smooth((nm) => linear(LOGIC_AREA, nm), at), node),
    delay: byPower(1),
  },
  sram: {
    source: "wikichip-2017",
    note: "area of published cells; energy by their side and the square of the supply down to 28 nm, by published macros below; delay by the root of the node (assumed: bit lines gain less than gates)",
    energy: (node, laws) => smooth((nm) => sramEnergy(nm, laws), node),
    area: (node) => smooth((nm) => logarithmic(SRAM_CELL, nm), node),
    delay: byPower(0.5),
  },
  // Exponents of node in the survey regression of converter energy and area; delay as logic.
  analog: {
    source: "andrulis-2024",
    note: "exponents of the survey of published converters",
    energy: byPower(1.8800369206815004),
    area: byPower(0.9932794744745022),
    delay: byPower(1),
  },
  // C·V²: a capacitor set by noise or matching does not shrink with the node, only its supply does.
  charge: {
    source: "neurosim-v14",
    note: "square of the node's supply, assumed below 22 nm; area linear in the node: assumed",
    energy: (node) => supplyOf(node) ** 2,
    area: byPower(1),
    delay: byPower(1),
  },
  // A wire's capacitance a metre is the same at every node, so that its energy follows the supply.
  wire: {
    source: "neurosim-v14",
    note: "energy by the square of the node's supply at .2 fF/µm, supply assumed below 22 nm; area by the square of the least pitch",
    energy: (node) => supplyOf(node) ** 2,
    area: (node) => smooth((nm) => linear(LEAST_WIDTH, nm) ** 2, node),
    delay: unity,
  },
  // DRAM numbers are those of a standard, whatever the chip's node.
  dram: { source: "assumed", note: "", energy: unity, area: unity, delay: unity },
  // Cells follow the metal pitch, which the technology gives.
  memristor: { source: "assumed", note: "", energy: unity, area: unity, delay: unity },
};

type Term = "energy" | "area" | "delay";

/** Factor from `base` to `node`; exactly 1 when they are equal, and exact under composition because both
 * are divided by the law's own base. Throws RangeError outside the domain. */
export function scalingFactor(
  scaling: ScalingClass,
  term: Term,
  base: Metres,
  node: Metres,
  laws: ScalingConstants = NOMINAL_LAWS,
): number {
  const law = SCALING_LAWS[scaling];
  const from = inDomain(base);
  const to = inDomain(node);
  return from === to ? 1 : law[term](to, laws) / law[term](from, laws);
}

function inDomain(node: Metres): number {
  const nm = Math.round(node * 1e12) / 1e3;
  if (nm >= SCALING_DOMAIN_NM.min && nm <= SCALING_DOMAIN_NM.max) return nm;
  throw new RangeError(
    `technology scaling: expected a node in [${SCALING_DOMAIN_NM.min}, ${SCALING_DOMAIN_NM.max}] nm, received ${nm} nm`,
  );
}
