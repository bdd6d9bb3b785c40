// A decode as hardware does it, head by head: what it does, what it moves, and what the chip keeps between tokens.

import { describe, expect, it } from "vitest";
import { lshDigital } from "../../../src/comparison/designs/lsh-digital.ts";
import { scoreMemristor } from "../../../src/comparison/designs/score-memristor.ts";
import type { Design } from "../../../src/design/design.ts";
import { type Plan, WHOLE } from "../../../src/design/mapping-plan.ts";
import type { Workload } from "../../../src/design/workload.ts";
import { codeChoices } from "../../../src/mapping/code-store.ts";
import { planSpaceOf } from "../../../src/mapping/flows/plan-space.ts";
import { mapWorkload } from "../../../src/mapping/mapping.ts";
import { idealSearch } from "../../../src/peripherals/search/search.ts";
import { idealTopK } from "../../../src/peripherals/top-k/top-k.ts";
import { configOf } from "../../design-under-test.ts";
import { createLedger, expectCounts, type Ledger } from "../ledger.ts";

// 3 layers × 2 sequences; 6 query heads over 2 key heads; d = 64; 4 rounds of 64 buckets; 33 near keys; 32 signs.
const [LAYERS, BATCH, H, K, D, L, R, NEAR, B] = [3, 2, 6, 2, 64, 3000, 4, 33, 32];
const ROW = D * 8;
const INDEX = 12;
const BUCKETS = 64;
const ID = Math.log2(BUCKETS);
const LOAD = { listed: 40, distinct: 90, fetched: 150 };

const textOf = (attention: string, hashing = "", fetchBy = "gather", searchers = "query-head"): string =>
  `{ workload: { phase: "decode", layers: ${LAYERS}, heads: ${H}, kvHeads: ${K}, headWidth: ${D}, length: ${L}, batch: ${BATCH},
     attention: { rounds: ${R}, chunk: 64, localWindow: 32, sink: 1, buckets: ${BUCKETS}, budget: { kind: "fixed", keys: 93 },
       codes: { bits: ${B}, searchers: "${searchers}" }, ${attention} } },
     design: { hashing: { ${hashing} }, memory: { model: "lpddr4", gatherEfficiency: 0.5 },
       digital: { projectOn: "mac", fetchBy: "${fetchBy}", buffer: { model: "banked", capacity: "100 KiB", bits: 128 } } } }`;

/** Different shares of each kind of data in the buffer. */
const SHARES = {
  "near keys and values": 0.75,
  "bucket lists": 0.3,
  "query map": 0.6,
  keys: 0.2,
  values: 0.4,
};
const PLAN: Plan = { ...WHOLE, headsInFlight: null, resident: SHARES };

/** A token's vectors come in and its output leaves; its key and value join the cache where `share` of it is kept. */
function token({ act, stream }: Ledger, { digital, memory }: Design): void {
  const [near, far] = [digital.buffer.behaviour.bits, memory.behaviour.bits];
  for (let head = 0; head < H + 2 * K; head++) {
    act("input memory read", ROW / far);
    act("input buffer write", ROW / near);
  }
  for (let head = 0; head < H; head++) {
    act("output buffer read", ROW / near);
    act("output memory write", ROW / far);
    act("combine mac mac", D);
  }
  stream("input", "write", 2 * K * ROW, SHARES["near keys and values"]);
  // As many as come into the window of the buffer leave it for the memory.
  const leaving = 2 * K * ROW * SHARES["near keys and values"];
  act("input buffer read", leaving / near);
  act("input memory write", leaving / far);
}

function attend({ act }: Ledger, pairs: number): void {
  act("score mac mac", pairs * D);
  act("softmax softmax exponent", pairs);
  act("weigh mac mac", pairs * D);
}

