import { squareMetres } from "#base";
import type { ComponentName, Operation } from "../mapping/action-counts.ts";
import { type Mapping, passesOf } from "../mapping/mapping.ts";
import type { Schedule } from "../mapping/schedule.ts";
import { type ArrangedDie, layOut } from "./floorplan/lay-out.ts";
import { type Heat, heatOf } from "./heat.ts";
import { inSequence, runs, type StageDemand, stageDemands, type Timing, timing } from "./latency.ts";
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
  /** Area of all instances together, m². */
  readonly area: number;
}

/** Cost of a mapping: totals are sums of their items. SI units. */
export interface CostReport {
  readonly area: number;
  readonly energy: number;
  readonly timing: Timing;
  readonly power: { readonly average: number; readonly peak: number; readonly idle: number };
  readonly breakdown: readonly EnergyItem[];
  readonly areas: readonly AreaItem[];
  /** Steady state of the silicon under its own power. */
  readonly heat: Heat;
  /** Share of the latency for which the instances of a component are busy. */
  readonly utilisation: Readonly<Partial<Record<ComponentName, number>>>;
  /** Where the blocks are; null for a GPU. */
  readonly floorplan: ArrangedDie | null;
}

/** Demands of each pass's stages, each pass's times, and the times of the whole mapping. */
export interface Timed {
  readonly passes: readonly TimedPass[];
  readonly time: Timing;
}

interface TimedPass {
  readonly demands: readonly StageDemand[];
  readonly schedule: Schedule;
  readonly time: Timing;
}

/** Each function here takes a mapping as its mapper returns it, and lays it out on its chip. */
export function timed(bare: Mapping, listed: PriceList): Timed {
  const { mapping, prices } = layOut(bare, listed);
  const passes = passesOf(mapping).map((pass): TimedPass => {
    const demands = stageDemands(pass, prices);
    return { demands, schedule: pass.schedule, time: timing(demands, pass.schedule) };
  });
  return { passes, time: passes.map(({ time }) => time).reduce(inSequence) };
}

/** Energy of a mapping's actions, J. */
export function dynamicEnergy(mapping: Mapping, listed: PriceList): number {
  const {
    mapping: { counts },
    prices,
  } = layOut(mapping, listed);
  let energy = 0;
  for (const { component, action, count } of counts)
    energy += count * prices[component].actions[action].energy;
  return energy;
}

/** Energy of a mapping with action energy `dynamic`, J: the sum of the items of `rollUp`, in its order. */
export function totalEnergy(
  bare: Mapping,
  listed: PriceList,
  { time: { latency } }: Timed,
  dynamic: number,
): number {
  const { mapping, prices } = layOut(bare, listed);
  const { census } = mapping;
  const heat = heatOf(mapping, prices, { latency, area: areaOfAll(census, prices) });
  let energy = dynamic;
  for (const component in census) {
    const name = component as ComponentName;
    energy += (census[name] ?? 0) * staticPowerOf(prices, name, heat) * latency;
  }
  return energy;
}

/** Static power of one instance in the steady state, W. */
const staticPowerOf = (prices: PriceList, component: ComponentName, { leakage }: Heat): number =>
  prices[component].leakage * (prices[component].staticPower === undefined ? leakage : 1);

/** Area of a mapping's instances, with white space, m². */
export function totalArea(bare: Mapping, listed: PriceList): number {
  const { mapping, prices } = layOut(bare, listed);
  return areaOfAll(mapping.census, prices);
}

function areaOfAll(census: Mapping["census"], prices: PriceList): number {
  let used = 0;
  for (const component in census) {
    const name = component as ComponentName;
    used += (census[name] ?? 0) * prices[name].area;
  }
  return used + prices.whiteSpace.beside(squareMetres(used));
}

/** Action counts × price a action, instances × area, leakage × latency. */
export function rollUp(
  bare: Mapping,
  listed: PriceList,
  { passes, time }: Timed = timed(bare, listed),
): CostReport {
  const { mapping, prices, floorplan } = layOut(bare, listed);
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
  const areas = areaItems(census, prices);
  const area = areas.reduce((sum, item) => sum + item.area, 0);
  const heat = heatOf(mapping, prices, { latency: time.latency, area });
  const leakage = census
    .filter(([component]) => prices[component].leakage > 0)
    .map(
      ([component, count]): EnergyItem => ({
        component,
        operation: "leakage",
        action: prices[component].staticPower ?? "leak",
        count,
        energy: count * staticPowerOf(prices, component, heat) * time.latency,
      }),
    );
  const breakdown = [...dynamic, ...leakage];
  const energy = breakdown.reduce((sum, item) => sum + item.energy, 0);
  return {
    area,
    energy,
    timing: time,
    power: powerOf(bare, listed, { passes, time }, energy),
    breakdown,
    areas,
    heat,
    utilisation: utilisationOf(time, mapping),
    floorplan: floorplan && { die: floorplan.die, arrangement: floorplan.arrangement },
  };
}

/** Average, peak and idle power of a mapping whose energy is `energy`, W. */
export function powerOf(
  bare: Mapping,
  listed: PriceList,
  { passes, time: { latency } }: Timed,
  energy: number,
): CostReport["power"] {
  const { mapping, prices } = layOut(bare, listed);
  const { census } = mapping;
  const heat = heatOf(mapping, prices, { latency, area: areaOfAll(census, prices) });
  let idle = 0;
  for (const component in census) {
    const name = component as ComponentName;
    idle += (census[name] ?? 0) * staticPowerOf(prices, name, heat);
  }
  return {
    average: latency > 0 ? energy / latency : 0,
    peak: idle + Math.max(...passes.map(pipelinePower)),
    idle,
  };
}

/** Area of every component, and one item for white space where there is any. */
function areaItems(census: readonly [ComponentName, number][], prices: PriceList): AreaItem[] {
  const circuits = census.map(
    ([component, count]): AreaItem => ({ component, count, area: count * prices[component].area }),
  );
  const used = circuits.reduce((sum, item) => sum + item.area, 0);
  const area = prices.whiteSpace.beside(squareMetres(used));
  return area > 0 ? [...circuits, { component: "whiteSpace", count: 1, area }] : circuits;
}

/**
 * Power when every core is full: as many heads as it has slots, each in a stage of its own, those of largest
 * power. Stages that stream into one another work together, even for one head. A component that cores share
 * stretches their stages, so this does not overstate their joint power.
 */
function pipelinePower({ demands, time: { stages }, schedule: { cores, heads, slots } }: TimedPass): number {
  const powers = runs(demands.map((demand, n) => ({ demand, time: stages[n].time })))
    .map((run) => run.reduce((sum, { demand, time }) => sum + demand.energy / time, 0))
    .sort((a, b) => b - a);
  const active = Math.min(cores, heads);
  const inFlight = Math.min(slots, Math.ceil(heads / active));
  return active * powers.slice(0, Math.max(1, inFlight)).reduce((sum, power) => sum + power, 0);
}

/** Busy time over the latency and the instances that could have been busy, in [0, 1]. */
function utilisationOf({ busy, latency }: Timing, { schedule }: Mapping): CostReport["utilisation"] {
  const { cores, shared } = schedule;
  const shares: Partial<Record<ComponentName, number>> = {};
  for (const component in busy) {
    const name = component as ComponentName;
    shares[name] = latency > 0 ? (busy[name] ?? 0) / (latency * (shared[name] ?? cores)) : 0;
  }
  return shares;
}
