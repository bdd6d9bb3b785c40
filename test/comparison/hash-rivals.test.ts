import { describe, expect, it } from "vitest";
import { createTechnology } from "#technology";
import type { DesignResult } from "../../src/comparison/comparison-design.ts";
import { designsOfRivals, hashCosts, hashRivals } from "../../src/comparison/hash-rivals.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";
import { bind } from "../peripherals/bind.ts";
import { costOf } from "./cost-of.ts";
import { POINT } from "./neighbours.ts";

it("a hash costs its own units' energy and area; what its vectors take to move is counted apart", () => {
  const cost = costOf(
    [
      ["hash", "array", "read", 1],
      ["hash", "readout", "decide", 2],
      ["backward-hash", "dac", "drive", 4],
      ["hash", "buffer", "read", 8],
      ["backward-hash", "memory", "read", 16],
      ["score", "mac", "mac", 32],
      ["hash", "network", "buffer to arrays", 64],
      ["leakage", "array", "leak", 128],
    ],
    {
      array: 1,
      dac: 2,
      driver: 4,
      tileSwitch: 8,
      mux: 16,
      inputStage: 32,
      readout: 64,
      link: 128,
      projection: 256,
      mac: 512,
    },
    { hash: 3, score: 5, "backward-hash": 7 },
  );
  const found = hashCosts({ feasible: true, cost } as unknown as DesignResult);
  expect(found).toEqual({
    hashEnergy: 1 + 2 + 4 + 64,
    moveEnergy: 8 + 16,
    hashTime: 10,
    hashArea: 511,
    energy: 255,
  });
  expect(Object.values(hashCosts({ feasible: false } as unknown as DesignResult))).toEqual(
    Array(5).fill(null),
  );
});

describe("rivals of a hash on arrays", () => {
  const { design, workload } = configOf(
    `{ workload: { length: 512, layers: 3, batch: 2, heads: 4, kvHeads: 2, headWidth: 64, attention: { rounds: 3, chunk: 32 } },
       design: { mapping: { search: false }, ${IDEAL_FLOORPLAN} } }`,
  );
  const rivals = hashRivals(design, workload, () => POINT);

  it("are seven, each at the design's node of logic and at 7 nm", () => {
    expect(rivals).toHaveLength(14);
    expect(rivals.map(({ logicNode }) => Math.round(logicNode * 1e9))).toEqual(
      Array.from({ length: 7 }, () => [Math.round(design.logicNode * 1e9), 7]).flat(),
    );
    // At 7 nm itself, the other node is 28 nm.
    const { design: small } = configOf('{ design: { logicNode: "7 nm", hashNode: "65 nm" } }');
    const nodes = designsOfRivals(small, workload).map(({ logicNode }) => Math.round(logicNode * 1e9));
    expect(nodes.slice(0, 2)).toEqual([7, 28]);
    expect(designsOfRivals(small, workload).every(({ hashNode }) => Math.round(hashNode * 1e9) === 65)).toBe(
      true,
    );
  });

  /** Vectors of three layers, two sequences, 512 tokens, and four queries with two keys; 2 · 512 / 32 buckets. */
  const vectors = 3 * 2 * 512 * (4 + 2);
  const bits = 3 * 5;

  it.each([
    // A unit gives a projection's share of a transform of 64 at a time.
    ["digital adder tree", "adder-tree", 64],
    ["dense int8 products", "dense-int8", 64 * 64],
    ["digital fast Hadamard transform", "fast-hadamard", 64],
  ])("%s costs its projections, by hand", (name, model, units) => {
    const own = rivals.find((rival) => rival.name === name);
    const price = bind<"project">("projection", model, { width: 64, units }).cost(
      createTechnology(design.logicNode, { temperature: design.temperature }),
    );
    const { energy } = price.actions.project;
    const each = Number(own?.hashEnergy) / (vectors * energy);
    // One transform gives 64 outputs, of which three rounds use fifteen; the others compute those alone.
    expect(each / (model === "fast-hadamard" ? 64 : bits)).toBeCloseTo(1, 9);
    expect(Number(own?.hashArea) / price.area).toBeCloseTo(1, 9);
    expect(own?.moveEnergy).toBe(rivals[0].moveEnergy);
  });
});
