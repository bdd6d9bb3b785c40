import { describe, expect, it } from "vitest";
import { createRng, parseDocument } from "#base";
import { INDEX_BASELINE, INDEX_DESIGNS } from "../../../src/comparison/indexer/index-designs.ts";
import { type IndexPrice, priceIndex } from "../../../src/comparison/indexer/index-price.ts";
import { storeSearch, weighing } from "../../../src/comparison/indexer/index-units.ts";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";
import { parseConfig } from "../../../src/design/config.ts";
import { INDEXERS } from "../../../src/design/indexer.ts";
import { analogPairs } from "../../../src/peripherals/search/analog-pairs.ts";
import { digitalCim } from "../../../src/peripherals/search/digital-stores.ts";
import { byTier } from "../../tier.ts";

const configOf = (workload: object, design: object = {}) =>
  parseConfig(parseDocument(JSON.stringify({ workload, design }), "test.json5"), shippedCatalogue);

function settingOf(workload: object, design: object = {}) {
  const config = configOf(workload, design);
  const { indexer, length, batch } = config.workload;
  if (indexer === undefined) throw new Error("no indexer");
  return { indexer, design: config.design, length, batch };
}

const V32 = { preset: "deepseek-v3.2", length: 131_072 };
const priceOf = (id: string, workload: object = V32, design: object = {}): IndexPrice => {
  const record = INDEX_DESIGNS.find((one) => one.id === id);
  if (record === undefined) throw new Error(id);
  return priceIndex(record, settingOf(workload, design));
};

/** A design with a store of other parameters than its own, at 131 072 tokens or another length. */
function sized(id: string, model: typeof digitalCim | typeof analogPairs, params: object, length = 131_072) {
  const record = INDEX_DESIGNS.find((one) => one.id === id);
  if (record === undefined) throw new Error(id);
  const search: typeof record.search = (ground) => {
    const { width, heads } = ground.indexer;
    const store = model.schema.parse({
      model: model.model,
      bits: width,
      keyBits: 4,
      queryBits: 4,
      ...params,
    });
    const own = storeSearch(ground, store as Parameters<typeof storeSearch>[1], heads);
    const weights = weighing(ground, own.time);
    return { lines: [...own.lines, weights.line], time: own.time, parts: [own.part, weights.part] };
  };
  return priceIndex({ ...record, search }, settingOf({ ...V32, length }));
}

describe("the sizes of stores that compute", () => {
  const ratio = (one: IndexPrice, length = 131_072): number =>
    one.token.total / priceOf("hbm-mxfp4", { ...V32, length }).token.total;
  const atRows = (rows: number, length?: number): number =>
    ratio(sized("digital-cim", digitalCim, { rows }, length), length);

  it("give digital compute-in-memory its least energy at 131 072 tokens, and within 7 % elsewhere", () => {
    const own = atRows(16);
    expect(own).toBeCloseTo(ratio(priceOf("digital-cim")), 12);
    for (const rows of [2, 4, 8, 32, 64]) expect(atRows(rows)).toBeGreaterThan(own);
    expect(atRows(16, 8192) / atRows(4, 8192)).toBeLessThan(1.07);
    expect(atRows(16, 2 ** 20) / atRows(32, 2 ** 20)).toBeLessThan(1.04);
  });

  it("let analog pairs share a converter by 64 keys: a twentieth more energy on a third of the area", () => {
    const [own, shared] = [priceOf("analog-pairs"), sized("analog-pairs", analogPairs, { share: 64 })];
    expect(shared.token.total / own.token.total).toBeLessThan(1.05);
    expect(shared.area / own.area).toBeLessThan(1 / 3);
  });
});

