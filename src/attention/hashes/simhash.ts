import { z } from "zod";
import { noisyCosine, signCollision } from "../collision-law.ts";
import { grayRank, grayWord, type HashCode } from "../hash-code.ts";
import { defineHash } from "./hash.ts";

/**
 * SimHash [charikar-2002]: the signs of `bits` projections, read as a Gray code word. A projection of exactly
 * zero counts as positive. P(bit equal) = 1 − θ/π.
 */
export const simHashCode = (rounds: number, bits: number): HashCode => ({
  rounds,
  columns: bits,
  buckets: 2 ** bits,
  factors: [2 ** bits],
  isScaled: false,
  encode(values, _, offset) {
    let word = 0;
    for (let b = 0; b < bits; b++) word = (word << 1) | (values[offset + b] >= 0 ? 1 : 0);
    return grayRank(word);
  },
  word: grayWord,
});

/** Uses ⌊log₂(buckets)⌋ bits. */
export const simHash = defineHash({
  name: "simhash",
  title: "a SimHash",
  source: "charikar-2002",
  params: z.object({}),
  code: ({ rounds, buckets }) => simHashCode(rounds, Math.floor(Math.log2(buckets))),
  reads: "signs",
  comparisons: () => 0,
  event: "bit",
  law: (_, cosine, noise) => signCollision(noisyCosine(cosine, noise)),
  surrogate: "sign",
});
