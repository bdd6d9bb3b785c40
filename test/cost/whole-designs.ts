// Prices of whole designs worked out a second time: a component's record at its node, and loops over what hardware does.

import type { ComponentCost, Metres } from "#base";
import { createTechnology, leakageFactor, metalPitch, transistorAt } from "#technology";
import type { Design } from "../../src/design/design.ts";
import { encodingOf } from "../../src/design/electrics.ts";
import { sizedFrontEnd } from "../../src/design/front-end.ts";
import { pitchFactorOf } from "../../src/design/line-width.ts";
import type { Workload } from "../../src/design/workload.ts";
import { codeOf } from "../../src/mapping/sizes.ts";

type Record_ = ComponentCost<string>;

export const POINT = { pairPower: 5e-6, pairCurrent: 3e-5, peakLineCurrent: 1e-4 };

/** Every component's record at its node, by its name in a breakdown: nothing of a price list is asked. */
export function recordsOf(design: Design): Readonly<Record<string, Record_>> {
  const { temperature, hashNode, logicNode, hashing, digital, floorplan } = design;
  const logic = createTechnology(logicNode, { temperature });
  const pitch = (metalPitch(hashNode) * pitchFactorOf({ hashNode, hashing })) as Metres;
  const hash = createTechnology(hashNode, { temperature, pitch });
  const { driver, inputStage } = sizedFrontEnd(design, undefined);
  const cell = hashing.memristor.cost(hash);
  const held = hashing.readTime * encodingOf(design).duration;
  const { supply, readVoltage } = hashing.driver.behaviour;
  const volts = supply === "chip" ? Math.max(readVoltage, transistorAt(hashNode).supply) : null;
  const energy = (volts === null ? POINT.pairPower : POINT.pairCurrent * volts) * held;
  return {
    array: { ...cell, actions: { read: { energy, latency: 0, interval: 0 } } } as unknown as Record_,
    dac: hashing.dac.cost(hash),
    driver: driver.cost(hash),
    inputStage: inputStage.cost(hash),
    tileSwitch: hashing.tileSwitch.cost(hash),
    mux: hashing.mux.cost(hash),
    readout: hashing.readout.cost(hash),
    mac: digital.mac.cost(logic),
    softmax: digital.softmax.cost(logic),
    sorter: digital.sorter.cost(logic),
    projection: digital.projection.cost(logic),
    buffer: digital.buffer.cost(logic),
    memory: design.memory.cost(logic),
    link: design.chipletLink.cost(logic),
    search: design.search.cost(logic),
    topK: design.topK.cost(logic),
    clock: floorplan.clock.cost(logic),
    control: floorplan.control.cost(logic),
    pads: floorplan.pads.cost(logic),
  };
}

/** Actions by `operation component action`. */
export type Tally = Record<string, number>;

const add = (tally: Tally, name: string, count: number): void => {
  if (count > 0) tally[name] = (tally[name] ?? 0) + count;
};

const NEAR = ({ attention: { localWindow, sink } }: Workload): number => localWindow + sink;

/** Queries of a block: the store of 128 rows of 128 elements holds twice as many of heads of up to 64. */
const BLOCK = 256;

/** Rows of units of the one array: 4 096 in rows of 64 lanes. */
const ARRAY_ROWS = 64;

/** What every design of these moves: vectors in, outputs back, each as a row of 8-bit words. */
function moveRows(tally: Tally, { buffer, memory }: Widths, workload: Workload): void {
  const row = workload.headWidth * 8;
  for (let row_ = 0; row_ < workload.heads + 2 * workload.kvHeads; row_++) {
    add(tally, "input memory read", row / memory);
    add(tally, "input buffer write", row / buffer);
  }
  for (let head = 0; head < workload.heads; head++) {
    add(tally, "output buffer read", row / buffer);
    add(tally, "output memory write", row / memory);
  }
}

/** Bits of an access. */
interface Widths {
  readonly buffer: number;
  readonly memory: number;
}

/** Products of a query with `keys` keys, their exponentials, and the products with their values. */
function attend(tally: Tally, keys: number, width: number): void {
  add(tally, "score mac mac", keys * width);
  add(tally, "softmax softmax exponent", keys);
  add(tally, "weigh mac mac", keys * width);
}

