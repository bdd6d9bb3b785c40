// Full cost of a plan: `timed` and `totalEnergy` of its mapping, computed from numbered kinds.

import { squareMetres } from "#base";
import type { Plan } from "../design/mapping-plan.ts";
import type { ComponentName, Operation } from "../mapping/action-counts.ts";
import type { Mapping } from "../mapping/mapping.ts";

import { isControlled } from "./floorplan/chip.ts";
import { leastStaticPower, withParts } from "./floorplan/overhead.ts";
import { type CountedFlow, type Entries, type FlowTable, KindPrices, plannedEntries } from "./flow-table.ts";
import { isInside, steadyState } from "./heat.ts";
import { createBusyLatency, stageNumbers } from "./latency.ts";
import { type AddNetwork, type CountList, createNetwork, type PlanNetwork } from "./plan-network.ts";
import type { PlanCost } from "./plan-value.ts";
import type { PriceList } from "./price-list.ts";

/** Instances on the chip under every plan: their number, and area, m², and static power, W, of one. */
interface Standing {
  readonly count: number;
  readonly area: number;
  readonly leakage: number;
  /** Whether its static power is leakage, which rises with the temperature. */
  readonly leaks: boolean;
  /** Whether its power is spent on the chip. */
  readonly isInside: boolean;
}

/** Prices plans of one workload on one chip. */
export class PlanPricer {
  readonly kinds: KindPrices;
  /** Static power of all instances except the network's, at the lowest temperature, W. */
  readonly staticPower: number;
  readonly #prices: PriceList;
  readonly #table: FlowTable;
  readonly #repeats: number;
  readonly #others: Entries;
  readonly #standing: readonly Standing[];
  readonly #isTicked: boolean;
  readonly #isControlled: boolean;
  readonly #addNetwork: AddNetwork;
  readonly #latency: PlanTimer;
  /** Place of each kind in the list merged last; checked before use, as it may be stale. */
  readonly #places: number[] = [];

