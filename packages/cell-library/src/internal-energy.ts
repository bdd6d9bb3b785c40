// Which tables of internal energy apply in which state of a cell.

import type { InternalEnergy } from "./cell.ts";
import type { LookupTable } from "./lookup-table.ts";

/** A group `internal_power` of a pin. */
export interface PowerGroup {
  /** States in which it applies; null is any for which no other one of its supply does. */
  readonly when: Uint8Array | null;
  /** Whether the condition mentions the pin whose edge it is. */
  readonly mentionsPin: boolean;
  readonly supply: string;
  readonly rise: LookupTable | null;
  readonly fall: LookupTable | null;
}

/**
 * Tables by state after an edge of the input that is bit `pin`. Of each supply the first group whose condition holds counts, else the first
 * without a condition; supplies add up. `atRest`: the condition has to hold before the edge as well, which is meant where no output follows.
 */
export function energyByState(
  groups: readonly PowerGroup[],
  states: number,
  pin: number,
  atRest: boolean,
): InternalEnergy {
  const classOf = new Int16Array(states).fill(-1);
  const classes = new Map<string, number>();
  const rise: (readonly LookupTable[])[] = [];
  const fall: (readonly LookupTable[])[] = [];
  const places = new Map(groups.map((group, k) => [group, k]));
  const supplies = [...new Set(groups.map(({ supply }) => supply))].map((supply) =>
    groups.filter((group) => group.supply === supply),
  );
  const holds = ({ when, mentionsPin }: PowerGroup, state: number): boolean =>
    when !== null && when[state] === 1 && (!atRest || mentionsPin || when[state ^ (1 << pin)] === 1);
  for (let state = 0; state < states && groups.length > 0; state++) {
    const chosen = supplies.flatMap(
      (own) => own.find((group) => holds(group, state)) ?? own.find(({ when }) => when === null) ?? [],
    );
    if (chosen.length === 0) continue;
    const key = chosen.map((group) => places.get(group)).join();
    let known = classes.get(key);
    if (known === undefined) {
      known = classes.size;
      classes.set(key, known);
      rise.push(chosen.flatMap((group) => group.rise ?? []));
      fall.push(chosen.flatMap((group) => group.fall ?? []));
    }
    classOf[state] = known;
  }
  return { classOf, rise, fall };
}
