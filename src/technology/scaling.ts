import type { ScalingClass } from "../base/component.ts";
import { power } from "../base/power.ts";
import type { Metres } from "../base/units.ts";

/** Node range over which every law below is stated, in nm. */
export const SCALING_DOMAIN_NM = { min: 7, max: 65 } as const;

export interface ScalingLaw {
  readonly source: string;
  /** Numbers relative to the law's base node, at which each is exactly 1. */
  energy(nodeNm: number): number;
  area(nodeNm: number): number;
  delay(nodeNm: number): number;
}

/** General-purpose logic, relative to 32 nm at 0.8 V. Source: [stillmaker-2017], area table and energy
 * polynomials a·V² + b·V + c; linear in the node between table entries; delay linear in the node. */
const LOGIC_AREA: readonly (readonly [number, number])[] = [
  [7, 0.13],
  [10, 0.22],
  [14, 0.38],
  [16, 0.41],
  [20, 0.46],
  [32, 1],
  [45, 2.2],
  [65, 3.3],
];
const LOGIC_ENERGY_AT_0V8: readonly (readonly [number, number])[] = (
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

function interpolate(table: readonly (readonly [number, number])[], node: number): number {
  const upper = table.findIndex(([x]) => x >= node);
  const [x1, y1] = table[Math.max(upper, 0)];
  if (x1 === node || upper <= 0) return y1;
  const [x0, y0] = table[upper - 1];
  return y0 + ((y1 - y0) * (node - x0)) / (x1 - x0);
}

const byPower = (exponent: number) => (node: number) => power(node / 32, exponent);
const unity = (): number => 1;

/** One law a class, the same on every rung of a comparison. */
export const SCALING_LAWS: Readonly<Record<ScalingClass, ScalingLaw>> = {
  logic: {
    source: "stillmaker-2017",
    energy: (node) => interpolate(LOGIC_ENERGY_AT_0V8, node) / interpolate(LOGIC_ENERGY_AT_0V8, 32),
    area: (node) => interpolate(LOGIC_AREA, node),
    delay: byPower(1),
  },
  // Bit cells and word lines shrink less than logic: exponents between those of published cells and macros.
  sram: { source: "assumed", energy: byPower(1), area: byPower(1.6), delay: byPower(0.5) },
  // Exponents of node in the survey regression of converter energy and area; delay as logic.
  analog: {
    source: "andrulis-2024",
    energy: byPower(1.8800369206815004),
    area: byPower(0.9932794744745022),
    delay: byPower(1),
  },
  wire: { source: "assumed", energy: byPower(1), area: byPower(2), delay: unity },
  // DRAM numbers are those of a standard, whatever node the chip beside it has.
  dram: { source: "assumed", energy: unity, area: unity, delay: unity },
  // Cells follow the metal pitch, which the technology states itself.
  memristor: { source: "assumed", energy: unity, area: unity, delay: unity },
};

type Term = "energy" | "area" | "delay";

/** Factor from `base` to `node`; exactly 1 when they are equal, and exact under composition because both
 * are divided by the law's own base. Throws RangeError outside the domain. */
export function scalingFactor(scaling: ScalingClass, term: Term, base: Metres, node: Metres): number {
  const law = SCALING_LAWS[scaling][term];
  const from = inDomain(base);
  const to = inDomain(node);
  return from === to ? 1 : law(to) / law(from);
}

function inDomain(node: Metres): number {
  const nm = Math.round(node * 1e12) / 1e3;
  if (nm >= SCALING_DOMAIN_NM.min && nm <= SCALING_DOMAIN_NM.max) return nm;
  throw new RangeError(
    `technology scaling: expected a node in [${SCALING_DOMAIN_NM.min}, ${SCALING_DOMAIN_NM.max}] nm, received ${nm} nm`,
  );
}
