import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { chooserByCodes } from "../../src/attention/selectors/by-score.ts";
import { codeWords, writeCodes } from "../../src/attention/selectors/byte-codes.ts";
import {
  type CodeFields,
  type QueryBlock,
  TOTALS,
  type Wanted,
} from "../../src/attention/selectors/selector.ts";
import { loadScoreKernel } from "../../src/runtime/kernels.ts";
import { wantedAt } from "../attention/wanted.ts";

const SIGNS: CodeFields = { levels: Float64Array.of(-1, 1), bits: 1 };
const TWO_BITS: CodeFields = { levels: Float64Array.of(-1.5, -0.5, 0.5, 1.5), bits: 2 };
const FOUR_BITS: CodeFields = { levels: Float64Array.from({ length: 16 }, (_, n) => n / 4 - 2), bits: 4 };

/** Keys and queries of a few binary digits, so that single precision adds them without rounding. */
function blockOf(keys: number, rows: number, bytes: number, fields: CodeFields, seed: number) {
  const rng = createRng(seed);
  const codes = new Int32Array(keys * codeWords({ bytes })).fill(-1);
  const block = { rows: keys } as QueryBlock;
  writeCodes({ bytes }, block, codes, (_, into) => {
    for (let B = 0; B < bytes; B++) into[B] = rng.integer(256);
    return (1 + rng.integer(4)) / 4;
  });
  const queries = Array.from({ length: rows }, () =>
    Float64Array.from({ length: (8 * bytes) / fields.bits }, () => (rng.integer(65) - 32) / 64),
  );
  // Logits of sink and window, of few digits, larger than most estimates.
  const logit = (n: number, j: number): number => (((7 * n + 3 * j) % 11) - 2) / 2;
  return { block: { first: keys - rows, rows, codes, logit } as QueryBlock, queries };
}

const keysOf = (
  { block, queries }: ReturnType<typeof blockOf>,
  bytes: number,
  fields: CodeFields,
  replicas: number,
  wanted: Partial<Wanted>,
  kernel?: ReturnType<typeof loadScoreKernel>,
): number[][] => {
  const length = block.first + block.rows;
  const chooser = chooserByCodes(
    block,
    { bytes },
    fields,
    (n) =>
      Array.from({ length: Math.min(replicas, length) }, (_, r) => ({
        query: r === 0 ? queries[n] : queries[(n + r) % queries.length],
        scale: 0.25,
        from: r,
        to: length,
        step: replicas,
      })),
    kernel,
  );
  const into = new Int32Array(length);
  return queries.map((_, n) => {
    const to = Math.max(2, block.first + n - 2);
    const last = block.first + n;
    const count = chooser.choose(n, wantedAt(last, { from: 2, to: Math.min(to, last + 1), ...wanted }), into);
    return [...into.subarray(0, count)];
  });
};

describe("the kernel of scores over codes", () => {
  const kernel = loadScoreKernel();

  it("keeps the keys of the largest scores that plain TypeScript keeps, ties included", () => {
    fc.assert(
      fc.property(
        fc.record({
          keys: fc.integer({ min: 3, max: 90 }),
          rows: fc.integer({ min: 1, max: 11 }),
          bytes: fc.integer({ min: 1, max: 9 }),
          fields: fc.constantFrom(SIGNS, TWO_BITS, FOUR_BITS),
          replicas: fc.constantFrom(1, 1, 2, 3, 4),
          share: fc.double({ min: 0, max: 1.2, noNaN: true }),
          seed: fc.integer({ min: 1, max: 1e6 }),
        }),
        ({ keys, rows, bytes, fields, replicas, share, seed }) => {
          const made = blockOf(keys, Math.min(rows, keys - 2), bytes, fields, seed);
          const wanted = { keys: Math.round(share * keys) };
          const plain = keysOf(made, bytes, fields, replicas, wanted);
          expect(keysOf(made, bytes, fields, replicas, wanted, kernel)).toEqual(plain);
        },
      ),
      { seed: 23, numRuns: 400 },
    );
  });

  it.each([0.5, 0.9, 0.98, 0.999])("keeps the fewest keys that hold %d of the attention", (mass) => {
    let kept = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const made = blockOf(300, 9, 16, SIGNS, seed);
      const wanted = { keys: 300, mass };
      const plain = keysOf(made, 16, SIGNS, 1, wanted);
      const own = keysOf(made, 16, SIGNS, 1, wanted, kernel);
      // Sums of single-precision exponentials may fall on the other side of the share by one key.
      for (const [n, list] of own.entries()) {
        expect(Math.abs(list.length - plain[n].length)).toBeLessThanOrEqual(1);
        const both = new Set([...list, ...plain[n]]);
        expect(both.size).toBe(Math.max(list.length, plain[n].length));
        kept += list.length;
      }
    }
    // A share of a few large weights is held by few keys, and never by none or by all.
    expect(kept).toBeGreaterThan(20 * 9);
    expect(kept).toBeLessThan(20 * 9 * 290);
  });

  it.each(TOTALS)(
    "keeps the keys above a threshold that plain TypeScript keeps, with the total %s",
    (total) => {
      let kept = 0;
      for (let seed = 1; seed <= 30; seed++) {
        const made = blockOf(200, 12, 8, SIGNS, seed);
        const threshold = { tau: 2e-3, total };
        const plain = keysOf(made, 8, SIGNS, 1 + (seed % 2), { threshold });
        // The total is rounded to single precision, and no score is that close to it.
        expect(keysOf(made, 8, SIGNS, 1 + (seed % 2), { threshold }, kernel)).toEqual(plain);
        kept += plain.reduce((sum, list) => sum + list.length, 0);
      }
      expect(kept).toBeGreaterThan(30 * 12);
      expect(kept).toBeLessThan(30 * 12 * 180);
    },
  );

  it("serves two blocks in turn", () => {
    const [one, other] = [blockOf(50, 8, 4, SIGNS, 1), blockOf(70, 8, 4, SIGNS, 2)];
    const alone = [one, other].map((made) => keysOf(made, 4, SIGNS, 1, { keys: 9 }, kernel));
    const choosers = [one, other].map(({ block, queries }) =>
      chooserByCodes(
        block,
        { bytes: 4 },
        SIGNS,
        (n) => [{ query: queries[n], scale: 0.25, from: 0, to: block.first + 8, step: 1 }],
        kernel,
      ),
    );
    const into = new Int32Array(70);
    for (let n = 0; n < 8; n++)
      for (const [c, chooser] of choosers.entries()) {
        const { first } = [one, other][c].block;
        const count = chooser.choose(n, wantedAt(first + n, { from: 2, to: first + n - 2, keys: 9 }), into);
        expect([...into.subarray(0, count)]).toEqual(alone[c][n]);
      }
  });
});
