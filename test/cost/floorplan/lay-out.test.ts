// What joins the blocks of a chip: which way each access takes, over which wires, and as how many of them.

import { describe, expect, it } from "vitest";
import { squareMetres } from "#base";
import { treeLength } from "../../../src/cost/floorplan/chip.ts";
import { flowsOf } from "../../../src/cost/floorplan/flows.ts";
import { layOut } from "../../../src/cost/floorplan/lay-out.ts";
import { type PriceList, priceList } from "../../../src/cost/price-list.ts";
import type { ActionCount } from "../../../src/mapping/action-counts.ts";
import { type Mapping, mapWorkload } from "../../../src/mapping/mapping.ts";
import { configOf } from "../../design-under-test.ts";

const MM2 = 1e-6;
const POINT = { pairPower: 4.5e-6, peakLineCurrent: 1e-4 };
const IDEAL = 'clock: { model: "ideal" }, control: { model: "ideal" }, pads: { model: "ideal" }';

const { design, workload } = configOf(`{ design: { logicNode: "32 nm", floorplan: { ${IDEAL} } } }`);
const listed = priceList(design, POINT);
const real = mapWorkload(design, workload);
const { rows, columns } = design.hashing.array;
const wide = { buffer: design.digital.buffer.behaviour.bits, memory: design.memory.behaviour.bits };

describe("an access", () => {
  const all = { array: 1, buffer: 1, mac: 1, sorter: 1, projection: 1, softmax: 1, topK: 1, search: 1 };
  const way = (census: Mapping["census"], words: string) => {
    const [operation, component, action] = words.split(" ");
    const counts = [{ operation, component, action, count: 10 }] as unknown as readonly ActionCount[];
    const flows = flowsOf({ ...real, census, counts }, listed);
    return flows.map(({ route, bits }) => [route, bits / 10]);
  };

  it.each([
    ["input memory read", "pads to buffer", wide.memory],
    ["gather memory read", "pads to mac", wide.memory],
    ["sort memory write", "sorter to pads", wide.memory],
    ["output memory write", "buffer to pads", wide.memory],
    ["scatter memory write", "mac to pads", wide.memory],
    ["input buffer read", "buffer to mac", wide.buffer],
    ["output buffer read", "mac to buffer", wide.buffer],
    ["combine buffer write", "mac to buffer", wide.buffer],
    ["hash buffer read", "buffer to arrays", wide.buffer],
    ["hash buffer write", "arrays to buffer", wide.buffer],
    ["backward-hash buffer read", "buffer to arrays", wide.buffer],
    ["sort buffer read", "buffer to sorter", wide.buffer],
    ["insert buffer write", "sorter to buffer", wide.buffer],
    ["lookup buffer read", "buffer to sorter", wide.buffer],
    ["top-k buffer write", "topK to buffer", wide.buffer],
    ["search buffer read", "buffer to search", wide.buffer],
    // A score comes of 16 bits, and goes back as a weight of 8.
    ["softmax softmax exponent", "mac to softmax", 16 + 8],
    ["backward-softmax softmax exponent", "mac to softmax", 16 + 8],
    ["search search search", "search to topK", 8],
  ])("%s goes from %s", (words, route, bits) => {
    expect(way(all, words)).toEqual([[route, bits]]);
  });

  it.each([
    "input buffer write",
    "gather buffer write",
    "output buffer write",
    "gather buffer stall",
    "gather memory activate",
    "gather memory stall",
    "code search write",
    "score mac mac",
  ])("%s takes no way of its own", (words) => {
    expect(way(all, words)).toEqual([]);
  });

  it("goes to what a chip has: arrays of keys, a hash unit, or the MAC array", () => {
    const analog = { dynamicArray: 1, buffer: 1, softmax: 1 };
    expect(way(analog, "write buffer read")).toEqual([["buffer to dynamicArrays", wide.buffer]]);
    expect(way(analog, "gather buffer read")).toEqual([["buffer to dynamicArrays", wide.buffer]]);
    expect(way(analog, "softmax softmax exponent")).toEqual([["dynamicArrays to softmax", 24]]);
    const { array: _, ...digital } = all;
    expect(way(digital, "hash buffer read")).toEqual([["buffer to projection", wide.buffer]]);
    expect(way({ buffer: 1, mac: 1 }, "hash buffer read")).toEqual([["buffer to mac", wide.buffer]]);
    expect(way({ buffer: 1, mac: 1 }, "lookup buffer read")).toEqual([["buffer to mac", wide.buffer]]);
  });
});

