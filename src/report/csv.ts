import { csvRecord } from "../explore/csv-text.ts";
import type { Comparison } from "./comparison.ts";

/** Every rung at every length: SI, units in the header; infeasible rungs have empty cells. */
export const curvesCsv = ({ curves }: Comparison): string =>
  csvRecord(["length", "rung", "status", "energy_J", "latency_s", "area_m2"]) +
  curves
    .flatMap(({ length, rungs }) =>
      rungs.map((rung) =>
        rung.feasible
          ? csvRecord([length, rung.id, "ok", rung.cost.energy, rung.cost.timing.latency, rung.cost.area])
          : csvRecord([length, rung.id, "infeasible", "", "", ""]),
      ),
    )
    .join("");

/** Every energy item of every rung. */
export const breakdownCsv = ({ rungs }: Comparison): string =>
  csvRecord(["rung", "operation", "component", "action", "count", "energy_J"]) +
  rungs
    .flatMap((rung) =>
      rung.feasible
        ? rung.cost.breakdown.map(({ operation, component, action, count, energy }) =>
            csvRecord([rung.id, operation, component, action, count, energy]),
          )
        : [],
    )
    .join("");
