import { expect, it } from "vitest";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { WHOLE } from "../../src/design/mapping-plan.ts";
import { exactFlow } from "../../src/mapping/flows/exact-flow.ts";
import { sizesOf } from "../../src/mapping/sizes.ts";
import { configOf } from "../design-under-test.ts";

/** Rows of queries that tiles of keys visit, and how often one is visited that was visited before: one tile after another. */
function walk(
  length: number,
  keyTiles: number,
  causal: boolean,
): { readonly visits: number; readonly again: number } {
  const seen = new Set<number>();
  let [visits, again] = [0, 0];
  for (let tile = 0; tile < keyTiles; tile++)
    for (let row = causal ? (tile * length) / keyTiles : 0; row < length; row++) {
      visits++;
      if (seen.has(row)) again++;
      seen.add(row);
    }
  return { visits, again };
}

it.each([true, false])(
  "running outputs go out and back once for each tile of keys after the first, causal %s",
  (causal) => {
    const { design, workload } = configOf(
      `{ workload: { layers: 1, heads: 3, length: 1024, attention: { causal: ${causal} } } }`,
    );
    const [own, seen] = [exactDigital.design(design), exactDigital.workload(workload)];
    const s = sizesOf(own, seen);
    const memories = { buffer: own.digital.buffer.behaviour, memory: own.memory.behaviour };
    // A running output has 16 bits an element and 32 for the logarithm of its sum.
    const bits = s.width * 16 + 32;
    for (const keyTiles of [1, 2, 4, 8]) {
      const { again, visits } = walk(1024, keyTiles, causal);
      const flow = exactFlow(s, causal, memories, { ...WHOLE, outer: "keys", keyTiles });
      for (const action of ["write", "read"]) {
        const moved = flow.others
          .filter((one) => one.operation === "combine" && one.component === "buffer" && one.action === action)
          .reduce((sum, { count }) => sum + count * memories.buffer.bits, 0);
        expect(moved).toBeCloseTo(3 * again * bits, 3);
      }
      // What does not stay on the chip is read again at every visit but the first, which brings it in.
      const queries = flow.tensors.find(({ name }) => name === "queries");
      const away = queries?.counts({ ...memories, resident: 0 }) ?? [];
      const read = away
        .filter(({ component, action }) => component === "memory" && action === "read")
        .reduce((sum, { count }) => sum + count * memories.memory.bits, 0);
      expect(read).toBeCloseTo(3 * (visits - 1024) * s.width * 8, 3);
    }
  },
);
