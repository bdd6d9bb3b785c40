import { describe, didYouMean, type Located, otherWord, type Parameter, withoutKey } from "#base";
import type { Sense } from "#pareto";
import {
  type Complaints,
  type Condition,
  checkUnits,
  columnsOf,
  complaintsAbout,
  FIXED_BYTES,
  MOST_NUMBERS_BYTES,
  NUMBER_BYTES,
  parametersByPath,
  parsePoints,
  parseSearch,
  parseSpace,
  parseWhere,
  type SearchPlan,
  type Space,
} from "#search";
import { type MetricLevel, STUDY_LEVELS } from "../comparison/metrics/metric.ts";

/** Ways to evaluate a point, the cheapest first. */
const LEVELS = STUDY_LEVELS;
export type Level = MetricLevel;

/** Whether a level has no sampling error: the next level then takes a front, not what trials leave open. */
export const isExact = (level: string): boolean =>
  level === "price" || level === "estimate" || level === "model";

/** A level of fidelity; each after the first evaluates the previous level's front and its neighbourhood. */
export interface LevelPlan {
  readonly level: Level;
  /** Array samples of a simulation; the config's unless given. */
  readonly trials: number | null;
  /** Distance from the front up to which points are included, as a share of its range in each objective. */
  readonly slack: number;
  /** Whether points with status unknown at the previous level are included, too. */
  readonly unknown: boolean;
}

export interface StudyObjective {
  readonly metric: string;
  readonly sense: Sense;
  /** Reference point of the hypervolume, in raw sense; null where none is given. */
  readonly reference: number | null;
}

/** Contents of a study besides its config. */
export interface StudyPlan {
  readonly space: Space;
  readonly constraints: readonly Condition[];
  readonly objectives: readonly StudyObjective[];
  readonly search: SearchPlan;
  readonly levels: readonly LevelPlan[];
  readonly metrics: LevelMetrics;
}

/** Metrics of each level, in the order of their columns. */
export type LevelMetrics = Readonly<Record<Level, readonly string[]>>;

/** Keys of a study that its config does not have. */
export const STUDY_KEYS = [
  "space",
  "points",
  "derived",
  "constraints",
  "objectives",
  "search",
  "levels",
] as const;

type Tree = Readonly<Record<string, unknown>>;

/** Reads a study's own keys. Throws ConfigError with every fault at its place. */
export function parseStudy(
  document: Located,
  parameters: readonly Parameter[],
  metrics: LevelMetrics,
): StudyPlan {
  const complaints = complaintsAbout(document);
  const study = document.value as Tree;
  const listed =
    study.points === undefined ? null : parsePoints(study, parametersByPath(parameters), complaints);
  const space = listed?.space ?? parseSpace(study, parametersByPath(parameters), complaints);
  const levels = parseLevels(study.levels ?? ["price"], complaints);
  const columns: Columns = {
    own: levels.length === 0 ? null : [...new Set(levels.flatMap(({ level }) => metrics[level]))],
    levels: metrics,
  };
  const plan = {
    space,
    levels,
    metrics,
    constraints: parseConstraints(study.constraints ?? [], columns, complaints),
    objectives: parseStudyObjectives(study.objectives ?? [], columns, complaints),
    search: listed?.search ?? parseSearch(study.search ?? {}, space, complaints),
  };
  if (complaints.count === 0) checkTogether(plan, complaints);
  complaints.check();
  return plan;
}

function parseLevels(given: unknown, complaints: Complaints): LevelPlan[] {
  if (!Array.isArray(given) || given.length === 0) {
    complaints.add(["levels"], `expected a list of levels such as ["price"], received ${describe(given)}`);
    return [];
  }
  const levels = given.flatMap((item: unknown, n) => parseLevel(item, ["levels", String(n)], complaints));
  const order: readonly Level[] = LEVELS;
  const ranks = levels.map(({ level }) => order.indexOf(level));
  if (ranks.some((rank, n) => n > 0 && rank <= ranks[n - 1]))
    complaints.add(["levels"], `expected each level once, in the order ${LEVELS.join(", ")}`);
  return levels;
}

