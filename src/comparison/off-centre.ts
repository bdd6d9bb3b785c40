// Why the median of a band is not the nominal ratio, where it is not.

import { type ConstantGroup, constantGroups, overridesAt } from "../cost/three-point.ts";
import type { Design } from "../design/design.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import {
  type CostBands,
  comparedComponents,
  type DrawnInputs,
  type OffCentre,
  repriced,
  sidesOf,
} from "./bands.ts";
import type { DesignResult, Ratio, Ratios } from "./comparison-design.ts";
import { ratios } from "./priced-comparison.ts";

/** Largest shift of a median from the nominal ratio that is not reported: just above chance for 200 draws. */
export const MOST_SHIFT = 0.03;
/** Rounding of a ratio that no draw moves. */
const ROUNDING = 1e-9;
/** Most causes that are named. */
const MOST_CAUSES = 2;

/** Shift of the logarithm of every ratio by a range that is longer on one side than on the other. */
interface Pull {
  readonly name: string;
  readonly of: (pair: string, quantity: keyof Ratio) => number;
}

/**
 * Finds bands with a median more than `MOST_SHIFT` from the nominal ratio, or without it, and their causes. A
 * range's pull is the ratio's mean logarithm at its quartiles; an input's, at its values on both sides.
 */
export function offCentre(
  bands: CostBands,
  contenders: readonly DesignResult[],
  design: Design,
  point: OperatingPoint,
  inputs: DrawnInputs,
): OffCentre[] {
  const nominal = ratios(contenders);
  const found = Object.entries(bands.ratios).flatMap(([pair, drawn]) =>
    drawn === null
      ? []
      : (["energy", "latency", "area"] as const).flatMap((quantity) => {
          const [own, band] = [nominal[pair][quantity], drawn.band[quantity]];
          if (own === null || own === 0) return [];
          const isHeld = own >= band.p05 * (1 - ROUNDING) && own <= band.p95 * (1 + ROUNDING);
          return isHeld && Math.abs(band.p50 / own - 1) <= MOST_SHIFT
            ? []
            : [{ pair, quantity, nominal: own, median: band.p50 }];
        }),
  );
  if (found.length === 0) return [];
  const pulls = [
    ...pullsOfConstants(contenders, design, point, nominal),
    ...pullsOfInputs(inputs, design, nominal),
  ];
  return found.map((one) => {
    const shift = Math.log(one.median / one.nominal);
    const causes = pulls
      .map(({ name, of }) => ({ name, pull: of(one.pair, one.quantity) }))
      .filter(({ pull }) => pull * shift > 0 && Math.abs(pull) > ROUNDING)
      .sort((a, b) => Math.abs(b.pull) - Math.abs(a.pull))
      .slice(0, MOST_CAUSES);
    return { ...one, causes: causes.map(({ name }) => name) };
  });
}

function pullsOfConstants(
  contenders: readonly DesignResult[],
  design: Design,
  point: OperatingPoint,
  nominal: Ratios,
): Pull[] {
  return constantGroups(comparedComponents(contenders, design)).map((group) => {
    const ends = [0.25, 0.75].map((share) =>
      ratios(
        repriced(
          contenders,
          point,
          overridesAt([group], () => share),
        ),
      ),
    );
    return {
      name: nameOf(group),
      of: (pair, quantity) => meanShift(ends, pair, quantity, nominal) * ends.length,
    };
  });
}

/** "mac.multiply8", "leakage of 5 units". */
function nameOf({ name, members }: ConstantGroup): string {
  const units = new Set(members.map(({ component }) => component)).size;
  return units === 1 ? members[0].place : `${name} of ${units} units`;
}

const pullsOfInputs = ({ axes, comparisonOf }: DrawnInputs, design: Design, nominal: Ratios): Pull[] =>
  axes.map((axis) => {
    const sides = Object.values(sidesOf(axis)).map((side) =>
      side.map((change) => ratios(comparisonOf(change.design(design)).contenders)),
    );
    return {
      name: axis.range,
      of: (pair, quantity) => sides.reduce((sum, side) => sum + meanShift(side, pair, quantity, nominal), 0),
    };
  });

/** Mean logarithm of ratios over the nominal one; 0 where none has a price. */
function meanShift(all: readonly Ratios[], pair: string, quantity: keyof Ratio, nominal: Ratios): number {
  const own = nominal[pair][quantity];
  const shifts = all.flatMap((one) => {
    const ratio = one[pair][quantity];
    return ratio === null || own === null ? [] : [Math.log(ratio / own)];
  });
  return shifts.length === 0 ? 0 : shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length;
}
