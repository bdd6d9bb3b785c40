import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import type { Design } from "../../src/design/design.ts";
import { type Plan, WHOLE } from "../../src/design/mapping-plan.ts";
import type { Workload } from "../../src/design/workload.ts";
import { codeChoices } from "../../src/mapping/code-store.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { selectedKeys, sumTo } from "../../src/mapping/selection.ts";
import { idealSearch } from "../../src/peripherals/search/search.ts";
import { idealTopK } from "../../src/peripherals/top-k/top-k.ts";
import { configOf } from "../design-under-test.ts";

// 3 layers × 2 sequences; 6 query heads over 2 key heads; d = 16; 32 signs; 7 near keys; blocks of 128 rows.
const [REPEATS, H, K, D, B] = [6, 6, 2, 16, 32];
const LARGE =
  'buffer: { model: "banked", capacity: "900 GiB", banks: 1 }, projectOn: "mac", fetchBy: "gather"';

const textOf = (
  length: number,
  attention = "",
  rest = "",
  { budget = 'kind: "fixed", keys: 40', searchers = "query-head" } = {},
): string =>
  `{ workload: { layers: 3, heads: 6, kvHeads: 2, headWidth: 16, length: ${length}, batch: 2, ${rest}
     attention: { localWindow: 5, sink: 2, budget: { ${budget} }, codes: { bits: ${B}, searchers: "${searchers}" }, ${attention} } },
     design: { digital: { mac: { blockWidth: 64 }, ${LARGE} } } }`;

type Contender = typeof scoreMemristor;

/** A design with free stores: what is counted does not hang on which of them is taken. */
function mapped(
  contender: Contender,
  text: string,
  plan?: Plan,
): { mapping: ReturnType<typeof mapWorkload>; seen: Workload } {
  const { design, workload } = configOf(text);
  const seen = contender.workload(workload);
  const free = {
    search: idealSearch.schema.parse({ model: "ideal" }),
    topK: idealTopK.schema.parse({ model: "ideal" }),
  };
  const own: Design = { ...contender.design(design), open: { searches: [free] } };
  const [choice] = codeChoices(own, seen);
  return { mapping: mapWorkload({ ...choice, plan }, seen), seen };
}

const countsOf = (contender: Contender, text: string, plan?: Plan): Map<string, number> =>
  new Map(
    mapped(contender, text, plan).mapping.counts.map((c) => [
      `${c.operation}/${c.component}/${c.action}`,
      c.count,
    ]),
  );

/** Walks through every layer, sequence, token and head, and adds up what hardware would do: no formula of the mapping. */
function walk(L: number, { causal = true, decode = false, searchers = H, chosenOf = fixed(40) } = {}) {
  const tally = { searched: 0, seen: 0, near: 0, chosen: 0, fetched: 0, keys: 0, queries: 0, nearRows: 0 };
  for (let repeat = 0; repeat < REPEATS; repeat++)
    for (let i = decode ? L - 1 : 0; i < L; i++) {
      const seen = decode || !causal ? L : i + 1;
      const near = Math.min(seen, 7);
      const chosen = chosenOf(seen, near);
      // Rows of whole blocks of 128 keys up to the query's own.
      const rows = decode || !causal ? L : Math.min(L, 128 * Math.ceil(seen / 128));
      tally.keys += K;
      for (let h = 0; h < searchers; h++) tally.searched += rows;
      for (let h = 0; h < H; h++) {
        tally.queries++;
        tally.seen += seen;
        tally.near += near;
        tally.chosen += chosen;
        if (!decode) tally.nearRows++;
      }
      for (let k = 0; k < K; k++) if (decode) tally.nearRows += near;
    }
  return tally;
}

const fixed =
  (keys: number) =>
  (seen: number, near: number): number =>
    Math.max(0, Math.min(keys - 7, seen - near));

