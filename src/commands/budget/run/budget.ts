import { type Catalogue, didYouMean, fault, type Located } from "#base";
import type { Progress } from "#local-io";
import {
  bestWithin,
  budgetMap,
  type Condition,
  type Constraint,
  checkUnits,
  columnsOf,
  conditionConstraints,
  conditionText,
  nearestUses,
  parseWhere,
} from "#search";
import type { DesignId } from "../../../comparison/comparison-design.ts";
import { contenderOf, SUBJECT } from "../../../comparison/comparison-designs.ts";
import { BUDGET_METRICS, metricOfKey, RATIO_METRICS } from "../../../comparison/metrics/index.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import { recall, tokensOf, wholeThroughputOf } from "../../../comparison/metrics/prices.ts";
import { priceContender } from "../../../comparison/priced-comparison.ts";
import { type Config, parseConfig } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import { type Workload, workloadText } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { kernelNames } from "../../../simulation/kernels.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { createConfigs } from "../../../study/point-configs.ts";
import type { StudyPlan } from "../../../study/study.ts";
import { measure } from "../../shared/activations.ts";
import { isStudy, LEVEL_METRICS, readStudy, type Study } from "../../shared/studies/study.ts";
import { type FamilyChoice, familyChoices } from "./family.ts";
import { CHIP_LIMITS, isOfAnyChip, limitConstraint, limitConstraints } from "./limit-constraints.ts";
import type { Limits, MapPlan } from "./limits.ts";
import {
  chosenQuality,
  createQualityMeter,
  isQuality,
  QUALITY_METRICS,
  type QualityMeter,
} from "./quality.ts";
import { type BudgetChoice, type BudgetReport, type DesignAnswer, meritOf } from "./result.ts";
import { type SizingPlan, sizedChoices, sizedSpace } from "./sizing.ts";
import { atEqualRate, atRest, slowable } from "./slowed.ts";
import { axisNamed, familyTrade } from "./trade.ts";

/** A condition with its text in reports. */
interface NamedCondition {
  readonly condition: Condition;
  readonly text: string;
}

/** Columns that conditions may use for a design priced here, named as in studies. */
const KNOWN: readonly string[] = [...QUALITY_METRICS, ...BUDGET_METRICS, ...RATIO_METRICS].map(
  ({ key }) => key,
);

/** Conditions of the study and of the command line. Throws ConfigError for a column unknown here. */
export function familyConditions(
  quality: string | null,
  study: Study,
  config: Config,
  meter: QualityMeter,
): NamedCondition[] {
  const named = (condition: Condition, place: string): NamedCondition => {
    const strange = columnsOf(condition).find((column) => !KNOWN.includes(column));
    if (strange !== undefined)
      throw fault(
        place,
        strange,
        `expected conditions on metrics, received ${JSON.stringify(strange)}${didYouMean(strange, KNOWN) || `; there are ${KNOWN.join(", ")}`}`,
      );
    const share = valuesOf(condition, recall.key).find((value) => !(value >= 0 && value <= 1));
    if (share !== undefined)
      throw fault(
        place,
        recall.key,
        `expected a share in [0, 1], such as "recall >= 0.7", received ${share}${share > 1 && share <= 100 ? ` (${share} % is ${share / 100})` : ""}`,
      );
    return { condition, text: conditionText(condition) };
  };
  const own = study.plan.constraints.map((condition) => named(condition, study.base.place(["constraints"])));
  if (quality === null) return own;
  if (quality.trim() === "iso") return [...own, isoCondition(meter, config)];
  return [...own, named(checkUnits(parseWhere(quality, "--quality"), "--quality"), "--quality")];
}

/** Values with which a condition compares a column. */
const valuesOf = (condition: Condition, column: string): number[] =>
  condition.kind === "comparison"
    ? condition.column === column && typeof condition.value === "number"
      ? [condition.value]
      : []
    : condition.terms.flatMap((term) => valuesOf(term, column));

/** Iso-quality target: the software hash's recall at the config's own rounds and chunk, less its margin. */
function isoCondition(meter: QualityMeter, config: Config): NamedCondition {
  const { margin } = config.fidelity;
  const value = Number((meter.captured("software", config).mean - margin).toPrecision(4));
  const condition: Condition = { kind: "comparison", column: recall.key, operator: ">=", value };
  const { rounds, chunk } = config.workload.attention;
  return {
    condition,
    text: `${conditionText(condition)}, what the software hash captures at ${rounds} rounds and chunk ${chunk}, less ${margin}`,
  };
}

