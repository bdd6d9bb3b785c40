import { nanometres } from "#base";
import { lineResistance, scalingFactor, stillmakerArea, stillmakerEnergy } from "#technology";
import type { Fact } from "./fact.ts";

/** Node in nm; factors of area, energy and delay from 32 nm. */
const FACTORS = [
  [22, 0.55, 0.446, 0.6875],
  [65, 3.3, 1.88, 2.03],
  [16, 0.41, 0.2632, 0.5],
  [10, 0.22, 0.1786, 0.3125],
  [7, 0.13, 0.143, 0.219],
] as const;

const OHMS_A_CELL = [
  [65, 0.248],
  [45, 0.349],
  [32, 0.522],
  [22, 0.782],
  [14, 1.02],
  [10, 1.8],
  [7, 2.09],
] as const;

/** Below 28 nm the energy follows published arithmetic, and the tables are another's prediction. */
const leavesTables = (term: string, nm: number): boolean => term === "energy" && nm < 28;

const lawFactor = (term: "area" | "energy" | "delay", nm: number): number =>
  scalingFactor("logic", term, nanometres(32), nanometres(nm));

/** What the law of logic averages. */
const TABLES = { area: stillmakerArea, energy: stillmakerEnergy } as const;

/** The laws that carry logic from node to node [stillmaker-2017] and the wires of each node [neurosim-v14]. */
export function scalingFacts(): Fact[] {
  const base = { topic: "technology", tolerance: 0.01, evidence: "same formula" } as const;
  const factors = FACTORS.flatMap(([nm, ...published]) =>
    (["area", "energy", "delay"] as const).map(
      (term, n): Fact => ({
        ...base,
        quantity: `logic, 32 → ${nm} nm: ${term}`,
        unit: "×",
        published: published[n],
        ours: leavesTables(term, nm) || term === "delay" ? lawFactor(term, nm) : TABLES[term](nm),
        source: term === "delay" ? "hwcomponents-2026" : "stillmaker-2017",
        note:
          term === "delay"
            ? "linear in the node"
            : "at 0.8 V, the tables that the law averages between nodes",
        ...(leavesTables(term, nm)
          ? {
              tolerance: 1,
              evidence: "independent prediction" as const,
              note: "tables of predictive models; ours goes through published arithmetic at 7 nm instead",
            }
          : {}),
      }),
    ),
  );
  const wires = OHMS_A_CELL.map(
    ([nm, published]): Fact => ({
      ...base,
      quantity: `a cell's length of line at ${nm} nm`,
      unit: "Ω",
      published,
      ours: lineResistance(nanometres(nm)),
      source: "neurosim-v14",
      note: "ρ · 2W / (W² · AR)",
    }),
  );
  return [...factors, ...wires];
}
