import type { Located } from "../base/document.ts";
import { parseConfig } from "../design/config.ts";
import type { StudyPlan } from "../explore/study.ts";
import type { Metric } from "../ladder/metrics/metric.ts";
import { tokensOf } from "../ladder/metrics/prices.ts";
import { SUBJECT } from "../ladder/rungs.ts";
import type { BudgetReport, RungAnswer } from "../report/budget-report.ts";
import { workloadText } from "../report/workload-text.ts";
import { loadKernels } from "../runtime/kernels.ts";
import type { Models } from "../runtime/plugins.ts";
import type { Progress } from "../runtime/progress.ts";
import { kernelNames } from "../simulation/kernels.ts";
import { rememberedPoints } from "../simulation/remembered-point.ts";
import { idleAxes, inOrder, limitConstraints, rungAnswer } from "./budget-answer.ts";
import { familyConditions, familyConstraints } from "./budget-conditions.ts";
import { type FamilyChoice, familyChoices } from "./budget-family.ts";
import type { Limits, MapPlan } from "./budget-options.ts";
import { chosenQuality, createQualityMeter } from "./budget-quality.ts";
import { axisNamed, familyTrade } from "./budget-trade.ts";
import { isStudy, readStudy, type Study } from "./study.ts";
import { LEVEL_METRICS } from "./study-metrics.ts";
import { measure } from "./workload-activations.ts";

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
  search: { kind: "grid", points: 1, population: 0, generations: 0, seed: null },
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