function parseLevel(item: unknown, at: readonly string[], complaints: Complaints): LevelPlan[] {
  const own = typeof item === "string" ? { level: item } : item;
  if (typeof own !== "object" || own === null || Array.isArray(own)) {
    complaints.add(at, `expected a level such as "simulate", received ${describe(item)}`);
    return [];
  }
  const { level, trials = null, slack = 0.1, unknown = false, ...rest } = own as Tree;
  for (const key of Object.keys(rest))
    complaints.add(
      [...at, key],
      `expected level, trials, slack or unknown, received ${JSON.stringify(key)}${didYouMean(key, ["level", "trials", "slack", "unknown"])}`,
    );
  const name = LEVELS.find((known) => known === level);
  if (name === undefined)
    complaints.add(
      at,
      `expected one of ${LEVELS.join(", ")}, received ${describe(level)}${typeof level === "string" ? didYouMean(level, LEVELS) : ""}`,
    );
  const isCount =
    trials === null || (Number.isSafeInteger(trials) && Number(trials) >= 2 && Number(trials) <= 1e4);
  if (!isCount)
    complaints.add([...at, "trials"], `expected a whole number in [2, 10000], received ${describe(trials)}`);
  const isShare = typeof slack === "number" && slack >= 0 && slack <= 10;
  if (!isShare) complaints.add([...at, "slack"], `expected a number in [0, 10], received ${describe(slack)}`);
  if (typeof unknown !== "boolean")
    complaints.add([...at, "unknown"], `expected true or false, received ${describe(unknown)}`);
  return name === undefined || !isCount || !isShare || typeof unknown !== "boolean"
    ? []
    : [{ level: name, trials: trials as number | null, slack, unknown }];
}

/** Metrics that a study's levels give, null where its levels are at fault, and those of every level. */
interface Columns {
  readonly own: readonly string[] | null;
  readonly levels: LevelMetrics;
}

function parseConstraints(given: unknown, columns: Columns, complaints: Complaints): Condition[] {
  if (!Array.isArray(given)) {
    complaints.add(
      ["constraints"],
      `expected a list of conditions on metrics such as ["area_m2 < 10 mm2"], received ${describe(given)}`,
    );
    return [];
  }
  return given.flatMap((text: unknown, n) => {
    const at = ["constraints", String(n)];
    if (typeof text !== "string") {
      complaints.add(at, `expected a condition such as "area_m2 < 1e-5", received ${describe(text)}`);
      return [];
    }
    const condition = complaints.attempt(at, () => parseWhere(text, ""));
    if (condition === null) return [];
    const faults = complaints.count;
    for (const column of columnsOf(condition)) checkMetric(at, column, columns, complaints);
    // An unknown column has no unit to compare with.
    if (complaints.count === faults) complaints.attempt(at, () => checkUnits(condition, ""));
    if (!isNumeric(condition)) complaints.add(at, "expected comparisons with numbers, received a text");
    return [condition];
  });
}

const isNumeric = (condition: Condition): boolean =>
  condition.kind === "comparison" ? typeof condition.value === "number" : condition.terms.every(isNumeric);

/** '; did you mean "area_m2"? Its limits take a unit: "10 mm2"' for a metric that is named in a unit with a prefix. */
function inSiHint(name: string, every: readonly string[]): string {
  const metric = every.find((one) => {
    const at = one.lastIndexOf("_") + 1;
    return (
      name.slice(0, at) === one.slice(0, at) &&
      /[munpfckMG]/.test(name[at]) &&
      name.slice(at + 1) === one.slice(at)
    );
  });
  if (metric === undefined) return "";
  return `; did you mean "${metric}"? Its limits take a unit: "10 ${name.slice(metric.lastIndexOf("_") + 1)}"`;
}

function checkMetric(
  at: readonly string[],
  name: string,
  { own, levels }: Columns,
  complaints: Complaints,
): void {
  if (own === null || own.includes(name)) return;
  complaints.add(at, () => {
    const level = LEVELS.find((one) => levels[one].includes(name));
    if (level !== undefined)
      return `expected a metric of this study's levels, received ${JSON.stringify(name)}, which the level "${level}" gives (levels: ["${level}"])`;
    const every = [...new Set(LEVELS.flatMap((one) => levels[one]))];
    const hint =
      inSiHint(name, every) ||
      didYouMean(name, every) ||
      withoutKey(name) ||
      `; the levels of this study give ${own.join(", ")}`;
    return `expected a metric, received ${JSON.stringify(name)}${hint}`;
  });
}

