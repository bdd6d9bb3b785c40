// LSH attention over a sequence as hardware does it: tiles of queries and keys that meet in every round of every pass.

import { describe, expect, it } from "vitest";
import { lshDigital } from "../../../src/comparison/designs/lsh-digital.ts";
import { type Plan, type Tiling, WHOLE } from "../../../src/design/mapping-plan.ts";
import { planSpaceOf } from "../../../src/mapping/flows/plan-space.ts";
import { mapWorkload } from "../../../src/mapping/mapping.ts";
import type { Block } from "../../../src/peripherals/mac/mac.ts";
import { configOf } from "../../design-under-test.ts";
import { createLedger, expectCounts, type Ledger } from "../ledger.ts";
import { attend, pass, stalling } from "../stalling.ts";

// 3 layers × 2 sequences; 6 query heads over 2 key heads; d = 64; L = 512 in 8 chunks; 4 rounds of 16 buckets.
const [REPEATS, H, K, D, L, R, CHUNK, NEAR] = [6, 6, 2, 64, 512, 4, 64, 33];
const [ROW, INDEX, ID, CHUNKS] = [D * 8, 9, 4, 3];

const config = configOf(
  `{ workload: { layers: 3, heads: ${H}, kvHeads: ${K}, headWidth: ${D}, length: ${L}, batch: 2,
     attention: { rounds: ${R}, chunk: ${CHUNK}, buckets: 16, localWindow: 32, sink: 1 } },
     design: { memory: { model: "lpddr4", gatherEfficiency: 0.5 },
       digital: { projectOn: "mac", buffer: { model: "banked", capacity: "1 MiB", bits: 128 } } } }`,
);
const workload = lshDigital.workload(config.workload);
const design = lshDigital.design(config.design);

const SHARES = {
  queries: 0.9,
  keys: 0.7,
  values: 0.4,
  outputs: 0.6,
  "bucket ids": 0.3,
  orders: 0.8,
} as const;

type Cut = Pick<Tiling, "outer" | "queryTiles" | "keyTiles" | "valuePasses">;

/** Meetings of tiles in their order: all tiles of keys pass a tile of queries, or queries of all heads a tile of keys. */
function* meetings({ outer, queryTiles, keyTiles, valuePasses }: Cut) {
  const group = H / K;
  for (let owner = 0; owner < K; owner++)
    if (outer === "queries")
      for (let head = owner * group; head < (owner + 1) * group; head++)
        for (let part = 0; part < valuePasses; part++)
          for (let q = 0; q < queryTiles; q++) for (let k = 0; k < keyTiles; k++) yield { head, part, q, k };
    else
      for (let part = 0; part < valuePasses; part++)
        for (let k = 0; k < keyTiles; k++)
          for (let head = owner * group; head < (owner + 1) * group; head++)
            for (let q = 0; q < queryTiles; q++) yield { head, part, q, k };
}

/** Bits that a buffer of one tile of each kind loads anew: all pairs of tiles of all passes of all heads, in turn. */
function loads({ outer, queryTiles, keyTiles, valuePasses }: Cut) {
  const partial = (D * 16) / valuePasses + 32;
  const bits = { queries: 0, keys: 0, values: 0, outputs: 0 };
  const held: Record<keyof typeof bits, string> = { queries: "", keys: "", values: "", outputs: "" };
  const born = new Set<string>();
  const load = (kind: keyof typeof bits, name: string, size: number): void => {
    if (held[kind] === name) return;
    held[kind] = name;
    bits[kind] += size;
  };
  for (const { head, part, q, k } of meetings({ outer, queryTiles, keyTiles, valuePasses })) {
    load("queries", `${head} ${q}`, (L / queryTiles) * ROW);
    // Keys that are there whole or that stay serve all heads that share them; tiles that pass come for each head.
    const isShared = keyTiles === 1 || outer === "keys";
    load(
      "keys",
      `${isShared ? Math.floor(head / (H / K)) : `head ${head}`} ${part * (keyTiles > 1 ? 1 : 0)} ${k}`,
      (L / keyTiles) * ROW,
    );
    const output = `${head} ${part} ${q}`;
    if (born.has(output)) load("outputs", output, (L / queryTiles) * partial);
    else [held.outputs] = [output];
    born.add(output);
  }
  // Values come in parts of their width, one a pass, each as often as the keys of one pass.
  const once = keyTiles === 1 || outer === "keys" ? K * L : H * L * queryTiles;
  return { ...bits, values: once * ROW };
}