/** Constraints of the conditions for each design. */
export function familyConstraints(
  conditions: readonly NamedCondition[],
  choices: ReadonlyMap<DesignId, readonly FamilyChoice[]>,
  meter: QualityMeter,
): (contender: DesignId) => Constraint<FamilyChoice>[] {
  const named = conditions.map(({ condition }) => condition);
  const columns = new Set(named.flatMap(columnsOf));
  const rivals = new Map(
    RATIO_METRICS.flatMap(({ key, versus }) =>
      versus !== undefined && columns.has(key)
        ? [[key, { metric: versus.metric, uses: usesOf(choices.get(versus.contender.id) ?? []) }] as const]
        : [],
    ),
  );
  const columnOf = (contender: DesignId, choice: FamilyChoice, column: string): number => {
    if (isQuality(column)) return meter.of(contender, choice.config, column);
    const rival = rivals.get(column);
    if (rival === undefined) return choice.uses[metricOfKey(column)?.quantity ?? column] ?? Number.NaN;
    const { metric, uses } = rival;
    // Quotients are at full speed: a rival is slowed by its own power, not by this choice's.
    return (
      choice.full[metric.quantity] /
      (uses.get(choice.config)?.get(choice.cores)?.[metric.quantity] ?? Number.NaN)
    );
  };
  return (contender) =>
    named.flatMap((condition) =>
      conditionConstraints<FamilyChoice>(condition, {
        of: (choice, column) => columnOf(contender, choice, column),
        isDear: isQuality,
      }),
    );
}

/** Amounts of a comparison design by config and number of cores. */
function usesOf(choices: readonly FamilyChoice[]): Map<Config, Map<number | null, BudgetChoice["uses"]>> {
  const found = new Map<Config, Map<number | null, BudgetChoice["uses"]>>();
  for (const { config, cores, uses } of choices) {
    const own = found.get(config) ?? new Map<number | null, BudgetChoice["uses"]>();
    own.set(cores, uses);
    found.set(config, own);
  }
  return found;
}

/** Question to a budget. */
export interface BudgetQuery {
  readonly limits: Limits;
  readonly aim: Metric;
  /** A condition on quality, `iso`, or none. */
  readonly quality: string | null;
  readonly map: MapPlan | null;
  /** Points of each design's sizing search; 0 varies only its cores. */
  readonly points: number;
  /** Axis by which the memristor design is split; null for none. */
  readonly by: string | null;
}

/** The plan of a config, which has no space. */
export const EMPTY_PLAN: StudyPlan = {
  metrics: LEVEL_METRICS,
  space: { axes: [], derived: [] },
  constraints: [],
  objectives: [],
  search: { kind: "grid", points: 1, population: 0, generations: 0, seed: null, listed: [] },
  levels: [{ level: "price", trials: null, slack: 0, unknown: false }],
};

/** Best of each design within limits, over its cores and the points of a study's space, priced here. */
export async function budgetOfStudy(
  document: Located,
  query: BudgetQuery,
  { catalogue }: Models,
  progress: Progress,
): Promise<BudgetReport> {
  const study: Study = isStudy(document)
    ? readStudy(document, catalogue)
    : { plan: EMPTY_PLAN, base: document, config: parseConfig(document, catalogue) };
  const axes = study.plan.space.axes.map(({ path }) => path);
  const by = query.by === null ? null : axisNamed(query.by, axes);
  const { config, activations } = await measure(study.base, study.config, {});
  const kernels = loadKernels();
  const pointOf = rememberedPoints(activations, kernels);
  const meter = createQualityMeter(
    { activations, seed: config.seed, kernels },
    (own) => pointOf(own.design, own.workload),
    (runs) => progress.update(`simulating: design ${runs}`),
  );
  const conditions = familyConditions(query.quality, study, config, meter);
  const { sharedQK } = config.workload.attention;
  const sizing = isStudy(document) || query.points === 0 ? null : sizingPlan(study, query, catalogue);
  const choices = familyChoices(study, catalogue, sharedQK, query.limits, pointOf, progress);
  if (sizing !== null) {
    const configAt = createConfigs(study.base, catalogue, sharedQK);
    for (const [contender, sized] of sizedChoices(sizing, configAt, pointOf, progress))
      choices.get(contender)?.push(...sized);
  }
  const constraints = familyConstraints(conditions, choices, meter);
  const limits = [...limitConstraints(query.limits), ...CHIP_LIMITS];
  const contenders: Omit<DesignAnswer, "equal">[] = [];
  for (const [contender, all] of choices) {
    const own = designAnswer(contender, all, [...limits, ...constraints(contender)], query.aim, query.map);
    const best = own.answer?.best as FamilyChoice | undefined;
    contenders.push({
      ...own,
      idle: best === undefined ? [] : withDerived(idleAxes(best, all, axes), study.plan.space),
      quality: best === undefined ? null : chosenQuality(best, meter),
      modelRate: best === undefined ? null : modelRateOf(best, pointOf),
    });
  }
  // Each value is shown at any quality: the table is for comparing quality.
  const within = [...limits, ...constraints(SUBJECT.id).filter(({ isDear }) => !isDear)];
  const memristor = slowable(choices.get(SUBJECT.id) ?? [], query.aim).ranked(within);
  const trade = by === null ? null : familyTrade(by, memristor, within, meter);
  progress.done();
  return {
    name: config.name,
    kernels: kernelNames(kernels),
    workload: workloadText(config.workload),
    tokens: axes.some((path) => /^workload\.(preset|length|batch|phase)$/.test(path))
      ? null
      : tokensOf(config.workload),
    aim: query.aim,
    limits: query.limits,
    conditions: conditions.map(({ text }) => text),
    contenders: withEqualRates(contenders),
    sizing: sizing && { axes: sizing.space.axes.map(({ path }) => path), points: sizing.points },
    moved: query.map?.metric.quantity ?? null,
    trade,
  };
}

