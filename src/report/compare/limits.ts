// What real chips, packages and cards do not bear: remarks on the priced designs.

import type { FeasibleRung, RungResult } from "../../ladder/comparison-design.ts";
import { rungOf } from "../../ladder/rungs.ts";
import { supplyOf } from "../../technology/scaling.ts";
import { area, digits, engineering, groupDigits } from "../../text/format.ts";

/** Supply current that a package brings to a die, A/mm²: assumed, bumps of some 0.1 A at a pitch of some 150 µm. */
const MOST_CURRENT = 2;

/** One sentence for every limit that a design passes: the reticle, the supply, one package of memory. */
export const limits = (rungs: readonly RungResult[]): string[] =>
  rungs.flatMap((rung) => (rung.feasible ? [...reticle(rung), ...supply(rung), ...packages(rung)] : []));

const letterOf = ({ id }: FeasibleRung): string => rungOf(id).letter;

function reticle(rung: FeasibleRung): string[] {
  const { die, cost } = rung;
  // Arrays of another node are a die of their own, however small.
  const least = rung.mapping.census.link === undefined ? 2 : 3;
  if (die === null || die.dies < least) return [];
  return [
    `${letterOf(rung)} takes ${area(cost.area)}: ${groupDigits(die.dies)} dies of at most 858 mm², the field of a scanner; what joins them is not priced.`,
  ];
}

function supply(rung: FeasibleRung): string[] {
  const { cost, design, mapping } = rung;
  if (mapping.census.gpu !== undefined || cost.area === 0) return [];
  const volts = supplyOf(design.logicNode * 1e9);
  const density = cost.power.peak / volts / (cost.area * 1e6);
  if (!(density > MOST_CURRENT)) return [];
  return [
    `${letterOf(rung)} draws up to ${engineering(cost.power.peak / volts, "A")} from ${digits(volts)} V, ${digits(density)} A/mm²: more than the ${MOST_CURRENT} A/mm² that bumps bring (assumed).`,
  ];
}

function packages(rung: FeasibleRung): string[] {
  const count = rung.mapping.census.memory ?? 0;
  if (count < 2) return [];
  return [
    `${letterOf(rung)} keeps weights, keys and values in ${groupDigits(count)} packages of ${rung.design.memory.model}, whose standby counts; the bandwidth is that of the config.`,
  ];
}
