import { expect, it } from "vitest";
import { createRng, type Dense, dense } from "#base";
import { grayWord } from "../../../src/attention/hash-code.ts";
import { simHashCode } from "../../../src/attention/hashes/simhash.ts";
import { writtenHashers } from "../../../src/language-model/engine/head-hashers.ts";
import { configOf, IDEAL_HARDWARE } from "../../design-under-test.ts";

const [WIDTH, BITS, KEYS] = [16, 16, 80];
const CODE = simHashCode(BITS / 8, 8);
const normals = (name: string, rows: number): Dense => {
  const rng = createRng(name);
  return dense(
    rows,
    WIDTH,
    Float64Array.from({ length: rows * WIDTH }, () => rng.normal()),
  );
};
const rows = normals("rows", BITS);
const keys = normals("keys", KEYS);

/** Signs by arrays of a design, ±1, keys × bits. */
function signsOf(text: string, sample: number): number[] {
  const none = dense(0, WIDTH);
  const hash = writtenHashers(configOf(text).design)(rows, CODE, createRng("chips"), {
    head: { layer: 0, head: 0, kvHead: 0, q: none, k: none, v: none },
    ...{ sample, window: 0, calibration: { query: keys, key: keys } },
  });
  const ids = hash(keys, "key");
  return Array.from({ length: KEYS * BITS }, (_, n) => {
    const [t, p] = [Math.floor(n / BITS), n % BITS];
    // The first projection of a round is the highest bit of its word.
    return (grayWord(ids[Math.floor(p / 8) * KEYS + t]) >> (7 - (p % 8))) & 1 ? 1 : -1;
  });
}

const exact = Array.from({ length: KEYS * BITS }, (_, n) => {
  let sum = 0;
  for (let c = 0; c < WIDTH; c++)
    sum += rows.data[(n % BITS) * WIDTH + c] * keys.data[Math.floor(n / BITS) * WIDTH + c];
  return Math.sign(sum);
});
const agreement = (a: readonly number[], b: readonly number[]): number =>
  a.filter((x, n) => x === b[n]).length / a.length;

it("ideal arrays write the signs of the rows themselves", () => {
  const ideal = `{ design: { ${IDEAL_HARDWARE} } }`.replace(
    "hashing: {",
    'hashing: { array: { rows: 16, columns: 32, wires: "ideal" }, ',
  );
  expect(agreement(signsOf(ideal, 0), exact)).toBe(1);
});

it("the design's own arrays write them with errors, other ones on every chip", () => {
  const own = "{ design: { hashing: { array: { rows: 16, columns: 32 } } } }";
  const [first, second] = [signsOf(own, 0), signsOf(own, 1)];
  for (const signs of [first, second]) {
    expect(agreement(signs, exact)).toBeGreaterThan(0.8);
    expect(agreement(signs, exact)).toBeLessThan(1);
  }
  expect(first).not.toEqual(second);
  expect(signsOf(own, 0)).toEqual(first);
});
