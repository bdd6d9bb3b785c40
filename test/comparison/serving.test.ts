import { describe, expect, it } from "vitest";
import { joules, seconds, squareMetres, watts } from "#base";
import { BFLOAT16, INT8 } from "#circuits";
import { parseRate } from "../../src/commands/model/run/serving.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import {
  linkBits,
  partOf,
  type ServedDesign,
  type ServingTerms,
  served,
  splitsOf,
} from "../../src/comparison/serving.ts";
import { restCost } from "../../src/cost/attention-share.ts";
import { priceList } from "../../src/cost/price-list.ts";
import { price } from "../../src/evaluate.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";

const POINT = { pairPower: 4.5e-6, peakLineCurrent: 1e-4 };
const FREE = { energy: joules(0), latency: seconds(0), interval: seconds(0) };
const FREE_LINK = {
  bits: 128,
  price: { area: squareMetres(0), leakage: watts(0), actions: { transfer: FREE } },
};

/** SmolLM2-135M on the default chip by exact attention. */
function smollm(change: Partial<ServingTerms> & { readonly requests?: number }, design = ""): ServedDesign {
  const own = configOf(`{ workload: { preset: "smollm2-135m" }, design: { ${design} } }`);
  const { requests = 2, ...terms } = change;
  const [found] = served([exactDigital], own.design, own.workload, POINT, {
    load: { requests, prompt: 512, answer: 128, page: 16 },
    split: "heads",
    chips: 1,
    vocabulary: 49_152,
    link: FREE_LINK,
    ...terms,
  });
  if ("reason" in found) throw new Error(found.reason);
  return found;
}

describe("a model over chips", () => {
  const { workload } = configOf('{ workload: { preset: "llama-3-8b" } }');

  it("is split evenly by heads or layers", () => {
    expect(splitsOf(workload, "heads")).toEqual([1, 2, 4, 8, 16, 32]);
    expect(splitsOf({ heads: 9, layers: 30 }, "heads")).toEqual([1, 3, 9]);
    expect(splitsOf({ heads: 9, layers: 30 }, "layers")).toEqual([1, 2, 3, 5, 6, 10, 15, 30]);
  });

  it("has on each of 4 chips a quarter of all heads; over 16 chips two share a key head", () => {
    expect(partOf(workload, 4, "heads")).toMatchObject({ heads: 8, kvHeads: 2, layers: 32 });
    expect(partOf(workload, 16, "heads")).toMatchObject({ heads: 2, kvHeads: 1 });
    expect(partOf(workload, 4, "layers")).toMatchObject({ heads: 32, kvHeads: 8, layers: 8 });
  });

  it("counts on each chip all key heads that its query heads need, where groups do not fit whole chips", () => {
    for (const [heads, kvHeads] of [
      [28, 4],
      [24, 8],
      [12, 4],
      [9, 3],
      [40, 8],
    ])
      for (const chips of splitsOf({ ...workload, heads }, "heads")) {
        const needed = Array.from({ length: chips }, () => new Set<number>());
        for (let head = 0; head < heads; head++)
          needed[Math.floor(head / (heads / chips))].add(Math.floor(head / (heads / kvHeads)));
        const most = Math.max(...needed.map(({ size }) => size));
        expect(partOf({ ...workload, heads, kvHeads }, chips, "heads").kvHeads).toBe(most);
      }
  });

  it("sends by hand: 2 sums a layer of 4096 elements of 16 bits in a ring of 4, or 4096 bytes at a boundary", () => {
    // 2 · 32 · 4096 · 16 · (2 · 3/4) bits a token.
    const own = { chips: 4, tokens: 1, layers: 32, width: 4096, words: INT8 };
    expect(linkBits({ split: "heads", ...own })).toBe(2 * 32 * 4096 * 16 * 1.5);
    expect(linkBits({ split: "layers", ...own })).toBe(4096 * 8);
    expect(linkBits({ split: "heads", ...own, chips: 1 })).toBe(0);
    expect(linkBits({ split: "layers", ...own, words: BFLOAT16 })).toBe(4096 * 16);
  });
});