/** Tokens a second of the whole model on a choice's chip; null where the model's other layers are not known. */
function modelRateOf(
  { contender, cores, duty, config: { design, workload } }: FamilyChoice,
  pointOf: (design: Design, workload: Workload) => OperatingPoint,
): number | null {
  const own = { ...design, cores: cores ?? design.cores };
  const priced = priceContender(contenderOf(contender), own, workload, pointOf(own, workload));
  const rate = priced.feasible ? wholeThroughputOf(workload, priced) : null;
  return rate === null ? null : rate * duty;
}

const sizingPlan = (study: Study, { points, quality }: BudgetQuery, catalogue: Catalogue): SizingPlan => ({
  space: sizedSpace(study, catalogue, quality !== null),
  points,
  seed: study.config.seed,
});

/** Adds each design's best and the subject's at one throughput. */
function withEqualRates(contenders: readonly Omit<DesignAnswer, "equal">[]): DesignAnswer[] {
  const subject = contenders.find(({ contender }) => contender === SUBJECT.id)?.answer?.best;
  return contenders.map((own) => {
    const best = own.answer?.best;
    const isPair = subject !== undefined && best !== undefined && own.contender !== SUBJECT.id;
    return { ...own, equal: isPair ? atEqualRate(subject, best) : null };
  });
}

/** A value derived only from axes without effect has none either. */
const withDerived = (idle: readonly string[], { axes, derived }: StudyPlan["space"]): string[] => [
  ...idle,
  ...derived
    .filter(({ axes: of }) => [...of.values()].every((n) => idle.includes(axes[n].path)))
    .map(({ path }) => path),
];

/** The best of one design's choices, and how it changes with a varied limit. */
export function designAnswer<C extends BudgetChoice>(
  contender: DesignId,
  choices: readonly C[],
  constraints: readonly Constraint<C>[],
  aim: Metric,
  map: MapPlan | null,
): Omit<DesignAnswer, "idle" | "quality" | "equal" | "modelRate"> {
  const merit = meritOf(aim);
  const candidates = slowable(choices, aim);
  const answer = bestWithin(candidates, merit, constraints);
  const all = answer === null ? candidates.ranked([]).map(atRest) : [];
  return {
    contender,
    candidates: candidates.size,
    answer,
    nearest: answer === null ? nearestOf(all, constraints) : {},
    unmet: answer === null ? constraints.filter(({ holds }) => !all.some(holds)).map(({ name }) => name) : [],
    map:
      map === null
        ? null
        : budgetMap<C>(
            candidates,
            merit,
            constraints,
            (limit) => limitConstraint(map.metric.quantity, limit),
            map.limits,
          ),
  };
}

/** Least use of each limited quantity; the limits of every chip count only where no candidate meets them. */
const nearestOf = <C extends BudgetChoice>(
  choices: readonly C[],
  constraints: readonly Constraint<C>[],
): Record<string, number> =>
  nearestUses(
    choices,
    constraints.filter((own) => !isOfAnyChip(own) || !choices.some((choice) => own.holds(choice))),
  );

/** Axes without effect on a choice's price: all choices that differ from it only in them cost the same. */
function idleAxes<C extends BudgetChoice>(best: C, choices: readonly C[], axes: readonly string[]): string[] {
  const alike = (a: BudgetChoice): boolean =>
    Object.keys(best.full).every((key) => Object.is(a.full[key], best.full[key]));
  const differs = new Set<string>();
  const varies = new Set<string>();
  for (const choice of choices) {
    if (choice.cores !== best.cores) continue;
    const other = axes.filter((path) => choice.sets[path] !== best.sets[path]);
    if (other.length !== 1) continue;
    varies.add(other[0]);
    if (!alike(choice)) differs.add(other[0]);
  }
  return axes.filter((path) => varies.has(path) && !differs.has(path));
}