describe.each([
  ["lists of key heads", "", "", 1, "table"],
  ["lists of query heads", "", 'sharing: "query-head"', 1, "table"],
  ["lists that count collisions", 'duplicates: "count", collisions: 2', "", 1, "table"],
  ["lists whose every entry is weighed", 'duplicates: "count", collisions: 1', "", 0, "table"],
  ["stored ids of query heads", 'lookup: "scan"', 'sharing: "query-head"', 1, "scan"],
] as const)("a decode by %s", (_, attention, hashing, marked, lookup) => {
  const config = configOf(textOf(attention, hashing));
  const design = lshDigital.design(config.design);
  const workload = lshDigital.workload(config.workload);
  const sets = hashing === "" ? K : H;

  it("does what a walk through its heads and rounds does", () => {
    const ledger = createLedger(design, LAYERS * BATCH);
    const { act, stream, pick } = ledger;
    const lists = SHARES["bucket lists"];
    token(ledger, design);
    for (let vector = 0; vector < H + sets; vector++) {
      stream("hash", "read", ROW);
      // Signs of ±1 weights: d additions a projection.
      act("hash mac add", R * ID * D);
    }
    for (let entry = 0; entry < sets * R; entry++) {
      if (lookup === "scan") stream("insert", "write", ID, lists);
      else {
        pick("insert", "read", 1, INDEX, lists);
        pick("insert", "write", 2, INDEX, lists);
        act("insert mac add", 1);
      }
    }
    if (lookup === "scan") stream("lookup", "read", sets * L * R * ID, lists);
    for (let list = 0; list < H * R; list++) {
      if (lookup === "table") pick("lookup", "read", 1, (LOAD.listed + 1) * INDEX, lists);
      act("lookup mac add", lookup === "scan" ? L : marked * LOAD.listed);
    }
    for (const kind of ["keys", "values"] as const)
      pick("gather", "read", K * LOAD.fetched, ROW, SHARES[kind]);
    stream("gather", "read", K * NEAR * 2 * ROW, SHARES["near keys and values"]);
    attend(ledger, H * (LOAD.distinct + NEAR));
    expectCounts(mapWorkload({ ...design, plan: PLAN }, workload, LOAD).counts, ledger);
  });

  it("keeps near rows, an entry of every round for every set of lists, and all keys and values", () => {
    const { tensors, held } = planSpaceOf(design, workload)?.flow(WHOLE) ?? { tensors: [], held: Number.NaN };
    const copies = LAYERS * BATCH;
    expect(Object.fromEntries(tensors.map(({ name, bits }) => [name, bits]))).toEqual({
      "near keys and values": copies * K * NEAR * 2 * ROW,
      "bucket lists": copies * sets * L * R * (lookup === "scan" ? ID : INDEX),
      keys: copies * K * L * ROW,
      values: copies * K * L * ROW,
    });
    expect(held).toBe(0);
  });

  it("by the fixed schedule serves all of it at the share of the caches that the chip's buffers hold", () => {
    const cached = LAYERS * BATCH * L * (2 * K * ROW + sets * R * (lookup === "scan" ? ID : INDEX));
    for (const cores of [1, 3]) {
      const { counts } = mapWorkload({ ...design, cores }, workload, LOAD);
      const share = (cores * 100 * 1024 * 8) / cached;
      const bits = (component: "buffer" | "memory", wide: number): number =>
        wide *
        counts
          .filter(
            (one) => one.operation === "insert" && one.component === component && one.action === "write",
          )
          .reduce((sum, { count }) => sum + count, 0);
      const wide = design.digital.buffer.behaviour.bits;
      const entry = lookup === "scan" ? ID : 2 * INDEX;
      const written = LAYERS * BATCH * sets * R;
      const least = lookup === "scan" ? ID : 2 * wide;
      expect(bits("buffer", wide) / (written * least * share)).toBeCloseTo(1, 9);
      const waste = lookup === "scan" ? 1 : 2;
      expect(
        bits("memory", design.memory.behaviour.bits) / (written * entry * waste * (1 - share)),
      ).toBeCloseTo(1, 9);
    }
  });
});

/** A design with a free store, whose plan of the decode is given. */
function scored(text: string): { readonly design: Design; readonly workload: Workload } {
  const config = configOf(text);
  const workload = scoreMemristor.workload(config.workload);
  const free = {
    search: idealSearch.schema.parse({ model: "ideal" }),
    topK: idealTopK.schema.parse({ model: "ideal" }),
  };
  const [design] = codeChoices(
    { ...scoreMemristor.design(config.design), open: { searches: [free] } },
    workload,
  );
  return { design, workload };
}

