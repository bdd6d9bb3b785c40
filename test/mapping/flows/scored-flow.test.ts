// Attention to the keys of the best scores over a sequence as hardware does it, by the fixed schedule and in tiles.

import { describe, expect, it } from "vitest";
import { scoreMemristor } from "../../../src/comparison/designs/score-memristor.ts";
import { type Plan, WHOLE } from "../../../src/design/mapping-plan.ts";
import { planSpaceOf } from "../../../src/mapping/flows/plan-space.ts";
import { mapWorkload } from "../../../src/mapping/mapping.ts";
import type { Block } from "../../../src/peripherals/mac/mac.ts";
import { createLedger, expectCounts, type Ledger } from "../ledger.ts";
import { attend, freeStore, pass, stalling, USE } from "../stalling.ts";

// 3 layers × 2 sequences; 6 query heads over 2 key heads; d = 64; 33 near keys, 60 chosen; 32 signs; blocks of 128.
const [LAYERS, BATCH, H, K, D, L, NEAR, CHOSEN, B, BLOCK] = [3, 2, 6, 2, 64, 768, 33, 60, 32, 128];
const [ROW, INDEX, PARTIAL, MAP] = [D * 8, 10, D * 16 + 32, D * B * 8];

const textOf = (fetchBy: string, searchers: string, hashing: string, buffer: string, causal = true): string =>
  `{ workload: { layers: ${LAYERS}, heads: ${H}, kvHeads: ${K}, headWidth: ${D}, length: ${L}, batch: ${BATCH},
     attention: { causal: ${causal}, localWindow: 32, sink: 1, budget: { kind: "fixed", keys: ${NEAR + CHOSEN} },
       codes: { bits: ${B}, searchers: "${searchers}" } } },
     design: { hashing: { ${hashing} }, memory: { model: "lpddr4", gatherEfficiency: 0.5 },
       digital: { fetchBy: "${fetchBy}", mac: { blockWidth: 64 }, buffer: { model: "banked", capacity: "${buffer}", bits: 128 } } } }`;

/** Keys of one query head: those that its queries see, the near and the chosen ones, and rows fetched for `sharers` heads. */
function selected(causal: boolean, sharers: number) {
  const sums = { seen: 0, near: 0, chosen: 0, fetched: 0, codes: 0 };
  for (let token = 0; token < L; token++) {
    const seen = causal ? token + 1 : L;
    const near = Math.min(seen, NEAR);
    const far = seen - near;
    const chosen = Math.min(CHOSEN, far);
    sums.seen += seen;
    sums.near += near;
    sums.chosen += chosen;
    sums.fetched += chosen === far ? far : far * (1 - (1 - chosen / far) ** sharers);
    // Codes are written block by block.
    sums.codes += Math.min(L, BLOCK * Math.ceil(seen / BLOCK));
  }
  return sums;
}

const ON_ARRAYS = new Set(["dac", "driver", "array", "inputStage", "readout", "mux", "link"]);

const KINDS = [
  ["gathered, a search a query head", "gather", "query-head", "", true],
  ["gathered, a search a key head", "gather", "key-head", "", true],
  [
    "gathered, with codes of query heads, without a mask",
    "gather",
    "query-head",
    'sharing: "query-head"',
    false,
  ],
  ["streamed, a search a query head", "stream", "query-head", "", true],
  ["streamed, a search a key head, without a mask", "stream", "key-head", "", false],
] as const;

/** Products of chosen pairs; where all keys stream past, units idle for the others, in blocks that leave units idle. */
function attendChosen(ledger: Ledger, sums: ReturnType<typeof selected>, isStream: boolean): void {
  const pairs = H * (sums.near + sums.chosen);
  attend(ledger, pairs, D, 1, isStream);
  ledger.act("combine mac mac", H * L * D);
  if (!isStream) return;
  for (const product of ["score", "weigh"])
    ledger.act(`${product} mac stall`, ((H * sums.seen - pairs) * D) / USE);
}

