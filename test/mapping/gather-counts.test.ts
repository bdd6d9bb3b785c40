// What LSH attention gathers of a layer in its forward pass, by hand: the backward pass has its own walk.

import { expect, it } from "vitest";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { configOf } from "../design-under-test.ts";

it.each([512, 4096])("a round gathers the keys, the queries and the values of L = %i once", (length) => {
  const { design, workload } = configOf(
    `{ workload: { layers: 3, heads: 8, kvHeads: 2, headWidth: 64, length: ${length}, batch: 2,
         attention: { rounds: 4, chunk: 64, localWindow: 32, sink: 1, duplicates: "once" } },
       design: { digital: { mac: { model: "int8" }, buffer: { model: "ideal", bits: 128 } } } }`,
  );
  const read = mapWorkload(design, workload)
    .counts.filter(
      ({ operation, component, action }) =>
        operation === "gather" && component === "buffer" && action === "read",
    )
    .reduce((sum, { count }) => sum + count, 0);
  // 64 elements of 8 bits, a position of the sequence, and a number of a chunk of 64 for each of four rounds.
  const [row, index, chunks] = [64 * 8, Math.log2(length), 4 * Math.log2(length / 64)];
  // Keys and queries come by their positions and carry their chunk numbers; values carry none.
  const round = 2 * (index + row + chunks) + row;
  // The local window and the sink stream keys, queries and values once more.
  expect(read * 128).toBeCloseTo(3 * 2 * 8 * length * (4 * round + 3 * row), 3);
});
