import { describe, expect, it } from "vitest";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { configOf } from "../design-under-test.ts";

/** A million tokens of Llama 3.1 8B: 32 layers · 8 key heads · 2 · 128 B a token, and 6.98 GB of weights. */
const CACHE = 32 * 8 * 2 * 128;
const WEIGHTS = 32 * (2 * 4096 * (32 + 8) * 128 + 3 * 4096 * 14_336);

const mapped = (platform: "gpu" | "digital", batch: number, design = "") => {
  const { design: own, workload } = configOf(
    `{ workload: { preset: "llama-3.1-8b", length: 1048576, phase: "decode", batch: ${batch}, attention: { kind: "exact" } },
       design: { ${design} } }`,
  );
  return mapWorkload({ ...own, platform }, workload);
};

describe("what a workload keeps", () => {
  it("fits no card of 80 GB at a million tokens, and says how many cards hold it", () => {
    for (const batch of [1, 64]) {
      const cards = Math.ceil((2 * (WEIGHTS + CACHE * 2 ** 20 * batch)) / 80e9);
      expect(() => mapped("gpu", batch)).toThrow(new RegExp(`a card holds 80 GB \\(use .*cards ${cards}\\)`));
      expect(mapped("gpu", batch, `baselines: { gpu: { cards: ${cards} } }`).census.gpu).toBe(1);
      expect(() => mapped("gpu", batch, `baselines: { gpu: { cards: ${cards - 1} } }`)).toThrow(
        /cards? holds?/,
      );
    }
  });

  // GiB of a package of LPDDR, a channel of DDR, a stack of HBM.
  it.each([
    ["lpddr1", 0.25],
    ["lpddr4", 8],
    ["lpddr5", 12],
    ["lpddr5x", 16],
    ["ddr3", 4],
    ["ddr4", 16],
    ["gddr6", 2],
    ["hbm2", 8],
    ["hbm3", 16],
    ["hbm4", 36],
    ["stacked", 8],
  ])("takes as many packages of %s as it needs, of %d GiB", (model, gibi) => {
    const packages = Math.ceil((WEIGHTS + CACHE * 2 ** 20) / (gibi * 2 ** 30));
    expect(packages).toBeGreaterThan(1);
    expect(mapped("digital", 1, `memory: { model: "${model}" }`).census.memory).toBe(packages);
  });

  it("is refused where the config bounds the memory", () => {
    expect(() => mapped("digital", 1, 'memory: { capacity: "64 GB" }')).toThrow(/design\.memory\.capacity/);
    expect(mapped("digital", 1, 'memory: { capacity: "80 GB" }').census.memory).toBe(1);
  });

  it("is an error of the config where not even the weights fit", () => {
    expect(() => mapped("digital", 1, 'memory: { capacity: "6 GB" }')).toThrow(
      /design\.memory\.capacity: expected at least the \d+ B of the model's own weights/,
    );
  });
});

describe("arrays of another node", () => {
  const counts = (nodes: string) => {
    const { design, workload } = configOf(
      `{ workload: { layers: 1, heads: 1, headWidth: 64, length: 1024, attention: { rounds: 8, chunk: 8 } }, design: { ${nodes} } }`,
    );
    const { census, counts: all } = mapWorkload(design, workload);
    return { link: census.link, flits: all.find(({ component }) => component === "link")?.count };
  };

  it("are a die of their own, and a link carries vectors there and ids back", () => {
    expect(counts('logicNode: "28 nm"')).toEqual({ link: undefined, flits: undefined });
    // Queries and keys of 64 bytes, and 8 ids of log₂(2 · 1024 / 8) bits, in flits of 256 bits.
    const bits = 2048 * (64 * 8 + 8 * 8);
    expect(counts('logicNode: "28 nm", hashNode: "65 nm"')).toEqual({ link: 1, flits: bits / 256 });
  });
});
