import { squareMetres } from "../base/units.ts";
import type { ComponentName, Operation } from "../mapping/action-counts.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { STAGES } from "../mapping/schedule.ts";
import { type Timing, timing } from "./latency.ts";
import type { PriceList } from "./price-list.ts";

export interface EnergyItem {
  readonly component: ComponentName;
  readonly operation: Operation | "leakage";
  readonly action: string;
  readonly count: number;
  /** J */
  readonly energy: number;
}

export interface AreaItem {
  readonly component: ComponentName | "whiteSpace";
  /** Instances; white space is one. */
  readonly count: number;
  /** Of all instances together, m². */
  readonly area: number;
}

/** What a mapping costs: totals are sums of their items. SI units. */
export interface CostReport {
  readonly area: number;
  readonly energy: number;
  readonly timing: Timing;
  readonly power: { readonly average: number; readonly peak: number; readonly idle: number };
  readonly breakdown: readonly EnergyItem[];
  readonly areas: readonly AreaItem[];
  /** Share of the latency for which a component is busy. */
  readonly utilisation: Readonly<Partial<Record<ComponentName, number>>>;
}

/** Action counts × price a action, instances × area, leakage × latency. */
export function rollUp(mapping: Mapping, prices: PriceList): CostReport {
  const time = timing(mapping, prices);
  const dynamic = mapping.counts.map(
    ({ operation, component, action, count }): EnergyItem => ({
      component,
      operation,
      action,
      count,
      energy: count * prices[component].actions[action].energy,
    }),
  );
  const census = Object.entries(mapping.census) as [ComponentName, number][];
  const leakage = census
    .filter(([component]) => prices[component].leakage > 0)
    .map(
      ([component, count]): EnergyItem => ({
        component,
        operation: "leakage",
        action: "leak",
        count,
        energy: count * prices[component].leakage * time.latency,
      }),
    );
  const breakdown = [...dynamic, ...leakage];
  const areas = areaItems(census, prices);
  const energy = breakdown.reduce((sum, item) => sum + item.energy, 0);
  const idle = census.reduce((sum, [component, count]) => sum + count * prices[component].leakage, 0);
  return {
    area: areas.reduce((sum, item) => sum + item.area, 0),
    energy,
    timing: time,
    power: {
      average: time.latency > 0 ? energy / time.latency : 0,
      peak: idle + stagePower(dynamic, time, mapping.layers * mapping.headsInLayer),
      idle,
    },
    breakdown,
    areas,
    utilisation: Object.fromEntries(
      Object.entries(time.busy).map(([component, busy]) => [
        component,
        time.latency > 0 ? busy / time.latency : 0,
      ]),
    ),
  };
}

/** Area of every component, and white space beside them all on a line of its own where there is any. */
function areaItems(census: readonly [ComponentName, number][], prices: PriceList): AreaItem[] {
  const circuits = census.map(
    ([component, count]): AreaItem => ({ component, count, area: count * prices[component].area }),
  );
  const used = circuits.reduce((sum, item) => sum + item.area, 0);
  const area = prices.whiteSpace.beside(squareMetres(used));
  return area > 0 ? [...circuits, { component: "whiteSpace", count: 1, area }] : circuits;
}

/** Power of all stages at once, each with a head of its own: the pipeline when it is full. */
function stagePower(dynamic: readonly EnergyItem[], time: Timing, heads: number): number {
  let power = 0;
  for (const stage of STAGES) {
    const energy = dynamic
      .filter((item) => (stage.operations as readonly string[]).includes(item.operation))
      .reduce((sum, item) => sum + item.energy, 0);
    const duration = time.stages.find(({ name }) => name === stage.name)?.time ?? 0;
    if (duration > 0) power += energy / heads / duration;
  }
  return power;
}
