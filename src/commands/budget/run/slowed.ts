// Designs that a limit on average power slows down without refusing them.

import { type Candidates, type Constraint, ranked } from "#search";
import { dutyOfEnergy, dutyWithin, slowed } from "../../../comparison/duty.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import {
  area,
  energy,
  latency,
  power,
  powerDensity,
  throughput,
} from "../../../comparison/metrics/prices.ts";
import { amountOf, type BudgetChoice, type EqualRate, meritOf } from "./result.ts";

/** A choice at a duty. */
export const atDuty = <C extends BudgetChoice>(choice: C, duty: number): C =>
  duty === choice.duty ? choice : { ...choice, duty, uses: slowed(choice.full, choice.idlePower, duty) };

/** Most power that a bound allows a choice, W. */
const wattsOf = ({ column, limit }: Constraint<never>, { full }: BudgetChoice): number =>
  column === powerDensity.key ? Number(limit) * amountOf(area, { uses: full }) : Number(limit);

/** Whether slowing can meet a constraint: an upper bound on average power, or on power over area. */
const isOnPower = <C>({ column, sense, limit }: Constraint<C>): boolean =>
  sense === "most" && limit !== null && (column === power.key || column === powerDensity.key);

/** Relative rounding by which a duty is lowered. */
const ROUNDING = 2 ** -50;

/** The choice as fast as power bounds allow; at full speed if within them, or if idling exceeds them. */
function asFastAs<C extends BudgetChoice>(choice: C, bounds: readonly Constraint<C>[]): C {
  const most = bounds.map((bound) => dutyWithin(choice.full, choice.idlePower, wattsOf(bound, choice)));
  let duty = Math.min(1, ...most);
  if (!(duty > 0 && (duty < 1 || bounds.length > 0))) return choice;
  for (let tries = 0; tries < 8; tries++) {
    const own = atDuty(choice, duty);
    if (bounds.every((bound) => bound.holds(own))) return own;
    duty *= 1 - ROUNDING * 2 ** tries;
  }
  return choice;
}

/** Among equals, the one of less area comes first, then of less power, energy and latency. */
const TIES: readonly ((choice: BudgetChoice) => number)[] = [area, power, energy, latency].map(
  (metric) => (choice) => amountOf(metric, choice),
);

/** Cached rankings: dropping one constraint after another repeats a few. */
const MOST_RANKINGS = 8;

/**
 * Choices, each as fast as the constraints on average power allow. Where less power is the aim, every choice
 * runs at full speed: a chip that works less takes less, down to one that only idles.
 */
export function slowable<C extends BudgetChoice>(choices: readonly C[], aim: Metric): Candidates<C> {
  const merit = meritOf(aim);
  const known = choices.filter((choice) => !Number.isNaN(merit(choice)));
  const isSlowed = aim !== power && aim !== powerDensity;
  const rankings = new Map<string, readonly C[]>();
  return {
    size: known.length,
    ranked(constraints) {
      const bounds = isSlowed ? constraints.filter(isOnPower) : [];
      const key = JSON.stringify(bounds.map(({ name, limit }) => [name, limit]));
      const found = rankings.get(key);
      if (found !== undefined) return found;
      const own = bounds.length === 0 ? known : known.map((choice) => asFastAs(choice, bounds));
      const order = ranked(own, merit, TIES);
      if (rankings.size >= MOST_RANKINGS) rankings.clear();
      rankings.set(key, order);
      return order;
    },
    eased: (choice, wanted) => (isSlowed ? eased(choice, aim, wanted) : choice),
    isMovedBy: (constraint) => isSlowed && isOnPower(constraint),
    identity: ({ full }) => full,
  };
}

/** The choice slowed until it just has a merit; idle where its speed does not affect the merit. */
function eased<C extends BudgetChoice>(choice: C, aim: Metric, wanted: number): C {
  const { full, idlePower } = choice;
  if (Number.isNaN(idlePower)) return choice;
  const amount = aim.sense === "max" ? wanted : -wanted;
  if (aim === throughput) return atDuty(choice, Math.min(1, amount / full[aim.quantity]));
  if (aim === latency) return atDuty(choice, Math.min(1, full[aim.quantity] / amount));
  if (aim === energy) return atDuty(choice, Math.min(1, dutyOfEnergy(full, idlePower, amount)));
  return atRest(choice);
}

/** Amounts of a choice that only idles: the least average power that slowing it can reach. */
export function atRest<C extends BudgetChoice>(choice: C): C {
  if (Number.isNaN(choice.idlePower)) return choice;
  const squareMetres = choice.full[area.quantity];
  return {
    ...choice,
    uses: {
      ...choice.full,
      [power.quantity]: choice.idlePower,
      [powerDensity.quantity]: squareMetres > 0 ? choice.idlePower / squareMetres : 0,
    },
  };
}

/** Two choices at the throughput of the slower one. */
export function atEqualRate(subject: BudgetChoice, rival: BudgetChoice): EqualRate {
  const rate = Math.min(amountOf(throughput, subject), amountOf(throughput, rival));
  const at = (choice: BudgetChoice) =>
    amountOf(throughput, choice) === rate
      ? choice.uses
      : atDuty(choice, rate / choice.full[throughput.quantity]).uses;
  return { throughput: rate, subject: at(subject), rival: at(rival) };
}
