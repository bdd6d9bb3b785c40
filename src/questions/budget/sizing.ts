// Sizes of a chip that a budget searches where its source states no space.

import type { Catalogue } from "../../base/catalogue.ts";
import { ConfigError } from "../../base/errors.ts";
import type { Parameter } from "../../base/parameter.ts";
import { createRng } from "../../base/rng.ts";
import { parseQuantity, type UnitName } from "../../base/units.ts";
import type { Config } from "../../design/config.ts";
import type { Design } from "../../design/design.ts";
import { settingsOf } from "../../design/resolved.ts";
import type { Workload } from "../../design/workload.ts";
import { memberOf, mostCores } from "../../ladder/chip-budget.ts";
import type { RungId } from "../../ladder/comparison-design.ts";
import { area, energy, throughput } from "../../ladder/metrics/prices.ts";
import type { OperatingPoint } from "../../mapping/action-counts.ts";
import { nsga2Search } from "../../study/search/nsga2.ts";
import {
  type Assignment,
  assignmentOf,
  codesAt,
  type ListedAxis,
  type Space,
  spelled,
} from "../../study/space.ts";
import { parametersOf, type Study } from "../study/study.ts";
import { choiceOf, type FamilyChoice } from "./choice.ts";

const CORES = "design.cores";

/** Keys that size a chip and leave what it computes alone. */
const SIZES: readonly string[] = [
  CORES,
  "design.contexts",
  "design.digital.mac.units",
  "design.digital.mac.arrays",
  "design.digital.mac.rows",
  "design.digital.mac.columns",
  "design.digital.buffer.capacity",
  "design.digital.buffer.bandwidth",
  "design.digital.buffer.banks",
  "design.digital.sorter.units",
  "design.digital.sorter.lanes",
  "design.digital.softmax.lanes",
  "design.digital.projection.units",
  "design.memory.bandwidth",
];

/** Sides of the hash arrays: they change the recall, so they are sized only where a condition holds it. */
const ARRAY_SIDES: readonly string[] = ["design.hashing.array.rows", "design.hashing.array.columns"];

/** Points that each design is sized with unless a query says otherwise. */
export const USUAL_POINTS = 64;

/** Fewest points that a search begins with. */
export const LEAST_POINTS = 4;

/** Times the config's own value that a size takes. */
const FACTORS = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8] as const;

/** Every key that sizes a config's chip, as an axis of a search: its own value halved and doubled up to three times, in its range. */
export function sizedSpace({ base, config }: Study, catalogue: Catalogue, holdsQuality: boolean): Space {
  const sized = holdsQuality ? [...SIZES, ...ARRAY_SIDES] : SIZES;
  const axes = settingsOf(base.value, parametersOf(catalogue)).flatMap(([parameter, own]): ListedAxis[] => {
    if (!sized.includes(parameter.path)) return [];
    const values = valuesAround(
      parameter,
      own,
      parameter.path === CORES ? mostCores(config.workload) : undefined,
    );
    if (values.length < 2) return [];
    const unit = (parameter.unit ?? null) as UnitName | null;
    return [{ kind: "list", path: parameter.path, unit, count: values.length, values, when: null }];
  });
  return { axes, derived: [] };
}

/** Values of one key, its own as it is spelled; none where it is no number. */
function valuesAround(
  { unit, minimum = 0, maximum = Number.POSITIVE_INFINITY, multipleOf = 1 }: Parameter,
  own: unknown,
  most = maximum,
): (string | number)[] {
  const name = unit as UnitName | undefined;
  const number = name === undefined ? own : parseQuantity(String(own), name);
  if (typeof number !== "number") return [];
  const values = FACTORS.map((factor) => factor * number).filter(
    (value) =>
      value >= minimum &&
      value <= Math.min(most, maximum) &&
      (name !== undefined || value % multipleOf === 0),
  );
  return values.map((value) =>
    value === number ? (own as string | number) : name === undefined ? value : spelled(value, name),
  );
}

/** What each design is sized with. */
export interface SizingPlan {
  readonly space: Space;
  /** Of each design. */
  readonly points: number;
  readonly seed: number;
}

/**
 * Designs of one comparison design that NSGA-II finds for most throughput, least energy and least area, every one that it priced. The
 * points follow from the plan alone: limits select among them, so that a looser limit never has fewer. Sizes that do not go
 * together and designs that cannot carry the workload are points without a choice.
 */
export function sizedChoices(
  rung: RungId,
  { space, points, seed }: SizingPlan,
  configAt: (assignment: Assignment) => Config,
  pointOf: (design: Design, workload: Workload) => OperatingPoint,
  onPoint: () => void,
): FamilyChoice[] {
  const levels = space.axes.map((axis) => (axis.kind === "list" ? axis.count : null));
  const search = nsga2Search(
    { axes: levels.length, evaluations: points, levels },
    createRng(seed).fork("budget sizing"),
  );
  const found: FamilyChoice[] = [];
  while (!search.isDone)
    for (const { index, coordinates } of search.ask(points)) {
      const choice = sizedChoice(rung, assignmentOf(space, codesAt(space, coordinates)), configAt, pointOf);
      onPoint();
      if (choice !== null) found.push(choice);
      search.tell(index, choice === null ? null : { objectives: objectivesOf(choice), violation: 0 });
    }
  return found;
}

const objectivesOf = ({ uses }: FamilyChoice): number[] => [
  -uses[throughput.quantity],
  uses[energy.quantity],
  uses[area.quantity],
];

function sizedChoice(
  rung: RungId,
  assignment: Assignment,
  configAt: (assignment: Assignment) => Config,
  pointOf: (design: Design, workload: Workload) => OperatingPoint,
): FamilyChoice | null {
  const config = configOrNull(assignment, configAt);
  if (config === null) return null;
  const { design, workload } = config;
  const member = memberOf(design, workload, rung, pointOf(design, workload));
  // Cores are no key that a choice sets: it has them.
  const sets = Object.fromEntries(assignment.filter(([path]) => path !== CORES));
  return member === null ? null : choiceOf(member, rung, sets, config);
}

/** Null where the values do not go together, such as more arrays than units. */
function configOrNull(assignment: Assignment, configAt: (assignment: Assignment) => Config): Config | null {
  try {
    return configAt(assignment);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}
