// The problem of a plan search, and the parts into which it cuts the tilings, with their lower bounds.

import type { Plan, TensorName, Tiling } from "../../design/mapping-plan.ts";
import type { PlanSpace, TilingRange } from "../../mapping/flows/flow.ts";
import type { CountedFlow, Entries, FlowTable, Kind, KindPrices } from "./flow-table.ts";
import type { PlanPricer } from "./plan-pricer.ts";
import type { Value } from "./plan-value.ts";

/** A number of heads in flight, and a lower bound, s, of the latency of its plans in a range of tilings. */
export interface Flight {
  readonly heads: number | null;
  readonly latency: (range: TilingRange) => number;
}

/** Input of a search: a space of plans, its prices, and the costs outside it. */
export interface PlanProblem {
  readonly space: PlanSpace;
  /** Ranges of the space, shared by searches that minimise different values. */
  readonly parts: readonly TilingPart[];
  /** Layers times sequences: each performs the counts of a flow once. */
  readonly repeats: number;
  /** Least energy of the actions that are the same under every plan, J. */
  readonly otherEnergy: number;
  /** Active cores, each with its own buffer and units. */
  readonly cores: number;
  /** Numbers of heads in flight that are tried. */
  readonly flights: readonly Flight[];
  /** Prices a plan in full. */
  readonly pricer: PlanPricer;
}

/** A part of the tilings with one number of heads in flight, and a lower bound of its plans' values. */
export class Node {
  readonly part: TilingPart;
  readonly flight: Flight;
  readonly bound: number;
  readonly #room: number;
  #shares: readonly Plan["resident"][] | undefined;

  /** `room` is the buffer space that its tensors may fill, bits. */
  constructor(part: TilingPart, flight: Flight, bound: number, room: number) {
    this.part = part;
    this.flight = flight;
    this.bound = bound;
    this.#room = room;
  }

  /** Residencies of least energy and of least memory time, one if equal; lazy, as most parts need none. */
  get shares(): readonly Plan["resident"][] {
    this.#shares ??= sharesIn(this.part, this.#room);
    return this.#shares;
  }
}

function sharesIn({ smallest, tolls }: TilingPart, room: number): readonly Plan["resident"][] {
  const [saving, fast] = [sharesOf(tolls.energy, smallest, room), sharesOf(tolls.time, smallest, room)];
  return smallest.tensors.every(({ name }) => saving[name] === fast[name]) ? [fast] : [saving, fast];
}

function tilingOf(range: TilingRange, end: 0 | 1): Tiling {
  const { outer, orders, valuePasses, queryTiles, keyTiles } = range;
  return { outer, orders, valuePasses, queryTiles: queryTiles[end], keyTiles: keyTiles[end] };
}

/** Halves a range along the axis whose ends have the larger ratio; null for a single tiling. */
function halvesOf(range: TilingRange): readonly [TilingRange, TilingRange] | null {
  const ratio = ([from, to]: readonly [number, number]): number => to / from;
  const axis = ratio(range.queryTiles) >= ratio(range.keyTiles) ? "queryTiles" : "keyTiles";
  const [from, to] = range[axis];
  if (from === to) return null;
  const middle = Math.max(from, Math.min(to - 1, Math.floor(Math.sqrt(from * to))));
  return [
    { ...range, [axis]: [from, middle] },
    { ...range, [axis]: [middle + 1, to] },
  ];
}

/** A range of tilings; its values, computed on demand, serve searches under any number of heads in flight. */
export class TilingPart {
  readonly range: TilingRange;
  readonly #table: FlowTable;
  readonly #space: PlanSpace;
  readonly #tollsOf: TollsOf;
  #use: number | undefined;
  #least: CountedFlow | undefined;
  #smallest: CountedFlow | undefined;
  #tolls: FlowTolls | undefined;
  #halves: readonly [TilingPart, TilingPart] | null | undefined;

  constructor(range: TilingRange, table: FlowTable, space: PlanSpace, tollsOf: TollsOf) {
    this.range = range;
    this.#table = table;
    this.#space = space;
    this.#tollsOf = tollsOf;
  }

  /** Largest share of the MAC units at work among its tilings. */
  get use(): number {
    this.#use ??= this.#space.use(this.range);
    return this.#use;
  }

  /** The tiling of the fewest tiles. */
  get tiling(): Tiling {
    return tilingOf(this.range, 0);
  }