describe.each([
  ["a causal prefill", 300, "", {}],
  ["a prefill that sees later tokens", 200, "causal: false", { causal: false }],
  ["a decode", 333, "", { decode: true }],
] as const)("%s of memristor codes", (_, L, attention, setting) => {
  const isDecode = "decode" in setting;
  const counts = countsOf(scoreMemristor, textOf(L, attention, isDecode ? 'phase: "decode",' : ""));
  const tally = walk(L, setting);

  it("counts what a walk through every query counts", () => {
    const pairs = tally.near + tally.chosen;
    expect(counts.get("search/search/search")).toBeCloseTo(tally.searched, 6);
    expect(counts.get("top-k/topK/select")).toBeCloseTo(tally.searched, 6);
    expect(counts.get("code/search/write")).toBe(tally.keys);
    expect(counts.get("softmax/softmax/exponent")).toBeCloseTo(pairs, 6);
    expect(counts.get("score/mac/mac")).toBeCloseTo(pairs * D, 6);
    expect(counts.get("weigh/mac/mac")).toBeCloseTo(pairs * D, 6);
    expect(counts.get("combine/mac/mac")).toBe(tally.queries * D);
    // Keys alone go through the arrays; queries through the map, whose estimate of a key gives its length.
    expect(counts.get("hash/readout/decide")).toBe(tally.keys * B);
    expect(counts.get("map/mac/mac")).toBe(tally.queries * D * B);
    expect(counts.get("hash/mac/mac")).toBe(tally.keys * 2 * D);
    expect(counts.get("hash/mac/add")).toBe(tally.keys * B * D);
  });

  it("fetches what is chosen, with its positions", () => {
    const { mapping, seen } = mapped(
      scoreMemristor,
      textOf(L, attention, isDecode ? 'phase: "decode",' : "", { searchers: "key-head" }),
    );
    const shared = walk(L, { ...setting, searchers: K });
    const indexBits = Math.ceil(Math.log2(L));
    const chosen = shared.chosen / (H / K);
    const read = mapping.counts.find(
      (c) => c.operation === "gather" && c.component === "buffer" && c.action === "read",
    );
    const queries = isDecode ? 0 : shared.queries * D * 8;
    // One search for the query heads of a key head: no row is fetched twice. A row of 128 bits takes a word of 512.
    const bits = chosen * indexBits + queries + shared.nearRows * 2 * D * 8 + 2 * chosen * 512;
    expect((read?.count ?? 0) * 512).toBeCloseTo(bits, 3);
    expect(mapping.pairs?.attended).toBeCloseTo(shared.near + shared.chosen, 6);
    expect(mapping.pairs?.searched).toBeCloseTo(shared.searched, 6);
    expect(mapping.pairs?.fetchedBytes).toBeCloseTo((shared.nearRows + chosen) * 2 * D, 3);
    expect(selectedKeys(seen).fetched * REPEATS * K).toBeCloseTo(chosen, 6);
  });
});

it("a plan of tiles leaves the work of the map as it is: D products an entry and query, and a map a head", () => {
  const plan: Plan = { ...WHOLE, queryTiles: 3, keyTiles: 2, headsInFlight: null, resident: {} };
  const counts = countsOf(scoreMemristor, textOf(300), plan);
  expect(counts.get("map/mac/mac")).toBeCloseTo(REPEATS * H * 300 * D * B, 6);
  // Of heads that share a search the queries are added first, D elements of each but one.
  const shared = countsOf(scoreMemristor, textOf(300, "", "", { searchers: "key-head" }), plan);
  expect(shared.get("map/mac/mac")).toBeCloseTo(REPEATS * K * 300 * D * B, 6);
  expect(shared.get("map/mac/add")).toBeCloseTo(REPEATS * (H - K) * 300 * D, 6);
  // A map is D × B bytes, read from memory in accesses of 512 bits as none of it is kept.
  expect((counts.get("map/memory/read") ?? 0) * 512).toBeCloseTo(REPEATS * H * D * B * 8, 3);
});

