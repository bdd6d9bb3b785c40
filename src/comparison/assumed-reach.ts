// What assumed numbers alone could do to the verdicts of a comparison.

import { type ConstantGroup, constantGroups, overridesAt } from "../cost/three-point.ts";
import type { Design } from "../design/design.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { comparedComponents, repriced } from "./bands.ts";
import type { DesignResult, Ratios } from "./comparison-design.ts";
import { judge } from "./judgement.ts";
import { ratios } from "./priced-comparison.ts";

/** An assumed number whose range turns the verdict of a pair: wins become losses, or the reverse. */
export interface Turned {
  /** Place of the number, such as `dac.settling`. */
  readonly number: string;
  readonly pair: string;
  readonly quantity: "energy" | "latency";
}

/** Number whose range moves an energy ratio most, and that ratio at both ends. */
export interface LargestMove {
  readonly number: string;
  readonly pair: string;
  readonly from: number;
  readonly to: number;
}

export interface AssumedReach {
  readonly turned: readonly Turned[];
  /** Null where no assumed number has a range. */
  readonly largest: LargestMove | null;
}

/** Prices the comparison with each assumed number alone at both ends of its range; plans stay as they are. */
export function assumedReach(
  contenders: readonly DesignResult[],
  design: Design,
  point: OperatingPoint,
): AssumedReach {
  const own = ratios(contenders);
  const turned: Turned[] = [];
  let largest: LargestMove | null = null;
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
    for (const pair of Object.keys(own)) {
      const [from, to] = ends.map((end) => end[pair].energy);
      if (from === null || to === null) continue;
      const move = { number: group.members[0].place, pair, from, to };
      if (largest === null || spanOf(move) > spanOf(largest)) largest = move;
    }
  }
  return { turned, largest };
}

const spanOf = ({ from, to }: LargestMove): number => Math.abs(Math.log(to / from));

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
