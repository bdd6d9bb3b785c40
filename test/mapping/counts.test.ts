import { describe, expect, it } from "vitest";
import { createRng, InfeasibleError } from "#base";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { hashTechnology } from "../../src/design/electrics.ts";
import { type Plan, WHOLE } from "../../src/design/mapping-plan.ts";
import { streamedKeys } from "../../src/mapping/exact.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { tileSwitches } from "../../src/mapping/placement.ts";
import { configOf } from "../design-under-test.ts";
import { createTally } from "../simulation/tally.ts";
import { tallyRun } from "../simulation/tally-run.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

const LENGTHS = [512, 1024, 2048, 4096, 8192, 16384, 65536, 1 << 20];

/** Counts of a mapping by `operation/component/action`. */
function countsOf(text: string): Map<string, number> {
  const { design, workload } = configOf(text);
  return new Map(
    mapWorkload(design, workload).counts.map((c) => [`${c.operation}/${c.component}/${c.action}`, c.count]),
  );
}

const workloadText = (length: number, rest = "", unit = "crossbar"): string =>
  `{ workload: { layers: 3, heads: 8, kvHeads: 2, headWidth: 64, length: ${length}, batch: 2,
     attention: { rounds: 4, chunk: 64, localWindow: 32, sink: 1, ${rest} } },
     design: { hashing: { unit: "${unit}" } } }`;

// 3 layers × 2 sequences; 8 query heads over 2 key heads; d = 64; r = 4; window 2 · 64; 33 near keys.
const REPEATS = 6;

describe.each(LENGTHS)("at L = %i", (L) => {
  const bits = Math.log2((2 * L) / 64);
  const vectors = REPEATS * (8 + 2) * L;
  const pairs = REPEATS * 8 * L * (4 * 128 + 33);
  const counts = countsOf(workloadText(L));

  it("LSH actions equal their closed forms", () => {
    expect(counts.get("score/mac/mac")).toBe(pairs * 64);
    expect(counts.get("weigh/mac/mac")).toBe(pairs * 64);
    expect(counts.get("softmax/softmax/exponent")).toBe(pairs);
    // Round r compares chunk numbers with the r rounds before it: 0 + 1 + 2 + 3.
    expect(counts.get("score/mac/add")).toBe(REPEATS * 8 * L * 128 * 6);
    // Four rounds and the local window are merged into every query.
    expect(counts.get("combine/mac/mac")).toBe(REPEATS * 8 * L * 5 * 2 * 64);
    const passes = Math.ceil(bits / 8);
    expect(counts.get("sort/sorter/place")).toBe(vectors * 4 * passes);
    expect(counts.get("sort/sorter/scan")).toBe(REPEATS * 10 * 4 * passes * Math.min(2 ** bits, 256));
  });

  it("hashing on arrays equals its closed form", () => {
    const arrays = Math.ceil((4 * bits) / 64);
    expect(counts.get("hash/dac/drive")).toBe(vectors * 64 * arrays);
    // Pairs of columns fill tiles of 16; the tiles behind the last pair are switched off.
    const last = 4 * bits - 64 * (arrays - 1);
    const charged = 128 * (arrays - 1) + 16 * Math.ceil((2 * last) / 16);
    expect(counts.get("hash/driver/charge")).toBe(vectors * 64 * charged);
    expect(counts.get("hash/array/read")).toBe(vectors * 4 * bits);
    expect(counts.get("hash/readout/decide")).toBe(vectors * 4 * bits);
  });

  it("hashing on adders takes d additions a bit", () => {
    const digital = countsOf(workloadText(L, "", "digital"));
    expect(digital.get("hash/mac/add")).toBe(vectors * 4 * bits * 64);
    expect([...digital.keys()].some((key) => key.includes("dac") || key.includes("array"))).toBe(false);
  });

  it("exact attention computes L(L + 1)/2 pairs, or L²", () => {
    const causal = countsOf(workloadText(L, 'kind: "exact"'));
    expect(causal.get("score/mac/mac")).toBe(((REPEATS * 8 * L * (L + 1)) / 2) * 64);
    expect(causal.get("softmax/softmax/exponent")).toBe((REPEATS * 8 * L * (L + 1)) / 2);
    const full = countsOf(workloadText(L, 'kind: "exact", causal: false'));
    expect(full.get("score/mac/mac")).toBe(REPEATS * 8 * L * L * 64);
    expect([...causal.keys()].some((key) => /hash|sort/.test(key))).toBe(false);
  });
});

