import type { Operation } from "../mapping/action-counts.ts";
import { forwardTwin } from "../mapping/action-counts.ts";
import {
  type ComparisonDesign,
  type FeasibleRung,
  feasibleOf,
  pairName,
  type RungResult,
} from "./comparison-design.ts";
import { PAIRS } from "./rungs.ts";

/** Parts of a design in which another may differ from it, with their operations. */
const UNITS = [
  { unit: "hash", operations: ["hash", "map"] },
  { unit: "search", operations: ["search", "top-k"] },
] as const satisfies readonly { readonly unit: string; readonly operations: readonly Operation[] }[];

/** What a ratio of energies cannot fall below, however good the one part is in which two designs differ. */
export interface Floor {
  readonly unit: (typeof UNITS)[number]["unit"];
  /** 1 − s, with s the share of that part in the energy of the design under the line. */
  readonly ratio: number;
}

/** Floors of the pairs that differ in one part, by the names of the pairs. */
export const floors = (rungs: readonly RungResult[]): Readonly<Record<string, Floor>> =>
  Object.fromEntries(
    PAIRS.flatMap(([above, below]) => {
      const floor = floorOf(rungs, above, below);
      return floor === null ? [] : [[pairName(above, below), floor] as const];
    }),
  );

/**
 * The floor 1 − s of a pair whose operations all take the same energy but those of one part. Leakage follows area and time
 * and the network the places of blocks, so neither is compared. Null where more differs, or nothing does.
 */
export function floorOf(
  rungs: readonly RungResult[],
  above: ComparisonDesign,
  below: ComparisonDesign,
): Floor | null {
  const [a, b] = [feasibleOf(rungs, above), feasibleOf(rungs, below)];
  if (a === null || b === null) return null;
  const [own, other] = [energies(a), energies(b)];
  const differing = [...new Set([...own.keys(), ...other.keys()])].filter((operation) => {
    const [x, y] = [own.get(operation) ?? 0, other.get(operation) ?? 0];
    return Math.abs(x - y) > 1e-9 * Math.max(x, y);
  });
  if (differing.length === 0 || b.cost.energy === 0) return null;
  const part = UNITS.find(({ operations }) =>
    differing.every((operation) => (operations as readonly string[]).includes(forwardTwin(operation))),
  );
  if (part === undefined) return null;
  const share = [...other]
    .filter(([operation]) => (part.operations as readonly string[]).includes(forwardTwin(operation)))
    .reduce((sum, [, energy]) => sum + energy, 0);
  return { unit: part.unit, ratio: 1 - share / b.cost.energy };
}

/** Energy of each operation, J, without leakage and network. */
function energies({ cost }: FeasibleRung): Map<Operation, number> {
  const sums = new Map<Operation, number>();
  for (const { operation, component, energy } of cost.breakdown)
    if (operation !== "leakage" && component !== "network")
      sums.set(operation, (sums.get(operation) ?? 0) + energy);
  return sums;
}
