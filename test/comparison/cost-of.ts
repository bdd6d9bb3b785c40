import type { CostReport } from "../../src/cost/cost-report.ts";

export type Item = readonly [operation: string, component: string, action: string, energy: number];

/** A cost of these energies, J, areas, m², and times of stages, s, for what is summed from a report. */
export const costOf = (
  items: readonly Item[],
  areas: Readonly<Record<string, number>> = {},
  stages: Readonly<Record<string, number>> = {},
): CostReport =>
  ({
    energy: items.reduce((sum, [, , , energy]) => sum + energy, 0),
    area: Object.values(areas).reduce((sum, area) => sum + area, 0),
    breakdown: items.map(([operation, component, action, energy]) => ({
      operation,
      component,
      action,
      energy,
    })),
    areas: Object.entries(areas).map(([component, area]) => ({ component, count: 1, area })),
    timing: {
      stages: Object.entries(stages).map(([name, time]) => ({ name, time })),
      latency: Object.values(stages).reduce((sum, time) => sum + time, 0),
    },
  }) as unknown as CostReport;
