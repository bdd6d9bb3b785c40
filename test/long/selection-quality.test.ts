import { describe, expect, it } from "vitest";
import { crossedEstimate } from "#base";
import { loadModel } from "#local-io";
import { modelOf, recallSequence } from "#model-files";
import { windowHaystack } from "../../packages/text-trials/src/window-haystack.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import type { Selection } from "../../src/language-model/engine/engine.ts";
import { askExactly, type HaystackScore } from "../../src/language-model/evaluation/ask.ts";
import { packagePath } from "../../src/runtime/package-files.ts";
import { openEngine } from "../../src/runtime/real-engine.ts";

const LENGTH = 1024;
const ARRAYS = 5;
/** Windows that the grammar's seeds from 7000 make; the whole run has 24: `lm --model models/recall-plain --windows 24`. */
const WINDOWS = 2;
/** Keys of a query: 14.2 % of the causal ones in the mean. */
const KEYS = 76;

/**
 * The untuned array as an index of a toy model that buckets fail on. Intervals of 95 % over windows and arrays, crossed: with fixed
 * seeds a result that holds with the whole run fails here by chance in one of forty seeds a bound.
 */
describe("selection on recall-plain, five arrays, L = 1024", () => {
  it("keeps perplexity and recall at 15 % of the keys; random, window and a second array do not", async () => {
    const { checkpoint } = await loadModel(packagePath("models", "recall-plain"));
    const place = (): string => "test";
    const config = parseConfig({ file: "test", value: {}, place, keyPlace: place }, shippedCatalogue);
    const { design } = config;
    const { attention } = config.workload;
    const engine = await openEngine(modelOf(checkpoint), {
      samples: LENGTH,
      hashing: { design, attention, config: { value: {}, plugins: [] } },
    });
    await engine.calibrate(recallSequence(500_000, LENGTH).tokens.slice(0, LENGTH));
    const selection = (name: string, params: object, array: number): Selection => ({
      selector: { name, params: params as Readonly<Record<string, unknown>> },
      sink: 1,
      window: 16,
      denseLayers: 0,
      budget: { kind: "fixed", keys: KEYS },
      seed: 1,
      array,
    });
    const variants = [
      { name: "map of 64", selector: "score", params: { bits: 64 }, arrays: ARRAYS, fails: false },
      { name: "signs of 128", selector: "score", params: { query: "signs" }, arrays: ARRAYS, fails: false },
      {
        name: "second array",
        selector: "score",
        params: { hash: "second-array", query: "signs", bits: 64 },
        arrays: 2,
        fails: true,
      },
      { name: "random", selector: "random", params: {}, arrays: 1, fails: true },
      { name: "window", selector: "window", params: {}, arrays: 1, fails: true },
    ];
    /** Windows × arrays. */
    const lost = new Map(
      variants.map(({ name }) => [name, { nll: [] as number[][], recall: [] as number[][] }]),
    );
    for (let w = 0; w < WINDOWS; w++) {
      const { tokens } = recallSequence(7000 + w, LENGTH);
      const haystack = windowHaystack(tokens, `window ${w}`, LENGTH, true);
      const asked = await askExactly(engine, haystack);
      for (const { name, selector, params, arrays } of variants) {
        const scores: HaystackScore[] = [];
        for (let array = 0; array < arrays; array++)
          scores.push(await asked.ask("B", selection(selector, params, array)));
        for (const { shares } of scores) expect(shares?.attended).toBeLessThan(0.15);
        const meanOf = (score: HaystackScore, item: number, of: "nll" | "right"): number =>
          score.items[item][of].reduce((a, b) => a + b, 0) / score.items[item][of].length;
        lost.get(name)?.nll.push(scores.map((s) => meanOf(s, 0, "nll") - meanOf(asked.exact, 0, "nll")));
        lost
          .get(name)
          ?.recall.push(scores.map((s) => meanOf(asked.exact, 1, "right") - meanOf(s, 1, "right")));
      }
      asked.release();
    }
    for (const { name, fails } of variants) {
      const { nll = [], recall = [] } = lost.get(name) ?? {};
      const [loss, values] = [crossedEstimate(nll), crossedEstimate(recall)];
      if (fails) {
        // Five margins of 1 % and of half a point, at the near end of the interval over windows.
        expect(Math.exp(loss.mean - 3 * loss.standardError), `${name}: perplexity`).toBeGreaterThan(1.05);
        expect(values.mean - 3 * values.standardError, `${name}: recall`).toBeGreaterThan(0.025);
      } else {
        expect(Math.exp(loss.mean + 2 * loss.standardError), `${name}: perplexity`).toBeLessThan(1.01);
        expect(values.mean, `${name}: recall`).toBeLessThan(0.005);
      }
    }
  });
});
