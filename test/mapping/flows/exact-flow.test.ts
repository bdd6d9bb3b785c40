// Exact attention over a sequence as hardware does it: blocks of queries, and tiles of queries and of keys that meet.

import { describe, expect, it } from "vitest";
import { exactDigital } from "../../../src/comparison/designs/exact-digital.ts";
import { type Tiling, WHOLE } from "../../../src/design/mapping-plan.ts";
import { exactFlow } from "../../../src/mapping/flows/exact-flow.ts";
import { flowCounts } from "../../../src/mapping/flows/flow.ts";
import { sizesOf } from "../../../src/mapping/sizes.ts";
import { configOf } from "../../design-under-test.ts";
import { createLedger, expectCounts } from "../ledger.ts";
import { attend, pass } from "../stalling.ts";

const [H, K, D] = [6, 2, 64];
// Words of 8 bits; running outputs of 16, with a logarithm of 32.
const [ROW, PARTIAL] = [D * 8, D * 16 + 32];

const flowOf = (length: number, causal: boolean, tiling: Tiling) => {
  const config = configOf(
    `{ workload: { layers: 1, heads: ${H}, kvHeads: ${K}, headWidth: ${D}, length: ${length},
         attention: { causal: ${causal} } }, design: { memory: { model: "lpddr4" } } }`,
  );
  const [design, workload] = [exactDigital.design(config.design), exactDigital.workload(config.workload)];
  const sizes = sizesOf(design, workload);
  const memories = { buffer: design.digital.buffer.behaviour, memory: design.memory.behaviour };
  return { design, workload, sizes, memories, flow: exactFlow(sizes, causal, memories, tiling) };
};

/** Pairs of queries and keys that a head computes, and keys that pass its blocks of `rows` queries. */
function walk(length: number, rows: number, causal: boolean) {
  let [pairs, passed] = [0, 0];
  for (let first = 0; first < length; first += rows) {
    const last = Math.min(length, first + rows) - 1;
    for (let query = first; query <= last; query++) pairs += causal ? query + 1 : length;
    passed += causal ? last + 1 : length;
  }
  return { pairs, passed };
}

/** Tokens of the tiles that pass `tiles` staying ones: with the mask, half of the square and half of its diagonal of tiles. */
function passing(length: number, tiles: number, causal: boolean): number {
  let tokens = 0;
  for (let one = 0; one < tiles; one++)
    for (let other = 0; other < tiles; other++) if (!causal || other <= one) tokens += length / tiles;
  return tokens;
}

const TILINGS: readonly Tiling[] = [
  WHOLE,
  { ...WHOLE, queryTiles: 4 },
  { ...WHOLE, outer: "keys", keyTiles: 4 },
];

describe.each([true, false])("exact attention in tiles, causal %s", (causal) => {
  it.each(TILINGS)(
    "does and moves what a walk does: $outer stay, $queryTiles × $keyTiles tiles",
    (tiling) => {
      const length = 512;
      const { design, workload, sizes, memories, flow } = flowOf(length, causal, tiling);
      const resident = { keys: 0.25, values: 0.5, queries: 0.75, outputs: 0.125 };
      const ledger = createLedger(design);
      const { pairs, passed } = walk(length, sizes.blockRows, causal);
      pass(ledger, design, workload);
      attend(ledger, H * pairs, D, 1, false);
      ledger.act("combine mac mac", H * length * D);
      // To the array: queries once a head, keys and values once a block.
      ledger.stream("gather", "read", H * (length + 2 * passed) * ROW);
      const reload = (bits: number): void => {
        ledger.stream("gather", "read", bits, 0);
        ledger.stream("gather", "write", bits);
      };
      if (tiling.outer === "queries") {
        // Keys and values were brought in once a key head.
        const again = H * passing(length, tiling.queryTiles, causal) - K * length;
        for (const name of ["keys", "values"] as const) reload(again * ROW * (1 - resident[name]));
      } else {
        const again = H * (passing(length, tiling.keyTiles, causal) - length);
        reload(again * ROW * (1 - resident.queries));
        const away = again * PARTIAL * (1 - resident.outputs);
        reload(away);
        // Between tiles sums go to the buffer and back; those that it does not keep go on to memory.
        ledger.stream("combine", "write", again * PARTIAL);
        ledger.stream("combine", "read", again * PARTIAL + away);
        ledger.stream("combine", "write", away, 0);
      }
      expectCounts(flowCounts(flow, memories, resident), ledger);
    },
  );
});

describe.each([48, 512])("the buffer of exact attention over %i tokens", (length) => {
  const { sizes } = flowOf(length, true, WHOLE);
  // Two blocks of the stream, one in use and one on its way, of as many rows as there are.
  const block = length === 48 ? 48 : sizes.blockRows;

  it("holds a tile of queries with running outputs, and two blocks of keys and values", () => {
    const { flow } = flowOf(length, true, { ...WHOLE, queryTiles: 4 });
    expect(flow.held).toBe((length / 4) * (ROW + PARTIAL) + 2 * block * 2 * ROW);
    expect(flow.tensors.map(({ name, bits }) => [name, bits])).toEqual([
      ["keys", length * ROW],
      ["values", length * ROW],
    ]);
  });

  it("holds a tile of keys and values, and two blocks of queries with running outputs", () => {
    const { flow } = flowOf(length, true, { ...WHOLE, outer: "keys", keyTiles: 4 });
    expect(flow.held).toBe((length / 4) * 2 * ROW + 2 * block * (ROW + PARTIAL));
    expect(flow.tensors.map(({ name, bits }) => [name, bits])).toEqual([
      ["queries", length * ROW],
      ["outputs", length * PARTIAL],
    ]);
  });

  it("has blocks that a short sequence does not fill", () => {
    expect(sizes.blockRows > 48 && sizes.blockRows < 512).toBe(true);
  });
});