it("the attention part doubles exactly with L at a fixed chunk", () => {
  for (const L of LENGTHS.slice(0, -1)) {
    const [once, twice] = [countsOf(workloadText(L)), countsOf(workloadText(2 * L))];
    for (const key of [
      "score/mac/mac",
      "score/mac/add",
      "softmax/softmax/exponent",
      "weigh/mac/mac",
      "combine/mac/mac",
    ])
      expect(twice.get(key), `${key} at ${L}`).toBe(2 * (once.get(key) ?? Number.NaN));
  }
});

it("passes over the width of values compute the scores and the weights of merges again, and each value once", () => {
  const { design, workload } = configOf(workloadText(1024));
  for (const valuePasses of [1, 2, 4]) {
    const plan: Plan = { ...WHOLE, valuePasses, headsInFlight: null, resident: {} };
    const { counts } = mapWorkload({ ...lshDigital.design(design), plan }, lshDigital.workload(workload));
    const of = (key: string): number | undefined =>
      counts.find((c) => `${c.operation}/${c.component}/${c.action}` === key)?.count;
    const rows = REPEATS * 8 * 1024;
    expect(of("score/mac/mac")).toBe(rows * (4 * 128 + 33) * 64 * valuePasses);
    expect(of("softmax/softmax/exponent")).toBe(rows * (4 * 128 + 33) * valuePasses);
    expect(of("weigh/mac/mac")).toBe(rows * (4 * 128 + 33) * 64);
    // Five merges of two partial outputs, each weighted over its width.
    expect(of("combine/softmax/exponent")).toBe(rows * 5 * 2 * valuePasses);
    expect(of("combine/mac/mac")).toBe(rows * 5 * 2 * 64);
  }
});

it("what leaves a full buffer goes to memory, and nothing is lost on the way", () => {
  const bits = (text: string, component: string, width: number, share: number): number =>
    (countsOf(text).get(`gather/${component}/read`) ?? 0) * width * share;
  const small = workloadText(65536).replace(
    "hashing:",
    'digital: { buffer: { model: "banked", capacity: "1 MiB" } }, memory: { model: "lpddr4", gatherEfficiency: 1 }, hashing:',
  );
  const large = workloadText(65536).replace(
    "hashing:",
    'digital: { buffer: { model: "banked", capacity: "1 GiB" } }, hashing:',
  );
  expect(bits(small, "memory", 512, 1)).toBeGreaterThan(0);
  expect(bits(large, "memory", 512, 1)).toBe(0);
  expect(bits(small, "buffer", 512, 1) + bits(small, "memory", 512, 1)).toBeCloseTo(
    bits(large, "buffer", 512, 1),
    0,
  );
});

it("an unfactorised cross-polytope hash grows ×4 when L doubles, a factorised one as a root, a SimHash as a logarithm", () => {
  const adds = (length: number, rest: string): number =>
    countsOf(workloadText(length, rest, "digital")).get("hash/mac/add") ?? Number.NaN;
  const growth = (rest: string): number => adds(1 << 17, rest) / adds(1 << 16, rest);
  expect(growth('hash: "cross-polytope", factorise: "never"')).toBe(4);
  // 2 048 and 4 096 buckets: factors 64 · 32 and 64 · 64, so 48 and 64 projections.
  expect(growth('hash: "cross-polytope"')).toBeCloseTo((2 * 64) / 48, 12);
  expect(growth("")).toBe((2 * 12) / 11);
});

it("key rows streamed past query blocks equal the sum over blocks", () => {
  for (const [length, block] of [
    [1, 128],
    [128, 128],
    [129, 128],
    [1000, 128],
    [4096, 128],
    [4096, 100],
  ]) {
    let causal = 0;
    let full = 0;
    for (let start = 0; start < length; start += block) {
      causal += Math.min(length, start + block);
      full += length;
    }
    expect(streamedKeys(length, block, true)).toBe(causal);
    expect(streamedKeys(length, block, false)).toBe(full);
  }
});

