import { describe, expect, it } from "vitest";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { expectedLoad } from "../../src/mapping/sizes.ts";
import { configOf } from "../design-under-test.ts";

// 3 layers × 2 sequences; 8 query heads over 2 key heads; d = 64; r = 4; 33 near keys.
const [REPEATS, H, K, D, R, NEAR] = [6, 8, 2, 64, 4, 33];

const textOf = (length: number, rest = "", design = ""): string =>
  `{ workload: { phase: "decode", layers: 3, heads: 8, kvHeads: 2, headWidth: 64, length: ${length}, batch: 2,
     attention: { rounds: 4, chunk: 64, localWindow: 32, sink: 1, ${rest} } }, design: { ${design} } }`;

function countsOf(text: string): Map<string, number> {
  const { design, workload } = configOf(text);
  return new Map(
    mapWorkload(design, workload).counts.map((c) => [`${c.operation}/${c.component}/${c.action}`, c.count]),
  );
}

const SMALL =
  'digital: { buffer: { model: "banked", capacity: "1 KiB" } }, memory: { model: "lpddr4", gatherEfficiency: 1 },';
const LARGE = 'digital: { buffer: { model: "banked", capacity: "900 GiB", banks: 1 } },';

describe.each([512, 4096, 65536])("a decode at a context of %i tokens", (L) => {
  it("exact: 2 L K d words stream once for all heads that share them, and L pairs a head are computed", () => {
    const counts = countsOf(textOf(L, 'kind: "exact"', LARGE));
    expect(counts.get("gather/buffer/read")).toBeCloseTo((REPEATS * 2 * L * K * D * 8) / 512, 6);
    expect(counts.get("score/mac/mac")).toBe(REPEATS * H * L * D);
    expect(counts.get("weigh/mac/mac")).toBe(REPEATS * H * L * D);
    expect(counts.get("softmax/softmax/exponent")).toBe(REPEATS * H * L);
    expect(counts.get("combine/mac/mac")).toBe(REPEATS * H * D);
  });

  it("what the buffer does not hold comes from memory, and nothing is lost on the way", () => {
    const [small, large] = [
      countsOf(textOf(L, 'kind: "exact"', SMALL)),
      countsOf(textOf(L, 'kind: "exact"', LARGE)),
    ];
    const moved = (small.get("gather/memory/read") ?? 0) + (small.get("gather/buffer/read") ?? 0);
    expect(moved / (large.get("gather/buffer/read") ?? 0)).toBeCloseTo(1, 9);
    expect(small.get("gather/memory/read")).toBeGreaterThan(100 * (small.get("gather/buffer/read") ?? 0));
  });

  it("LSH: found keys and near ones are computed a head, fetched once a key head", () => {
    const text = textOf(L, "", LARGE);
    const counts = countsOf(text);
    const load = expectedLoad(configOf(text).workload);
    const pairs = REPEATS * H * (load.distinct + NEAR);
    expect(counts.get("softmax/softmax/exponent")).toBeCloseTo(pairs, 6);
    expect(counts.get("score/mac/mac")).toBeCloseTo(pairs * D, 6);
    expect(counts.get("gather/buffer/read")).toBeCloseTo(
      (REPEATS * K * (load.fetched + NEAR) * 2 * D * 8) / 512,
      6,
    );
    // One vector of every head is hashed, and the list of every head and round is marked entry by entry.
    const bits = Math.log2((2 * L) / 64);
    expect(counts.get("hash/readout/decide")).toBe(REPEATS * (H + K) * R * bits);
    expect(counts.get("lookup/mac/add")).toBeCloseTo(REPEATS * H * R * load.listed, 6);
    expect(counts.get("insert/mac/add")).toBe(REPEATS * K * R);
    expect([...counts.keys()].some((key) => key.startsWith("sort/") || key.startsWith("scatter/"))).toBe(
      false,
    );
  });

  it("a scan reads the hashes of all keys once for the heads that share them and compares every id", () => {
    const counts = countsOf(textOf(L, 'lookup: "scan"', LARGE));
    const idBits = Math.log2((2 * L) / 64);
    expect(counts.get("lookup/buffer/read")).toBeCloseTo((REPEATS * K * L * R * idBits) / 512, 6);
    expect(counts.get("lookup/mac/add")).toBe(REPEATS * H * R * L);
  });
});

it("a decode is no sort: its work does not grow with L when the buckets do not", () => {
  const at = (L: number): number => countsOf(textOf(L, "", LARGE)).get("score/mac/mac") ?? Number.NaN;
  expect(at(1 << 20) / at(1 << 16)).toBeGreaterThan(0.99);
  expect(at(1 << 20) / at(1 << 16)).toBeLessThan(1.01);
});

it("a list of 64 entries is read with its end: 65 positions of 12 bits a round and query head", () => {
  const { design, workload } =
    configOf(`{ workload: { phase: "decode", length: 4096, layers: 1, heads: 2, kvHeads: 2,
    headWidth: 64, attention: { rounds: 4, lookup: "table" } },
    design: { mapping: { search: false }, digital: { buffer: { model: "banked", capacity: "64 MiB" } } } }`);
  const own = lshDigital.design(design);
  const load = { listed: 64, distinct: 100, fetched: 100 };
  const reads = mapWorkload(own, lshDigital.workload(workload), load)
    .counts.filter((c) => c.operation === "lookup" && c.component === "buffer" && c.action === "read")
    .reduce((all, { count }) => all + count, 0);
  expect(reads * own.digital.buffer.behaviour.bits).toBeCloseTo(2 * 4 * 65 * 12, 6);
});
