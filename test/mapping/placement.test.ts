import { expect, it } from "vitest";
import { placeProjections } from "../../src/mapping/placement.ts";
import { configOf } from "../design-under-test.ts";

it("counts the cells that folding writes, by hand, and none of untuned arrays", () => {
  const of = (hashing: string) => {
    const { design, workload } = configOf(
      `{ workload: { preset: "recall-lm", length: 1024, attention: { rounds: 4, chunk: 16, sharedQK: false } },
         design: { hashing: { ${hashing} } } }`,
    );
    return { workload, ...placeProjections(design, workload) };
  };
  const pairing = (name: string) =>
    of(`folding: "write-verified", array: { rows: 128, columns: 64, pairing: "${name}" }`);
  const folded = pairing("differential");
  const { layers, heads, kvHeads, model } = folded.workload;
  // 128 buckets are 7 signs a round; 4 rounds, for each query and key head.
  const outputs = 4 * 7 * (heads + kvHeads);
  expect(folded.pairsPerGroup).toBe(outputs);
  // A differential pair has two cells a row; a row is a width of the layer's input.
  expect(folded.written).toBe(layers * outputs * 2 * Number(model?.modelWidth));
  expect(of("array: { rows: 128, columns: 64 }").written).toBe(0);
});
