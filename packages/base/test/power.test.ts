import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { erf } from "../src/error-function.ts";
import { power } from "../src/power.ts";

const digest = (values: Float64Array): string =>
  createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex");

// Every bit, so that a Node or a library that rounds another way is seen where this runs.
test("4 096 powers have the same bits on every Node", () => {
  const values = Float64Array.from({ length: 4096 }, (_, n) =>
    power(0.01 + n * 0.0137, ((n * 7919) % 4096) / 512 - 4),
  );
  expect(digest(values)).toBe("994e327bc0e6a49b459e8f37a7540e2692952c55e3737edff7a6ce6d56cc375a");
});

test("so have 100 000 powers and 10 000 error functions of every size", () => {
  const powers = Float64Array.from({ length: 100_000 }, (_, n) => {
    const base = 2 ** ((n % 640) - 320) * (1 + ((n * 7919) % 65_536) / 65_536);
    return power(base, 2 ** ((n % 71) - 35) * (((n * 104_729) % 4096) / 1024 - 2));
  });
  expect(digest(powers)).toBe("e5a41d552cda26a01cfe7748775f097df47294534d6c6de870e56c3b94db4db8");
  const errors = Float64Array.from({ length: 10_000 }, (_, n) => erf((n - 5000) / 700));
  expect(digest(errors)).toBe("4ac82e7fb72280da97be9d0169b81f5e6ff539c1f5e31aec7025bc323ac673f4");
});

/** Numbers of a line of hexadecimal words. */
const numbers = (words: readonly string[]): number[] =>
  words.map((word) => Buffer.from(word, "hex").readDoubleBE());

/** The distance to the next number. */
function lastPlace(x: number): number {
  const bits = new BigInt64Array(new Float64Array([Math.abs(x)]).buffer);
  bits[0]++;
  return new Float64Array(bits.buffer)[0] - Math.abs(x);
}

// mpmath's values at 60 digits, each as a sum of two numbers; reference-values.py writes them.
test("powers are within .75 and error functions within 1 of the last place", () => {
  const lines = readFileSync(join(import.meta.dirname, "reference-values.txt"), "utf8")
    .trim()
    .split("\n");
  const worst = { power: 0, erf: 0 };
  for (const line of lines) {
    const [name, ...words] = line.split(" ");
    const [high, low] = numbers(words.slice(-2));
    const given = numbers(words.slice(0, -2));
    const value = name === "power" ? power(given[0], given[1]) : erf(given[0]);
    const error = Math.abs(value - high - low) / lastPlace(high);
    worst[name as "power"] = Math.max(worst[name as "power"], error);
  }
  expect(lines.length).toBe(240);
  expect(worst.power).toBeLessThan(0.75);
  expect(worst.erf).toBeLessThan(1);
  expect(worst.power).toBeGreaterThan(0.4);
});

test.each<[base: number, exponent: number, value: number]>([
  [0, 0.3, 0],
  [0, -0.3, Number.POSITIVE_INFINITY],
  [-0, -3, Number.NEGATIVE_INFINITY],
  [7, 0, 1],
  [Number.POSITIVE_INFINITY, -0.3, 0],
  [Number.NaN, 0.3, Number.NaN],
  [0.3, Number.NaN, Number.NaN],
  [0.5, Number.POSITIVE_INFINITY, 0],
  [-8, 1 / 3, Number.NaN],
  [-2, 7, -128],
  [-2, 6, 64],
  [10, 308, 1e308],
  [10, 309, Number.POSITIVE_INFINITY],
  [10, -324, 0],
  [2, -1074, 5e-324],
  [2, 1023, 2 ** 1023],
  [2, 1024, Number.POSITIVE_INFINITY],
  [1 + 2 ** -52, 2 ** 80, Number.POSITIVE_INFINITY],
  [1 - 2 ** -53, 2 ** 80, 0],
])("%d to the power of %d is %d", (base, exponent, value) => {
  expect(power(base, exponent)).toBe(value);
});

test("the error function is odd, and 1 where nothing is left", () => {
  for (const x of [0, 1e-320, 1e-9, 0.5, 0.84375, 1, 1.25, 2.9, 6, 40, Number.POSITIVE_INFINITY])
    expect(erf(-x)).toBe(-erf(x));
  expect(erf(6)).toBe(1);
  expect(erf(Number.NaN)).toBe(Number.NaN);
});