describe("a served model", () => {
  it("reads its weights: 30 layers by hand, and the output layer", () => {
    // 2 D (h + h_k) d + 3 D F a layer.
    const layer = 2 * 576 * 12 * 64 + 3 * 576 * 1536;
    expect(smollm({}).weightBytes).toBe(30 * layer + 49_152 * 576);
  });

  it("keeps keys and values in whole pages: 640 tokens are 40, of 30 layers and 3 heads of 64", () => {
    const one = smollm({});
    expect(one.pagesPerSequence).toBe(40);
    expect(one.cacheBytes).toBe(one.batch * 640 * 30 * 3 * 2 * 64);
  });

  it("takes no less time for a token than its memory needs for the weights", () => {
    const slow = smollm({ requests: 0.01 }, 'memory: { model: "lpddr4", bandwidth: "1 GB/s" }');
    expect(slow.perOutputToken).toBeGreaterThan(slow.weightBytes / 1e9);
    // A request's 128 tokens one at a time: attention and products on top.
    expect(slow.perOutputToken).toBeLessThan(1.5 * (slow.weightBytes / 1e9));
  });

  it("keeps up: every copy is at work for at most all of the time, and one copy fewer could not", () => {
    for (const requests of [0.5, 5, 50]) {
      const one = smollm({ requests });
      expect(one.utilisation).toBeLessThanOrEqual(1);
      expect(one.mostTokens).toBeGreaterThanOrEqual(requests * 128 * (1 - 1e-9));
      expect(one.total).toBe(one.chips * one.copies);
      expect(one.power / (requests * 128 * one.energyPerToken)).toBeCloseTo(1, 9);
    }
    expect(smollm({ requests: 50 }).copies).toBeGreaterThan(smollm({ requests: 5 }).copies);
  });

  it("over free links, chips share the time of a pass and not its work", () => {
    const [one, three] = [smollm({ requests: 0.01 }), smollm({ requests: 0.01, chips: 3 })];
    expect(three.total).toBe(3);
    const ratio = one.perOutputToken / three.perOutputToken;
    expect(ratio).toBeGreaterThan(2);
    // A little above 3: each buffer holds a larger share of its part.
    expect(ratio).toBeLessThan(3.2);
    const layers = smollm({ requests: 0.01, chips: 3, split: "layers" });
    // One token passes all layers, whichever chip they are on.
    expect(one.perOutputToken / layers.perOutputToken).toBeCloseTo(1, 1);
  });

  it("its attention takes less of a request's energy the shorter the prompt", () => {
    const at = (prompt: number): number =>
      smollm({ load: { requests: 1, prompt, answer: 128, page: 16 } }, IDEAL_FLOORPLAN).attention.energy;
    expect(at(128)).toBeLessThan(at(1024));
    expect(at(1024)).toBeLessThan(at(4096));
  });
});

it("reads rates, and refuses what is none", () => {
  expect(parseRate("2/s")).toBe(2);
  expect(parseRate("30 / min")).toBe(0.5);
  expect(parseRate("1.8e3/h")).toBe(0.5);
  for (const bad of ["0/s", "2", "-1/s", "2/day", "", "1e9/s"])
    expect(() => parseRate(bad)).toThrow(/--requests.*expected a rate above 0/);
});

/** A link of this latency, s, area of one chip's end, m², and its leakage, W. */
const linkOf = (latency: number, area = 0, leakage = 0) => ({
  bits: 128,
  price: {
    area: squareMetres(area),
    leakage: watts(leakage),
    actions: { transfer: { ...FREE, latency: seconds(latency) } },
  },
});

describe("a token of a served model, by hand", () => {
  it("is decoded at the mean context of its answer: 560 + 32/2 and 512 + 128/2 are both 576 tokens", () => {
    const at = (prompt: number, answer: number) =>
      smollm({ load: { requests: 1e-6, prompt, answer, page: 16 } }).perOutputToken;
    expect(at(560, 32) / at(512, 128)).toBeCloseTo(1, 6);
  });

  it("waits for 30 layers, 2 sums each, a ring there and back over 2 hops; every chip has a link", () => {
    const at = (latency: number, area = 0) =>
      smollm({ requests: 1e-6, chips: 3, link: linkOf(latency, area) });
    expect((at(1e-6).perOutputToken - at(0).perOutputToken) / (30 * 2 * 2 * 2 * 1e-6)).toBeCloseTo(1, 4);
    expect(at(0, 1e-6).area - at(0).area).toBeCloseTo(3e-6, 12);
  });

  it("computes the output layer for each sequence of a batch, and reads its words once a pass", () => {
    const text = `memory: { model: "lpddr4" }, ${IDEAL_FLOORPLAN}`;
    const { design } = configOf(`{ design: { ${text} } }`);
    const { mac, memory } = priceList(exactDigital.design(design), POINT);
    const bit = memory.actions.read.energy / design.memory.behaviour.bits;
    const batches = [0.01, 2, 5].map((requests) => {
      const [out, less] = [49_152, 48_128].map((vocabulary) => smollm({ requests, vocabulary }, text));
      // One product of the prompt and one of each of 128 tokens; words of 8 bits.
      const hand = 1024 * 576 * (129 * mac.actions.mac.energy + 8 * bit * (1 + 128 / out.batch));
      expect(((out.energyPerToken - less.energyPerToken) * 128) / hand).toBeCloseTo(1, 2);
      return out.batch;
    });
    expect(batches[2]).toBeGreaterThan(batches[0]);
  });
});

