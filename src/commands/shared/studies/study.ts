import {
  type Catalogue,
  ConfigError,
  didYouMean,
  fault,
  type Issue,
  type Located,
  otherWord,
  type Parameter,
  refusal,
  withNames,
} from "#base";
import { axisValue, codeAt, decidable, type Judgement, MOST_POINTS } from "#search";
import { levelMetrics } from "../../../comparison/metrics/index.ts";
import { STUDY_LEVELS } from "../../../comparison/metrics/metric.ts";
import { type Config, parseConfig } from "../../../design/config.ts";
import { configParameters } from "../../../design/resolved.ts";
import { documentAt } from "../../../study/point-configs.ts";
import { type LevelMetrics, parseStudy, STUDY_KEYS, type StudyPlan } from "../../../study/study.ts";

export interface Study {
  readonly plan: StudyPlan;
  /** The config that the axes vary, as a document and parsed. */
  readonly base: Located;
  readonly config: Config;
}

/** A study is a config with a `space`, or with `points`. */
export const isStudy = ({ value }: Located): boolean =>
  typeof value === "object" &&
  value !== null &&
  (Object.hasOwn(value, "space") || Object.hasOwn(value, "points"));

/** Cached: walking the schema takes milliseconds, and the result does not change. */
const known = new WeakMap<Catalogue, readonly Parameter[]>();

export function parametersOf(catalogue: Catalogue): readonly Parameter[] {
  const parameters = known.get(catalogue) ?? configParameters(catalogue);
  known.set(catalogue, parameters);
  return parameters;
}

/**
 * Splits a study into its plan and the config that it varies. Throws ConfigError for a fault in either, and,
 * unless `mostPoints` is given, for more points than a sweep takes. `columns` are those of its levels: for a
 * store, those that it was written with.
 */
export function readStudy(
  study: Located,
  catalogue: Catalogue,
  mostPoints?: number,
  columns: LevelMetrics = LEVEL_METRICS,
): Study {
  const value = study.value;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw fault(study.place([]), "(root)", "expected a study: a config with a `space`");
  const plan = parseStudy(study, withNames(value, parametersOf(catalogue)), columns);
  const path = plan.search.kind === "grid" ? "space" : "search";
  if (plan.search.points > MOST_POINTS && mostPoints === undefined)
    throw fault(
      study.place([path]),
      path,
      `expected at most ${MOST_POINTS} points, received ${plan.search.points} (--max-points takes the first ones)`,
    );
  checkValues(study, plan, withNames(value, parametersOf(catalogue)));
  const { own } = splitStudy(value as Record<string, unknown>);
  const base = { ...study, value: own };
  const config = withStudyKeys(() => parseConfig(base, catalogue));
  checkAxes(study, base, plan, catalogue);
  return { plan, base, config };
}

/**
 * Throws ConfigError for an axis that the base's models do not have, where no axis or derived key may choose
 * others: then no point can be built.
 */
function checkAxes(study: Located, base: Located, { space }: StudyPlan, catalogue: Catalogue): void {
  const objectOf = (path: string): string => path.slice(0, path.lastIndexOf("."));
  const paths = [...space.axes, ...space.derived].map(({ path }) => path);
  for (const axis of space.axes) {
    const isAlone = paths.every(
      (path) => path === axis.path || !`${axis.path}.`.startsWith(`${objectOf(path)}.`),
    );
    if (axis.when !== null || !isAlone) continue;
    const first = axisValue(axis, codeAt(axis, 0));
    if (first === null) continue;
    try {
      parseConfig(documentAt(base, [[axis.path, first]]), catalogue);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const issue = error.issues.find(({ path }) => path === axis.path);
      if (issue?.message.startsWith("expected a known key") !== true) continue;
      const at = ["space", axis.path];
      throw fault(study.place(at), at.join("."), `no point can be built: ${issue.message}`);
    }
  }
}

/** Throws ConfigError for listed values of axes that no model with such a key accepts. */
function checkValues(study: Located, { space }: StudyPlan, parameters: readonly Parameter[]): void {
  const issues = space.axes.flatMap((axis): Issue[] => {
    if (axis.kind !== "list") return [];
    const own = parameters.filter(({ path }) => path === axis.path);
    const isList = Array.isArray((study.value as { space?: Record<string, unknown> }).space?.[axis.path]);
    const faults = axis.values.flatMap((value, n): Issue[] => {
      const refusals = own.map((parameter) => refusal(parameter, value));
      const [first] = refusals;
      if (first === undefined || first === null || refusals.includes(null)) return [];
      const at = ["space", axis.path, ...(isList ? [] : ["values"]), n];
      return [{ place: study.place(at), path: at.join("."), message: first }];
    });
    // Values of a list are wrong in the same way.
    return faults.slice(0, 1);
  });
  if (issues.length > 0) throw new ConfigError(issues);
}

/** Adds the study's key that an unknown one of the root resembles. */
function withStudyKeys(read: () => Config): Config {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const issues = error.issues.map((issue) =>
      !issue.path.includes(".") &&
      didYouMean(issue.path, STUDY_KEYS) !== "" &&
      (!issue.message.includes("did you mean") || otherWord(issue.path, STUDY_KEYS) !== undefined)
        ? { ...issue, message: issue.message.replace(/(?<="); .*|$/, didYouMean(issue.path, STUDY_KEYS)) }
        : issue,
    );
    throw new ConfigError(issues, error.omitted);
  }
}

/** The config and the study's own keys. */
export function splitStudy(value: Readonly<Record<string, unknown>>): {
  own: Record<string, unknown>;
  study: Record<string, unknown>;
} {
  const isStudyKey = (key: string): boolean => (STUDY_KEYS as readonly string[]).includes(key);
  const entries = Object.entries(value);
  return {
    own: Object.fromEntries(entries.filter(([key]) => !isStudyKey(key))),
    study: Object.fromEntries(entries.filter(([key]) => isStudyKey(key))),
  };
}

/** How the search judges points on each level. */
export const judgementsOf = ({ levels, objectives, constraints, metrics }: StudyPlan): Judgement[] =>
  levels.map(({ level }) => {
    const names = metrics[level];
    return {
      names,
      objectives: objectives
        .filter(({ metric }) => names.includes(metric))
        .map(({ metric, sense }) => ({ metric, sense })),
      constraints: decidable(constraints, names),
    };
  });

/** Columns of a study's levels, SI with the unit in the name. */
export const LEVEL_METRICS: LevelMetrics = Object.fromEntries(
  STUDY_LEVELS.map((level) => [level, levelMetrics(level).map(({ key }) => key)]),
) as Record<keyof LevelMetrics, string[]>;
