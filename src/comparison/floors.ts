// The law of shares: the least ratio of two designs, however good the one unit in which they differ.

import type { Operation } from "../mapping/action-counts.ts";
import { forwardTwin } from "../mapping/action-counts.ts";
import type { ForwardStageName } from "../mapping/schedule.ts";
import {
  type ComparisonDesign,
  type DesignResult,
  type FeasibleResult,
  feasibleOf,
  pairName,
} from "./comparison-design.ts";
import { PAIRS } from "./comparison-designs.ts";

interface Unit {
  readonly unit: string;
  readonly operations: readonly Operation[];
  /** Stage that only this unit uses; null where it shares one. */
  readonly stage: ForwardStageName | null;
}

/** Units in which designs may differ, with their operations; the first that covers a difference counts. */
const UNITS = [
  { unit: "hash", operations: ["hash", "map"], stage: "hash" },
  { unit: "search", operations: ["search", "top-k"], stage: "search" },
  { unit: "write", operations: ["write", "code", "insert"], stage: null },
  { unit: "gather", operations: ["gather", "lookup"], stage: null },
  { unit: "store", operations: ["search", "top-k", "code"], stage: null },
] as const satisfies readonly Unit[];

/** Only the choice of the best keys, where the same store is searched as often. */
const TOP_K = { unit: "top-k", operations: ["top-k"], stage: null } as const satisfies Unit;

type UnitName = (typeof UNITS)[number]["unit"] | typeof TOP_K.unit;

/** Lower bound on a ratio of energies, however good the one unit in which two designs differ. */
export interface Floor {
  readonly unit: UnitName;
  /** 1 − s, less other savings above the line, with s the unit's share of the energy below the line. */
  readonly ratio: number;
}

/** The law for one quantity of a pair. */
export interface ShareBound {
  /** s: the unit's share of the design below the line. */
  readonly share: number;
  /** δ: what all else takes more above the line than below it, over the whole below; negative for less. */
  readonly rest: number;
  /** 1 − s + min(0, δ): the least ratio that a better unit can reach; a lower bound for these designs. */
  readonly floor: number;
  /**
   * Factor on the unit's own value above the line at which the designs are equal: below 1 the unit has to
   * take less, above 1 it may take more. Null where even a unit that takes nothing would not suffice.
   */
  readonly breakEven: number | null;
}

/** The law of shares of two designs that differ in one unit. */
export interface ShareLaw {
  readonly unit: UnitName;
  readonly energy: ShareBound;
  /** Null where times do not add up because stages overlap, or where stages of other units differ too. */
  readonly latency: ShareBound | null;
}

/** Floors of the pairs that differ in one part, by the names of the pairs. */
export const floors = (contenders: readonly DesignResult[]): Readonly<Record<string, Floor>> =>
  overPairs(contenders, floorOf);

/** The law of shares for every pair that differs in one part, by the names of the pairs. */
export const shareLaws = (contenders: readonly DesignResult[]): Readonly<Record<string, ShareLaw>> =>
  overPairs(contenders, (all, above, below) => {
    const [a, b] = [feasibleOf(all, above), feasibleOf(all, below)];
    return a === null || b === null ? null : shareLaw(a, b);
  });

type OfPair<T> = (
  contenders: readonly DesignResult[],
  above: ComparisonDesign,
  below: ComparisonDesign,
) => T | null;

const overPairs = <T>(contenders: readonly DesignResult[], of: OfPair<T>): Readonly<Record<string, T>> =>
  Object.fromEntries(
    PAIRS.flatMap(([above, below]) => {
      const found = of(contenders, above, below);
      return found === null ? [] : [[pairName(above, below), found] as const];
    }),
  );

/** The floor of a pair by the law of shares; null unless exactly one unit differs. */
export function floorOf(
  contenders: readonly DesignResult[],
  above: ComparisonDesign,
  below: ComparisonDesign,
): Floor | null {
  const [a, b] = [feasibleOf(contenders, above), feasibleOf(contenders, below)];
  const law = a === null || b === null ? null : shareLaw(a, b);
  return law === null ? null : { unit: law.unit, ratio: law.energy.floor };
}