describe("links of a served model", () => {
  it("leak on each chip for as long as the system runs, 3 W of 1 W each, where chips wait for them alone", () => {
    // 240 hops of 10 ms a pass: next to them, attention and products take no time.
    const at = (leakage: number, requests: number) =>
      smollm({ requests, chips: 3, link: linkOf(1e-2, 0, leakage) });
    for (const requests of [0.01, 2]) {
      const [free, leaking] = [at(0, requests), at(1, requests)];
      expect((leaking.power - free.power) / leaking.total).toBeCloseTo(1, 9);
      expect(leaking.utilisation).toBe(free.utilisation);
    }
  });

  it("leak during attention and products too: 1 W at any use is 1 W for all of the time", () => {
    for (const requests of [0.01, 2, 8]) {
      const [free, leaking] = [0, 1].map((leakage) =>
        smollm({ requests, chips: 3, link: linkOf(0, 0, leakage) }),
      );
      expect((leaking.power - free.power) / leaking.total).toBeCloseTo(1, 9);
    }
  });

  it("are busy for their bits over their rate: a token waits for 128 bits at a time", () => {
    const slow = { ...FREE_LINK.price, actions: { transfer: { ...FREE, interval: seconds(1e-7) } } };
    const of = (split: "heads" | "layers", price = slow): number =>
      smollm({ requests: 1e-6, chips: 3, split, link: { bits: 128, price } }).perOutputToken;
    // Two sums a layer of 576 elements of 16 bits, 4/3 of them; or 576 words of 8 bits from each of three chips.
    const waits = { heads: 30 * 2 * 576 * 16 * (4 / 3), layers: 3 * 576 * 8 };
    for (const split of ["heads", "layers"] as const)
      expect((of(split) - of(split, FREE_LINK.price)) / ((waits[split] / 128) * 1e-7)).toBeCloseTo(1, 4);
    // A pass over layers hops once from chip to chip.
    const far = smollm({ requests: 1e-6, chips: 3, split: "layers", link: linkOf(1e-3) }).perOutputToken;
    expect((far - of("layers", FREE_LINK.price)) / 3e-3).toBeCloseTo(1, 4);
  });

  it("take their joules a flit: of 128 bits, by the bits of a prompt and of each token of an answer", () => {
    const flit = 1e-9;
    const priced = { ...FREE_LINK.price, actions: { transfer: { ...FREE, energy: joules(flit) } } };
    for (const split of ["heads", "layers"] as const) {
      const own = { requests: 1e-3, chips: 3, split };
      const [free, dear] = [smollm(own), smollm({ ...own, link: { bits: 128, price: priced } })];
      // 640 tokens of 576 elements: two sums of 16 bits a layer, 4/3 of them a chip; or words of 8 bits at a boundary.
      const bits = 640 * 576 * (split === "heads" ? 30 * 2 * 16 * (4 / 3) : 8);
      expect(((dear.energyPerToken - free.energyPerToken) * 128) / ((3 * bits * flit) / 128)).toBeCloseTo(
        1,
        4,
      );
    }
  });
});

