// Counts of the plans of a space by numbered kind, so that a search looks up each kind only once.

import type { Plan, TensorName, Tiling } from "../../design/mapping-plan.ts";
import type { ActionCount, ComponentName, Operation } from "../../mapping/action-counts.ts";
import type { PlanFlows, Tensor } from "../../mapping/flows/flow.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { CLOCKED, clockedArea } from "../floorplan/chip.ts";
import { wayOf } from "../floorplan/flows.ts";
import { type Lengths, lengthsOn, type Overhead, overheadOn } from "../floorplan/overhead.ts";
import { isInside } from "../heat.ts";
import type { PriceList } from "../price-list.ts";

/** Kind of a count, by name and by the numbers of its operation and component in a table. */
export interface Kind extends Pick<ActionCount, "operation" | "component" | "action"> {
  readonly step: number;
  readonly part: number;
}

/** Counts in order, each with the number of its kind in the table that made them. */
export interface Entries {
  readonly kinds: readonly number[];
  readonly counts: readonly number[];
}

/** Converts counts to entries. */
type Listed = (counts: readonly ActionCount[]) => Entries;

/** A tensor of a flow, its accesses counted on demand: for most tilings a search needs only the sizes. */
class CountedTensor {
  readonly name: TensorName;
  readonly bits: number;
  readonly #countsAt: Tensor["counts"];
  readonly #space: PlanFlows;
  readonly #tiling: Tiling;
  readonly #listed: Listed;
  #away: Entries | undefined;
  #here: Entries | undefined;
  #idleAway: Entries | undefined;
  #idleHere: Entries | undefined;

  constructor({ name, bits, counts }: Tensor, space: PlanFlows, tiling: Tiling, listed: Listed) {
    this.name = name;
    this.bits = bits;
    this.#countsAt = counts;
    this.#space = space;
    this.#tiling = tiling;
    this.#listed = listed;
  }

  /** Accesses where the buffer keeps none of it. */
  get away(): Entries {
    this.#away ??= this.#listed(this.#counted(0));
    return this.#away;
  }

  /** Accesses where the buffer keeps all of it. */
  get here(): Entries {
    this.#here ??= this.#listed(this.#counted(1));
    return this.#here;
  }

  /** Accesses where the buffer keeps a share of it, with the idle time of MAC array units. */
  idledAt(share: number): Entries {
    if (share === 0) {
      this.#idleAway ??= this.#idled(0);
      return this.#idleAway;
    }
    if (share === 1) {
      this.#idleHere ??= this.#idled(1);
      return this.#idleHere;
    }
    return this.#idled(share);
  }

  #idled(share: number): Entries {
    return this.#listed(this.#space.idle(this.#counted(share), this.#tiling));
  }

  #counted(resident: number): ActionCount[] {
    const { buffer, memory } = this.#space;
    return this.#countsAt({ buffer, memory, resident });
  }
}

/** A flow under one tiling, counted on demand. */
export class CountedFlow {
  readonly held: number;
  readonly tensors: readonly CountedTensor[];
  /** Bits of each tensor where all of it is kept. */
  readonly bits: readonly number[];
  readonly #space: PlanFlows;
  readonly #tiling: Tiling;
  readonly #others: readonly ActionCount[];
  readonly #listed: Listed;
  #rest: Entries | undefined;
  #idledRest: Entries | undefined;

  constructor(space: PlanFlows, tiling: Tiling, listed: Listed) {
    const { held, tensors, others } = space.flow(tiling);
    this.held = held;
    this.tensors = tensors.map((tensor) => new CountedTensor(tensor, space, tiling, listed));
    this.bits = tensors.map(({ bits }) => bits);
    this.#space = space;
    this.#tiling = tiling;
    this.#others = others;
    this.#listed = listed;
  }

  /** Counts that belong to no tensor. */
  get rest(): Entries {
    this.#rest ??= this.#listed(this.#others);
    return this.#rest;
  }