describe.each(KINDS)("scores over a sequence, %s", (_, fetchBy, searchers, hashing, causal) => {
  const sets = hashing === "" ? K : H;
  const asks = searchers === "key-head" ? K : H;
  const sums = selected(causal, searchers === "key-head" ? 1 : H / K);
  const isStream = fetchBy === "stream";
  const listed = asks * (isStream ? sums.seen : sums.chosen * INDEX);

  /** Codes of keys, queries through their maps, and searches, wherever the data are. */
  const score = ({ act }: Ledger): void => {
    const keys = L * sets;
    act("hash mac mac", keys * 2 * D);
    act("hash mac add", keys * B * D);
    act("code search write", keys);
    act("map mac add", L * (H - asks) * D);
    act("map mac mac", L * asks * D * B);
    act("search search search", asks * sums.codes);
    act("top-k topK select", asks * sums.codes);
  };

  it.each(["4 MiB", "60 KiB"])(
    "does by the fixed schedule, in a buffer of %s, what a walk through all queries does",
    (buffer) => {
      const { design, workload } = freeStore(
        scoreMemristor,
        textOf(fetchBy, searchers, hashing, buffer, causal),
      );
      const ledger = createLedger(design, LAYERS * BATCH);
      const { act, stream, pick } = ledger;
      const blocks: Block[] = [];
      // Queries, keys, values, running outputs of a block, and its lists or a bit for each of its pairs.
      const list = isStream ? BLOCK * L : BLOCK * CHOSEN * INDEX;
      const set = L * 3 * ROW + BLOCK * PARTIAL + list;
      const bytes = buffer === "4 MiB" ? 4 * 2 ** 20 : 60 * 1024;
      const share = Math.min(1, (bytes * 8) / set);
      pass(ledger, design, workload, sets * MAP);
      score(ledger);
      stream("hash", "read", L * sets * ROW, share);
      stream("map", "read", asks * MAP, share);
      stream("top-k", "write", listed, share);
      stream("gather", "read", listed, share);
      if (isStream) {
        const passed = (rows: number): number => {
          let keys = 0;
          for (let from = 0; from < L; from += rows) keys += causal ? Math.min(L, from + rows) : L;
          return keys;
        };
        stream("gather", "read", H * (passed(BLOCK) * 2 + L) * ROW);
        // Keys and values that outgrow the buffer pass half of it full of queries with their running outputs.
        const rows = Math.max(BLOCK, Math.floor((bytes * 8) / 2 / (ROW + PARTIAL)));
        const refilled = L * 2 * ROW <= bytes * 8 ? 0 : H * passed(rows) * 2 * ROW;
        act("gather memory read", refilled / design.memory.behaviour.bits);
        act("gather buffer write", refilled / design.digital.buffer.behaviour.bits);
      } else {
        stream("gather", "read", H * L * ROW, share);
        stream("gather", "read", H * L * 2 * ROW, share);
        pick("gather", "read", 2 * K * sums.fetched, ROW, share);
      }
      attendChosen(ledger, sums, isStream);
      const { counts } = mapWorkload(stalling(design, blocks), workload);
      expectCounts(counts, ledger, ({ component }) => ON_ARRAYS.has(component));
      if (isStream) expect(blocks).toContainEqual({ queries: BLOCK, keys: BLOCK, width: D });
    },
  );

  it("does in tiles what a walk through all pairs of tiles does", () => {
    const { design, workload } = freeStore(
      scoreMemristor,
      textOf(fetchBy, searchers, hashing, "4 MiB", causal),
    );
    const shares = { keys: 0.7, values: 0.4, lists: 0.3, "query map": 0.6 };
    for (const [queryTiles, keyTiles] of isStream
      ? [
          [1, 1],
          [3, 1],
        ]
      : [
          [1, 1],
          [3, 2],
          [1, 4],
        ]) {
      const plan: Plan = { ...WHOLE, queryTiles, keyTiles, headsInFlight: 1, resident: shares };
      const ledger = createLedger(design, LAYERS * BATCH);
      const { act, stream, pick } = ledger;
      pass(ledger, design, workload, sets * MAP);
      score(ledger);
      stream("hash", "read", L * sets * ROW);
      stream("map", "read", asks * MAP, shares["query map"]);
      stream("top-k", "write", listed, shares.lists);
      stream("gather", "read", listed, shares.lists);
      // Rows that tiles of queries meet: all, or with the mask those up to their own end; one set for whole keys.
      let met = 0;
      for (let tile = 1; tile <= queryTiles; tile++) met += causal ? (tile * L) / queryTiles : L;
      const isCut = isStream || keyTiles > 1;
      for (const kind of ["keys", "values"] as const) {
        const loaded = isCut ? H * met : K * L;
        // What stays in the buffer is brought once; streamed data that stay do not come again.
        const again = (loaded - K * L) * (isStream ? 1 - shares[kind] : shares[kind]);
        act("gather memory read", (again * ROW) / design.memory.behaviour.bits);
        act("gather buffer write", (again * ROW) / design.digital.buffer.behaviour.bits);
        if (isStream) continue;
        pick("gather", "read", K * sums.fetched, ROW, shares[kind]);
        stream("gather", "read", H * L * ROW, shares[kind]);
      }
      if (isStream) {
        for (let from = 0; from < L; from += BLOCK)
          stream("gather", "read", H * 2 * (causal ? from + BLOCK : L) * ROW);
        stream("gather", "read", H * L * ROW);
      } else {
        stream("gather", "read", H * L * keyTiles * ROW);
        // A running output goes out and back between tiles of keys, where two partial softmaxes are merged.
        const between = H * L * (keyTiles - 1);
        stream("combine", "write", between * PARTIAL);
        stream("combine", "read", between * PARTIAL);
        act("combine softmax exponent", between * 2);
        act("combine mac mac", between * 2 * D);
      }
      attendChosen(ledger, sums, isStream);
      const { counts } = mapWorkload({ ...stalling(design), plan }, workload);
      expectCounts(counts, ledger, ({ component }) => ON_ARRAYS.has(component));
    }
  });

  it("takes the bits of its tiles, of lists, of a map, and of the queries that stay", () => {
    const { design, workload } = freeStore(
      scoreMemristor,
      textOf(fetchBy, searchers, hashing, "4 MiB", causal),
    );
    for (const [queryTiles, keyTiles] of isStream
      ? [
          [1, 1],
          [3, 1],
        ]
      : [
          [1, 1],
          [3, 2],
        ]) {
      const { tensors, held } = planSpaceOf(design, workload)?.flow({ ...WHOLE, queryTiles, keyTiles }) ?? {
        tensors: [],
        held: 0,
      };
      // Blocks follow one another where all keys are there; a tile of queries stays where keys pass in several.
      const staying = isStream || keyTiles > 1 ? L / queryTiles : BLOCK;
      expect(Object.fromEntries(tensors.map(({ name, bits }) => [name, bits]))).toEqual({
        keys: (L / keyTiles) * ROW,
        values: (L / keyTiles) * ROW,
        lists: staying * (isStream ? L : CHOSEN * INDEX),
        "query map": MAP,
      });
      // Streamed keys and values take two blocks of each besides.
      expect(held).toBe(staying * (ROW + PARTIAL) + (isStream ? 2 * BLOCK * 2 * ROW : 0));
    }
  });
});
