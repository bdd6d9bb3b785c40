import { didYouMean, fault } from "#base";
import {
  type Condition,
  type Constraint,
  checkUnits,
  columnsOf,
  conditionConstraints,
  conditionText,
  parseWhere,
} from "#search";
import type { DesignId } from "../../../comparison/comparison-design.ts";
import { BUDGET_METRICS, metricOfKey, RATIO_METRICS } from "../../../comparison/metrics/index.ts";
import { recall } from "../../../comparison/metrics/prices.ts";
import type { Config } from "../../../design/config.ts";
import type { Study } from "../../shared/studies/study.ts";
import type { FamilyChoice } from "./family.ts";
import { isQuality, QUALITY_METRICS, type QualityMeter } from "./quality.ts";
import type { BudgetChoice } from "./result.ts";

/** A condition with its text in reports. */
export interface NamedCondition {
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
