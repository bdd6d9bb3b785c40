import { csvText } from "../../../base/table.ts";
import { amountOf, type BudgetReport } from "../run/result.ts";
import { bindingText } from "./verdict.ts";

/** The map of every rung: limit, what is had, what binds, and what the best design sets. SI. */
export function budgetMapCsv({ rungs, moved, aim }: BudgetReport): string {
  const paths = [
    ...new Set(
      rungs.flatMap(({ map }) =>
        (map?.steps ?? []).flatMap(({ answer }) => (answer === null ? [] : Object.keys(answer.best.sets))),
      ),
    ),
  ];
  return csvText(
    ["rung", `limit_${moved ?? ""}`, "status", aim.quantity, "binds", "cores", "duty", ...paths],
    rungs.flatMap(({ rung, map }) =>
      (map?.steps ?? []).map(({ limit, answer }) =>
        answer === null
          ? [rung, limit, "infeasible", "", "", "", "", ...paths.map(() => "")]
          : [
              rung,
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