describe("the keys of a query", () => {
  it("of independent query heads are fetched as often as drawing them says, within three standard errors", () => {
    const { workload } = configOf(textOf(120));
    const expected = selectedKeys(scoreMemristor.workload(workload)).fetched;
    const rng = createRng(7);
    const runs = Array.from({ length: 40 }, () => {
      let rows = 0;
      for (let seen = 1; seen <= 120; seen++) {
        const far = Math.max(0, seen - 7);
        const chosen = Math.min(33, far);
        const marked = new Set<number>();
        for (let head = 0; head < H / K; head++) {
          const order = Array.from({ length: far }, (_, n) => n);
          for (let n = 0; n < chosen; n++) {
            const m = n + rng.integer(far - n);
            [order[n], order[m]] = [order[m], order[n]];
            marked.add(order[n]);
          }
        }
        rows += marked.size;
      }
      return rows;
    });
    const mean = runs.reduce((sum, x) => sum + x, 0) / runs.length;
    const deviation = Math.sqrt(runs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (runs.length - 1));
    expect(Math.abs(mean - expected)).toBeLessThan((3 * deviation) / Math.sqrt(runs.length));
    expect(deviation).toBeGreaterThan(0);
  });

  it("are summed in closed form as one by one, at lengths beyond what is added one by one", () => {
    let cases = 0;
    for (const [kind, budget] of [
      ["fixed", 'kind: "fixed", keys: 900'],
      ["share", 'kind: "share", share: 0.01'],
    ] as const) {
      const L = 60_000;
      const text = textOf(L, "", "", { budget });
      const { chosen, fetched, near } = selectedKeys(scoreMemristor.workload(configOf(text).workload));
      const sums = { chosen: 0, fetched: 0, near: 0 };
      for (let seen = 1; seen <= L; seen++) {
        const own = Math.min(7, seen);
        const far = seen - own;
        const c = Math.max(0, Math.min(far, kind === "fixed" ? 893 : 0.01 * seen - 7));
        sums.near += own;
        sums.chosen += c;
        sums.fetched += c >= far ? far : far * (1 - (1 - c / far) ** 3);
      }
      expect(near).toBe(sums.near);
      expect(chosen / sums.chosen).toBeCloseTo(1, 8);
      expect(fetched / sums.fetched).toBeCloseTo(1, 7);
      cases++;
    }
    expect(cases).toBe(2);
    expect(sumTo(10, (v) => v, [3, 7])).toBe(55);
  });
});

describe("digital codes and low-bit keys", () => {
  it("signs of a transform meet the queries as they are transformed: both are projected, and no map is read", () => {
    const counts = countsOf(scoreDigital, textOf(256));
    const [keys, queries] = [REPEATS * K * 256, REPEATS * H * 256];
    expect(counts.get("hash/mac/add")).toBe((keys + queries) * B * D);
    expect(counts.has("map/mac/mac")).toBe(false);
    expect(counts.get("hash/mac/mac")).toBe(keys * D);
  });

  it("coordinates are rotated, scaled and rounded: d of them, a comparison a bit", () => {
    const counts = countsOf(lowBitKeys, textOf(256));
    const [keys, queries] = [REPEATS * K * 256, REPEATS * H * 256];
    expect(counts.get("hash/mac/add")).toBe((keys + queries) * D * D + keys * D * 2);
    expect(counts.get("hash/mac/mac")).toBe(keys * (D + 2 * D));
  });

  it("streamed keys and values are those of exact attention, and units of unattended pairs are idle", () => {
    const text = textOf(300).replace('fetchBy: "gather"', 'fetchBy: "stream"');
    const { mapping } = mapped(scoreDigital, text);
    const stalled = mapping.counts.find((c) => c.operation === "score" && c.action === "stall")?.count ?? 0;
    const tally = walk(300);
    expect(stalled).toBeGreaterThanOrEqual((tally.seen - tally.near - tally.chosen) * D);
    const rows = REPEATS * H * (128 * 3 + 300);
    expect(mapping.pairs?.fetchedBytes).toBe(rows * 2 * D);
  });
});
