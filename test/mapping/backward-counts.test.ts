import { describe, expect, it } from "vitest";
import { createRng, type Dense, dense, normals } from "#base";
import { randomBuckets } from "../../src/attention/hash-code.ts";
import type { LshPlan } from "../../src/attention/plan.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { rollUp } from "../../src/cost/cost-report.ts";
import { priceList } from "../../src/cost/price-list.ts";
import type { Design } from "../../src/design/design.ts";
import { planOf, type Workload } from "../../src/design/workload.ts";
import { isBackward } from "../../src/mapping/action-counts.ts";
import { mapWorkload, passesOf } from "../../src/mapping/mapping.ts";
import { lshGradient } from "../attention/lsh-gradient.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";
import { addInto, BITS, type WalkedHead, walkExact, walkLsh } from "./backward-walk.ts";

const WIDTH = 8;
const [HEADS, KEY_HEADS] = [4, 2];

const random = (length: number, name: string): Dense =>
  dense(length, WIDTH, normals(length * WIDTH, createRng("backward walk").fork(name)));

const headsOf = (length: number): WalkedHead[] =>
  Array.from({ length: HEADS }, (_, h) => {
    const key = Math.floor(h / (HEADS / KEY_HEADS));
    return {
      key,
      q: random(length, `q${h}`),
      k: random(length, `k${key}`),
      v: random(length, `v${key}`),
      slope: random(length, `slope${h}`),
    };
  });

function configured(length: number, attention: string, pass = "training", rest = "") {
  const { design, workload } = configOf(`{ workload: { layers: 1, heads: ${HEADS}, kvHeads: ${KEY_HEADS},
    headWidth: ${WIDTH}, length: ${length}, pass: "${pass}", attention: { ${attention} } },
    design: { hashing: { unit: "digital" }, digital: { mac: { model: "int8" },
      buffer: { model: "banked", capacity: "16 MiB" } ${rest} } } }`);
  const buffer = design.digital.buffer.behaviour;
  const wide = { ...design.digital.buffer, behaviour: { ...buffer, bits: BITS.buffer } };
  return { design: { ...design, digital: { ...design.digital, buffer: wide } } as Design, workload };
}

/** Counts of the backward pass by `operation/component/action`, the prefix left out. */
function backwardOf(design: Design, workload: Workload): Record<string, number> {
  const { counts } = mapWorkload(design, workload);
  return Object.fromEntries(
    counts
      .filter(({ operation }) => isBackward(operation))
      .map((c) => [`${c.operation.slice("backward-".length)}/${c.component}/${c.action}`, c.count]),
  );
}

/** Everything that a walk has counted, against the mapping. */
function expectCounts(
  counts: Readonly<Record<string, number>>,
  mapped: Readonly<Record<string, number>>,
): void {
  for (const [name, n] of Object.entries(counts)) if (n > 0) expect(mapped[name], name).toBeCloseTo(n, 6);
  const walked = (name: string): boolean => /^(score|softmax|weigh|combine|scatter|gather)\//.test(name);
  for (const name of Object.keys(mapped))
    if (walked(name) && !name.endsWith("/stall")) expect(counts[name], name).toBeGreaterThan(0);
}

/** Largest distance of the walk's gradients from those of `lshGradient`, keys summed over the heads that share them. */
function distance(
  heads: readonly WalkedHead[],
  walk: ReturnType<typeof walkLsh>,
  plan: LshPlan,
  hasher: (head: number) => ReturnType<typeof randomBuckets>,
): number {
  const length = heads[0].q.rows;
  const expected = { k: new Map<number, Dense>(), v: new Map<number, Dense>() };
  let largest = 0;
  const compare = (a: Dense, b: Dense): void =>
    a.data.forEach((x, n) => {
      largest = Math.max(largest, Math.abs(x - b.data[n]));
    });
  heads.forEach(({ q, k, v, slope, key }, h) => {
    const gradient = lshGradient(q, k, v, hasher(h), plan, slope);
    compare(walk.q[h], gradient.q);
    for (const name of ["k", "v"] as const)
      expected[name].set(key, addInto(expected[name].get(key) ?? dense(length, WIDTH), gradient[name]));
  });
  for (const name of ["k", "v"] as const)
    for (const [key, sum] of expected[name]) compare(walk[name].get(key) as Dense, sum);
  return largest;
}

