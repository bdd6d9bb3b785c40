// Searches of codes, and the work of the unit that chooses among their scores, query by query.

import { describe, expect, it } from "vitest";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import type { Design } from "../../src/design/design.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { freeStore } from "./stalling.ts";

// 2 layers × 3 sequences; 4 query heads over 2 key heads; blocks of 128 rows of 64 elements.
const [REPEATS, H, K, BLOCK] = [6, 4, 2, 128];

const textOf = (length: number, rest = "", searchers = "query-head"): string =>
  `{ workload: { layers: 2, heads: ${H}, kvHeads: ${K}, headWidth: 64, batch: 3, length: ${length}, ${rest}
     attention: { causal: true, localWindow: 16, sink: 0, budget: { kind: "fixed", keys: 116 }, codes: { bits: 64, searchers: "${searchers}" } } },
     design: { mapping: { search: false }, digital: { fetchBy: "gather", mac: { blockWidth: 64 } } } }`;

/** A chooser that has every candidate searched twice, and a store that takes a bit of a query's four at a time. */
const probing = (design: Design): Design => ({
  ...design,
  search: { ...design.search, behaviour: { ...design.search.behaviour, queryBits: 1 } },
  topK: {
    ...design.topK,
    behaviour: {
      ...design.topK.behaviour,
      work: (candidates: number, chosen: number) => ({
        searches: 2,
        select: candidates,
        scan: 3 * chosen,
        weigh: 5 * candidates,
      }),
    },
  } as Design["topK"],
});

function searchesOf(text: string, record = scoreMemristor): (key: string) => number {
  const { design, workload } = freeStore(record, text);
  const { counts } = mapWorkload(probing(design), workload);
  return (key) =>
    counts
      .filter(({ operation, component, action }) => `${operation} ${component} ${action}` === key)
      .reduce((sum, { count }) => sum + count, 0);
}

describe.each([
  ["blocks that are met one by one", 1000, "", "query-head"],
  ["a search for all heads of a key head", 1000, "", "key-head"],
  ["more blocks than are met one by one", 40_000, "", "query-head"],
  ["many blocks of which the last is not full", 70_001, "", "query-head"],
  ["a decode", 5000, 'phase: "decode",', "key-head"],
])("with %s", (_, length, rest, searchers) => {
  it("every query meets the codes of all blocks up to its own, as often and in as many planes as its units ask", () => {
    const asks = searchers === "key-head" ? K : H;
    const sums = { candidates: 0, chosen: 0 };
    for (let from = 0; from < length; from += BLOCK) {
      const queries = rest === "" ? Math.min(BLOCK, length - from) : 0;
      const candidates = Math.min(length, from + BLOCK);
      sums.candidates += queries * candidates;
      sums.chosen += queries * Math.min(candidates, 100);
    }
    if (rest !== "") Object.assign(sums, { candidates: length, chosen: 100 });
    const count = searchesOf(textOf(length, rest, searchers));
    const all = REPEATS * asks;
    const near = (key: string, expected: number): void =>
      expect(Math.abs(count(key) / expected - 1), key).toBeLessThan(2e-5);
    near("search search search", all * 2 * sums.candidates * 4);
    // The scores of four planes are added in three additions.
    near("search mac add", all * 2 * sums.candidates * 3);
    near("top-k topK select", all * sums.candidates);
    near("top-k topK scan", all * 3 * sums.chosen);
    near("top-k topK weigh", all * 5 * sums.candidates);
  });
});

it("codes of rounded coordinates take a product for each coordinate's scale, and a comparison for each of its bits", () => {
  const count = searchesOf(textOf(512), lowBitKeys);
  const keys = REPEATS * K * 512;
  // A key's length, its scaled coordinates and their levels; a transform adds 64 of 64.
  expect(count("hash mac mac")).toBe(keys * (64 + 2 * 64));
  expect(count("hash mac add")).toBe((keys + REPEATS * H * 512) * 64 * 64 + keys * 64 * 2);
});
