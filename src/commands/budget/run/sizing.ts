// Searches sizes of a chip for a budget whose source states no space.

import {
  type Catalogue,
  ConfigError,
  createRng,
  fault,
  type Parameter,
  parseQuantity,
  type UnitName,
} from "#base";
import type { Progress } from "#local-io";
import {
  type Assignment,
  assignmentOf,
  codesAt,
  type ListedAxis,
  nsga2Search,
  type Space,
  usualPopulation,
} from "#search";
import { memberOf, mostCores } from "../../../comparison/chip-budget.ts";
import type { DesignId } from "../../../comparison/comparison-design.ts";
import { area, energy, throughput } from "../../../comparison/metrics/prices.ts";
import type { Config } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import { settingsOf } from "../../../design/resolved.ts";
import type { Workload } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { parametersOf, type Study } from "../../shared/studies/study.ts";
import { choiceOf, type FamilyChoice, RIVALS } from "./family.ts";

const CORES = "design.cores";

/** Keys that size a chip without changing what it computes. */
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

/** Sides of the hash arrays change the recall, so they are sized only where a condition bounds it. */
const ARRAY_SIDES: readonly string[] = ["design.hashing.array.rows", "design.hashing.array.columns"];

/** Default number of points to size each design with. */
export const USUAL_POINTS = 96;

/** Fewest points that a search begins with. */
const LEAST_POINTS = 4;

const MOST_POINTS = 100_000;

/** Points that each design of a config is sized with; 0 for none. Throws ConfigError. */
export function parsePoints(text: string | undefined): number {
  if (text === undefined) return USUAL_POINTS;
  const points = Number(text);
  const isSearch = points >= LEAST_POINTS && points <= MOST_POINTS;
  if (!Number.isSafeInteger(points) || !(points === 0 || isSearch) || text.trim() === "")
    throw fault(
      "--points",
      "(value)",
      `expected 0 or a whole number in [${LEAST_POINTS}, ${MOST_POINTS}], received ${JSON.stringify(text)}`,
    );
  return points;
}

/** Sizes as multiples of the config's own value. */
const FACTORS = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8] as const;

/** A space with the codes of the config in it. */
export interface SizedSpace extends Space {
  readonly axes: readonly ListedAxis[];
  readonly own: readonly number[];
}

/** Keys that size a config's chip, as axes: each value halved and doubled up to three times, in range. */
export function sizedSpace({ base, config }: Study, catalogue: Catalogue, holdsQuality: boolean): SizedSpace {
  const sized = holdsQuality ? [...SIZES, ...ARRAY_SIDES] : SIZES;
  const found = settingsOf(base.value, parametersOf(catalogue)).flatMap(([parameter, set]) => {
    const { path, unit = null } = parameter;
    if (!sized.includes(path)) return [];
    const most = path === CORES ? mostCores(config.workload) : Number.POSITIVE_INFINITY;
    const around = valuesAround(parameter, set, most);
    if (around.length < 2) return [];
    const values = around.map(({ value }) => value);
    const axis: ListedAxis = {
      kind: "list",
      path,
      unit: unit as UnitName | null,
      count: values.length,
      values,
      when: null,
    };
    return [
      {
        axis,
        own: Math.max(
          0,
          around.findIndex(({ factor }) => factor === 1),
        ),
      },
    ];
  });
  return { axes: found.map(({ axis }) => axis), derived: [], own: found.map(({ own }) => own) };
}

interface Scaled {
  readonly factor: number;
  readonly value: string | number;
}

/** Values of one key within its range and `most`, in the config's own unit; none where it is no number. */
function valuesAround(
  { unit, minimum = 0, maximum = Number.POSITIVE_INFINITY, multipleOf = 1 }: Parameter,
  own: unknown,
  most: number,
): Scaled[] {
  const isIn = (value: number): boolean => value >= minimum && value <= Math.min(most, maximum);
  if (unit === undefined) {
    if (typeof own !== "number") return [];
    return FACTORS.map((factor) => ({ factor, value: factor * own })).filter(
      ({ value }) => isIn(value) && value % multipleOf === 0,
    );
  }
  const [, number, suffix] = /^\s*([\d.eE+-]+)\s*(\D.*)$/.exec(String(own)) ?? [];
  if (number === undefined) return [];
  return FACTORS.map((factor) => ({ factor, value: `${factor * Number(number)} ${suffix.trim()}` })).filter(
    ({ value }) => {
      const amount = parseQuantity(value, unit as UnitName);
      return typeof amount === "number" && isIn(amount);
    },
  );
}

