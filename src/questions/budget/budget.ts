import type { Located } from "../../base/document.ts";
import { parseConfig } from "../../design/config.ts";
import type { RungId } from "../../ladder/comparison-design.ts";
import type { Metric } from "../../ladder/metrics/metric.ts";
import { area, energy, latency, power, tokensOf } from "../../ladder/metrics/prices.ts";
import { SUBJECT } from "../../ladder/rungs.ts";
import { loadKernels } from "../../runtime/kernels.ts";
import type { Models } from "../../runtime/plugins.ts";
import type { Progress } from "../../runtime/progress.ts";
import { kernelNames } from "../../simulation/kernels.ts";
import { rememberedPoints } from "../../simulation/remembered-point.ts";
import { bestWithin, budgetMap, type Constraint, nearestUses, ranked } from "../../study/budget.ts";
import type { StudyPlan } from "../../study/study.ts";
import { workloadText } from "../../text/format.ts";
import { measure } from "../activations.ts";
import { isStudy, LEVEL_METRICS, readStudy, type Study } from "../study/study.ts";
import { familyConditions, familyConstraints } from "./conditions.ts";
import { type FamilyChoice, familyChoices } from "./family.ts";
import type { Limits, MapPlan } from "./limits.ts";
import { chosenQuality, createQualityMeter } from "./quality.ts";
import { amountOf, type BudgetChoice, type BudgetReport, meritOf, type RungAnswer } from "./result.ts";
import { axisNamed, familyTrade } from "./trade.ts";

/** What is asked of a budget. */
export interface BudgetQuery {
  readonly limits: Limits;
  readonly aim: Metric;
  /** A condition on quality, `iso`, or none. */
  readonly quality: string | null;
  readonly map: MapPlan | null;
  /** Axis by which the memristor design is split; null for none. */
  readonly by: string | null;
}

const EMPTY_PLAN: StudyPlan = {
  metrics: { ...LEVEL_METRICS, external: [] },
  space: { axes: [], derived: [] },
  constraints: [],
  objectives: [],
  search: { kind: "grid", points: 1, population: 0, generations: 0, seed: null, listed: [] },
  levels: [{ level: "analytic", trials: null, slack: 0, unknown: false }],
};

/** Best of each rung within limits, over the cores of a design and the points of a study's space, priced here. */
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
  const choices = familyChoices(study, catalogue, sharedQK, query.limits, pointOf, progress);
  const constraints = familyConstraints(conditions, choices, meter);
  const limits = limitConstraints(query.limits);
  const rungs: RungAnswer[] = [];
  const orders = new Map([...choices].map(([rung, all]) => [rung, inOrder(all, query.aim)]));
  for (const [rung, order] of orders) {
    const own = rungAnswer(rung, order, [...limits, ...constraints(rung)], query.aim, query.map);
    const best = own.answer?.best as FamilyChoice | undefined;
    rungs.push({
      ...own,
      idle: best === undefined ? [] : withDerived(idleAxes(best, order, axes), study.plan.space),
      quality: best === undefined ? null : chosenQuality(best, meter),
    });
  }
  // Each value is shown whatever its quality: that is what the table is for.
  const cheap = constraints(SUBJECT.id).filter(({ isDear }) => !isDear);
  const memristor = orders.get(SUBJECT.id) ?? [];
  const trade = by === null ? null : familyTrade(by, memristor, [...limits, ...cheap], meter);
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
    rungs,
    moved: query.map?.metric.quantity ?? null,
    trade,
  };
}

/** What follows from axes without effect alone has none either. */
const withDerived = (idle: readonly string[], { axes, derived }: StudyPlan["space"]): string[] => [
  ...idle,
  ...derived
    .filter(({ axes: of }) => [...of.values()].every((n) => idle.includes(axes[n].path)))
    .map(({ path }) => path),
];

/** An upper bound on what a chip takes. */
const limitConstraint = (quantity: string, limit: number): Constraint<BudgetChoice> => ({
  name: quantity,
  kind: "budget",
  sense: "most",
  limit,
  used: ({ uses }) => uses[quantity],
  holds: ({ uses }) => uses[quantity] <= limit,
  isDear: false,
});

export const limitConstraints = (limits: Limits): Constraint<BudgetChoice>[] =>
  Object.entries(limits).map(([quantity, limit]) => limitConstraint(quantity, limit));

/** Candidates from the best on; of equals the one of less area, then of less power, energy and latency. */
export const inOrder = <C extends BudgetChoice>(choices: readonly C[], aim: Metric): C[] =>
  ranked(
    choices.filter((choice) => !Number.isNaN(meritOf(aim)(choice))),
    meritOf(aim),
    [area, power, energy, latency].map((metric) => (choice) => amountOf(metric, choice)),
  );

/** The best of one rung's choices in order, and how it changes with a limit that moves. */
export function rungAnswer<C extends BudgetChoice>(
  rung: RungId,
  order: readonly C[],
  constraints: readonly Constraint<C>[],
  aim: Metric,
  map: MapPlan | null,
): Omit<RungAnswer, "idle" | "quality"> {
  const merit = meritOf(aim);
  const answer = bestWithin(order, merit, constraints);
  return {
    rung,
    candidates: order.length,
    answer,
    nearest: answer === null ? nearestUses(order, constraints) : {},
    map:
      map === null
        ? null
        : budgetMap<C>(
            order,
            merit,
            constraints,
            (limit) => limitConstraint(map.metric.quantity, limit),
            map.limits,
          ),
  };
}

/** Axes that change nothing about a choice's price: all choices that differ from it in them alone cost the same. */
function idleAxes<C extends BudgetChoice>(best: C, choices: readonly C[], axes: readonly string[]): string[] {
  const alike = (a: BudgetChoice): boolean =>
    Object.keys(best.uses).every((key) => Object.is(a.uses[key], best.uses[key]));
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