describe("a layer of DeepSeek-V3.2 at 131 072 tokens", () => {
  // A multiply-add of int8 at 28 nm: 1.8 (.2 pJ + .1 pJ) and 10 register bits, at 45 nm; FP4 a quarter of it, FP8 all.
  const mac = priceOf("hbm-fp8").layer.lines.find(({ of }) => of === "products")?.each ?? 0;

  it("by hand: keys of 132 and 68 bytes at 4.05 pJ a bit", () => {
    expect(priceOf("hbm-fp8").layer.energy["read keys"]).toBeCloseTo(131_072 * 132 * 8 * 4.05e-12, 12);
    expect(priceOf("hbm-mxfp4").layer.energy["read keys"]).toBeCloseTo(131_072 * 68 * 8 * 4.05e-12, 12);
  });

  it("by hand: 64 heads of 128 a key, 128 heads of 576 and 512 a chosen position, 656 bytes each", () => {
    const { energy, lines } = priceOf("hbm-mxfp4").layer;
    expect(mac).toBeGreaterThan(0.1e-12);
    expect(mac).toBeLessThan(0.3e-12);
    expect(energy.products / (131_072 * 64 * 128 * (mac / 4))).toBeCloseTo(1, 9);
    expect(energy.fetch).toBeCloseTo(2048 * 656 * 8 * 4.05e-12, 12);
    const attended = lines.find(({ what, of }) => of === "attend" && what.startsWith("fp8"));
    expect(attended?.count).toBe(2048 * 128 * (576 + 512));
    expect(attended?.each).toBeCloseTo(mac, 20);
  });

  it("is read in the time that 819 GB/s take", () => {
    const { times } = priceOf("hbm-mxfp4").layer;
    expect(times.search / ((131_072 * 68) / 819e9)).toBeCloseTo(1, 9);
    expect(times.attend).toBeCloseTo((2048 * 656) / 819e9, 9);
  });

  it("in arrays is searched once a head and key, and takes at most .3 of the energy of MXFP4 keys", () => {
    const analog = priceOf("analog-pairs");
    const searches = analog.layer.lines.find(({ of }) => of === "products");
    expect(searches?.count).toBe(64 * 131_072);
    expect(analog.token.total / priceOf("hbm-mxfp4").token.total).toBeLessThan(0.3);
    expect(priceOf("digital-cim").area).toBeGreaterThan(2 * analog.area);
  });

  it("gives each of 128 heads an exponent a chosen position", () => {
    const exponents = priceOf("hbm-mxfp4").layer.lines.find(({ what }) => what === "exponents");
    expect(exponents?.count).toBe(128 * 2048);
  });

  it("at the banks reads 68 bytes of a key at 1.6 pJ a bit, and moves a score of 2 bytes at 4.05", () => {
    const moved = 131_072 * (68 * 8 * 1.6e-12 + 2 * 8 * 4.05e-12);
    expect(priceOf("near-bank").layer.energy["read keys"]).toBeCloseTo(moved, 12);
  });

  it("at the banks takes the longer of two times: 6.5 TB/s of keys to their edge, or scores to the chip", () => {
    const record = INDEX_DESIGNS.find(({ id }) => id === "near-bank");
    if (record === undefined) throw new Error("near-bank");
    const scanAt = (bandwidth: string) => {
      const scans: ReturnType<typeof record.search>[] = [];
      const search: typeof record.search = (ground) => {
        const scan = record.search(ground);
        scans.push(scan);
        return scan;
      };
      priceIndex({ ...record, search }, settingOf(V32, { memory: { model: "hbm3", bandwidth } }));
      return { time: scans[0].time, units: scans[0].parts[0].count };
    };
    const keys = (131_072 * 68) / 6.5e12;
    const scores = (131_072 * 2) / 50e9;
    expect(scanAt("819 GB/s").time / keys).toBeCloseTo(1, 9);
    expect(scanAt("50 GB/s").time / scores).toBeCloseTo(1, 9);
    // 64 heads of 128 products and one weight, 500 million a second in a unit.
    for (const [bandwidth, time] of [
      ["819 GB/s", keys],
      ["50 GB/s", scores],
    ] as const)
      expect(scanAt(bandwidth).units / ((131_072 * 64 * 129) / 500e6 / time)).toBeCloseTo(1, 9);
  });

  it("hashes 64 queries and a key to 256 signs: two devices and two holds a sign, 128 drives a vector", () => {
    const counts = priceOf("untuned-first")
      .layer.lines.filter(({ of }) => of === "hash")
      .map(({ count }) => count);
    expect(counts).toEqual([65 * 128, 2 * 65 * 128 * 256, 2 * 65 * 256, 65 * 256]);
  });

  it("is searched by half of the layers where two share a search, and attended by all", () => {
    const [own, shared] = ["hbm-mxfp4", "hbm-mxfp4-shared"].map((id) => priceOf(id).token.energy);
    expect(shared["read keys"] / own["read keys"]).toBeCloseTo(31 / 61, 9);
    expect(shared.products / own.products).toBeCloseTo(31 / 61, 9);
    expect(shared.fetch).toBe(own.fetch);
    expect(shared.attend).toBe(own.attend);
  });

  it("scores a shortlist of four times the positions again", () => {
    const { energy } = priceOf("untuned-first").layer;
    const products = 4 * 2048 * 64 * 128 * (mac / 4);
    expect(energy["re-rank"]).toBeCloseTo(4 * 2048 * 68 * 8 * 4.05e-12 + products, 12);
  });
});

