// Prices of the kinds of a table of flows, on the chip of one mapping.

import type { Mapping } from "../mapping/mapping.ts";
import { CLOCKED, clockedArea } from "./floorplan/chip.ts";
import { wayOf } from "./floorplan/flows.ts";
import { type Lengths, lengthsOn, type Overhead, overheadOn } from "./floorplan/overhead.ts";
import type { FlowTable, Kind } from "./flow-table.ts";
import { isInside } from "./heat.ts";
import type { PriceList } from "./price-list.ts";

/** The way of a kind's bits from block to block. */
export interface KindWay {
  /** Number of the route among those of the chip. */
  readonly route: number;
  /** Of one action. */
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

/** Of an action that another design's component has: searches of several designs share a table. */
const UNKNOWN = { energy: Number.NaN, interval: Number.NaN, latency: Number.NaN };

/** What actions of each kind cost, by the number of the kind: J, s, s. A network's are those of the plan that was priced last. */
export class KindPrices {
  readonly energy: number[] = [];
  readonly interval: number[] = [];
  readonly latency: number[] = [];
  /** Area that the clock reaches while the kind's unit is busy, mm²; −1 where it is none that is clocked. */
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

  /** `laid` has all of its chip but the network. */
  constructor(laid: Mapping, prices: PriceList, table: FlowTable) {
    this.#laid = laid;
    this.#prices = prices;
    this.#table = table;
    this.#lengthOf = lengthsOn(laid, prices);
    this.#overhead = overheadOn(laid, prices, this.#lengthOf);
  }

  /** Prices the kinds that the table has come to know. */
  fill(): void {
    const { kinds } = this.#table;
    for (let n = this.energy.length; n < kinds.length; n++) this.#price(kinds[n]);
  }

  /** Energy of an action with what the chip adds at least, J. */
  leastEnergy(kind: number): number {
    this.#leastEnergy[kind] ??= this.energy[kind] + this.#overhead(this.#table.kinds[kind]);
    return this.#leastEnergy[kind];
  }

  #price(kind: Kind): void {
    const { component, action } = kind;
    const prices = this.#prices;
    // A network's actions are its routes, whose price is a plan's.
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
