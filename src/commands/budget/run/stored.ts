import { cellNumber, groupDigits, raise } from "#base";
import type { Progress } from "#local-io";
import {
  type Condition,
  type Constraint,
  checkUnits,
  columnsOf,
  conditionConstraints,
  conditionText,
  parseWhere,
} from "#search";
import { SUBJECT } from "../../../comparison/comparison-designs.ts";
import { area, lineCurrentLoad } from "../../../comparison/metrics/prices.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { type BudgetQuery, designAnswer } from "./budget.ts";
import { CHIP_LIMITS, limitConstraints } from "./limit-constraints.ts";
import { LIMITS } from "./limits.ts";
import type { BudgetReport } from "./result.ts";
import { checkKnown, type RowChoice, readRows, rowChoices, rowQuality, type StudyRows } from "./rows.ts";
import { slowable } from "./slowed.ts";
import { axisNamed, rowTrade } from "./trade.ts";

/** The best of a study's evaluated points within limits. Throws ConfigError for a limit without a column. */
export function budgetOfRows(
  source: string,
  query: BudgetQuery,
  models: Models,
  progress: Progress,
): BudgetReport {
  const rows = readRows(source, models, progress);
  checkKnown(rows, query.aim.sense === "max" ? "budget" : "--least", query.aim);
  for (const metric of LIMITS)
    if (query.limits[metric.quantity] !== undefined) checkKnown(rows, metric.budget.flag, metric);
  if (query.map !== null) checkKnown(rows, "--by", query.map.metric);
  const conditions = [...rows.constraints, ...givenConditions(rows, query.quality)];
  const places = new Map(rows.table.header.map((name, n) => [name, n]));
  const limits = [...limitConstraints(query.limits), ...knownChipLimits(rows)];
  const constraints: Constraint<RowChoice>[] = [
    ...limits,
    ...conditions.flatMap((condition) =>
      conditionConstraints<RowChoice>(condition, {
        of: ({ cells }, column) => cellNumber(cells[places.get(column) as number] ?? ""),
        isDear: () => false,
      }),
    ),
  ];
  const choices = rowChoices(rows);
  const answer = designAnswer(SUBJECT.id, choices, constraints, query.aim, query.map);
  const best = answer.answer?.best as RowChoice | undefined;
  const by = query.by === null ? null : axisNamed(query.by, rows.axes);
  return {
    name: rows.name,
    kernels: null,
    workload: `${groupDigits(rows.table.rows.length)} points of a study, ${groupDigits(answer.candidates)} with a price`,
    tokens: rows.tokens,
    aim: query.aim,
    limits: query.limits,
    conditions: conditions.map(conditionText),
    contenders: [
      {
        ...answer,
        equal: null,
        idle: [],
        quality: best === undefined ? null : rowQuality(rows, best),
        modelRate: null,
      },
    ],
    sizing: null,
    moved: query.map?.metric.quantity ?? null,
    trade: by === null ? null : rowTrade(by, rows, slowable(choices, query.aim).ranked(limits), limits),
  };
}

/** The limits of every chip, where the rows have their columns. */
const knownChipLimits = ({ table: { header } }: StudyRows): readonly Constraint<RowChoice>[] =>
  [lineCurrentLoad, area].every(({ key }) => header.includes(key)) ? CHIP_LIMITS : [];

/** The condition of the command line. Throws ConfigError for a column that the rows lack. */
function givenConditions({ table: { header } }: StudyRows, quality: string | null): Condition[] {
  if (quality === null) return [];
  const fail = (path: string, message: string): never => raise("--quality", path, message);
  if (quality.trim() === "iso")
    return fail("(value)", "expected a condition on columns of the stored points, received iso");
  const condition = checkUnits(parseWhere(quality, "--quality"), "--quality");
  const strange = columnsOf(condition).find((column) => !header.includes(column));
  if (strange !== undefined)
    return fail(
      strange,
      `expected a column of the rows, received ${JSON.stringify(strange)}; they have ${header.slice(0, 20).join(", ")}`,
    );
  return [condition];
}