/** Rounds of all pairs of tiles: rows in sorted order, their positions, and partial results that go to their tokens. */
function meet(ledger: Ledger, { queryTiles, keyTiles, valuePasses }: Tiling): void {
  const { stream, pick } = ledger;
  const partial = (D * 16) / valuePasses + 32;
  // A row carries its chunk number of every round, so that a repeated pair counts once.
  const numbered = ROW + R * CHUNKS;
  const tiles = queryTiles * keyTiles;
  // Of several tiles each list says where each of a sequence's chunks starts in it.
  const starts = tiles > 1 ? L / CHUNK : 0;
  for (let pairOfTiles = 0; pairOfTiles < H * valuePasses * tiles; pairOfTiles++) {
    const [queries, keys] = [L / queryTiles, L / keyTiles];
    pick("gather", "read", R * queries, numbered, SHARES.queries);
    pick("gather", "read", R * keys, numbered, SHARES.keys);
    pick("gather", "read", R * keys, ROW / valuePasses, SHARES.values);
    stream("gather", "read", R * (queries + starts + keys + starts) * INDEX, SHARES.orders);
    pick("scatter", "write", R * queries, partial, SHARES.outputs);
    pick("combine", "read", R * queries, partial, SHARES.outputs);
  }
  for (let near = 0; near < H * valuePasses; near++) {
    stream("gather", "read", L * ROW, SHARES.queries);
    stream("gather", "read", L * ROW, SHARES.keys);
    stream("gather", "read", (L * ROW) / valuePasses, SHARES.values);
    // Its partial result is one more to write, and the first of all needs no other read.
    pick("scatter", "write", L, partial, SHARES.outputs);
  }
  if (tiles > 1) {
    for (const [sequences, lists] of [
      [H, queryTiles],
      [K, keyTiles],
    ]) {
      stream("sort", "write", sequences * lists * R * (L / lists + starts) * INDEX, SHARES.orders);
      stream("sort", "read", sequences * R * L * INDEX, SHARES.orders);
    }
  }
}

/** Hashes and sorts of all vectors; the orders of single rounds are made anew in every pass. */
function order({ act, stream }: Ledger, { orders, valuePasses }: Tiling): void {
  const vectors = (H + K) * L;
  stream("hash", "read", vectors * ROW);
  act("hash mac add", vectors * R * ID * D);
  stream("hash", "write", vectors * R * ID, SHARES["bucket ids"]);
  const { place, scan, reads, writes } = design.digital.sorter.behaviour.work(L, 16);
  const sorts = (H + K) * R * (orders === "one" ? valuePasses : 1);
  act("sort sorter place", sorts * place);
  act("sort sorter scan", sorts * scan);
  stream("sort", "read", sorts * reads * ID, SHARES["bucket ids"]);
  stream("sort", "write", sorts * writes * INDEX, SHARES.orders);
}

const TILINGS: readonly Tiling[] = [
  WHOLE,
  { ...WHOLE, valuePasses: 2, orders: "one" },
  { ...WHOLE, queryTiles: 4 },
  { ...WHOLE, keyTiles: 2 },
  { ...WHOLE, queryTiles: 2, keyTiles: 4, valuePasses: 2 },
  { ...WHOLE, outer: "keys", queryTiles: 2, keyTiles: 4, valuePasses: 2 },
];

describe.each(TILINGS)(
  "$queryTiles tiles of queries, $keyTiles of keys, $valuePasses passes, $outer outside",
  (tiling) => {
    it("do and move what a walk through all pairs of tiles does", () => {
      const blocks: Block[] = [];
      const plan: Plan = { ...tiling, headsInFlight: 1, resident: SHARES };
      const { counts } = mapWorkload({ ...stalling(design, blocks), plan }, workload);
      const ledger = createLedger(design, REPEATS);
      const { act } = ledger;
      const { valuePasses, keyTiles } = tiling;
      pass(ledger, design, workload);
      order(ledger, tiling);
      meet(ledger, tiling);
      const pairs = H * L * (R * 2 * CHUNK + NEAR);
      attend(ledger, pairs, D, valuePasses);
      // In round r the chunk numbers of a pair meet those of r rounds before: 0 + 1 + 2 + 3.
      act("score mac add", H * L * 2 * CHUNK * 6 * valuePasses);
      const merges = H * L * (R * keyTiles + 1);
      act("combine softmax exponent", merges * 2 * valuePasses);
      act("combine mac mac", merges * 2 * D);
      const loaded = loads(tiling);
      const first = { queries: H * L * ROW, keys: K * L * ROW, values: K * L * ROW, outputs: 0 };
      for (const kind of ["queries", "keys", "values", "outputs"] as const) {
        const again = (loaded[kind] - first[kind]) * SHARES[kind];
        act("gather memory read", again / design.memory.behaviour.bits);
        act("gather buffer write", again / design.digital.buffer.behaviour.bits);
        if (kind !== "outputs") continue;
        act("combine buffer read", again / design.digital.buffer.behaviour.bits);
        act("combine memory write", again / design.memory.behaviour.bits);
      }
      expectCounts(counts, ledger);
      const own = {
        queries: CHUNK / tiling.queryTiles,
        keys: (2 * CHUNK) / keyTiles,
        width: D / valuePasses,
      };
      expect(blocks).toContainEqual(own);
    });

    it("take the bits of a tile of each kind of data, of ids and of orders", () => {
      const { tensors, held } = planSpaceOf(design, workload)?.flow(tiling) ?? { tensors: [], held: 1 };
      const { queryTiles, keyTiles, valuePasses, orders } = tiling;
      const starts = queryTiles * keyTiles > 1 ? 1 + (queryTiles + keyTiles) / 2 / CHUNK : 1;
      expect(Object.fromEntries(tensors.map(({ name, bits }) => [name, bits]))).toEqual({
        queries: (L / queryTiles) * ROW,
        keys: (L / keyTiles) * ROW,
        values: (L / keyTiles) * (ROW / valuePasses),
        outputs: (L / queryTiles) * ((D * 16) / valuePasses + 32),
        "bucket ids": L * (R * ID + R * ID),
        orders: L * 2 * (orders === "one" ? 1 : R) * INDEX * starts,
      });
      expect(held).toBe(0);
    });
  },
);