describe("a machine that walks the backward pass", () => {
  it.each([
    ["causal", 96, true],
    ["with later keys", 96, false],
    ["with a ragged last block", 83, true],
  ])("of exact attention does what is counted, and its gradients are right: %s", (_, length, causal) => {
    const { design, workload } = configured(
      length,
      `kind: "exact", causal: ${causal}, localWindow: 0, sink: 0`,
    );
    const own = {
      ...design.digital.mac,
      behaviour: { ...design.digital.mac.behaviour, blockRows: 16, blockWidth: undefined },
    };
    const blocked = { ...design, digital: { ...design.digital, mac: own } } as Design;
    const heads = headsOf(length);
    const plan: LshPlan = { ...planOf(workload), rounds: 1, chunk: length, lookBack: 0 };
    const walk = walkExact(heads, plan.scale, causal, 16);
    expect(distance(heads, walk, plan, () => () => new Int32Array(length))).toBeLessThan(1e-12);
    expectCounts(walk.counts, backwardOf(blocked, workload));
  });

  it.each([
    ["repeated pairs weighed once", 96, "rounds: 3, chunk: 16, localWindow: 5, sink: 1"],
    ["repeated pairs counted", 96, 'rounds: 3, chunk: 16, localWindow: 5, sink: 1, duplicates: "count"'],
    ["rounds alone", 64, "rounds: 2, chunk: 8, localWindow: 0, sink: 0, causal: false"],
    ["two chunks of look-back", 64, "rounds: 2, chunk: 8, lookBack: 2, localWindow: 3, sink: 0"],
    ["a ragged last chunk", 90, "rounds: 2, chunk: 16, localWindow: 4, sink: 2"],
  ])("of LSH attention does what is counted, and its gradients are right: %s", (_, length, attention) => {
    const { design, workload } = configured(length, attention);
    const heads = headsOf(length);
    const plan = planOf(workload);
    const hasher = (h: number) => {
      const query = randomBuckets(plan, createRng("ids").fork(`query ${h}`));
      const key = randomBuckets(plan, createRng("ids").fork(`key ${heads[h].key}`));
      return (vectors: Dense, role: "query" | "key") => (role === "query" ? query : key)(vectors, role);
    };
    const indexBits = Math.ceil(Math.log2(length));
    const walk = walkLsh(heads, plan, (h, role) => hasher(h)(heads[h].q, role), indexBits);
    expect(distance(heads, walk, plan, hasher)).toBeLessThan(1e-12);
    expectCounts(walk.counts, backwardOf(design, workload));
  });
});

