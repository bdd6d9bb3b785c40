import type { Config } from "../design/config.ts";
import { totals } from "../evaluate.ts";
import { throughputOf } from "../ladder/chip-budget.ts";
import { RUNGS, type RungId } from "../ladder/rungs.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";

const rungOf = (id: RungId) => RUNGS.find((rung) => rung.id === id) as (typeof RUNGS)[number];

const EXACT = rungOf("exact-digital");
const DIGITAL = rungOf("lsh-digital");
const MEMRISTOR = rungOf("lsh-memristor");

/**
 * Energy (J), latency (s) and area (m²) of the memristor design, its energy over that of the two digital rungs, and its
 * tokens a second: the rungs that these metrics need, no others. Throws InfeasibleError where one of them has no price.
 */
export function priceMetrics({ design, workload }: Config, point: OperatingPoint): number[] {
  const [chip, exact, digital] = [MEMRISTOR, EXACT, DIGITAL].map((rung) =>
    totals(rung.design(design), rung.workload(workload), point),
  );
  const { energy, timing, area } = chip;
  const versus = [energy / exact.energy, energy / digital.energy];
  return [energy, timing.latency, area, ...versus, throughputOf(workload, timing)];
}
