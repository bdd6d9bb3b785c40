import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { type FeasibleResult, feasibleOf } from "../../src/comparison/comparison-design.ts";
import { BASELINE, contenderOf, SUBJECT } from "../../src/comparison/comparison-designs.ts";
import { type CapacityCurve, capacityCurve, withBuffer } from "../../src/comparison/curves.ts";
import { type PlayedMovement, playedMovement } from "../../src/comparison/data-movement.ts";
import { checkLatencies } from "../../src/comparison/latency-check.ts";
import { priceAll, priceContender } from "../../src/comparison/priced-comparison.ts";
import { roofAt } from "../../src/comparison/roofline.ts";
import type { StageSpan } from "../../src/cost/events.ts";
import type { Design } from "../../src/design/design.ts";
import type { DataPlace } from "../../src/mapping/flows/data-places.ts";
import { planSpaceOf } from "../../src/mapping/flows/plan-space.ts";
import { configOf } from "../design-under-test.ts";
import { byTier } from "../tier.ts";
import { POINT, randomChip } from "./neighbours.ts";

function moved(text: string) {
  const { design, workload } = configOf(text);
  const contenders = priceAll(design, workload, POINT);
  const own: PlayedMovement = playedMovement(contenders, workload, POINT, createRng(1));
  return { design, workload, contenders, ...own.movement };
}

/** Bytes that a mapping's own counts move, word by word. */
const trafficOf = ({ design, mapping }: FeasibleResult): number =>
  mapping.counts
    .filter(({ component, action }) => component === "memory" && ["read", "write"].includes(action))
    .reduce((sum, { count }) => sum + (count * design.memory.behaviour.bits) / 8, 0);

describe("the data of the default design", () => {
  const { places, rooflines, occupancies } = moved("{}");
  const placeOf = (id: string, name: string) => places[id].data.find((own) => own.name === name) as DataPlace;

  it("of exact attention pass the memory once and are read by sixteen blocks of queries, half of them masked", () => {
    const bytes = 4 * 4096 * 64;
    expect(places[BASELINE.id].loops).toEqual([
      { name: "head", count: 4 },
      { name: "block of queries", count: 16 },
    ]);
    for (const name of ["queries", "keys", "values", "outputs"])
      expect(placeOf(BASELINE.id, name).moved).toBeCloseTo(bytes, 6);
    expect(placeOf(BASELINE.id, "keys")).toMatchObject({ share: 1, kept: 4096 * 64, reads: 8.5, loop: 0 });
    expect(placeOf(BASELINE.id, "keys").stages).toEqual(["load", "attend"]);
  });

  it("of the memristor design lie in the loops of its plan: keys with the head, queries with their tile", () => {
    expect(places[SUBJECT.id].loops.map(({ name, count }) => `${name} ${count}`)).toEqual([
      "head 4",
      "query tile 2",
      "round 8",
      "chunk 128",
    ]);
    // A row carries chunk numbers of 8 rounds, and sorted rows are read in 8 rounds for each of two tiles.
    expect(placeOf(SUBJECT.id, "keys").reads).toBeCloseTo(2 * 8 * (1 + (8 * 7) / (64 * 8)) + 1, 9);
    expect(placeOf(SUBJECT.id, "values").reads).toBeCloseTo(2 * 8 + 1, 9);
    expect(placeOf(SUBJECT.id, "queries")).toMatchObject({ kept: 2048 * 64, loop: 1 });
    expect(placeOf(SUBJECT.id, "orders").loop).toBe(2);
    expect(placeOf(SUBJECT.id, "bucket ids").stages).toEqual(["hash", "sort"]);
  });

  it("are under 8.19 Top/s and 25.6 GB/s, and two heads fill a buffer of 2 MiB", () => {
    expect(rooflines[BASELINE.id].peak).toBeCloseTo(8.192e12, -6);
    expect(rooflines[SUBJECT.id].bandwidth).toBeCloseTo(25.6e9, -3);
    expect(occupancies[SUBJECT.id]).toMatchObject({ capacity: 2 ** 21, heads: 2 });
  });
});