describe("a training step", () => {
  const counted = (attention: string, pass: string, unit = "digital", rest = "") => {
    const { design, workload } =
      configOf(`{ workload: { layers: 3, heads: 8, kvHeads: 2, headWidth: 64, length: 4096,
      batch: 2, pass: "${pass}", attention: { rounds: 4, chunk: 64, ${attention} } },
      design: { hashing: { unit: "${unit}", ${rest} } } }`);
    const mapping = mapWorkload(design, workload);
    const of = (pattern: RegExp): number =>
      mapping.counts
        .filter((c) => pattern.test(`${c.operation}/${c.component}/${c.action}`))
        .reduce((sum, c) => sum + c.count, 0);
    return { design, workload, mapping, of };
  };

  it.each(['kind: "exact"', 'kind: "exact", causal: false', "localWindow: 32"])(
    "takes 2.5 times the products of the forward pass on the way back, and leaves those of the forward pass: %s",
    (attention) => {
      const [forward, training] = ["forward", "training"].map((pass) => counted(attention, pass));
      const products = /^(score|weigh)\/mac\/mac$/;
      expect(training.of(products)).toBe(forward.of(products));
      expect(training.of(/^backward-(score|weigh)\/mac\/mac$/)).toBe(2.5 * forward.of(products));
      expect(forward.of(/^backward/)).toBe(0);
    },
  );

  it("hashes and sorts nothing again with the order kept, and everything without", () => {
    const stored = counted("", "training");
    expect(stored.of(/^backward-(hash|sort)/)).toBe(0);
    const again = counted('backwardHashes: "recomputed"', "training");
    for (const operation of ["hash", "sort"])
      expect(again.of(new RegExp(`^backward-${operation}/(mac|sorter|projection)`))).toBe(
        again.of(new RegExp(`^${operation}/(mac|sorter|projection)`)),
      );
    // An index of 12 bits a round for 8 + 2 heads goes to memory and comes back.
    const bits = 6 * 4 * 10 * 4096 * 12;
    const word = stored.design.memory.behaviour.bits;
    expect(stored.of(/^output\/memory\/write/) - again.of(/^output\/memory\/write/)).toBeCloseTo(
      bits / word,
      6,
    );
    expect(
      stored.of(/^backward-input\/memory\/read/) - again.of(/^backward-input\/memory\/read/),
    ).toBeCloseTo(bits / word, 6);
  });

  it("does not hash twice on arrays whose reads are noisy", () => {
    expect(() => counted('backwardHashes: "recomputed"', "training", "crossbar")).toThrow(
      /not repeatable.*stored/,
    );
    const quiet = 'memristor: { model: "ideal" }, readout: { model: "ideal" }';
    const { of } = counted('backwardHashes: "recomputed"', "training", "crossbar", quiet);
    expect(of(/^backward-hash\/array\/read/)).toBe(of(/^hash\/array\/read/));
  });

  it.each([
    // Indices of 12 bits, of 4 rounds and 10 heads.
    ["localWindow: 32", 4 * 10 * 12],
    ['kind: "exact"', 0],
  ])("moves every operand of the backward pass in and every gradient out once: %s", (attention, order) => {
    const { of, design } = counted(attention, "training");
    const [L, d, repeats] = [4096, 64, 6];
    const word = design.memory.behaviour.bits;
    // q, o and ∂o of 8 heads, k and v of 2; log-sum-exps.
    const inputs = L * ((3 * 8 + 2 * 2) * d * 8 + 8 * 32 + order);
    expect(of(/^backward-input\/memory\/read/) * word).toBeCloseTo(repeats * inputs, 0);
    expect(of(/^backward-output\/memory\/write/) * word).toBeCloseTo(repeats * L * (8 + 2 * 2) * d * 8, 0);
  });

  it("moves no log-sum-exp for a softmax that does not normalise", () => {
    const of = (softmax: string) => {
      const { design, workload } = configured(
        64,
        "rounds: 2, chunk: 8",
        "training",
        `, softmax: { model: "${softmax}" }`,
      );
      return backwardOf(design, workload);
    };
    expect(of("consmax")["softmax/mac/add"]).toBeUndefined();
    expect(of("consmax")["input/mac/mac"]).toBeUndefined();
    expect(of("base2")["softmax/mac/add"]).toBeGreaterThan(0);
  });

  it("is a forward and a backward pass in sequence: energies and latencies are sums, area is one chip's", () => {
    const point = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
    for (const attention of ['kind: "exact"', "localWindow: 32"]) {
      const { design, mapping } = counted(
        attention,
        "training",
        attention.startsWith("k") ? "digital" : "crossbar",
      );
      // Each pass alone would have another steady temperature, and wires for its own traffic.
      const { floorplan } = configOf(`{ design: { ${IDEAL_FLOORPLAN} } }`).design;
      const prices = priceList({ ...design, floorplan, thermalResistance: 0 }, point);
      const whole = rollUp(mapping, prices);
      const passes = passesOf(mapping).map((pass) => rollUp(pass, prices));
      expect(passes).toHaveLength(2);
      const sum = (of: (cost: typeof whole) => number): number =>
        passes.reduce((total, pass) => total + of(pass), 0);
      expect(whole.energy / sum(({ energy }) => energy)).toBeCloseTo(1, 12);
      expect(whole.timing.latency / sum(({ timing }) => timing.latency)).toBeCloseTo(1, 12);
      expect(whole.power.peak).toBe(Math.max(...passes.map(({ power }) => power.peak)));
      expect(whole.area).toBe(passes[0].area);
      expect(passes[1].timing.latency).toBeGreaterThan(passes[0].timing.latency);
    }
  });

  it("streams again from memory what the buffer does not hold", () => {
    const small = (capacity: string) => {
      const { design, workload } =
        configOf(`{ workload: { layers: 1, heads: 1, kvHeads: 1, headWidth: 64, length: 16384,
        pass: "training", attention: { kind: "exact" } },
        design: { hashing: { unit: "digital" }, digital: { buffer: { model: "banked", capacity: "${capacity}" } } } }`);
      return backwardOf(design, workload);
    };
    expect(small("64 MiB")["gather/memory/read"]).toBeUndefined();
    const refilled = small("1 MiB");
    // Of what comes in (two rows, two scalars, a running gradient of 16-bit sums), the gradient goes back.
    const share = (64 * 16) / (2 * 64 * 8 + 2 * 32 + 64 * 16);
    expect(refilled["gather/memory/write"] / refilled["gather/memory/read"]).toBeCloseTo(share, 12);
  });

  it("is refused for a decode, and for arrays that hold keys and values", () => {
    expect(() => configOf('{ workload: { phase: "decode", pass: "training" } }')).toThrow(
      /workload\.pass: expected "forward", as a decode is not trained, received "training"/,
    );
    expect(() => configOf('{ workload: { pass: "backward" } }')).toThrow(/workload\.pass: expected/);
    const { design, workload } = configured(64, 'kind: "exact"');
    expect(() => mapWorkload({ ...design, platform: "analog" }, workload)).toThrow(
      /outer products over queries/,
    );
  });

  it("of a GPU takes 3.5 times the operations of a forward pass", () => {
    const of = (pass: string): number => {
      const { design, workload } = configured(1024, 'kind: "exact"', pass);
      return mapWorkload({ ...design, platform: "gpu" }, workload)
        .counts.filter(({ action }) => action === "flop")
        .reduce((sum, { count }) => sum + count, 0);
    };
    expect(of("training")).toBe(3.5 * of("forward"));
  });
});