it("a copy over three chips holds the weights once, its pages once, and its chips' area three times", () => {
  const [one, three] = [smollm({ requests: 1e-3 }), smollm({ requests: 1e-3, chips: 3 })];
  expect(three.weightBytes / one.weightBytes).toBeCloseTo(1, 12);
  expect(three.cacheBytes / three.batch / (one.cacheBytes / one.batch)).toBeCloseTo(1, 12);
  const { design, workload } = configOf('{ workload: { preset: "smollm2-135m" } }');
  const part = partOf(workload, 3, "heads");
  const { cost } = price(
    exactDigital.design(design),
    exactDigital.workload({ ...part, length: 512, phase: "prefill", batch: 1, pass: "forward" }),
    POINT,
  );
  expect(three.area / (3 * cost.area)).toBeCloseTo(1, 9);
});

/** Passes of one chip at batch 1 by hand: attention, and products with weights that stream once a pass. */
function passes(vocabulary: number) {
  const { design, workload } = configOf('{ workload: { preset: "smollm2-135m" } }');
  const own = exactDigital.design(design);
  return [
    { phase: "prefill", length: 512 } as const,
    // Half of the answer is there, in whole pages of 16.
    { phase: "decode", length: 576 } as const,
  ].map((at) => {
    const seen = exactDigital.workload({ ...workload, ...at, batch: 1, pass: "forward" });
    const priced = price(own, seen, POINT);
    const tokens = at.phase === "decode" ? 1 : 512;
    const [projections, feedForward] = [2 * 576 * 12 * 64, 3 * 576 * 1536];
    const rest = restCost(priced, seen, priceList(priced.design, POINT), {
      // The output layer runs for the last token alone.
      projectionMacs: 30 * tokens * projections + vocabulary * 576,
      feedForwardMacs: 30 * tokens * feedForward,
      weights: 30 * (projections + feedForward) + vocabulary * 576,
    });
    const { energy, timing, power } = priced.cost;
    return {
      own: energy,
      energy: energy + rest.energy,
      latency: timing.latency,
      time: timing.latency + rest.time,
      idle: power.idle,
    };
  });
}

it("a request takes one pass of its prompt and one a token of its answer, and waits for the next idle", () => {
  const requests = 1e-3;
  const served = smollm({ requests });
  expect([served.batch, served.copies]).toEqual([1, 1]);
  const [prefill, decode] = passes(49_152);
  const busy = prefill.time + 128 * decode.time;
  const work = prefill.energy + 128 * decode.energy;
  const joulesOf = work + (1 / requests - busy) * decode.idle;
  expect((served.energyPerToken * 128) / joulesOf).toBeCloseTo(1, 9);
  expect(served.power / (joulesOf * requests)).toBeCloseTo(1, 9);
  expect(served.utilisation / (requests * busy)).toBeCloseTo(1, 9);
  expect((served.mostTokens * busy) / 128).toBeCloseTo(1, 9);
  expect(served.toFirstToken / (prefill.time + decode.time)).toBeCloseTo(1, 9);
  // Prompts of other requests take their share of its time.
  expect((served.perOutputToken * (1 - requests * prefill.time)) / decode.time).toBeCloseTo(1, 9);
  expect((served.attention.energy * work) / (prefill.own + 128 * decode.own)).toBeCloseTo(1, 9);
  expect((served.attention.time * busy) / (prefill.latency + 128 * decode.latency)).toBeCloseTo(1, 9);
});

it("chips with successive layers work on parts of a batch, and a token passes all of them", () => {
  const [one, three] = [1, 3].map((chips) => smollm({ requests: 1e-3, chips, split: "layers" }));
  expect(three.batch).toBe(3 * one.batch);
  // A chip's pass is a third of the layers, but a whole output layer is split as well.
  expect(three.mostTokens / one.mostTokens).toBeGreaterThan(2.7);
  expect(three.toFirstToken / one.toFirstToken).toBeCloseTo(1, 1);
});

it("prompts delay a token by the time that they keep one chip busy, which is a third of their way over three", () => {
  const at = (requests: number) => smollm({ requests, chips: 3, split: "layers" });
  const [rare, often] = [at(1e-6), at(0.05)];
  expect(often.batch).toBe(rare.batch);
  // t / (1 - r b) for r requests a second: b follows from both; without others a prompt's way is the first token less t.
  const busy = (1 - rare.perOutputToken / often.perOutputToken) / 0.05;
  expect((3 * busy) / (rare.toFirstToken - rare.perOutputToken)).toBeCloseTo(1, 3);
});