describe("simulated tallies", () => {
  it.each([
    ["separate queries and keys", 300, "chunk: 16, localWindow: 4"],
    ["no local window, no sink", 256, "chunk: 16, localWindow: 0, sink: 0"],
    ["one chunk", 40, "chunk: 64, localWindow: 4"],
    ["shared queries and keys", 256, "chunk: 16, localWindow: 4, sharedQK: true"],
    [
      "a ragged last chunk, counted twice",
      333,
      'chunk: 16, lookBack: 2, localWindow: 5, duplicates: "count"',
    ],
    ["two passes of a counting sort", 256, "chunk: 16", 'sorter: { model: "counting", buckets: 8 }'],
    ["a network sorter", 300, "chunk: 16", 'sorter: { model: "odd-even-merge", block: 300 }', 12],
    ["a softmax that does not normalise", 256, "chunk: 16", 'softmax: { model: "consmax" }', 12],
    ["a streaming sorter", 256, "chunk: 16", 'sorter: { model: "streaming-merge" }', 12],
  ])("equal the mapped counts exactly: %s", (_, length, attention, digital = "", actions = 13) => {
    const { design, workload } = configOf(
      `{ workload: { layers: 1, heads: 2, headWidth: 16, length: ${length}, attention: { rounds: 3, ${attention} } },
         design: { hashing: { array: { rows: 16, columns: 32 } }, digital: { ${digital} } } }`,
    );
    const tally = createTally();
    tallyRun(design, workload, syntheticActivations(length, 16, 2), createRng(1), tally);
    const mapped = new Map(
      mapWorkload(design, workload).counts.map((c) => [`${c.operation}/${c.component}/${c.action}`, c.count]),
    );
    const counted = [...tally.counts].filter(([, count]) => count > 0);
    expect(counted.length).toBe(actions);
    for (const [key, count] of counted) expect(count, key).toBe(mapped.get(key));
  });
});

describe("simulated tallies of the arrays", () => {
  it.each([
    ["in two phases", 'polarity: "two-phase"', 6],
    [
      "bit by bit through converters",
      'encoding: "bit-serial", polarity: "offset", readout: { family: "adc", model: "ideal" }',
      7,
    ],
    ["four columns a readout", 'mux: { model: "ideal", inputs: 4 }', 7],
    ["centred inputs on single columns", 'array: { rows: 16, columns: 32, pairing: "mean-centred" }', 7],
    ["a dummy column and two arrays", 'array: { rows: 16, columns: 9, pairing: "reference-column" }', 6],
  ])("equal the mapped counts exactly: %s", (_, hashing, actions) => {
    const { design, workload } = configOf(
      `{ workload: { layers: 1, heads: 2, headWidth: 16, length: 96, attention: { rounds: 3, chunk: 16 } },
         design: { hashing: { ${hashing} } } }`,
    );
    const tally = createTally();
    tallyRun(design, workload, syntheticActivations(96, 16, 2), createRng(1), tally);
    // What is done with the ids is memory traffic, which no simulation counts.
    const mapped = mapWorkload(design, workload).counts.filter(
      ({ operation, component }) => operation === "hash" && component !== "buffer",
    );
    expect(mapped).toHaveLength(actions);
    for (const { component, action, count } of mapped)
      expect(tally.counts.get(`hash/${component}/${action}`), `${component} ${action}`).toBe(count);
  });
});

it("an argmax of digitised projections on arrays takes a comparison each, with the sums of bits and of centring", () => {
  const on = (hashing: string): number | undefined =>
    countsOf(
      workloadText(4096, 'hash: "cross-polytope", buckets: 256').replace(
        'unit: "crossbar"',
        `unit: "crossbar", readout: { family: "adc", model: "ideal", bits: 8 }, ${hashing}`,
      ),
    ).get("hash/mac/add");
  // 10 vectors a position; 256 buckets are two factors of 8 + 8 columns in each of 4 rounds.
  const projections = REPEATS * 10 * 4096 * 4 * 16;
  expect(on('encoding: "amplitude"')).toBe(projections);
  expect(on('encoding: "bit-serial", polarity: "offset", dac: { bits: 8 }')).toBe(projections * (8 - 1 + 1));
  // The mean of 64 elements: as many additions, and as many subtractions.
  const centred = REPEATS * 10 * 4096 * 2 * 64;
  expect(on('array: { rows: 64, columns: 128, pairing: "mean-centred" }')).toBe(projections + centred);
});

