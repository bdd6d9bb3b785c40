import { ConfigError, type Issue } from "../base/errors.ts";

export type Sense = "min" | "max";

export interface Objective {
  readonly column: string;
  readonly sense: Sense;
}

/** "area_m2:min,throughput:max" → objectives in that order. Throws ConfigError with every faulty item. */
export function parseObjectives(text: string, place = "--objectives"): Objective[] {
  const issues: Issue[] = [];
  const objectives: Objective[] = [];
  for (const item of text.split(",").map((part) => part.trim())) {
    // The last colon separates: a column's own name may hold one.
    const colon = item.lastIndexOf(":");
    const column = item.slice(0, Math.max(colon, 0)).trim();
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