/** Coordinates of the config itself, then of its neighbours: one size doubled or halved. */
function aroundConfig({ axes, own }: SizedSpace): number[][] {
  const at = (codes: readonly number[]): number[] => codes.map((code, n) => (code + 0.5) / axes[n].count);
  const near = own.flatMap((code, n) =>
    [code + 1, code - 1]
      .filter((other) => other >= 0 && other < axes[n].count)
      .map((other) => own.with(n, other)),
  );
  return [own, ...near].map(at);
}

/** Terms of sizing each design. */
export interface SizingPlan {
  readonly space: SizedSpace;
  /** Most points at which each design is priced. */
  readonly points: number;
  readonly seed: number;
}

/** Prices a comparison design at coordinates; null where it is infeasible or its sizes are inconsistent. */
type PriceAt = (contender: DesignId, coordinates: readonly number[]) => FamilyChoice | null;

/**
 * All designs priced in a search for most throughput, least energy and least area. Half of the points of each
 * comparison design are NSGA-II's, starting from the config and its neighbours; the other half are the best
 * found for the others, so that none is lucky. The plan determines the points: limits only select among them,
 * so that a looser limit never has fewer.
 */
export function sizedChoices(
  plan: SizingPlan,
  configAt: (assignment: Assignment) => Config,
  pointOf: (design: Design, workload: Workload) => OperatingPoint,
  progress: Progress,
): Map<DesignId, FamilyChoice[]> {
  let priced = 0;
  const priceAt: PriceAt = (contender, coordinates) => {
    progress.update(`sizing: ${priced++} of at most ${plan.points * RIVALS.length} designs`);
    return sizedChoice(contender, plan.space, coordinates, configAt, pointOf);
  };
  const searched = RIVALS.map((contender) => ({ contender, ...searchedChoices(contender, plan, priceAt) }));
  const share = Math.floor(plan.points / 2 / (RIVALS.length - 1));
  return new Map(
    searched.map(({ contender, choices, seen }) => {
      const lent = new Map(
        searched
          .filter((other) => other.contender !== contender)
          .flatMap(({ best }) => best.slice(0, share).map((point) => [point.join(), point] as const)),
      );
      const borrowed = [...lent].filter(([name]) => !seen.has(name));
      return [
        contender,
        [...choices, ...borrowed.flatMap(([, coordinates]) => priceAt(contender, coordinates) ?? [])],
      ];
    }),
  );
}

interface Searched {
  readonly choices: readonly FamilyChoice[];
  /** Coordinates of every point, as texts. */
  readonly seen: ReadonlySet<string>;
  /** Coordinates of the survivors, best first. */
  readonly best: readonly (readonly number[])[];
}

function searchedChoices(
  contender: DesignId,
  { space, points, seed }: SizingPlan,
  priceAt: PriceAt,
): Searched {
  const levels = space.axes.map(({ count }) => count);
  const known = aroundConfig(space);
  const evaluations = Math.ceil(points / 2);
  const population = Math.max(usualPopulation(evaluations), known.length);
  const search = nsga2Search(
    { axes: levels.length, evaluations, population, levels, known },
    createRng(seed).fork("budget sizing"),
  );
  const choices: FamilyChoice[] = [];
  const seen = new Set<string>();
  while (!search.isDone)
    for (const { index, coordinates } of search.ask(points)) {
      const choice = priceAt(contender, coordinates);
      seen.add(coordinates.join());
      if (choice !== null) choices.push(choice);
      search.tell(index, choice === null ? null : { objectives: objectivesOf(choice), violation: 0 });
    }
  const best = search.population.filter(({ outcome }) => outcome !== null);
  return { choices, seen, best: best.map(({ coordinates }) => coordinates) };
}

const objectivesOf = ({ uses }: FamilyChoice): number[] => [
  -uses[throughput.quantity],
  uses[energy.quantity],
  uses[area.quantity],
];

function sizedChoice(
  contender: DesignId,
  space: SizedSpace,
  coordinates: readonly number[],
  configAt: (assignment: Assignment) => Config,
  pointOf: (design: Design, workload: Workload) => OperatingPoint,
): FamilyChoice | null {
  const assignment = assignmentOf(space, codesAt(space, coordinates));
  const config = configOrNull(assignment, configAt);
  if (config === null) return null;
  const { design, workload } = config;
  const member = memberOf(design, workload, contender, pointOf(design, workload));
  // Unchanged values are not set, and each choice has its own cores.
  const changed = assignment.filter(
    ([path, value], n) => path !== CORES && value !== space.axes[n].values[space.own[n]],
  );
  const sets = Object.fromEntries(changed);
  return member === null ? null : choiceOf(member, contender, sets, config);
}

/** The config; null where its values are inconsistent, such as more arrays than units. */
function configOrNull(assignment: Assignment, configAt: (assignment: Assignment) => Config): Config | null {
  try {
    return configAt(assignment);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}
