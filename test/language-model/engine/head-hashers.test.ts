import { describe, expect, it } from "vitest";
import { createRng, dense, normals } from "#base";
import type { HashWord } from "../../../src/attention/selectors/selector.ts";
import { hashCodeOf } from "../../../src/design/workload.ts";
import { headHashers } from "../../../src/language-model/engine/head-hashers.ts";
import { configOf } from "../../design-under-test.ts";

const [LENGTH, WIDTH] = [64, 8];
const vectors = dense(LENGTH, WIDTH, normals(LENGTH * WIDTH, createRng("vectors")));

/** Bucket ids of one text by query heads 0 and 1, which read key head 0, and by head 2 of key head 1. */
function idsOf(sharing: string, variant: HashWord, role: "query" | "key"): Int32Array[] {
  const { design, workload } = configOf(`{
    workload: { length: ${LENGTH}, layers: 1, heads: 4, kvHeads: 2, headWidth: ${WIDTH}, attention: { rounds: 2, chunk: 8 } },
    design: { hashing: { sharing: "${sharing}", array: { rows: ${WIDTH}, columns: 32, wires: "ideal" },
      memristor: { model: "normal", readNoise: 0.3 } } } }`);
  const hasher = headHashers(design, hashCodeOf(workload.attention, LENGTH), WIDTH, createRng(4));
  return [0, 1, 2].map((head) => {
    const kvHead = Math.floor(head / 2);
    const site = {
      head: { layer: 0, head, kvHead, q: vectors, k: vectors, v: vectors },
      sample: 0,
      window: 0,
      calibration: { query: vectors, key: vectors },
    };
    return hasher(variant, site)(vectors, role);
  });
}

describe("a key is read once for all query heads of its group, a query by each", () => {
  it.each<HashWord>(["memristor", "random-buckets"])("%s", (variant) => {
    const [first, second, other] = idsOf("head", variant, "key");
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    const [query, next] = idsOf("head", variant, "query");
    expect(next).not.toEqual(query);
    expect(query).not.toEqual(first);
  });

  it("query heads with arrays of their own read their keys by themselves", () => {
    for (const variant of ["memristor", "random-buckets", "software"] as const) {
      const [first, second] = idsOf("query-head", variant, "key");
      expect(second).not.toEqual(first);
    }
  });

  it("software has no noise: the group's projections are one, a layer's too where it shares them", () => {
    const [first, second, other] = idsOf("head", "software", "query");
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    const [one, , three] = idsOf("layer", "software", "query");
    expect(three).toEqual(one);
  });
});