/** Random chips, and the smallest and the fixed cases of each phase. */
const CHIPS: readonly (readonly [string, string])[] = [
  ...Array.from({ length: byTier(3, 6) }, (_, n) => [`chip ${n}`, randomChip(n).text()] as const),
  ...[0, 1].map((n) => [`decode ${n}`, randomChip(n).text("", "phase: 'decode',")] as const),
  ...[0, 2].map((n) => [`fixed schedule ${n}`, randomChip(n).text("mapping: { search: false }")] as const),
  [
    "folded",
    "{ workload: { preset: 'gpt2-small', length: 512 }, design: { hashing: { folding: 'write-verified', array: { rows: 1024 } } } }",
  ],
];

describe.each(CHIPS)("the movement of data on %s", (_, text) => {
  const { design, workload, contenders, places, occupancies, rooflines } = moved(text);
  const priced = contenders.filter((one): one is FeasibleResult => one.feasible);

  it("sums to the mapping's own traffic, with nothing left over where a plan was chosen", () => {
    for (const own of priced) {
      const found = places[own.id];
      if (found === undefined) continue;
      const sum = found.data.reduce((all, { moved: bytes }) => all + bytes, 0);
      expect(sum / trafficOf(own)).toBeCloseTo(1, 9);
      for (const { moved: bytes, share } of found.data) {
        expect(bytes).toBeGreaterThanOrEqual(-1e-9 * sum);
        expect(share ?? 0).toBeLessThanOrEqual(1);
      }
      if (own.design.plan !== undefined)
        expect(found.data.map(({ name }) => name)).not.toContain("data read again");
    }
  });

  it("has every access of a kind of data between the first and the last stage that it is kept for", () => {
    expect(priced.length).toBeGreaterThan(0);
    for (const own of priced) {
      const { plan } = own.design;
      const space =
        plan === undefined ? null : planSpaceOf(own.design, contenderOf(own.id).workload(workload));
      if (plan === undefined || space === null) continue;
      const { stages } = own.mapping.schedule;
      const hierarchy = { ...space, resident: 0.5 };
      for (const { name, counts } of space.flow(plan).tensors) {
        const used = places[own.id].data.find((one) => one.name === name)?.stages ?? null;
        if (used === null) continue;
        const [first, last] = used.map((stage) => stages.findIndex((one) => one.name === stage));
        for (const { operation, count } of counts(hierarchy)) {
          const at = stages.findIndex(({ operations }) => operations.includes(operation));
          expect(count === 0 || (at >= first && at <= last), `${own.id} ${name} ${operation}`).toBe(true);
        }
      }
    }
  });

  it("keeps no more than the buffer holds, at any time of the simulated schedule", () => {
    for (const [id, { capacity, steps, time }] of Object.entries(occupancies)) {
      const cores = workload.phase === "decode" ? design.cores : 1;
      expect(capacity).toBe(cores * design.digital.buffer.behaviour.capacity);
      expect(steps[0].at).toBe(0);
      expect(steps[steps.length - 1].at).toBeLessThan(time);
      for (const { kept } of steps) {
        const sum = Object.values(kept).reduce((all, bytes) => all + bytes, 0);
        expect(sum, id).toBeLessThanOrEqual(capacity * (1 + 1e-9));
      }
    }
  });

  it("puts every design under its roofs", () => {
    for (const [id, own] of Object.entries(rooflines)) {
      expect(own.bytes).toBeCloseTo(trafficOf(feasibleOf(contenders, contenderOf(id)) as FeasibleResult), 0);
      expect(own.rate, id).toBeLessThanOrEqual(roofAt(own, own.intensity) * (1 + 1e-9));
    }
  });
});