/** A block of queries meets all keys up to its last one; an output is divided by its sum once. */
function exactToken(tally: Tally, token: number, { buffer }: Widths, { headWidth, heads }: Workload): void {
  const row = (headWidth * 8) / buffer;
  for (let head = 0; head < heads; head++) {
    attend(tally, token + 1, headWidth);
    add(tally, "combine mac mac", headWidth);
    add(tally, "gather buffer read", row);
  }
}

/**
 * A query of LSH attention: its windows of every round, its near keys, a merge of each part. A round brings its rows in sorted
 * order, each by a place in the order, and the chunks of all rounds along with a key and value so that a pair counts once; a row of
 * less than an access takes a whole one.
 */
function lshToken(tally: Tally, { buffer }: Widths, workload: Workload): void {
  const { headWidth, heads, length, attention } = workload;
  const { rounds, chunk, lookBack } = attention;
  const window = (lookBack + 1) * chunk;
  const row = headWidth * 8;
  const place = Math.ceil(Math.log2(length));
  const chunks = rounds * Math.ceil(Math.log2(length / chunk));
  const access = (bits: number): number => Math.max(bits, buffer) / buffer;
  // Sums of 16 bits, and a log-sum-exp of 32.
  const partial = headWidth * 16 + 32;
  for (let head = 0; head < heads; head++) {
    const parts = rounds + (NEAR(workload) > 0 ? 1 : 0);
    for (let round = 0; round < rounds; round++) {
      attend(tally, window, headWidth);
      add(tally, "score mac add", window * round);
      add(tally, "gather buffer read", (2 * place) / buffer + access(row) + 2 * access(row + chunks));
    }
    attend(tally, NEAR(workload), headWidth);
    add(tally, "gather buffer read", (3 * row) / buffer);
    for (let part = 0; part < parts; part++) {
      add(tally, "combine softmax exponent", 2);
      add(tally, "combine mac mac", 2 * headWidth);
      add(tally, "scatter buffer write", access(partial));
      if (part > 0) add(tally, "combine buffer read", access(partial));
    }
  }
}

/** A hash on arrays: all word lines of each array of a set, a decision a bit. */
function hashOnArrays(tally: Tally, vectors: number, bits: number, workload: Workload, design: Design): void {
  const { columns } = design.hashing.array;
  const arrays = Math.ceil(bits / (columns / 2));
  for (let vector = 0; vector < vectors; vector++) {
    add(tally, "hash dac drive", workload.headWidth * arrays);
    add(tally, "hash array read", bits);
    add(tally, "hash readout decide", bits);
  }
}

