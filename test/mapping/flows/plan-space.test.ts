import { describe, expect, it } from "vitest";
import { contenderOf } from "../../../src/comparison/comparison-designs.ts";
import { planSpaceOf } from "../../../src/mapping/flows/plan-space.ts";
import { configOf } from "../../design-under-test.ts";

type Axis = "queryTiles" | "keyTiles";

function rangesOf(id: "exact-digital" | "lsh-digital", length: number, rows = 128) {
  const { design, workload } = configOf(
    `{ workload: { layers: 1, heads: 2, kvHeads: 2, headWidth: 64, length: ${length}, attention: { chunk: 48, rounds: 2 } },
       design: { digital: { mac: { model: "int8", units: 4096, arrays: 1, blockRows: ${rows}, blockWidth: 64 }, sizes: "stated" } } }`,
  );
  const contender = contenderOf(id);
  const space = planSpaceOf(contender.design(design), contender.workload(workload));
  if (space === null) throw new Error("no plans");
  return space.ranges;
}

/** Largest numbers of tiles of queries and of keys that are tried. */
function mostTiles(...given: Parameters<typeof rangesOf>): [number, number] {
  const most = (of: Axis): number => Math.max(...rangesOf(...given).map((range) => range[of][1]));
  return [most("queryTiles"), most("keyTiles")];
}

describe("the most tiles of a sequence", () => {
  it.each([960, 961, 1000, 1008])("are the chunks of %i tokens, the last of them begun", (length) => {
    const chunks = Array.from({ length }, (_, i) => Math.floor(i / 48));
    const most = new Set(chunks).size;
    expect(mostTiles("lsh-digital", length)).toEqual([most, most]);
  });

  it.each([
    [1000, 64],
    [1024, 64],
    [1025, 64],
    [1000, 256],
  ])("are the blocks of %i queries on an array that takes %i at once", (length, rows) => {
    const blocks = new Set(Array.from({ length }, (_, i) => Math.floor(i / rows)));
    expect(mostTiles("exact-digital", length, rows)).toEqual([blocks.size, blocks.size]);
  });

  it("are one for a sequence of one chunk or less, which no plan cuts", () => {
    for (const length of [16, 48])
      for (const { queryTiles, keyTiles } of rangesOf("lsh-digital", length))
        expect([...queryTiles, ...keyTiles]).toEqual([1, 1, 1, 1]);
  });
});