describe("digital projection units", () => {
  const on = (unit: string, rest = "", width = 64, rounds = 4): Map<string, number> =>
    countsOf(
      workloadText(4096, rest, "digital")
        .replace("headWidth: 64", `headWidth: ${width}`)
        .replace("rounds: 4", `rounds: ${rounds}`)
        .replace("hashing:", `digital: { projection: ${unit} }, hashing:`),
    );
  const vectors = REPEATS * 10 * 4096;

  it("adder trees compute each projection by itself", () => {
    const counts = on('{ model: "adder-tree" }');
    expect(counts.get("hash/projection/project")).toBe(vectors * 4 * 7);
    expect(counts.has("hash/mac/add")).toBe(false);
  });

  it("a fast Hadamard transform computes whole multiples of the padded width", () => {
    // 4 rounds × 7 bits = 28 projections take one transform of 64, or of 32; 12 × 7 = 84 take two.
    expect(on('{ model: "fast-hadamard" }').get("hash/projection/project")).toBe(vectors * 64);
    expect(on('{ model: "fast-hadamard" }', "", 20).get("hash/projection/project")).toBe(vectors * 32);
    expect(on('{ model: "fast-hadamard" }', "", 64, 12).get("hash/projection/project")).toBe(vectors * 128);
  });

  it("an argmax compares on the MAC array's adders", () => {
    // 256 buckets in two factors of 16: 8 + 8 projections a round.
    const counts = on('{ model: "adder-tree" }', 'hash: "cross-polytope", buckets: 256');
    expect(counts.get("hash/projection/project")).toBe(vectors * 4 * 16);
    expect(counts.get("hash/mac/add")).toBe(vectors * 4 * 16);
  });

  it.each(["adder-tree", "fast-hadamard", "dense-int8"])(
    "%s refuses vectors longer than its own",
    (model) => {
      const wide = () => on(`{ model: "${model}", width: 64 }`, "", 65);
      expect(wide).toThrow(InfeasibleError);
      expect(wide).toThrow(
        "vectors of at most 64 elements (design.digital.projection.width), received a head width of 65",
      );
    },
  );
});

it("a softmax that does not normalise merges by additions, and keeps no log-sum-exp", () => {
  const text = (softmax: string, rest = ""): string =>
    workloadText(4096, rest).replace(
      "hashing:",
      `digital: { softmax: { model: "${softmax}" }, buffer: { model: "ideal", bits: 1 } }, hashing:`,
    );
  const [soft, plain] = [countsOf(text("base2")), countsOf(text("consmax"))];
  const rows = REPEATS * 8 * 4096;
  // Four rounds and the local window; 64 elements of 16 bits each, and 32 bits of a log-sum-exp or none.
  expect(plain.get("combine/mac/add")).toBe(rows * 5 * 64);
  expect(plain.has("combine/mac/mac")).toBe(false);
  expect(plain.has("combine/softmax/exponent")).toBe(false);
  expect(plain.get("scatter/buffer/write")).toBe(rows * 5 * 64 * 16);
  expect(soft.get("scatter/buffer/write")).toBe(rows * 5 * (64 * 16 + 32));
  expect(soft.has("combine/mac/add")).toBe(false);
  expect(plain.get("softmax/softmax/exponent")).toBe(soft.get("softmax/softmax/exponent"));
  // Exact attention divides each output by its sum, or does not.
  expect(countsOf(text("base2", 'kind: "exact"')).get("combine/mac/mac")).toBe(rows * 64);
  expect(countsOf(text("consmax", 'kind: "exact"')).has("combine/mac/mac")).toBe(false);
});

describe("sorters", () => {
  const sorted = (sorter: string, length = 4096): Map<string, number> =>
    countsOf(
      workloadText(length).replace(
        "hashing:",
        `digital: { sorter: ${sorter}, buffer: { model: "ideal", bits: 1 } }, hashing:`,
      ),
    );
  // 60 sequences of 4 096 keys in each of 4 rounds; 7 bits an id, 12 an index; words of one bit.
  const keys = 60 * 4096 * 4;

  it.each(["bitonic", "odd-even-merge", "streaming-merge"])(
    "%s: every id in once, every position out once",
    (model) => {
      const counts = sorted(`{ model: "${model}" }`);
      expect(counts.get("sort/sorter/place")).toBe(keys);
      expect(counts.has("sort/sorter/scan")).toBe(false);
      expect(counts.get("sort/buffer/read")).toBe(keys * 7);
      expect(counts.get("sort/buffer/write")).toBe(keys * 12);
    },
  );

  it("a counting sort reads its ids twice a pass", () => {
    // 128 buckets by 16 counters: two passes.
    const counts = sorted('{ model: "counting", buckets: 16 }');
    expect(counts.get("sort/sorter/place")).toBe(2 * keys);
    expect(counts.get("sort/sorter/scan")).toBe(60 * 4 * 2 * 16);
    expect(counts.get("sort/buffer/read")).toBe(2 * 2 * keys * 7);
    expect(counts.get("sort/buffer/write")).toBe(2 * keys * 12);
  });

  it.each(["bitonic", "odd-even-merge", "streaming-merge"])(
    "%s: a longer sequence or a wider key is infeasible",
    (model) => {
      const refuses = (params: string, length: number, message: string): void => {
        expect(() => sorted(`{ model: "${model}", ${params} }`, length)).toThrow(InfeasibleError);
        expect(() => sorted(`{ model: "${model}", ${params} }`, length)).toThrow(message);
      };
      refuses(
        "block: 4096",
        4097,
        "expected at most 4096 keys a sequence (design.digital.sorter.block), received 4097",
      );
      // 7 bits of bucket and 12 of position.
      refuses("keyBits: 18", 4096, "expected keys of at most 18 bits (design.digital.sorter.keyBits)");
      expect(sorted(`{ model: "${model}", keyBits: 19 }`).get("sort/sorter/place")).toBe(keys);
    },
  );
});

