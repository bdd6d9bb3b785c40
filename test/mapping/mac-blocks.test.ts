// Products that an array with declared levels computes: their sizes, their number, and what comes and goes without them.

import { describe, expect, it } from "vitest";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { WHOLE } from "../../src/design/mapping-plan.ts";
import {
  type ArrayBlocks,
  chosenBlocks,
  listedBlocks,
  streamedBlocks,
  useOf,
  windowBlocks,
} from "../../src/mapping/mac-blocks.ts";
import type { Scored } from "../../src/mapping/scored.ts";
import { selectedKeys } from "../../src/mapping/selection.ts";
import { codeOf, sizesOf } from "../../src/mapping/sizes.ts";
import { configOf } from "../design-under-test.ts";
import { freeStore } from "./stalling.ts";

// 6 query heads over 2 key heads; 64 elements of 8 bits, sums of 16; 4 rounds of chunks of 64; 33 near keys.
const [H, K, D, ROW, R, NEAR] = [6, 2, 64, 512, 4, 33];

const textOf = (length: number, rest = "", attention = "", digital = ""): string =>
  `{ workload: { layers: 3, heads: ${H}, kvHeads: ${K}, headWidth: ${D}, length: ${length}, batch: 2, ${rest}
     attention: { rounds: ${R}, chunk: 64, localWindow: 32, sink: 1, ${attention} } },
     design: { digital: { mac: { blockWidth: 64 }, ${digital} } } }`;

/** Sizes, numbers and bits of both products as a list. */
const listed = ({ scores, outputs }: ArrayBlocks) =>
  [scores, outputs].map(({ sizes: { m, n, k }, count, fed, left }) => [m, n, k, count, fed, left]);

describe("products of a chunk and its window", () => {
  const { design, workload } = configOf(textOf(1024));
  const [own, seen] = [lshDigital.design(design), lshDigital.workload(workload)];

  it.each([
    [1, 1, 1],
    [2, 4, 2],
    [4, 1, 1],
  ])("in %i tiles of queries, %i of keys and %i passes", (queryTiles, keyTiles, valuePasses) => {
    const found = windowBlocks(sizesOf(own, seen), seen, { ...WHOLE, queryTiles, keyTiles, valuePasses });
    const rows = H * 1024;
    const pairs = rows * (R * 128 + NEAR);
    const [queries, keys, width] = [64 / queryTiles, 128 / keyTiles, D / valuePasses];
    // A round brings queries to every tile of keys and keys to every tile of queries; near rows come once more.
    const fed = valuePasses * (rows * R * (queryTiles + keyTiles) + rows * 2) * ROW;
    const values = (rows * R * queryTiles + rows) * ROW;
    const products = (pairs * valuePasses) / (queries * keys);
    expect(listed(found)).toEqual([
      [queries, keys, D, products, fed, 0],
      // All partial sums of queries leave the array.
      [queries, width, keys, products, values, products * queries * width * 16],
    ]);
  });

  it("use what the best of all cuts of a range uses", () => {
    const use = useOf(own, seen, sizesOf(own, seen));
    const { use: at = () => 0 } = own.digital.mac.behaviour;
    for (const [queryTiles, keyTiles, valuePasses] of [
      [[1, 5], [1, 9], 1],
      [[3, 64], [2, 7], 2],
      [[1, 1], [1, 200], 4],
    ] as const) {
      let best = 0;
      for (let q = queryTiles[0]; q <= queryTiles[1]; q++)
        for (let k = keyTiles[0]; k <= keyTiles[1]; k++)
          best = Math.max(
            best,
            at({ queries: Math.ceil(64 / q), keys: Math.ceil(128 / k), width: D / valuePasses }),
          );
      expect(use({ ...WHOLE, queryTiles, keyTiles, valuePasses })).toBe(best);
    }
  });
});

describe("products of exact attention", () => {
  const blocksAt = (length: number, rest = "", attention = "") => {
    const { design, workload } = configOf(textOf(length, rest, attention));
    const seen = exactDigital.workload(workload);
    return listed(streamedBlocks(sizesOf(exactDigital.design(design), seen), seen));
  };

  it("of a causal sequence take blocks of 128 queries and the largest power of two of blocks of keys in their mean", () => {
    // Eight blocks meet 4.5 each; 4 · 128 keys at once.
    const passed = H * ((128 * 8 * 9) / 2);
    const fed = passed * ROW;
    expect(blocksAt(1024)).toEqual([
      [128, 512, D, passed / 512, fed + H * 1024 * ROW, 0],
      [128, D, 512, passed / 512, fed, 0],
    ]);
  });

  it("without a mask take all keys up to 16 blocks", () => {
    const passed = (length: number): number => H * (length / 128) * length;
    for (const [length, keys] of [
      [1024, 1024],
      [4096, 2048],
    ]) {
      const [[m, n, k, count, fed]] = blocksAt(length, "", "causal: false");
      expect([m, n, k, count, fed]).toEqual([
        128,
        keys,
        D,
        passed(length) / keys,
        (passed(length) + H * length) * ROW,
      ]);
    }
    // Fewer keys than a block are taken as they are.
    expect(blocksAt(100)[0].slice(0, 4)).toEqual([100, 100, D, H]);
  });

  it("of a decode take the query heads of a key head together", () => {
    const fed = K * 1024 * ROW;
    expect(blocksAt(1024, 'phase: "decode",')).toEqual([
      [H / K, 1024, D, K, fed, 0],
      [H / K, D, 1024, K, fed, 0],
    ]);
  });
});

describe("products of single queries", () => {
  it("of a decode's lists are a query and its keys, found and near", () => {
    const { design, workload } = configOf(textOf(4096, 'phase: "decode",'));
    const [own, seen] = [lshDigital.design(design), lshDigital.workload(workload)];
    const found = listedBlocks(sizesOf(own, seen), { listed: 50, distinct: 70.5, fetched: 140 });
    // 103.5 keys a query, in products of 104.
    const [count, fed] = [(H * 103.5) / 104, K * (140 + NEAR) * ROW];
    expect(listed(found)).toEqual([
      [1, 104, D, count, fed, 0],
      [1, D, 104, count, fed, 0],
    ]);
  });

  it.each(["prefill", "decode"])(
    "of chosen keys in a %s come with their rows, queries with each tile of keys",
    (phase) => {
      const { design, workload } = freeStore(
        scoreMemristor,
        textOf(1024, `phase: "${phase}",`, 'budget: { kind: "fixed", keys: 93 }', 'fetchBy: "gather"'),
      );
      const s = sizesOf(design, workload);
      const own: Omit<Scored, "hierarchy"> = {
        s,
        code: codeOf(design, workload),
        keys: selectedKeys(workload),
        workload,
        fetch: "gather",
      };
      const isDecode = phase === "decode";
      const [pairs, fetched] = [H * (own.keys.near + own.keys.chosen), K * own.keys.fetched];
      const tokens = isDecode ? 1 : 1024;
      const keys = Math.ceil(pairs / (H * tokens));
      const near = isDecode ? K * NEAR : H * 1024;
      const fed = (fetched + near) * ROW;
      expect(listed(chosenBlocks(own, { ...WHOLE, keyTiles: 3 }))).toEqual([
        [1, keys, D, pairs / keys, fed + (isDecode ? 0 : 3 * H * 1024 * ROW), 0],
        [1, D, keys, pairs / keys, fed, 0],
      ]);
      expect(chosenBlocks({ ...own, fetch: "stream" })).toEqual(streamedBlocks(s, workload));
    },
  );
});