  /** Whether it is the tiling without tiles. */
  get isWhole(): boolean {
    const { queryTiles, keyTiles, valuePasses } = this.range;
    return queryTiles[1] === 1 && keyTiles[1] === 1 && valuePasses === 1;
  }

  /** Flow of the fewest tiles, whose counts are the least. */
  get least(): CountedFlow {
    this.#least ??= this.#table.flow(this.tiling);
    return this.#least;
  }

  /** Flow of the most tiles, whose sizes are the smallest. */
  get smallest(): CountedFlow {
    this.#smallest ??= this.#table.flow(tilingOf(this.range, 1));
    return this.#smallest;
  }

  /** Tolls of its fewest tiles. */
  get tolls(): FlowTolls {
    this.#tolls ??= this.#tollsOf(this.least);
    return this.#tolls;
  }

  /** Null for a single tiling. */
  get halves(): readonly [TilingPart, TilingPart] | null {
    if (this.#halves === undefined) {
      const cut = halvesOf(this.range);
      const own = (range: TilingRange): TilingPart =>
        new TilingPart(range, this.#table, this.#space, this.#tollsOf);
      this.#halves = cut === null ? null : [own(cut[0]), own(cut[1])];
    }
    return this.#halves;
  }
}

/** Returns the ranges of a space as parts. */
export function partsOf(space: PlanSpace, table: FlowTable, { kinds }: PlanPricer): TilingPart[] {
  const tollsOf = createFlowTolls(createTolls(table, kinds));
  return space.ranges.map((range) => new TilingPart(range, table, space, tollsOf));
}

/** Computes bounds of parts and counts them. */
export interface Bounds {
  /** A part with its bound; null where not even its smallest tiles fit. */
  readonly of: (part: TilingPart, flight: Flight) => Node | null;
  readonly made: () => number;
}

export function createBounds(
  { space, repeats, otherEnergy, cores, pricer }: PlanProblem,
  value: Value,
): Bounds {
  const { staticPower } = pricer;
  let made = 0;
  return {
    made: () => made,
    of: (part, flight) => {
      made++;
      const room = (space.buffer.capacity * 8) / (flight.heads ?? 1) - part.smallest.held;
      if (room < 0) return null;
      const { rest, buffer, energy, time } = part.tolls;
      const { bits } = part.smallest;
      const idle = (1 / part.use - 1) * rest.products;
      const served = Math.max(buffer, rest.mac + idle) / cores;
      const latency = Math.max(
        flight.latency(part.range),
        repeats * Math.max(rest.time + leastTaken(time, bits, room), served),
      );
      const dynamic = otherEnergy + repeats * (rest.energy + leastTaken(energy, bits, room));
      const cost = { energy: dynamic + staticPower * latency, latency };
      return new Node(part, flight, value(cost), room);
    },
  };
}

/** Energy of actions with the chip's overhead, J, and the times for which they keep units busy, s. */
interface Toll {
  energy: number;
  /** Of the off-chip memory. */
  time: number;
  buffer: number;
  mac: number;
  /** Of the MAC array, for products of blocks. */
  products: number;
}

const noToll = (): Toll => ({ energy: 0, time: 0, buffer: 0, mac: 0, products: 0 });

/** Sums the tolls of actions into `sum`. */
type TollInto = (entries: Entries, sum: Toll) => void;

/** By tensor: energy or time where the buffer keeps none of it, and what keeping all of it saves. */
interface TensorTolls {
  readonly away: readonly number[];
  readonly saved: readonly number[];
}

/** Tolls of a flow. Lists of numbers, for thousands of flows stay until a search ends. */
interface FlowTolls {
  /** Of actions that belong to no tensor. */
  readonly rest: Readonly<Toll>;
  /** `BusyTime` of the flow, s. */
  readonly buffer: number;
  readonly energy: TensorTolls;
  /** Of the memory. */
  readonly time: TensorTolls;
}

type TollsOf = (flow: CountedFlow) => FlowTolls;

/** Sums the tolls of each flow once: a range and one of its halves have the same fewest tiles. */
function createFlowTolls(tollInto: TollInto): TollsOf {
  const known = new Map<CountedFlow, FlowTolls>();
  const [away, here] = [noToll(), noToll()];
  const sum = (flow: CountedFlow): FlowTolls => {
    const rest = noToll();
    tollInto(flow.rest, rest);
    const busy = new BusyTime(rest.buffer);
    const size = flow.tensors.length;
    const list = (): number[] => new Array<number>(size);
    const energy = { away: list(), saved: list() };
    const time = { away: list(), saved: list() };
    for (let n = 0; n < size; n++) {
      tollInto(flow.tensors[n].away, away);
      tollInto(flow.tensors[n].here, here);
      energy.away[n] = away.energy;
      energy.saved[n] = away.energy - here.energy;
      time.away[n] = away.time;
      time.saved[n] = away.time - here.time;
      busy.add(away, here);
    }
    return { rest, buffer: busy.least, energy, time };
  };
  return (flow) => {
    const own = known.get(flow) ?? sum(flow);
    known.set(flow, own);
    return own;
  };
}

/** Unit whose time actions of a kind take. */
type Taker = "none" | "memory" | "buffer" | "mac" | "products";

function takerOf({ operation, component, action }: Kind): Taker {
  if (component === "memory" || component === "buffer") return component;
  if (component !== "mac") return "none";
  return action === "mac" && (operation === "score" || operation === "weigh") ? "products" : "mac";
}

function createTolls(table: FlowTable, prices: KindPrices): TollInto {
  const takers: Taker[] = [];
  const learn = (): void => {
    prices.fill();
    for (let kind = takers.length; kind < table.kinds.length; kind++) takers.push(takerOf(table.kinds[kind]));
  };
  return ({ kinds, counts }, sum) => {
    if (takers.length < table.kinds.length) learn();
    let [energy, time, buffer, mac, products] = [0, 0, 0, 0, 0];
    for (let n = 0; n < kinds.length; n++) {
      const kind = kinds[n];
      const own = counts[n] * prices.interval[kind];
      energy += counts[n] * prices.leastEnergy(kind);
      switch (takers[kind]) {
        case "memory":
          time += own;
          break;
        case "buffer":
          buffer += own;
          break;
        case "products":
          products += own;
          mac += own;
          break;
        case "mac":
          mac += own;
          break;
      }
    }
    sum.energy = energy;
    sum.time = time;
    sum.buffer = buffer;
    sum.mac = mac;
    sum.products = products;
  };
}

/**
 * A lower bound of the time of the busier of buffer and memory, s: a tensor kept away saves buffer time but costs
 * memory time, saving at most `worst` seconds of buffer time per second of memory time.
 */
class BusyTime {
  #sum: number;
  #worst = 0;