  /** The rest with the idle time of MAC array units and the counts that declared levels add. */
  get idledRest(): Entries {
    this.#idledRest ??= this.#counted();
    return this.#idledRest;
  }

  #counted(): Entries {
    const { idle, levels } = this.#space;
    const done = idle(this.#others, this.#tiling);
    return this.#listed([...done, ...levels(done, this.#tiling)]);
  }
}

/** The table is cleared at this many tilings, of some ten kilobytes each; a search uses some forty. */
const MOST_FLOWS = 1024;

const tables = new WeakMap<PlanFlows["flow"], FlowTable>();

/** Returns the table of some flows, shared by searches with other prices or buffer sizes. */
export function flowTableOf(flows: PlanFlows): FlowTable {
  const table = tables.get(flows.flow) ?? new FlowTable(flows);
  tables.set(flows.flow, table);
  return table;
}

/** Kinds and counted flows of a space. */
export class FlowTable {
  /** Kinds in the order of their first use. */
  readonly kinds: Kind[] = [];
  readonly steps: Operation[] = [];
  readonly parts: ComponentName[] = [];
  readonly #space: PlanFlows;
  readonly #numbers = new Map<Operation, Map<ComponentName, Map<string, number>>>();
  readonly #flows = new Map<number, CountedFlow>();
  /** For each kind, the one that followed it last time. */
  readonly #after: number[] = [];
  readonly #listed: Listed = (counts) => this.entries(counts);

  constructor(space: PlanFlows) {
    this.#space = space;
  }

  entries(given: readonly ActionCount[]): Entries {
    // Of their full length at once: lists that grow take several times as much memory, and thousands are kept.
    const [kinds, counts] = [new Array<number>(given.length), new Array<number>(given.length)];
    let last = 0;
    for (let n = 0; n < given.length; n++) {
      const entry = given[n];
      // Flows list their counts in a fixed order, so the kind that followed last time is usually right.
      let kind = this.#after[last];
      if (kind === undefined || !isOf(this.kinds[kind], entry)) {
        kind = this.numberOf(entry);
        this.#after[last] = kind;
      }
      kinds[n] = kind;
      counts[n] = entry.count;
      last = kind;
    }
    return { kinds, counts };
  }

  part(component: ComponentName): number {
    return indexIn(this.parts, component);
  }