/** Passes of one of three chips by hand: a third of the layers, or of every layer's heads and columns. */
function passOfThree(split: "heads" | "layers", phase: "prefill" | "decode", batch: number) {
  const { design, workload } = configOf('{ workload: { preset: "smollm2-135m" } }');
  const third =
    split === "layers"
      ? { layers: 10 }
      : { heads: 3, kvHeads: 1, model: { ...workload.model, modelWidth: 576, hiddenWidth: 512 } };
  const length = phase === "prefill" ? 512 : 576;
  const seen = exactDigital.workload({
    ...workload,
    ...third,
    phase,
    length,
    batch,
    pass: "forward",
  } as typeof workload);
  const priced = price(exactDigital.design(design), seen, POINT);
  const tokens = batch * (phase === "decode" ? 1 : 512);
  const [layers, keyHeads, heads, hidden] = split === "layers" ? [10, 3, 9, 1536] : [30, 1, 3, 512];
  const [projections, feedForward] = [2 * 576 * (heads + keyHeads) * 64, 3 * 576 * hidden];
  const output = (49_152 * 576) / 3;
  const rest = restCost(priced, seen, priceList(priced.design, POINT), {
    projectionMacs: layers * tokens * projections + output * batch,
    feedForwardMacs: layers * tokens * feedForward,
    weights: layers * (projections + feedForward) + output,
  });
  const { energy, timing, power } = priced.cost;
  const busy = timing.latency + rest.time;
  return {
    busy,
    // Through all three chips, or at once on all three.
    through: split === "layers" ? 3 * busy : busy,
    energy: 3 * (energy + rest.energy),
    own: 3 * energy,
    time: timing.latency,
    idle: 3 * power.idle,
  };
}

describe.each(["heads", "layers"] as const)("a model over three chips by %s", (split) => {
  it.each([1e-3, 4, 40])("serves %d requests a second with passes that a hand adds up", (requests) => {
    const served = smollm({ requests, chips: 3, split });
    // A chip with a third of the layers has a third of the batch at a time.
    const each = served.batch / (split === "layers" ? 3 : 1);
    const prefill = passOfThree(split, "prefill", 1);
    const timeAt = (batch: number): number =>
      prefill.busy + (128 * passOfThree(split, "decode", batch).busy) / batch;
    const decode = passOfThree(split, "decode", each);
    const rate = requests / served.copies;
    const time = timeAt(each);
    expect(served.total).toBe(3 * served.copies);
    expect(served.utilisation / (rate * time)).toBeCloseTo(1, 9);
    expect(rate * time).toBeLessThanOrEqual(1);
    // Half the batch would not keep up, and neither would one copy fewer at any batch.
    if (each > 1) expect(rate * timeAt(each / 2)).toBeGreaterThan(1);
    expect((served.mostTokens * time) / (128 * served.copies)).toBeCloseTo(1, 9);
    expect(served.toFirstToken / (prefill.through + decode.through)).toBeCloseTo(1, 9);
    expect((served.perOutputToken * (1 - rate * prefill.busy)) / decode.through).toBeCloseTo(1, 9);
    const work = prefill.energy + (128 * decode.energy) / each;
    const waiting = (1 / rate - time) * decode.idle;
    expect((served.energyPerToken * 128) / (work + waiting)).toBeCloseTo(1, 9);
    expect(served.power / (requests * (work + waiting))).toBeCloseTo(1, 9);
    expect((served.attention.energy * work) / (prefill.own + (128 * decode.own) / each)).toBeCloseTo(1, 9);
    expect((served.attention.time * time) / (prefill.time + (128 * decode.time) / each)).toBeCloseTo(1, 9);
    // Keys and values of 640 tokens, 30 layers and 3 heads; the batch is on all chips together.
    expect(served.cacheBytes).toBe(served.batch * 640 * 30 * 3 * 2 * 64);
  });
});

it("the chips of a copy are those that serve the load with the fewest in all, the fewest a copy among equals", () => {
  for (const split of ["heads", "layers"] as const)
    for (const requests of [1, 40]) {
      const tried = (split === "heads" ? [1, 3, 9] : [1, 2, 3, 5, 6, 10, 15, 30]).map((chips) =>
        smollm({ requests, split, chips }),
      );
      const best = Math.min(...tried.map(({ total }) => total));
      const first = tried.find(({ total }) => total === best);
      expect(smollm({ requests, split, chips: null })).toEqual(first);
    }
});
