// Digital units as large as their design makes use of.

import type { Design } from "../design/design.ts";
import { isSizable, SIZED_UNITS, type SizedUnit, type UnitSizes } from "../design/unit-sizes.ts";
import { passesOf } from "../mapping/mapping.ts";
import { totalArea } from "./cost-report.ts";
import { layOut } from "./floorplan/lay-out.ts";
import { inSequence, type StageDemand, stageDemands, timing } from "./latency.ts";
import type { SettledDesign } from "./settled.ts";

/** Share of the latency that a doubling has to save. */
const LEAST_SAVED = 0.02;

/** No unit is made larger than so many times its config's size. */
const LARGEST = 1024;

/**
 * Sizes at which no unit, doubled, would save 2 % of the latency and a larger share of it than it adds to the area; the same rule for
 * every design. A unit's time falls with its size and its area grows with it. Units that wait for each other are doubled together. Null
 * where none is to be larger than it is.
 */
export function sizesFor({ design, mapping: bare, prices: listed, when }: SettledDesign): UnitSizes | null {
  const { mapping, prices } = layOut(bare, listed);
  const area = totalArea(bare, listed);
  const { busy, latency } = when.time;
  const open = SIZED_UNITS.filter(
    (unit) =>
      (mapping.census[unit] ?? 0) > 0 && isSizable(design, unit) && (busy[unit] ?? 0) > LEAST_SAVED * latency,
  );
  if (open.length === 0) return null;
  const passes = passesOf(mapping).map((pass) => ({
    schedule: pass.schedule,
    demands: stageDemands(pass, prices),
  }));
  const latencyAt = (sizes: UnitSizes): number =>
    passes
      .map(({ demands, schedule }) =>
        timing(
          demands.map((one) => hastened(one, sizes)),
          schedule,
        ),
      )
      .reduce(inSequence).latency;
  const areaOf = (unit: SizedUnit): number => (mapping.census[unit] ?? 0) * prices[unit].area;
  let grown: UnitSizes = {};
  let now = latencyAt(grown);
  for (;;) {
    const best = bestDoubling(open, grown, now, { latencyAt, areaOf, area });
    if (best === null) break;
    [grown, now] = [best.sizes, best.latency];
  }
  const units = open.filter((unit) => grown[unit] !== undefined);
  if (units.length === 0) return null;
  const before = design.sizes ?? {};
  return {
    ...before,
    ...Object.fromEntries(units.map((unit) => [unit, (before[unit] ?? 1) * (grown[unit] ?? 1)])),
  };
}

interface Measures {
  readonly latencyAt: (sizes: UnitSizes) => number;
  readonly areaOf: (unit: SizedUnit) => number;
  readonly area: number;
}

/** The doubling that saves most for its area; null where none is worth it. */
function bestDoubling(
  open: readonly SizedUnit[],
  sizes: UnitSizes,
  now: number,
  { latencyAt, areaOf, area }: Measures,
): { readonly sizes: UnitSizes; readonly latency: number } | null {
  const sizeOf = (unit: SizedUnit): number => sizes[unit] ?? 1;
  const growing = open.filter((unit) => sizeOf(unit) < LARGEST);
  let best: { sizes: UnitSizes; latency: number } | null = null;
  let most = 0;
  for (const units of subsets(growing)) {
    const tried = { ...sizes, ...Object.fromEntries(units.map((unit) => [unit, 2 * sizeOf(unit)])) };
    const latency = latencyAt(tried);
    const saved = 1 - latency / now;
    const added = units.reduce((sum, unit) => sum + sizeOf(unit) * areaOf(unit), 0) / area;
    if (saved < LEAST_SAVED * units.length || saved <= added || saved - added <= most) continue;
    [best, most] = [{ sizes: tried, latency }, saved - added];
  }
  return best;
}

/** Sets of units, the small ones first. */
const subsets = (units: readonly SizedUnit[]): SizedUnit[][] =>
  Array.from({ length: 2 ** units.length - 1 }, (_, n) =>
    units.filter((__, bit) => ((n + 1) >> bit) & 1),
  ).sort((a, b) => a.length - b.length);

/** A stage's demand on units of other sizes. */
function hastened(demand: StageDemand, sizes: UnitSizes): StageDemand {
  const busy = new Map(demand.busy);
  for (const unit of SIZED_UNITS) {
    const [time, size] = [busy.get(unit), sizes[unit]];
    if (time !== undefined && size !== undefined) busy.set(unit, time / size);
  }
  return { ...demand, busy };
}

/** Whether a design's units may be larger than its config has them. */
export const isSized = ({ digital }: Design): boolean => digital.sizes === "searched";