describe("placement", () => {
  it("refuses a projection that is longer than an array", () => {
    const { design, workload } = configOf(
      "{ workload: { headWidth: 128 }, design: { hashing: { array: { rows: 64 } } } }",
    );
    expect(() => mapWorkload(design, workload)).toThrow(InfeasibleError);
    expect(() => mapWorkload(design, workload)).toThrow("needs 128 rows and the array has 64");
  });

  it("query heads with projections of their own hash and sort their keys by themselves", () => {
    const of = (sharing: string): Map<string, number> =>
      countsOf(
        `{ workload: { layers: 3, heads: 8, kvHeads: 2, length: 1024 }, design: { hashing: { sharing: "${sharing}" } } }`,
      );
    // 8 query and 2 key sequences a layer, or 8 and 8.
    const [own, shared] = [of("query-head"), of("head")];
    for (const count of ["hash/array/read", "sort/sorter/place"])
      expect((own.get(count) as number) / (shared.get(count) as number)).toBeCloseTo(16 / 10, 12);
  });

  it.each([
    ["query-head", 24],
    ["head", 6],
    ["layer", 3],
    ["global", 1],
  ])("shared by %s takes %i sets of arrays", (sharing, sets) => {
    const { design, workload } = configOf(
      `{ workload: { layers: 3, heads: 8, kvHeads: 2, length: 1024, attention: { rounds: 4, chunk: 64 } }, design: { hashing: { sharing: "${sharing}" } } }`,
    );
    const { census, placement } = mapWorkload(design, workload);
    // 4 rounds × 5 bits = 20 pairs: one array of 64 pairs a set.
    expect(placement).toMatchObject({ groups: sets, arraysPerGroup: 1, pairsPerGroup: 20 });
    expect(census.array).toBe(sets * 64 * 128);
    expect(census.readout).toBe(sets * 64);
    expect(placement?.fill).toBe((2 * 20 * 64) / (64 * 128));
  });
});

describe("tile switches", () => {
  /** Area of one cell with its share of switches, in cells without. */
  const cellArea = (tileRows: number, tileColumns: number): number => {
    const { design } = configOf(
      `{ design: { hashing: { array: { pitchFactor: 1, rows: 64, columns: 64, tileRows: ${tileRows}, tileColumns: ${tileColumns} } } } }`,
    );
    const technology = hashTechnology(design);
    const cell = design.hashing.memristor.cost(technology).area;
    const switches = tileSwitches(design.hashing.array) * design.hashing.tileSwitch.cost(technology).area;
    return (64 * 64 * cell + switches) / (64 * 64) / cell;
  };

  it("take two devices a cell in tiles of one, nothing undivided, and less and less between", () => {
    const { design } = configOf("{ design: { hashing: { array: { pitchFactor: 1 } } } }");
    const { area } = design.hashing.tileSwitch.cost(hashTechnology(design));
    const cell = design.hashing.memristor.cost(hashTechnology(design)).area;
    const sides = [1, 2, 4, 8, 16, 32, 64];
    const areas = sides.map((side) => cellArea(side, side));
    expect(areas[0]).toBeCloseTo(1 + (2 * area) / cell, 9);
    expect(areas[6]).toBe(1);
    for (let n = 1; n < areas.length; n++) expect(areas[n]).toBeLessThan(areas[n - 1]);
  });
});