/**
 * Let two designs differ in one unit, ρ be the quotient of its energies and s its share below the line. Then
 *
 *     E_above / E_below = 1 − s (1 − ρ) + δ ≥ 1 − s + δ
 *
 * as ρ ≥ 0. Operations differ where their energies do. Leakage follows area and time, and network energy the
 * places of blocks: both are left out of s and ρ, and their excess above the line is δ. Null unless exactly
 * one unit differs.
 */
export function shareLaw(
  above: Pick<FeasibleResult, "cost" | "mapping">,
  below: Pick<FeasibleResult, "cost" | "mapping">,
): ShareLaw | null {
  const [own, other] = [energies(above), energies(below)];
  const differing = [...new Set([...own.keys(), ...other.keys()])].filter((operation) =>
    differs(own.get(operation) ?? 0, other.get(operation) ?? 0),
  );
  if (differing.length === 0 || below.cost.energy === 0) return null;
  const holdsAll = ({ operations }: Unit): boolean =>
    differing.every((operation) => (operations as readonly string[]).includes(forwardTwin(operation)));
  const part = holdsAll(TOP_K) ? TOP_K : UNITS.find(holdsAll);
  if (part === undefined) return null;
  const within = (sums: ReadonlyMap<Operation, number>): number =>
    [...sums]
      .filter(([operation]) => (part.operations as readonly string[]).includes(forwardTwin(operation)))
      .reduce((sum, [, energy]) => sum + energy, 0);
  return {
    unit: part.unit,
    energy: boundOf([within(own), above.cost.energy], [within(other), below.cost.energy]),
    latency: part.stage === null ? null : latencyBound(above, below, part.stage),
  };
}

const differs = (x: number, y: number): boolean => Math.abs(x - y) > 1e-9 * Math.max(x, y);

/** The bound from a unit's value and its whole design's, above and below the line. */
function boundOf(
  [own, all]: readonly [number, number],
  [other, whole]: readonly [number, number],
): ShareBound {
  const share = other / whole;
  const rest = (all - own - (whole - other)) / whole;
  const left = own - (all - whole);
  return {
    share,
    rest,
    floor: 1 - share + Math.min(0, rest),
    breakEven: own > 0 && left > 0 ? left / own : null,
  };
}

/** The law for latency, where stages follow one another and only this one takes a different time. */
function latencyBound(
  above: Pick<FeasibleResult, "cost" | "mapping">,
  below: Pick<FeasibleResult, "cost" | "mapping">,
  stage: ForwardStageName,
): ShareBound | null {
  const [own, other] = [above, below].map(stageTimes);
  if (own === null || other === null) return null;
  const names = [...new Set([...own.keys(), ...other.keys()])];
  const isOther = (name: string): boolean =>
    name !== stage && differs(own.get(name) ?? 0, other.get(name) ?? 0);
  if (names.some(isOther) || !differs(own.get(stage) ?? 0, other.get(stage) ?? 0)) return null;
  return boundOf(
    [own.get(stage) ?? 0, above.cost.timing.latency],
    [other.get(stage) ?? 0, below.cost.timing.latency],
  );
}

/** Times of stages over all layers, s; null where heads or stages overlap, so they miss the latency. */
function stageTimes({
  cost: { timing },
  mapping: { schedule },
}: Pick<FeasibleResult, "cost" | "mapping">): ReadonlyMap<string, number> | null {
  const times = new Map<string, number>();
  let sum = 0;
  for (const { name, time } of timing.stages) {
    times.set(name, (times.get(name) ?? 0) + schedule.layers * time);
    sum += schedule.layers * time;
  }
  return differs(sum, timing.latency) ? null : times;
}

/** Energy of each operation, J, without leakage and network. */
function energies({ cost }: Pick<FeasibleResult, "cost">): Map<Operation, number> {
  const sums = new Map<Operation, number>();
  for (const { operation, component, energy } of cost.breakdown)
    if (operation !== "leakage" && component !== "network")
      sums.set(operation, (sums.get(operation) ?? 0) + energy);
  return sums;
}