  flow(tiling: Tiling): CountedFlow {
    const key = keyOf(tiling);
    const known = this.#flows.get(key);
    if (known !== undefined) return known;
    const counted = new CountedFlow(this.#space, tiling, this.#listed);
    if (this.#flows.size >= MOST_FLOWS) this.#flows.clear();
    this.#flows.set(key, counted);
    return counted;
  }

  /** Returns the number of a kind; numbers a new one. */
  numberOf({ operation, component, action }: Omit<ActionCount, "count">): number {
    const actions = inner(inner(this.#numbers, operation), component);
    const known = actions.get(action);
    if (known !== undefined) return known;
    const [step, part] = [indexIn(this.steps, operation), this.part(component)];
    actions.set(action, this.kinds.length);
    return this.kinds.push({ operation, component, action, step, part }) - 1;
  }
}

/** All counts of a flow under the shares of a plan, in the order of its tensors. */
export const plannedEntries = (
  { idledRest, tensors }: CountedFlow,
  resident: Plan["resident"],
): readonly Entries[] => [idledRest, ...tensors.map((tensor) => tensor.idledAt(resident[tensor.name] ?? 0))];

/** Numeric key of a tiling: a search looks up thousands, and string keys took longer than they saved. */
function keyOf({ outer, orders, valuePasses, queryTiles, keyTiles }: Tiling): number {
  const loops = 4 * valuePasses + (outer === "queries" ? 2 : 0) + (orders === "all" ? 1 : 0);
  return (loops * TILES + queryTiles) * TILES + keyTiles;
}

/** Above any number of tiles; its square times the few loop orders is below 2⁵³. */
const TILES = 2 ** 22;

const isOf = (kind: Kind, { operation, component, action }: ActionCount): boolean =>
  kind.operation === operation && kind.component === component && kind.action === action;

function indexIn<T>(list: T[], value: T): number {
  const at = list.indexOf(value);
  return at < 0 ? list.push(value) - 1 : at;
}

/** Returns the map of a key, created where missing. */
function inner<K, V, W>(map: Map<K, Map<V, W>>, key: K): Map<V, W> {
  const own = map.get(key) ?? new Map<V, W>();
  map.set(key, own);
  return own;
}

/** Route of a kind's bits between blocks. */
export interface KindWay {
  /** Number of the route on the chip. */
  readonly route: number;
  /** Bits of one action. */
  readonly bits: number;
  /** Bits a second; Infinity for an action that takes no time. */
  readonly rate: number;
}

/** A route of the chip, and its length under each arrangement of the cores, m. */
export interface KindRoute {
  readonly name: string;
  readonly lengths: Float64Array;
}

const NOTHING = { energy: 0, interval: 0, latency: 0 };

/** Price of an action that only another design's component has: designs may share a table. */
const UNKNOWN = { energy: Number.NaN, interval: Number.NaN, latency: Number.NaN };

/** Prices of actions by kind number, J, s, s; those of the network are for the plan priced last. */
export class KindPrices {
  readonly energy: number[] = [];
  readonly interval: number[] = [];
  readonly latency: number[] = [];
  /** Area that the clock reaches while the kind's unit is busy, mm²; −1 for a unit without clock. */
  readonly clocked: number[] = [];
  readonly inside: boolean[] = [];
  readonly ways: (KindWay | null)[] = [];
  readonly routes: KindRoute[] = [];
  readonly #leastEnergy: number[] = [];
  readonly #laid: Mapping;
  readonly #prices: PriceList;
  readonly #table: FlowTable;
  readonly #lengthOf: Lengths;
  readonly #overhead: Overhead;

  /** `laid` has all parts of its chip except the network. */
  constructor(laid: Mapping, prices: PriceList, table: FlowTable) {
    this.#laid = laid;
    this.#prices = prices;
    this.#table = table;
    this.#lengthOf = lengthsOn(laid, prices);
    this.#overhead = overheadOn(laid, prices, this.#lengthOf);
  }

  /** Prices the kinds that were added to the table since the last call. */
  fill(): void {
    const { kinds } = this.#table;
    for (let n = this.energy.length; n < kinds.length; n++) this.#price(kinds[n]);
  }

  /** Energy of an action with the chip's least overhead, J. */
  leastEnergy(kind: number): number {
    this.#leastEnergy[kind] ??= this.energy[kind] + this.#overhead(this.#table.kinds[kind]);
    return this.#leastEnergy[kind];
  }

  #price(kind: Kind): void {
    const { component, action } = kind;
    const prices = this.#prices;
    // A network's actions are its routes, whose prices depend on the plan.
    const { energy, interval, latency } =
      component === "network" ? NOTHING : (prices[component]?.actions[action] ?? UNKNOWN);
    const isClocked = prices[component]?.area !== 0 && action !== "stall" && CLOCKED.has(component);
    this.energy.push(energy);
    this.interval.push(interval);
    this.latency.push(latency);
    this.clocked.push(isClocked ? clockedArea(component, prices) : -1);
    this.inside.push(isInside(component));
    this.ways.push(this.#wayOf(kind, interval));
  }

  #wayOf(kind: Kind, interval: number): KindWay | null {
    const way = wayOf(kind, this.#laid, this.#prices);
    if (way === null) return null;
    const [from, to, bits] = way;
    const name = `${from} to ${to}`;
    let route = this.routes.findIndex((own) => own.name === name);
    if (route < 0) route = this.routes.push({ name, lengths: this.#lengthOf({ from, to }) }) - 1;
    return { route, bits, rate: interval > 0 ? bits / interval : Number.POSITIVE_INFINITY };
  }
}