  /** `base` has the counts of everything but the flow, whose counts are performed `repeats` times. */
  constructor(base: Mapping, prices: PriceList, table: FlowTable, repeats: number) {
    const laid = withParts(base, prices);
    this.#prices = prices;
    this.#table = table;
    this.#repeats = repeats;
    this.#others = table.entries(base.counts);
    this.kinds = new KindPrices(laid, prices, table);
    this.kinds.fill();
    this.staticPower = leastStaticPower(laid, prices);
    this.#standing = (Object.keys(laid.census) as ComponentName[]).map((name) => ({
      count: laid.census[name] ?? 0,
      area: prices[name].area,
      leakage: prices[name].leakage,
      leaks: prices[name].staticPower === undefined,
      isInside: isInside(name),
    }));
    this.#isTicked = laid.census.clock !== undefined;
    this.#isControlled = isControlled(prices);
    this.#addNetwork = createNetwork(table, this.kinds, base.schedule.cores, prices);
    this.#latency = createTimer(base, table, this.kinds);
  }

  /** Least energy of counts, J. */
  leastEnergy({ kinds, counts }: Entries): number {
    this.kinds.fill();
    return kinds.reduce((sum, kind, n) => sum + counts[n] * this.kinds.leastEnergy(kind), 0);
  }

  price(flow: CountedFlow, { resident, headsInFlight }: Pick<Plan, "resident" | "headsInFlight">): PlanCost {
    const list = this.#listed(plannedEntries(flow, resident));
    const network = this.#join(list);
    const latency = this.#latency(list, headsInFlight);
    return { energy: this.#energy(list, network, latency), latency };
  }

  /** Latency, s, of the counts that belong to no tensor; without idle MAC time where `busy`. */
  latency({ idledRest }: CountedFlow, heads: number | null, busy: boolean): number {
    const list = this.#listed([idledRest]);
    const { kinds } = this.#table;
    const kept = busy
      ? list.kinds.flatMap((kind, n) =>
          kinds[kind].component === "mac" && kinds[kind].action === "stall" ? [] : [n],
        )
      : null;
    const own =
      kept === null
        ? list
        : { kinds: kept.map((n) => list.kinds[n]), counts: kept.map((n) => list.counts[n]) };
    this.#join(own);
    return this.#latency(own, heads);
  }

  /** Lists the other counts, then those of the flow, summed by kind and times `repeats`. */
  #listed(parts: readonly Entries[]): CountList {
    const list = { kinds: [...this.#others.kinds], counts: [...this.#others.counts] };
    const from = list.kinds.length;
    const places = this.#places;
    for (const { kinds, counts } of parts)
      for (let n = 0; n < kinds.length; n++) {
        const [kind, count] = [kinds[n], counts[n]];
        if (count === 0) continue;
        const at = places[kind] ?? 0;
        if (at >= from && list.kinds[at] === kind) list.counts[at] += count * this.#repeats;
        else {
          places[kind] = list.kinds.push(kind) - 1;
          list.counts.push(count * this.#repeats);
        }
      }
    this.kinds.fill();
    return list;
  }

  /** Adds clock, control and network to the counts of a plan. */
  #join(list: CountList): PlanNetwork | null {
    const { clocked, interval } = this.kinds;
    const frequency = this.#prices.floorplan.frequency || 1e9;
    const [ticks, issues] = [new Map<Operation, number>(), new Map<Operation, number>()];
    for (let n = 0; n < list.kinds.length; n++) {
      const kind = list.kinds[n];
      if (clocked[kind] < 0) continue;
      const busy = list.counts[n] * interval[kind] * frequency;
      if (busy === 0) continue;
      const { operation } = this.#table.kinds[kind];
      issues.set(operation, (issues.get(operation) ?? 0) + busy);
      ticks.set(operation, (ticks.get(operation) ?? 0) + busy * clocked[kind]);
    }
    const size = list.kinds.length;
    const network = this.#addNetwork(list);
    // Clock and control precede the network's counts, which are made from the same list.
    const own: CountList = { kinds: [], counts: [] };
    const add = (counts: ReadonlyMap<Operation, number>, component: ComponentName, action: string): void => {
      for (const [operation, count] of counts) {
        own.kinds.push(this.#table.numberOf({ operation, component, action }));
        own.counts.push(count);
      }
    };
    if (this.#isTicked) add(ticks, "clock", "tick");
    if (this.#isControlled) add(issues, "control", "issue");
    list.kinds.splice(size, 0, ...own.kinds);
    list.counts.splice(size, 0, ...own.counts);
    this.kinds.fill();
    return network;
  }

  #energy({ kinds, counts }: CountList, network: PlanNetwork | null, latency: number): number {
    const { energy: each, inside } = this.kinds;
    let [dynamic, inner] = [0, 0];
    for (let n = 0; n < kinds.length; n++) {
      const energy = counts[n] * each[kinds[n]];
      dynamic += energy;
      if (inside[kinds[n]]) inner += energy;
    }
    const leaks = this.#prices.network.staticPower === undefined;
    let [used, leaking, idling] = [0, 0, 0];
    for (const { count, area, leakage, leaks: own, isInside } of this.#standing) {
      used += count * area;
      if (own) leaking += count * leakage;
      else if (isInside) idling += count * leakage;
    }
    if (network !== null) {
      const power = network.instances * network.leakage;
      used += network.instances * network.area;
      if (leaks) leaking += power;
      else idling += power;
    }
    const { thermal, whiteSpace } = this.#prices;
    const area = used + whiteSpace.beside(squareMetres(used));
    const { leakage: warm } = steadyState(thermal, { dynamic: inner, leaking, idling, latency, area });
    let energy = dynamic;
    for (const { count, leakage, leaks: own } of this.#standing)
      energy += count * (leakage * (own ? warm : 1)) * latency;
    if (network !== null) energy += network.instances * (network.leakage * (leaks ? warm : 1)) * latency;
    return energy;
  }
}

/** Latency, s, of counts with `heads` in flight; with the mapping's own slots where null. */
type PlanTimer = (list: CountList, heads: number | null) => number;

function createTimer({ schedule, parallel }: Mapping, table: FlowTable, kinds: KindPrices): PlanTimer {
  const { stages } = schedule;
  const jobs = schedule.layers * schedule.heads;
  const numbers = stageNumbers(stages);
  const busy = stages.map((): number[] => []);
  const fill = stages.map(() => 0);
  const latency = createBusyLatency(schedule, table.parts, { busy, fill });
  const clear = (): void => {
    fill.fill(0);
    for (const row of busy) {
      row.length = 0;
      for (let part = 0; part < table.parts.length; part++) row.push(0);
    }
  };
  return ({ kinds: of, counts }, heads) => {
    clear();
    for (let n = 0; n < of.length; n++) {
      const { operation, component, part } = table.kinds[of[n]];
      const stage = numbers[operation] as number;
      busy[stage][part] += (counts[n] * kinds.interval[of[n]]) / (parallel[component] ?? 1) / jobs;
      fill[stage] += kinds.latency[of[n]];
    }
    return latency(heads ?? schedule.slots);
  };
}
