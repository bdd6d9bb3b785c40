// How heads pass through a chip, by hand: parts of stages, heads that a buffer holds, and what cores share.

import { describe, expect, it } from "vitest";
import { contenderOf } from "../../src/comparison/comparison-designs.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { slotsOf } from "../../src/mapping/schedule.ts";
import { configOf } from "../design-under-test.ts";
import { freeStore } from "./stalling.ts";

// 3 layers × 2 sequences; 6 query heads over 2 key heads; 64 elements of 8 bits, sums of 16; 4 rounds of 16 buckets.
const [H, K, D, BATCH] = [6, 2, 64, 2];
const [ROW, PARTIAL] = [D * 8, D * 16 + 32];

const textOf = (workload: string, attention = "", design = "", buffer = "1 MiB"): string =>
  `{ workload: { layers: 3, heads: ${H}, kvHeads: ${K}, headWidth: ${D}, batch: ${BATCH}, ${workload}
       attention: { rounds: 4, chunk: 64, buckets: 16, localWindow: 16, sink: 0, budget: { kind: "fixed", keys: 76 }, codes: { bits: 32 }, ${attention} } },
     design: { ${design} mapping: { search: false }, digital: { mac: { blockWidth: 64 }, projectOn: "mac", buffer: { capacity: "${buffer}" } } } }`;

const mapped = (id: string, text: string) => {
  const record = contenderOf(id);
  if (id.startsWith("score")) {
    const { design, workload } = freeStore(record, text);
    return mapWorkload(design, workload);
  }
  const { design, workload } = configOf(text);
  return mapWorkload(record.design(design), record.workload(workload));
};

/** Name, parts, how the next stage follows, and whether later parts have more work. */
const stagesOf = (id: string, text: string) =>
  mapped(id, text).schedule.stages.map(
    ({ name, parts, next, grows }) => `${name} ${parts} ${next}${grows ? " grows" : ""}`,
  );

describe("stages", () => {
  it("of exact attention have a part for each block of 128 queries, 64 at most, that grow with a mask", () => {
    expect(stagesOf("exact-digital", textOf("length: 1000,", "causal: true"))).toEqual([
      "load 8 stream",
      "attend 8 stream grows",
      "store 8 barrier",
    ]);
    expect(stagesOf("exact-digital", textOf("length: 20000,", "causal: false"))).toEqual([
      "load 64 barrier",
      "attend 64 stream",
      "store 64 barrier",
    ]);
  });

  it("of LSH sort and attend round by round, and start to sort when all is hashed", () => {
    expect(stagesOf("lsh-digital", textOf("length: 1024,"))).toEqual([
      "load 8 stream",
      "hash 8 barrier",
      "sort 4 stream",
      "attend 4 barrier",
      "store 8 barrier",
    ]);
  });

  it("of scores search what is written, which grows with a mask", () => {
    for (const [causal, hash, search] of [
      ["true", "hash 8 stream", "search 8 stream grows"],
      ["false", "hash 8 barrier", "search 8 stream"],
    ])
      expect(stagesOf("score-digital", textOf("length: 1024,", `causal: ${causal}`))).toEqual([
        "load 8 stream",
        hash,
        search,
        "attend 8 stream",
        "store 8 barrier",
      ]);
  });

  it("of a token are one part each, one after the other", () => {
    const names = (id: string): string =>
      stagesOf(id, textOf('length: 1024, phase: "decode",'))
        .map((stage) => stage.replace(" 1 barrier", ""))
        .join(" ");
    expect(names("exact-digital")).toBe("load attend store");
    expect(names("lsh-digital")).toBe("load hash insert lookup attend store");
    expect(names("score-digital")).toBe("load hash search attend store");
  });
});

describe("heads in flight", () => {
  const L = 1024;
  /** Bits of what a head of LSH keeps: its rows with a running output, ids of four bits and places of ten. */
  const lsh = L * (3 * ROW + PARTIAL + 2 * 4 * (4 + 10));

  it("are as many as the buffer holds of what one keeps, no more than contexts, and one at least", () => {
    expect(slotsOf(1000, 300, 16)).toBe(3);
    expect(slotsOf(1000, 300, 2)).toBe(2);
    expect(slotsOf(1000, 3000, 16)).toBe(1);
    for (const [buffer, bytes] of [
      ["1 MiB", 2 ** 20],
      ["3 MiB", 3 * 2 ** 20],
      ["100 KiB", 102_400],
    ] as const) {
      const { schedule } = mapped("lsh-digital", textOf(`length: ${L},`, "", "contexts: 5,", buffer));
      expect(schedule.slots).toBe(Math.max(1, Math.min(5, Math.floor((bytes * 8) / lsh))));
      expect(schedule.held).toBeCloseTo(Math.min(1, (bytes * 8) / lsh), 12);
    }
  });

  it("of exact attention keep the running outputs of a block alone", () => {
    const own = L * 3 * ROW + 128 * PARTIAL;
    const { schedule } = mapped("exact-digital", textOf(`length: ${L},`, "", "contexts: 99,"));
    expect(schedule.slots).toBe(Math.floor(2 ** 23 / own));
  });

  it("of a token keep the block that streams by, the rows found, or those chosen with their places", () => {
    const at = (id: string, more = "") =>
      mapped(id, textOf(`length: ${L}, phase: "decode",`, more, "contexts: 1024,")).schedule;
    expect(at("exact-digital").slots).toBe(Math.floor(2 ** 23 / (2 * 128 * ROW + PARTIAL)));
    // 60 chosen, and 16 near.
    const chosen = 60 * 10 + 2 * (60 + 16) * ROW + PARTIAL;
    expect(at("score-digital").slots).toBe(Math.floor(2 ** 23 / chosen));
    expect(at("score-digital").held).toBeUndefined();
    expect(at("lsh-digital").autoregressive).toBe(true);
  });

  it("are those of all sequences, over as many cores as a chip has", () => {
    const { schedule } = mapped("lsh-digital", textOf("length: 512,", "", "cores: 5,"));
    expect(schedule).toMatchObject({ layers: 3, heads: H * BATCH, cores: 5, autoregressive: false });
  });

  it("of a backward pass keep its own rows, in stages of its own", () => {
    const { backward } = mapped(
      "lsh-digital",
      textOf(`length: ${L}, pass: "training",`, 'backwardHashes: "stored"', "contexts: 99,"),
    );
    // Queries, keys, values and an output's gradient, two scalars; three sums of gradients, and places of two orders.
    const own = L * (4 * ROW + 64 + 3 * D * 16 + 2 * 4 * 10);
    expect(backward?.slots).toBe(Math.max(1, Math.floor(2 ** 23 / own)));
    expect(backward?.stages.map(({ name, parts }) => `${name} ${parts}`)).toEqual([
      "backward-load 8",
      "backward-hash 8",
      "backward-sort 4",
      "backward-attend 4",
      "backward-store 8",
    ]);
  });
});

it.each([
  ["query-head", H],
  ["head", K],
  ["layer", 1],
  ["global", 1],
])("cores take turns at the arrays of a layer: %s, %i sets, and at one memory", (sharing, sets) => {
  const { schedule } = mapped(
    "lsh-memristor",
    textOf(
      "length: 512,",
      "",
      `cores: 4, hashing: { sharing: "${sharing}", array: { electromigration: "ignored" } },`,
    ),
  );
  const { array, dac, driver, readout, mux, memory, link, mac } = schedule.shared;
  expect([array, dac, driver, readout, mux]).toEqual([sets, sets, sets, sets, sets]);
  expect([memory, link, mac]).toEqual([1, 1, undefined]);
});
