// What assumed numbers alone could do to the verdicts of a comparison.

import { type ConstantGroup, constantGroups, overridesAt } from "../cost/three-point.ts";
import type { Design } from "../design/design.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { comparedComponents, repriced } from "./bands.ts";
import type { DesignResult, Ratio, Ratios } from "./comparison-design.ts";
import { judge } from "./judgement.ts";
import { ratios } from "./priced-comparison.ts";

/** An assumed number whose range turns the verdict of a pair: wins become losses, or the reverse. */
export interface Turned {
  /** Place of the number, such as `dac.settling`. */
  readonly number: string;
  readonly pair: string;
  readonly quantity: "energy" | "latency";
}

/** A ratio of two designs at both ends of a number's range. */
export interface Move {
  readonly pair: string;
  readonly from: number;
  readonly to: number;
}

/** Number whose range moves an energy ratio most, and that ratio at both ends. */
export interface LargestMove extends Move {
  readonly number: string;
}

/** An assumed number, and the ratio that its range moves most in each quantity; null where it moves none. */
export interface AssumedNumber {
  readonly number: string;
  readonly moves: Readonly<Record<keyof Ratio, Move | null>>;
}

export interface AssumedReach {
  readonly turned: readonly Turned[];
  /** Null where no assumed number moves an energy. */
  readonly largest: LargestMove | null;
  /** Every assumed number that has a range. */
  readonly each: readonly AssumedNumber[];
}

/** Prices the comparison with each assumed number alone at both ends of its range; plans stay as they are. */
export function assumedReach(
  contenders: readonly DesignResult[],
  design: Design,
  point: OperatingPoint,
): AssumedReach {
  const own = ratios(contenders);
  const turned: Turned[] = [];
  const each: AssumedNumber[] = [];
  for (const group of constantGroups(comparedComponents(contenders, design))) {
    if (group.source !== "assumed") continue;
    const ends = [0, 1].map((share) =>
      ratios(
        repriced(
          contenders,
          point,
          overridesAt([group], () => share),
        ),
      ),
    );
    turned.push(...turnedBy(group, own, ends));
    const most = (quantity: keyof Ratio): Move | null => strongest(movesIn(ends, quantity));
    const moves = { energy: most("energy"), latency: most("latency"), area: most("area") };
    each.push({ number: group.members[0].place, moves });
  }
  const byEnergy = each.flatMap(({ number, moves: { energy } }) =>
    energy === null ? [] : [{ number, ...energy }],
  );
  return { turned, largest: strongest(byEnergy), each };
}

/** Below this change of a ratio its printed digits are mostly the same. */
const LEAST_MOVE = 5e-4;

const movesIn = ([low, high]: readonly Ratios[], quantity: keyof Ratio): Move[] =>
  Object.keys(low).flatMap((pair) => {
    const [from, to] = [low[pair][quantity], high[pair][quantity]];
    return from === null || to === null ? [] : [{ pair, from, to }];
  });

const strongest = <M extends Move>(moves: readonly M[]): M | null =>
  moves.reduce<M | null>(
    (most, move) => (spanOf(move) > (most === null ? LEAST_MOVE : spanOf(most)) ? move : most),
    null,
  );

const spanOf = ({ from, to }: Move): number => Math.abs(Math.log(to / from));

/** Verdicts by one quantity that an end reverses. A tie that becomes a win or a loss is none. */
const turnedBy = (group: ConstantGroup, own: Ratios, ends: readonly Ratios[]): Turned[] =>
  Object.keys(own).flatMap((pair) =>
    (["energy", "latency"] as const).flatMap((quantity) => {
      const values = [own, ...ends].map((one) => one[pair][quantity]);
      const outcomes = values.flatMap((value) => (value === null ? [] : [judge(value)]));
      return outcomes.includes("wins") && outcomes.includes("loses")
        ? [{ number: group.members[0].place, pair, quantity }]
        : [];
    }),
  );