describe("every design of an index, in random workloads and chips", () => {
  const rng = createRng(46);
  const pick = <T>(values: readonly T[]): T => values[rng.integer(values.length)];
  const cases = Array.from({ length: byTier(10, 60) }, () => ({
    workload: {
      preset: pick(Object.keys(INDEXERS)),
      length: 512 * 2 ** rng.integer(12),
      batch: 1 + rng.integer(8),
      indexer: { topK: 2 ** (4 + rng.integer(9)), sharedBy: 1 + rng.integer(4) },
    },
    design: { logicNode: `${7 + rng.integer(50)} nm`, memory: { model: pick(["hbm2", "hbm3", "hbm4"]) } },
  }));

  it("adds up: a layer's actions and its standing power, no part below nothing", () => {
    for (const { workload, design } of cases)
      for (const record of INDEX_DESIGNS) {
        const setting = settingOf(workload, design);
        const { layer, token, standing, area, storeArea } = priceIndex(record, setting);
        const acted = layer.lines.reduce((sum, { count, each }) => sum + count * each, 0);
        const stood = (standing * layer.latency) / setting.batch;
        expect(layer.total / (acted + stood)).toBeCloseTo(1, 9);
        expect(Object.values(token.energy).reduce((a, b) => a + b, 0) / token.total).toBeCloseTo(1, 9);
        expect(Math.min(...Object.values(layer.energy), token.latency, storeArea)).toBeGreaterThanOrEqual(0);
        expect(area).toBeGreaterThanOrEqual(storeArea);
      }
  });

  it("never takes less energy for a longer context, nor more where more layers share a search", () => {
    for (const { workload, design } of cases)
      for (const record of INDEX_DESIGNS) {
        const own = priceIndex(record, settingOf(workload, design));
        const longer = priceIndex(record, settingOf({ ...workload, length: 2 * workload.length }, design));
        const { sharedBy } = workload.indexer;
        const shared = { ...workload, indexer: { ...workload.indexer, sharedBy: 2 * sharedBy } };
        expect(longer.token.total).toBeGreaterThanOrEqual(own.token.total * (1 - 1e-9));
        expect(priceIndex(record, settingOf(shared, design)).token.total).toBeLessThanOrEqual(
          own.token.total * (1 + 1e-9),
        );
      }
  });
});