it("a buffer keeps each kind of data of each head in flight from its first stage's start to its last one's end", () => {
  const { design, workload } = configOf(
    "{ workload: { length: 1024, heads: 5 }, design: { mapping: { search: false } } }",
  );
  const contenders = priceAll(design, workload, POINT);
  const spans: [string, StageSpan][] = [];
  checkLatencies(contenders, workload, POINT, createRng(1), [], null, (id, span) => spans.push([id, span]));
  const { places, occupancies } = playedMovement(contenders, workload, POINT, createRng(1)).movement;
  let compared = 0;
  for (const id of [BASELINE.id, SUBJECT.id]) {
    const own = spans.filter(([of, { core }]) => of === id && core === 0).map(([, span]) => span);
    const { stages } = (feasibleOf(contenders, contenderOf(id)) as FeasibleResult).mapping.schedule;
    const order = stages.map(({ name }) => name);
    const { head, steps, time } = occupancies[id];
    const start = Math.min(...own.filter((span) => span.head === head).map(({ from }) => from));
    // Bytes of each kind at a time, head by head and stage by stage.
    const keptAt = (at: number, name: string): number => {
      const place = places[id].data.find((one) => one.name === name) as DataPlace;
      if (place.stages === null) return place.kept;
      const [first, last] = place.stages.map((stage) => order.indexOf(stage));
      let bytes = 0;
      for (const one of new Set(own.map((span) => span.head))) {
        const used = own.filter((span) => {
          const stage = order.indexOf(span.stage);
          return span.head === one && first <= stage && stage <= last;
        });
        const [from, to] = [
          Math.min(...used.map((span) => span.from)),
          Math.max(...used.map((span) => span.to)),
        ];
        if (from <= at && at < to) bytes += place.kept;
      }
      return bytes;
    };
    for (const [n, { at, kept }] of steps.entries()) {
      const middle = start + (at + (steps[n + 1]?.at ?? time)) / 2;
      for (const { name, kept: most } of places[id].data) {
        if (most === 0) continue;
        expect(kept[name] ?? 0, `${id} ${name} ${n}`).toBeCloseTo(keptAt(middle, name), 6);
        compared++;
      }
    }
  }
  expect(compared).toBeGreaterThan(10);
});

describe("the traffic by buffer size", () => {
  it.each(byTier([3], [0, 3]))("is priced at each capacity with a plan of its own, on chip %i", (n) => {
    const { design, workload } = configOf(randomChip(n).text());
    const contenders = priceAll(design, workload, POINT);
    const { own, points, settled } = capacityCurve(contenders, design, workload, POINT) as CapacityCurve;
    expect(points.map(({ capacity }) => capacity / own)).toEqual([
      1 / 16,
      1 / 8,
      1 / 4,
      1 / 2,
      1,
      2,
      4,
      8,
      16,
    ]);
    expect(points[0].designs.map(({ id }) => contenderOf(id).letter).join("")).toMatch(/^ABC[FGH]$/);
    for (const { capacity, designs } of points)
      for (const { id, bytes, energy, reason } of designs) {
        const varied = withBuffer(design, capacity) as Design;
        const alone = priceContender(contenderOf(id), varied, workload, POINT);
        expect(energy).toBe(alone.feasible ? alone.cost.energy : null);
        expect(reason).toBe(alone.feasible ? null : alone.reason);
        if (alone.feasible) expect((bytes as number) / trafficOf(alone)).toBeCloseTo(1, 9);
      }
    const last = points[points.length - 1].designs;
    for (const [k, { bytes: least }] of last.entries())
      for (const { capacity, designs } of points) {
        const bytes = designs[k].bytes;
        if (settled === null || capacity < settled || bytes === null || least === null) continue;
        expect(least).toBeGreaterThanOrEqual(bytes * (1 - 1e-9));
      }
  });

  it("has gaps with their reasons where no plan fits, or the buffer's model ends", () => {
    const { design, workload } = configOf(
      "{ workload: { length: 1024 }, design: { digital: { buffer: { capacity: '8 KiB' } } } }",
    );
    const curve = capacityCurve(priceAll(design, workload, POINT), design, workload, POINT) as CapacityCurve;
    const reasons = curve.points.map(({ designs }) => designs[0].reason);
    expect(reasons[0]).toBe("no such buffer is modelled");
    expect(reasons[4]).toMatch(/^no plan fits 8192 B of buffer/);
    expect(curve.points[4].designs[0].bytes).toBe(null);
    expect(reasons[8]).toBe(null);
  });
});
