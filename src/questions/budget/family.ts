import type { Catalogue } from "../../base/catalogue.ts";
import { ConfigError } from "../../base/errors.ts";
import type { Config } from "../../design/config.ts";
import type { Design } from "../../design/design.ts";
import type { Workload } from "../../design/workload.ts";
import { familyMembers } from "../../ladder/chip-budget.ts";
import type { RungId } from "../../ladder/comparison-design.ts";
import { bandwidthOf } from "../../ladder/metrics/prices.ts";
import { RUNGS, SEARCHING } from "../../ladder/rungs.ts";
import type { OperatingPoint } from "../../mapping/action-counts.ts";
import type { Progress } from "../../runtime/progress.ts";
import { createConfigs } from "../../study/point-configs.ts";
import { type Assignment, assignmentOf, gridOf } from "../../study/space.ts";
import type { Study } from "../study/study.ts";
import type { Limits } from "./limits.ts";
import type { BudgetChoice } from "./result.ts";

/** A member of the family with the config that it was priced by; cores are its own. */
export interface FamilyChoice extends BudgetChoice {
  readonly config: Config;
}

/** Designs that a budget can buy: a GPU is what it is, and those that search codes are not of the subject's family. */
const RIVALS: readonly RungId[] = RUNGS.filter((rung) => rung.inRatios && !SEARCHING.includes(rung)).map(
  ({ id }) => id,
);

/** Most members that are priced in one call. */
const MOST_MEMBERS = 2_000_000;

/** Every rung of every design of a study's grid, with every number of cores where the study does not set it. */
export function familyChoices(
  study: Study,
  catalogue: Catalogue,
  sharedQK: boolean,
  limits: Limits,
  pointOf: (design: Design, workload: Workload) => OperatingPoint,
  progress: Progress,
): Map<RungId, FamilyChoice[]> {
  const grid = countedGrid(study);
  const configAt = createConfigs(study.base, catalogue, sharedQK);
  const byRung = new Map<RungId, FamilyChoice[]>(RIVALS.map((id) => [id, []]));
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
      for (const rung of RIVALS)
        for (const found of familyMembers(design, workload, rung, point))
          if (!fixed || found.cores === design.cores)
            byRung.get(rung)?.push({ ...found, rung, row: null, sets, config });
    }
  }
  return byRung;
}

function countedGrid({ plan: { space, search }, base, config }: Study) {
  const fail = (message: string): never => {
    throw new ConfigError([{ place: base.place(["space"]), path: "space", message }]);
  };
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

/** What a design of the grid sets; where its memory moves more than the limit lets it, also with as much as that. */
function variants(
  assignment: Assignment,
  bandwidth: (assignment: Assignment) => number,
  { bandwidth: most }: Limits,
): Assignment[] {
  if (most === undefined || bandwidth(assignment) <= most) return [assignment];
  return [assignment, [...assignment, ["design.memory.bandwidth", `${most} B/s`]]];
}
