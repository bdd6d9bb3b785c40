import { describe, expect, it } from "vitest";
import { loadModel } from "#local-io";
import { modelOf, recallSequence } from "#model-files";
import { packagePath } from "../../src/runtime/package-files.ts";
import { byTier } from "../tier.ts";
import { capture, forward, negativeLogLikelihood } from "./decoder.ts";
import { logSum, type PlainVectors, plainLogits, plainStates } from "./engine/plain-forward.ts";

/** Tokens of a text: a dictionary of keys and values is known after some 100. */
const LENGTH = 128;
/** Evaluated text of `lm`, and of the comparison. */
const TEXTS = byTier([7000], [7000, 9000]);

/** Largest difference, relative to the largest number. */
class Bound {
  #difference = 0;
  #size = 0;
  see(found: ArrayLike<number>, exact: ArrayLike<number>): void {
    for (let n = 0; n < exact.length; n++) {
      this.#difference = Math.max(this.#difference, Math.abs(found[n] - exact[n]));
      this.#size = Math.max(this.#size, Math.abs(exact[n]));
    }
  }
  get value(): number {
    return this.#difference / this.#size;
  }
}

/**
 * The engine against plain loops in double precision that share nothing with it. Measured on two texts of 160 tokens (ADR 104):
 * vectors to 3.8e-7 and logits to 2.1e-7 of the largest, nats of a token to 1.7e-6; three times that is the bound.
 */
describe.each(byTier(["recall-plain"], ["recall-lm", "recall-plain", "recall-capped"]))(
  "%s in single precision",
  (name) => {
    it("has the queries, keys, values, logits and likelihoods of double precision, to some units of the last place", async () => {
      const { checkpoint } = await loadModel(packagePath("models", name));
      const model = modelOf(checkpoint);
      const [vectors, logits] = [new Bound(), new Bound()];
      let nats = 0;
      for (const seed of TEXTS) {
        const { tokens } = recallSequence(seed, LENGTH);
        const inputs = tokens.slice(0, -1);
        const layers: PlainVectors[] = [];
        const exact = plainStates(model, inputs, undefined, (layer) => layers.push(layer));
        for (const [layer, { heads }] of capture(checkpoint, inputs).layers.entries())
          for (const [head, { q, k, v, keyValueHead }] of heads.entries())
            for (let t = 0; t < LENGTH; t++) {
              const at = t * q.columns;
              vectors.see(q.data.subarray(at, at + q.columns), layers[layer].q[t][head]);
              vectors.see(k.data.subarray(at, at + q.columns), layers[layer].k[t][keyValueHead]);
              vectors.see(v.data.subarray(at, at + q.columns), layers[layer].v[t][keyValueHead]);
            }
        const final = forward(checkpoint, inputs);
        const { nll } = negativeLogLikelihood(checkpoint, final, tokens);
        for (const [t, state] of exact.entries()) {
          if (t % 4 > 0) continue;
          const row = [...final.data.subarray(t * final.columns, (t + 1) * final.columns)];
          const wanted = plainLogits(model, state);
          logits.see(plainLogits(model, row), wanted);
          nats = Math.max(nats, Math.abs(nll[t] - (logSum(wanted) - wanted[tokens[t + 1]])));
        }
      }
      expect(vectors.value).toBeLessThan(1.2e-6);
      expect(logits.value).toBeLessThan(6e-7);
      expect(nats).toBeLessThan(5e-6);
    });
  },
);
