import { type Catalogue, raise } from "#base";
import type { Progress } from "#local-io";
import { type Assignment, assignmentOf, gridOf, spelled } from "#search";
import { familyMembers, type Member } from "../../../comparison/chip-budget.ts";
import type { DesignId } from "../../../comparison/comparison-design.ts";
import { COMPARISON_DESIGNS, SEARCHING } from "../../../comparison/comparison-designs.ts";
import { bandwidthOf } from "../../../comparison/metrics/prices.ts";
import type { Config } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import type { Workload } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { createConfigs } from "../../../study/point-configs.ts";
import type { Study } from "../../shared/studies/study.ts";
import type { Limits } from "./limits.ts";
import type { BudgetChoice } from "./result.ts";

/** A member of the family, with the config of its price; its cores may differ from the config's. */
export interface FamilyChoice extends BudgetChoice {
  readonly config: Config;
}

/** A priced member as a choice at full speed. */
export const choiceOf = (
  { cores, die, uses, idlePower }: Member,
  contender: DesignId,
  sets: FamilyChoice["sets"],
  config: Config,
): FamilyChoice => ({ contender, row: null, cores, sets, uses, full: uses, duty: 1, idlePower, die, config });

/** Designs that a budget can buy: no GPU, whose size is fixed, and no designs that search codes. */
export const RIVALS: readonly DesignId[] = COMPARISON_DESIGNS.filter(
  (contender) => contender.inRatios && !SEARCHING.includes(contender),
).map(({ id }) => id);

/** Most members that are priced in one call. */
const MOST_MEMBERS = 2_000_000;

/**
 * Every comparison design at every point of a study's grid, with every number of cores where the study does
 * not set it. The priced designs do not depend on the value of any limit.
 */
export function familyChoices(
  study: Study,
  catalogue: Catalogue,
  sharedQK: boolean,
  limits: Limits,
  pointOf: (design: Design, workload: Workload) => OperatingPoint,
  progress: Progress,
): Map<DesignId, FamilyChoice[]> {
  const grid = countedGrid(study);
  const configAt = createConfigs(study.base, catalogue, sharedQK);
  const byContender = new Map<DesignId, FamilyChoice[]>(RIVALS.map((id) => [id, []]));
  for (let index = 0; index < grid.size; index++) {
    if (index % 64 === 0) progress.update(`pricing: ${index} of ${grid.size} designs`);
    for (const assignment of variants(
      assignmentOf(study.plan.space, grid.codes(index)),
      (own) => bandwidthOf(configAt(own).design),
      limits,
    )) {
      const config = configAt(assignment);
      const sets = Object.fromEntries(assignment);
      const { design, workload } = config;
      const point = pointOf(design, workload);
      const fixed = Object.hasOwn(sets, "design.cores");
      for (const contender of RIVALS)
        for (const found of familyMembers(design, workload, contender, point))
          if (!fixed || found.cores === design.cores)
            byContender.get(contender)?.push(choiceOf(found, contender, sets, config));
    }
  }
  return byContender;
}

function countedGrid({ plan: { space, search }, base, config }: Study) {
  const fail = (message: string): never => raise(base.place(["space"]), "space", message);
  if (search.kind === "points") return fail("expected a space, or the store of a study, received points");
  const grid = gridOf(space);
  if (grid === null)
    return fail("expected lists and ranges in steps, which can be counted, received a continuous range");
  const { heads, batch } = config.workload;
  const members = grid.size * Math.min(heads * batch, 4096) * RIVALS.length;
  if (members > MOST_MEMBERS)
    return fail(`expected at most ${MOST_MEMBERS} designs with their cores, received ${members}`);
  return grid;
}

/** Shares of the config's bandwidth at which a memory is also priced, where a limit is lower. */
const BANDWIDTHS = [1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32] as const;

/**
 * Settings of a point of the grid; under a limit on bandwidth also with less of it, by shares independent of
 * the limit: a looser one then has all that a tighter one has.
 */
function variants(
  assignment: Assignment,
  bandwidth: (assignment: Assignment) => number,
  { bandwidth: most }: Limits,
): Assignment[] {
  const key = "design.memory.bandwidth";
  if (most === undefined || assignment.some(([path]) => path === key)) return [assignment];
  const own = bandwidth(assignment);
  if (own === 0) return [assignment];
  return [
    assignment,
    ...BANDWIDTHS.map((share): Assignment => [...assignment, [key, spelled(share * own, "B/s")]]),
  ];
}