it.each([true, false])(
  "keys with both gradients fill half of the buffer, by a walk over their blocks: causal %s",
  (causal) => {
    const [length, heads, width] = [4096, 2, 64];
    const { design, workload } =
      configOf(`{ workload: { layers: 1, heads: ${heads}, kvHeads: ${heads}, headWidth: ${width},
      length: ${length}, pass: "training", attention: { kind: "exact", causal: ${causal} } },
      design: { digital: { mac: { model: "int8" }, buffer: { model: "banked", capacity: "512 KiB" } } } }`);
    const own = exactDigital.design(design);
    const sum = width * 16;
    // k, v and both gradients stay; q, ∂o, two scalars of 32 bits and ∂q pass.
    const rows = Math.floor((512 * 1024 * 8) / 2 / (2 * width * 8 + 2 * sum));
    let streamed = 0;
    for (let from = 0; from < length; from += rows) streamed += causal ? length - from : length;
    const read = mapWorkload(own, exactDigital.workload(workload))
      .counts.filter(
        (c) => c.operation === "backward-gather" && c.component === "memory" && c.action === "read",
      )
      .reduce((all, { count }) => all + count, 0);
    const bits = heads * streamed * (2 * width * 8 + 2 * 32 + sum);
    expect((read * own.memory.behaviour.bits) / bits).toBeCloseTo(1, 9);
  },
);
