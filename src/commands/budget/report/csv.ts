import { csvText } from "#base";
import { STORED_KEYS } from "../../../report/outward.ts";
import { amountOf, type BudgetReport } from "../run/result.ts";
import { bindingText } from "./verdict.ts";

/** The map of every design: limit, what it gives, which constraint is active, and the values that its best sets. SI. */
export function budgetMapCsv({ contenders, moved, aim }: BudgetReport): string {
  const paths = [
    ...new Set(
      contenders.flatMap(({ map }) =>
        (map?.steps ?? []).flatMap(({ answer }) => (answer === null ? [] : Object.keys(answer.best.sets))),
      ),
    ),
  ];
  return csvText(
    [
      STORED_KEYS.contender,
      `limit_${moved ?? ""}`,
      "status",
      aim.quantity,
      "active",
      "cores",
      "duty",
      ...paths,
    ],
    contenders.flatMap(({ contender, map }) =>
      (map?.steps ?? []).map(({ limit, answer }) =>
        answer === null
          ? [contender, limit, "infeasible", "", "", "", "", ...paths.map(() => "")]
          : [
              contender,
              limit,
              "ok",
              amountOf(aim, answer.best),
              bindingText(answer.slacks, answer.together),
              answer.best.cores ?? "",
              answer.best.duty,
              ...paths.map((path) => answer.best.sets[path] ?? ""),
            ],
      ),
    ),
  );
}
