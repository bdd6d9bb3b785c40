import { describe, expect, it } from "vitest";
import { createRng, type Dense, dense, row } from "#base";
import { drawProjections, projectionHasher } from "../../src/attention/hash-code.ts";
import { simHashCode } from "../../src/attention/hashes/simhash.ts";
import { projectingOn } from "../../src/design/digital-projection.ts";
import { hasherFactory, streamOfSet } from "../../src/simulation/trials.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

const WIDTH = 12;
const CODE = simHashCode(3, 7);
const { design } = configOf("{}");
const { heads } = syntheticActivations(1500, WIDTH, 1);
const [head] = heads;

const idsOn = (name: string): Int32Array =>
  hasherFactory("digital", projectingOn(design, name, WIDTH), CODE, WIDTH, createRng(5))(2, head)(
    head.k,
    "key",
  );

const SIGNS = () => streamOfSet(createRng(5), design, 2, head).fork("signs");

/** Bucket ids by explicit projections, one row each. */
const idsBy = (projections: Dense): Int32Array => projectionHasher(projections, CODE)(head.k, "key");

describe("the digital variant", () => {
  it("on the MAC array's adders projects on ±1", () => {
    expect(idsOn("mac")).toEqual(idsBy(drawProjections(CODE, WIDTH, SIGNS(), "rademacher")));
  });

  it("on a fast Hadamard unit projects on rows of H D, another D for every transform", () => {
    // 21 projections of 12 elements: two transforms of 16, entry (i, j) of H by the common ones of i and j.
    const rng = SIGNS();
    const flips = [0, 1].map(() => Array.from({ length: WIDTH }, () => (rng.integer(2) === 0 ? -1 : 1)));
    const ones = (x: number): number => x.toString(2).replaceAll("0", "").length;
    const projections = dense(21, WIDTH);
    for (let p = 0; p < 21; p++)
      row(projections, p).set(
        flips[Math.floor(p / 16)].map((flip, j) => ((ones((p % 16) & j) & 1) === 0 ? flip : -flip)),
      );
    expect(flips[0]).not.toEqual(flips[1]);
    // Products of another order of additions differ in the last bit; no projection here is that close to zero.
    expect(idsOn("fast-hadamard")).toEqual(idsBy(projections));
  });

  it("on adder trees projects on ±1, the same for queries and keys", () => {
    const hash = hasherFactory(
      "digital",
      projectingOn(design, "adder-tree", WIDTH),
      CODE,
      WIDTH,
      createRng(5),
    )(0, head);
    expect(hash(head.k, "query")).toEqual(hash(head.k, "key"));
    expect(new Set(hash(head.k, "key")).size).toBeGreaterThan(50);
  });
});
