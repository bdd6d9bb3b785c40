import { ConfigError, type Issue } from "#base";
import type { Objective } from "#pareto";
import { metricOfQuantity } from "../comparison/metrics/index.ts";

/** A column by its name, or by the short name of its metric: `energy` is `energy_J` where no column is `energy`. */
const columnNamed = (name: string, columns: readonly string[]): string => {
  const key = columns.includes(name) ? undefined : metricOfQuantity(name)?.key;
  return key !== undefined && columns.includes(key) ? key : name;
};

/**
 * "area_m2:min,energy:min" → objectives in that order, of a table's columns. Throws ConfigError with every
 * faulty item.
 */
export function parseObjectives(
  text: string,
  columns: readonly string[],
  place = "--objectives",
): Objective[] {
  const issues: Issue[] = [];
  const objectives: Objective[] = [];
  for (const item of text.split(",").map((part) => part.trim())) {
    // The last colon separates: a column's own name may hold one.
    const colon = item.lastIndexOf(":");
    const column = columnNamed(item.slice(0, Math.max(colon, 0)).trim(), columns);
    const sense = item.slice(colon + 1).trim();
    const fault = (message: string) => issues.push({ place, path: item || "(empty)", message });
    if (column === "" || (sense !== "min" && sense !== "max"))
      fault(`expected column:min or column:max, received ${JSON.stringify(item)}`);
    else if (objectives.some((known) => known.column === column))
      fault(`expected each column once, received ${JSON.stringify(column)} twice`);
    else objectives.push({ column, sense });
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return objectives;
}
