import { expect, it } from "vitest";
import { createRng } from "#base";
import { SHARES } from "../../../packages/transformer/src/lane-job.ts";
import { statisticsOf } from "../../../src/language-model/engine/lane-engine.ts";
import { randomModel, randomTokens, SMALL } from "./random-model.ts";
import { selecting, smallEngine } from "./small-engine.ts";

const rng = createRng("spread of shares");
const [layers, heads] = [3, 2];
const select = selecting("oracle", { kind: "share", share: 0.5 }, { denseLayers: 1 });

it("the spread is that of a plain list of every token's keys, over two blocks; dense layers are left out", () => {
  const blocks = [170, 41].map((rows) => {
    const counts = new Int32Array(2 * layers * heads * rows);
    for (let at = 0; at < counts.length; at += 2) {
      // The first two tokens of a block attend everything.
      if ((at / 2) % rows < 2) continue;
      counts[at + 1] = 50 + Math.floor(200 * rng.uniform());
      counts[at] = Math.floor(counts[at + 1] * rng.uniform() ** 3);
    }
    return { rows, counts };
  });
  const sums = blocks.map(({ rows }) =>
    new Float64Array(layers * heads * Math.ceil(rows / 128) * SHARES).fill(1),
  );
  const tokens: { readonly layers: readonly number[]; readonly all: number }[] = [];
  let most = 0;
  for (const { rows, counts } of blocks)
    for (let t = 2; t < rows; t++) {
      const of = (from: number, to: number): number => {
        let [own, seen] = [0, 0];
        for (let layer = from; layer < to; layer++)
          for (let head = 0; head < heads; head++) {
            const at = 2 * ((layer * heads + head) * rows + t);
            own += counts[at];
            seen += counts[at + 1];
            if (layer >= 1) most = Math.max(most, counts[at] / counts[at + 1]);
          }
        return own / seen;
      };
      tokens.push({ layers: [0, 1, 2].map((layer) => of(layer, layer + 1)), all: of(1, 3) });
    }
  const found = statisticsOf(
    select,
    { layers, heads } as Parameters<typeof statisticsOf>[1],
    211,
    sums,
    blocks.map(({ counts }) => counts),
  );
  const rank = (values: readonly number[], share: number): number =>
    [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1];
  const all = tokens.map((token) => token.all);
  expect(found.median).toBe(rank(all, 0.5));
  expect(found.p99).toBe(rank(all, 0.99));
  expect(found.most).toBe(most);
  expect(found.layers[0]).toMatchObject({ median: 1, p99: 1, most: 1 });
  for (const layer of [1, 2]) {
    const own = tokens.map((token) => token.layers[layer]);
    expect(found.layers[layer].median).toBe(rank(own, 0.5));
    expect(found.layers[layer].p99).toBe(rank(own, 0.99));
  }
});

it("the engine counts each query: as many keys as a fixed budget gives, whatever the lanes", async () => {
  const engine = await smallEngine(randomModel(SMALL));
  const tokens = randomTokens(60, SMALL.vocabulary, "spread");
  const { context } = await engine.prefill(tokens.slice(0, 40));
  const { statistics } = await engine.extend(
    context,
    tokens.slice(40),
    selecting("oracle", { kind: "fixed", keys: 12 }),
  );
  const shares = Array.from({ length: 20 }, (_, n) => 12 / (41 + n)).sort((a, b) => a - b);
  expect(statistics?.median).toBeCloseTo(shares[9], 12);
  expect(statistics?.p99).toBeCloseTo(shares[19], 12);
  expect(statistics?.most).toBeCloseTo(12 / 41, 12);
  await engine.close();
});