describe("neighbouring chips have neighbouring prices", () => {
  const nodes = Array.from({ length: 17 }, (_, n) => 16 + n);

  it("from 16 to 32 nm: second differences of log energy and time at most .02, of area .03", () => {
    // The published law of logic's area has a corner at 20 nm, and the chip of FP8 keys is logic alone.
    const bounds: readonly (readonly [(price: IndexPrice) => number, number])[] = [
      [(price) => price.token.total, 0.02],
      [(price) => price.token.latency, 0.02],
      [(price) => price.area, 0.03],
    ];
    for (const record of INDEX_DESIGNS) {
      const prices = nodes.map((nm) => priceIndex(record, settingOf(V32, { logicNode: `${nm} nm` })));
      for (const [of, most] of bounds) {
        const logs = prices.map((price) => Math.log(of(price)));
        for (let n = 1; n + 1 < logs.length; n++)
          expect(Math.abs(logs[n + 1] - 2 * logs[n] + logs[n - 1]), `${record.id} ${nodes[n]}`).toBeLessThan(
            most,
          );
      }
    }
  });

  it("lengths of a tenth more: energy by no more than a tenth, and no less", () => {
    for (const record of INDEX_DESIGNS)
      for (let length = 8192; length < 1 << 20; length = Math.round(length * 1.1)) {
        const energyAt = (tokens: number) =>
          priceIndex(record, settingOf({ ...V32, length: tokens })).token.total;
        const ratio = energyAt(Math.round(length * 1.1)) / energyAt(length);
        expect(ratio, `${record.id} ${length}`).toBeGreaterThanOrEqual(1 - 1e-6);
        expect(ratio, `${record.id} ${length}`).toBeLessThan(1.101);
      }
  });

  it("twice the memory's bandwidth is never slower", () => {
    for (const record of INDEX_DESIGNS) {
      const at = (bandwidth: string) =>
        priceIndex(record, settingOf(V32, { memory: { model: "hbm3", bandwidth } })).token;
      expect(at("1638 GB/s").latency).toBeLessThanOrEqual(at("819 GB/s").latency * (1 + 1e-9));
    }
  });
});

describe("stores of an index", () => {
  it("hold the keys of every searching layer and sequence, and all of them leak while one searches", () => {
    const one = priceOf("digital-cim", { ...V32, indexer: { layers: 1 } });
    const all = priceOf("digital-cim", V32);
    const two = priceOf("digital-cim", { ...V32, batch: 2 });
    expect(all.storeArea / one.storeArea).toBeCloseTo(61, 6);
    expect(two.storeArea / all.storeArea).toBeCloseTo(2, 6);
    // What is no store is there once.
    expect(all.area - all.storeArea).toBeCloseTo(one.area - one.storeArea, 12);
    const leak = (all.standing - one.standing) / 60;
    // Units that choose keys for two sequences leak a little, too.
    expect((two.standing - all.standing) / 61 / leak).toBeCloseTo(1, 2);
    expect(leak).toBeGreaterThan(0.05);
    // .6 µm² a cell at 28 nm.
    expect(one.storeArea).toBeGreaterThan(131_072 * 128 * 4 * 0.6e-12);
  });

  it("take a token's key once in every layer, and one of four tokens where four are one key", () => {
    const write = (preset: string) =>
      priceOf("analog-pairs", { preset, length: 131_072 }).layer.lines.find(({ of }) => of === "write")
        ?.count;
    expect([write("deepseek-v3.2"), write("deepseek-v4-flash")]).toEqual([1, 1 / 4]);
  });

  it("of a batch share what stands", () => {
    const [one, eight] = [1, 8].map((batch) => priceOf("hbm-mxfp4", { ...V32, batch }));
    expect(eight.token.latency / one.token.latency).toBeCloseTo(8, 6);
    expect(eight.token.total / one.token.total).toBeCloseTo(1, 2);
  });
});

describe("designs of an index", () => {
  it("have names that fit a screen, and the baseline among them", () => {
    expect(INDEX_DESIGNS).toContain(INDEX_BASELINE);
    for (const { name } of INDEX_DESIGNS) expect(name.length).toBeLessThanOrEqual(21);
    expect(new Set(INDEX_DESIGNS.map(({ id }) => id)).size).toBe(INDEX_DESIGNS.length);
  });
});