  /** `rest` is the buffer's time for what belongs to no tensor, s. */
  constructor(rest: number) {
    this.#sum = rest;
  }

  add(away: Toll, here: Toll): void {
    const [own, other] = [here.buffer - away.buffer, away.time - here.time];
    this.#sum += Math.min(here.buffer, away.buffer);
    if (own <= 0 || other <= 0) return;
    this.#sum += own;
    this.#worst = Math.max(this.#worst, own / other);
  }

  get least(): number {
    return this.#sum / (1 + this.#worst);
  }
}

/** Share of a tensor that fits into the remaining room; 0 where keeping it saves nothing. */
const shareIn = (bits: number, saved: number, left: number): number =>
  saved <= 0 ? 0 : bits <= left ? 1 : left / bits;

/** Order of the tensors ranked last: one list for all, for thousands of parts are bounded in each search. */
const order: number[] = [];

/** Ranks tensors in the order in which they fill a room: those first that save the most per bit. */
function rank(saved: readonly number[], bits: readonly number[]): void {
  order.length = bits.length;
  for (let own = 0; own < bits.length; own++) {
    let at = own;
    while (at > 0 && saved[order[at - 1]] * bits[own] < saved[own] * bits[order[at - 1]]) {
      order[at] = order[at - 1];
      at--;
    }
    order[at] = own;
  }
}

/** Total energy or time of tensors of these sizes that fill a room. */
function leastTaken({ away, saved }: TensorTolls, bits: readonly number[], room: number): number {
  rank(saved, bits);
  let [left, sum] = [room, 0];
  for (const n of order) {
    const share = shareIn(bits[n], saved[n], left);
    left -= share * bits[n];
    sum += away[n] - share * saved[n];
  }
  return sum;
}

/** Shares of a flow's tensors that fill a room. */
function sharesOf({ saved }: TensorTolls, { bits, tensors }: CountedFlow, room: number): Plan["resident"] {
  rank(saved, bits);
  const shares: Partial<Record<TensorName, number>> = {};
  let left = room;
  for (const n of order) {
    const share = shareIn(bits[n], saved[n], left);
    left -= share * bits[n];
    shares[tensors[n].name] = share;
  }
  return shares;
}