/** Arrays of 4 mm² next to a core of 9 mm² of buffer and 7 mm² of MACs, and what moves between them. */
function laid(arrays: number, cores: number, placement: Partial<NonNullable<Mapping["placement"]>> | null) {
  const of = (name: "array" | "buffer" | "mac", area: number) => ({
    ...listed[name],
    area: squareMetres(area * MM2),
  });
  const prices: PriceList = {
    ...listed,
    array: of("array", 4 / (arrays * rows * columns)),
    buffer: of("buffer", 9 / cores),
    mac: of("mac", 7 / cores),
  };
  const mapping: Mapping = {
    ...real,
    placement: placement as Mapping["placement"],
    schedule: { ...real.schedule, cores },
    census: { array: arrays * rows * columns, buffer: cores, mac: cores },
    counts: [
      { operation: "hash", component: "buffer", action: "read", count: 6000 },
      { operation: "hash", component: "buffer", action: "write", count: 1000 },
      { operation: "gather", component: "buffer", action: "read", count: 3000 },
    ],
  };
  const own = layOut(mapping, prices);
  const { plan, arrangement } = own.floorplan as NonNullable<typeof own.floorplan>;
  return {
    own,
    to: (from: "buffer" | "arrays", to: "mac" | "arrays" | "buffer") => plan.lengths(from, to)[arrangement],
  };
}

describe("the wires between blocks", () => {
  const { linkBits, reach = Number.NaN } = listed.floorplan;
  const { transfer } = listed.network.actions;

  it.each([1, 4])(
    "are as many lanes a route as its share of the buffer's bits needs, in each of %i cores",
    (cores) => {
      const { own, to } = laid(1, cores, null);
      // Reads and writes share a port by their bits: six, one and three tenths of it.
      const { read, write } = listed.buffer.actions;
      const lanes = (share: number, { interval }: { readonly interval: number }): number =>
        Math.max(1, Math.ceil(((wide.buffer / interval) * share * transfer.interval) / linkBits));
      const length =
        lanes(0.6, read) * to("buffer", "arrays") +
        lanes(0.1, write) * to("arrays", "buffer") +
        lanes(0.3, read) * to("buffer", "mac");
      expect(own.prices.network.area / ((listed.network.area * cores * length) / reach)).toBeCloseTo(1, 9);
      expect(own.prices.network.leakage / ((listed.network.leakage * cores * length) / reach)).toBeCloseTo(
        1,
        9,
      );
      expect(own.mapping.census.network).toBe(1);
      const flits = own.mapping.counts.filter(({ component }) => component === "network");
      expect(flits.map(({ operation, action, count }) => [operation, action, count])).toEqual([
        ["hash", "buffer to arrays", (6000 * wide.buffer) / linkBits],
        ["hash", "arrays to buffer", (1000 * wide.buffer) / linkBits],
        ["gather", "buffer to mac", (3000 * wide.buffer) / linkBits],
      ]);
    },
  );

  it("carry what several actions of an operation send the same way together", () => {
    const counts = [1, 2, 4].map(
      (count): ActionCount => ({
        operation: "gather",
        component: "buffer",
        action: "read",
        count,
      }),
    );
    const { mapping } = layOut({ ...real, counts }, { ...listed });
    const flits = mapping.counts.filter(({ component }) => component === "network");
    expect(flits).toHaveLength(1);
    expect(flits[0].count / ((7 * wide.buffer) / linkBits)).toBeCloseTo(1, 12);
  });

  it("go on in a tree to all arrays of a set's columns, and come back from one array", () => {
    for (const [arrays, arraysPerGroup, rowBlocks] of [
      [16, 8, 2],
      [16, 16, 1],
      [64, 3, 1],
    ]) {
      const { own, to } = laid(arrays, 1, { arraysPerGroup, rowBlocks });
      const { "buffer to arrays": there, "arrays to buffer": back } = own.prices.network.actions as Record<
        string,
        { readonly energy: number; readonly latency: number }
      >;
      const way = (taking: number, from: "buffer" | "arrays", end: "arrays" | "buffer"): number =>
        (to(from, end) + 2e-3 * treeLength(arrays, taking)) / reach;
      const taking = arraysPerGroup / rowBlocks;
      expect(there.energy / (transfer.energy * way(taking, "buffer", "arrays"))).toBeCloseTo(1, 9);
      expect(there.latency / (transfer.latency * way(taking, "buffer", "arrays"))).toBeCloseTo(1, 9);
      expect(back.energy / (transfer.energy * way(1, "arrays", "buffer"))).toBeCloseTo(1, 9);
    }
  });
});
