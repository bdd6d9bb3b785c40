import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRng, dense, normals } from "#base";
import { drawProjections, projectionHasher } from "../../src/attention/hash-code.ts";
import { defineHash, type Hash } from "../../src/attention/hashes/hash.ts";
import { HASHES, hashFields, hashNamed } from "../../src/attention/hashes/index.ts";
import { simHash } from "../../src/attention/hashes/simhash.ts";
import { hashCodeOf } from "../../src/design/workload.ts";
import { agreement, COSINES, vectorPairs } from "../../src/simulation/hash-laws.ts";
import { configOf } from "../design-under-test.ts";

const bibliography = readFileSync(join(import.meta.dirname, "../../references.bib"), "utf8");
const attentionOf = (hash: Hash, more = "") =>
  configOf(`{ workload: { attention: { hash: "${hash.name}", ${more} } } }`).workload.attention;

describe.each(HASHES.map((hash) => [hash.name, hash] as const))("%s", (_, hash) => {
  it("has a source, at most the wanted buckets, and ids below its own number of them", () => {
    expect(bibliography).toContain(`{${hash.source},`);
    for (const wanted of [2, 6, 64, 300]) {
      const code = hashCodeOf(attentionOf(hash, `rounds: 3, buckets: ${wanted}`), 4096);
      expect(code.rounds).toBe(3);
      expect(code.buckets).toBeLessThanOrEqual(wanted);
      expect(code.factors.reduce((product, factor) => product * factor, 1)).toBe(code.buckets);
      expect(hash.comparisons(code)).toBeGreaterThanOrEqual(0);
      const vectors = dense(500, 16, normals(8000, createRng(`ids ${wanted}`)));
      const ids = projectionHasher(drawProjections(code, 16, createRng("drawn")), code)(vectors, "key");
      expect(ids.length).toBe(1500);
      expect(Math.min(...ids)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...ids)).toBeLessThan(code.buckets);
    }
  });

  it("gives the same ids at another scale, of which it asks for the rms only if that matters", () => {
    const code = hashCodeOf(attentionOf(hash, "rounds: 4, buckets: 64"), 4096);
    const vectors = dense(300, 16, normals(4800, createRng("scale")));
    const larger = dense(
      300,
      16,
      vectors.data.map((x) => 8 * x),
    );
    const hasher = projectionHasher(drawProjections(code, 16, createRng("drawn")), code);
    expect(hasher(larger, "key")).toEqual(hasher(vectors, "key"));
    const values = normals(4 * code.columns, createRng("values"));
    const at = (rms: number): number =>
      code.encode(
        values,
        values.map((x) => -x),
        code.columns,
        rms,
      );
    expect([0.01, 0.3, 1, 3].some((rms) => at(rms) !== at(100))).toBe(code.isScaled);
  });

  it("collides as its law says, without noise and with it, at every angle", () => {
    const [pairs, width] = [400, 48];
    const code = hashCodeOf(attentionOf(hash, "rounds: 32, buckets: 32"), 4096);
    expect(hash.law(code, 1, 0)).toBeCloseTo(1, 9);
    expect(code.word === undefined).toBe(hash.event === "bucket");
    let compared = 0;
    for (const noise of [0, 0.3])
      for (const cosine of COSINES) {
        const stream = createRng(`law ${noise} ${cosine}`);
        const { queries, keys } = vectorPairs(pairs, width, cosine, stream);
        // Vectors of one length, as the law has them; noise of their projections comes in further inputs.
        const noisy = (matrix: typeof keys, label: string) => {
          const own = normals(pairs * width, stream.fork(label));
          const data = new Float64Array(pairs * 2 * width);
          for (let n = 0; n < pairs; n++) {
            const row = matrix.data.subarray(n * width, (n + 1) * width);
            const norm = Math.hypot(...row);
            const extra = own.subarray(n * width, (n + 1) * width);
            const size = Math.hypot(...extra);
            for (let i = 0; i < width; i++) {
              data[n * 2 * width + i] = row[i] / norm;
              data[n * 2 * width + width + i] = (noise * extra[i]) / size;
            }
          }
          return dense(pairs, 2 * width, data);
        };
        const hasher = projectionHasher(drawProjections(code, 2 * width, stream.fork("projections")), code);
        const measured = agreement(hash.event, code, hasher, {
          queries: noisy(queries, "q"),
          keys: noisy(keys, "k"),
        });
        // 4.5 σ of 32 rounds that differ by their projections, whose events over pairs are nearly independent, and 0.4 % of systematics.
        const p = hash.law(code, cosine, noise);
        const events = pairs * 32 * (hash.event === "bit" ? code.columns : 1);
        const tolerance = 4.5 * Math.sqrt((p * (1 - p)) / (events / 8)) + 0.004;
        expect([cosine, noise, Math.abs(measured - p) < tolerance, measured, p]).toEqual([
          cosine,
          noise,
          true,
          measured,
          p,
        ]);
        compared++;
      }
    expect(compared).toBe(14);
  });
});

describe("parameters of hashes", () => {
  it("are in a config only with the hash that reads them, or stated by all since the first schema", () => {
    let own = 0;
    for (const hash of HASHES) {
      const attention = attentionOf(hash);
      for (const other of HASHES)
        for (const key of Object.keys(other.params.shape)) {
          expect([key, Object.hasOwn(attention, key)]).toEqual([
            key,
            other === hash || other.stated.includes(key),
          ]);
          own++;
        }
    }
    expect(own).toBeGreaterThanOrEqual(2);
  });

  it("may not share a name, and a hash has a kebab-case name that is known", () => {
    const twin = { ...hashNamed("cross-polytope"), name: "twin" };
    expect(() => hashFields([...HASHES, twin])).toThrow(
      /hash twin: another hash has a parameter "factorise"/,
    );
    expect(() => defineHash({ ...simHash, name: "Sim Hash" } as never)).toThrow(/kebab-case/);
    expect(() => hashNamed("sim")).toThrow(/one of simhash, cross-polytope/);
  });
});