/** The actions of the design of this id that a loop over layers, sequences, tokens and heads counts. */
export function walk(id: string, design: Design, workload: Workload): Tally {
  const { length, layers, batch, heads, kvHeads, headWidth, attention } = workload;
  const widths = { buffer: design.digital.buffer.behaviour.bits, memory: design.memory.behaviour.bits };
  const tally: Tally = {};
  for (let token = 0; token < length; token++) {
    moveRows(tally, widths, workload);
    if (id === "exact-digital") exactToken(tally, token, widths, workload);
    else if (id.startsWith("lsh")) {
      lshToken(tally, widths, workload);
      const bits = Math.floor(Math.log2((2 * length) / attention.chunk));
      for (let vector = 0; vector < heads + kvHeads; vector++) {
        add(tally, "hash buffer read", (headWidth * 8) / widths.buffer);
        add(tally, "hash buffer write", (attention.rounds * bits) / widths.buffer);
        add(tally, "sort sorter place", attention.rounds * Math.ceil(bits / 8));
        // An id is read to count and to place its vector, whose place is written.
        add(tally, "sort buffer read", (attention.rounds * 2 * bits) / widths.buffer);
        add(tally, "sort buffer write", (attention.rounds * Math.ceil(Math.log2(length))) / widths.buffer);
      }
      if (id === "lsh-memristor")
        hashOnArrays(tally, heads + kvHeads, attention.rounds * bits, workload, design);
    } else {
      const seen = token + 1;
      const chosen = KEYS - NEAR(workload);
      for (let head = 0; head < heads; head++) {
        const near = Math.min(seen, NEAR(workload));
        attend(tally, near + Math.max(0, Math.min(chosen, seen - near)), headWidth);
        add(tally, "combine mac mac", headWidth);
        // Rows of whole blocks of keys up to the query's own, as often as the unit that chooses asks for them.
        const rows = Math.min(length, BLOCK * Math.ceil(seen / BLOCK));
        const { searches, select, scan } = design.topK.behaviour.work(rows, Math.min(rows, chosen), "k");
        add(tally, "search search search", searches * rows);
        add(tally, "top-k topK select", select);
        add(tally, "top-k topK scan", scan);
      }
    }
  }
  // Queries that pass a map to their codes bring one for each key head of a sequence.
  if (id === "score-memristor" && codeOf(design, workload).query === "map")
    for (let key = 0; key < kvHeads; key++) {
      const map = headWidth * attention.codes.bits * 8;
      add(tally, "input memory read", map / widths.memory);
      add(tally, "input buffer write", map / widths.buffer);
    }
  for (const name of Object.keys(tally)) tally[name] *= layers * batch;
  // The keys and values that a block of queries meets come by once for it, block by block up to its own.
  if (id === "exact-digital") {
    for (let block = 0; block < length; block += BLOCK)
      add(
        tally,
        "gather buffer read",
        (layers * batch * heads * 2 * Math.min(length, block + BLOCK) * headWidth * 8) / widths.buffer,
      );
    // In the array's store an element is written once, and read for each set of rows but the first.
    const queries = Math.min(length, BLOCK);
    const sets = Math.ceil(queries / ARRAY_ROWS);
    for (const product of ["score", "weigh"])
      for (const [action, times] of [
        ["stage", 1],
        ["restream", sets - 1],
      ] as const)
        add(tally, `${product} mac ${action}`, (tally[`${product} mac mac`] * times) / queries);
  }
  return tally;
}

/** Keys that a query attends to at most where they are chosen. */
export const KEYS = 60;

/** By how much leakage rises in the steady state of a chip, found by halving. */
export function warmth(
  { temperature, thermalResistance }: Design,
  { power, leakage, area }: { power: number; leakage: number; area: number },
): number {
  const factor = (kelvin: number): number =>
    leakageFactor(kelvin as typeof temperature) / leakageFactor(temperature);
  let [low, high]: [number, number] = [temperature, temperature + 60];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    const reached = temperature + (thermalResistance * (power + leakage * factor(middle))) / (area * 1e6);
    if (reached > middle) low = middle;
    else high = middle;
  }
  return factor(low);
}

interface Item {
  readonly component: string;
  readonly operation: string;
  readonly action: string;
}

/** Blocks that an operation's data go to from the buffer, or come from; the MAC array for the others. */
const UNITS: Readonly<Record<string, string>> = { sort: "sorter", "top-k": "topK", search: "search" };

/**
 * The way of an action's bits between blocks, and how many it has: accesses of the memory to and from the buffer, those of the buffer
 * to and from an operation's unit, scores of 16 bits and weights of 8 to the softmax, and a score of 8 bits a code that is searched. What
 * comes from the memory is in the buffer without a second way, and leaves it without one.
 */
export function wayOf(
  { component, operation, action }: Item,
  { digital, memory }: Design,
  hashUnit: string,
): { readonly route: string; readonly bits: number } | null {
  const unit = operation === "hash" ? hashUnit : (UNITS[operation] ?? "mac");
  const isAccess = action === "read" || action === "write";
  if (component === "memory" && isAccess)
    return { route: action === "read" ? "pads to buffer" : "buffer to pads", bits: memory.behaviour.bits };
  if (component === "buffer" && isAccess) {
    const { bits } = digital.buffer.behaviour;
    if (operation === "input" || operation === "gather")
      return action === "read" ? { route: `buffer to ${unit}`, bits } : null;
    const isTo = action === "read" && operation !== "output";
    return { route: isTo ? `buffer to ${unit}` : `${unit} to buffer`, bits };
  }
  if (component === "softmax" && action !== "leak") return { route: "mac to softmax", bits: 16 + 8 };
  return component === "search" && action === "search" ? { route: "search to topK", bits: 8 } : null;
}