const ON_ARRAYS = new Set(["dac", "driver", "array", "inputStage", "readout", "mux", "link"]);

describe.each([
  ["gathered, a search a query head", "gather", "query-head", ""],
  ["gathered, a search a key head", "gather", "key-head", ""],
  ["streamed, a search a query head", "stream", "query-head", ""],
  ["streamed, a search a key head", "stream", "key-head", ""],
  ["gathered, with codes of query heads", "gather", "query-head", 'sharing: "query-head"'],
] as const)("a decode of the best scores, %s", (_, fetchBy, searchers, hashing) => {
  const { design, workload } = scored(textOf("", hashing, fetchBy, searchers));
  const sets = hashing === "" ? K : H;
  const asks = searchers === "key-head" ? K : H;
  const chosen = 60;
  const isStream = fetchBy === "stream";

  it("does what a walk through its heads does", () => {
    const ledger = createLedger(design, LAYERS * BATCH);
    const { act, stream, pick } = ledger;
    token(ledger, design);
    for (let key = 0; key < sets; key++) {
      stream("hash", "read", ROW);
      // Its length, and that of the estimate that the map makes of its signs.
      act("hash mac mac", 2 * D);
      act("hash mac add", B * D);
      act("code search write", 1);
      stream("map", "read", D * B * 8, SHARES["query map"]);
    }
    act("map mac add", (H - asks) * D);
    for (let query = 0; query < asks; query++) {
      act("map mac mac", D * B);
      act("search search search", L);
      act("top-k topK select", L);
      for (const [operation, action] of [["top-k", "write"] as const, ["gather", "read"] as const])
        stream(operation, action, isStream ? L : chosen * INDEX);
    }
    const all = H * L * D;
    const pairs = H * (chosen + NEAR);
    attend(ledger, pairs);
    if (isStream) for (const product of ["score", "weigh"]) act(`${product} mac stall`, all - pairs * D);
    // Three independent heads of a key head fetch what at least one of them chose; one search for all, its own.
    const far = L - NEAR;
    const fetched = searchers === "key-head" ? chosen : far * (1 - (1 - chosen / far) ** (H / K));
    for (const kind of ["keys", "values"] as const)
      if (isStream) stream("gather", "read", K * L * ROW, SHARES[kind]);
      else pick("gather", "read", K * fetched, ROW, SHARES[kind]);
    if (!isStream) stream("gather", "read", K * NEAR * 2 * ROW, SHARES["near keys and values"]);
    expectCounts(mapWorkload({ ...design, plan: PLAN }, workload).counts, ledger, ({ component }) =>
      ON_ARRAYS.has(component),
    );
  });

  it("keeps a map a layer whatever the batch, near rows where they are fetched apart, and a token's lists", () => {
    const { tensors, held } = planSpaceOf(design, workload)?.flow(WHOLE) ?? { tensors: [], held: Number.NaN };
    const copies = LAYERS * BATCH;
    expect(Object.fromEntries(tensors.map(({ name, bits }) => [name, bits]))).toEqual({
      "near keys and values": isStream ? 0 : copies * K * NEAR * 2 * ROW,
      "query map": LAYERS * sets * D * B * 8,
      keys: copies * K * L * ROW,
      values: copies * K * L * ROW,
    });
    expect(held).toBe(asks * (isStream ? L : chosen * INDEX));
  });

  it("by the fixed schedule serves maps, keys and values at the share that the chip's buffers hold", () => {
    for (const cores of [1, 3]) {
      const { counts } = mapWorkload({ ...design, cores }, workload);
      const kept = LAYERS * (BATCH * L * K * 2 * ROW + sets * D * B * 8);
      const share = (cores * 100 * 1024 * 8) / kept;
      const read = counts.find(
        ({ operation, component, action }) =>
          operation === "map" && component === "buffer" && action === "read",
      );
      const bits = LAYERS * BATCH * sets * D * B * 8 * share;
      expect(((read?.count ?? 0) * design.digital.buffer.behaviour.bits) / bits).toBeCloseTo(1, 9);
    }
  });
});