function parseStudyObjectives(given: unknown, columns: Columns, complaints: Complaints): StudyObjective[] {
  if (!Array.isArray(given)) {
    complaints.add(
      ["objectives"],
      `expected a list of objectives such as ["energy_J:min", "recall:max"], received ${describe(given)}`,
    );
    return [];
  }
  const objectives = given.flatMap((item: unknown, n) =>
    parseObjective(item, ["objectives", String(n)], columns, complaints),
  );
  const names = objectives.map(({ metric }) => metric);
  const twice = names.findIndex((name, n) => names.indexOf(name) < n);
  if (twice >= 0) complaints.add(["objectives"], `expected each metric once, received ${names[twice]} twice`);
  return objectives;
}

function parseObjective(
  item: unknown,
  at: readonly string[],
  columns: Columns,
  complaints: Complaints,
): StudyObjective[] {
  const colon = typeof item === "string" ? item.indexOf(":") : -1;
  const own =
    typeof item !== "string" || colon < 0
      ? item
      : { metric: item.slice(0, colon).trim(), sense: item.slice(colon + 1).trim() };
  if (typeof own !== "object" || own === null || Array.isArray(own)) {
    const every = LEVELS.flatMap((one) => columns.levels[one]);
    const name = typeof item !== "string" ? undefined : every.includes(item) ? item : otherWord(item, every);
    const hint = name === undefined ? senseHint(item, every) : ` (write "${name}:min" or "${name}:max")`;
    complaints.add(
      at,
      `expected "metric:min" or { metric, sense, reference }, received ${describe(item)}${hint}`,
    );
    return [];
  }
  const { metric, sense, reference = null, ...rest } = own as Tree;
  for (const key of Object.keys(rest))
    complaints.add(
      [...at, key],
      `expected metric, sense or reference, received ${JSON.stringify(key)}${didYouMean(key, ["metric", "sense", "reference"])}`,
    );
  if (typeof metric !== "string") {
    complaints.add(at, `expected the name of a metric, received ${describe(metric)}`);
    return [];
  }
  checkMetric(at, metric, columns, complaints);
  if (sense !== "min" && sense !== "max") {
    complaints.add(
      at,
      `expected the sense min or max, received ${describe(sense)}${typeof sense === "string" ? didYouMean(sense, ["min", "max"]) : ""}`,
    );
    return [];
  }
  if (reference !== null && typeof reference !== "number") {
    complaints.add([...at, "reference"], `expected a number, received ${describe(reference)}`);
    return [];
  }
  return [{ metric, sense, reference }];
}

/** ' (write "energy_J:min")' for "min energy" and "energy_J minimise". */
function senseHint(item: unknown, metrics: readonly string[]): string {
  const words = typeof item === "string" ? item.split(/[\s,()]+/) : [];
  const sense = /\b(?:min|max)/i.exec(words.join(" "))?.[0].toLowerCase();
  const [metric] = words.flatMap((word) =>
    metrics.includes(word) ? word : (otherWord(word, metrics) ?? []),
  );
  return sense === undefined || metric === undefined ? "" : ` (write "${metric}:${sense}")`;
}

/** Checks that no single key can make. */
function checkTogether(plan: StudyPlan, complaints: Complaints): void {
  const { space, levels, objectives, search, metrics } = plan;
  const first = metrics[levels[0].level];
  const known = objectives.filter(({ metric }) => first.includes(metric));
  if (search.kind === "nsga2" && (known.length < objectives.length || known.length === 0))
    complaints.add(
      ["objectives"],
      `expected objectives that the level ${levels[0].level} gives, for the search to go by: ${first.join(", ")}`,
    );
  if (levels.length > 1 && known.length === 0)
    complaints.add(
      ["levels"],
      `expected an objective that ${levels[0].level} gives, to choose by for the next level`,
    );
  const widest = Math.max(...levels.map(({ level }) => metrics[level].length));
  const codes = space.axes.reduce(
    (sum, axis) => sum + (axis.kind === "list" ? String(axis.count).length + 1 : 14),
    0,
  );
  const bytes = FIXED_BYTES + codes + NUMBER_BYTES * widest;
  if (bytes > MOST_NUMBERS_BYTES)
    complaints.add(
      ["space"],
      `expected axes that fit a record of ${MOST_NUMBERS_BYTES} bytes, received up to ${bytes}: use fewer continuous axes, or steps`,
    );
}
