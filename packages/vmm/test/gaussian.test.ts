import { errorFunction } from "simple-statistics";
import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { fillGaussians, GROUP, noiseKey, philox } from "../src/noise.ts";

const KEY = Uint32Array.of(0xa4093822, 0x299f31d0, 0x13198a2e, 0x03707344);
const normalCdf = (x: number): number => (1 + errorFunction(x / Math.SQRT2)) / 2;

/** vectors × outputs deviates, outputs a multiple of 16. */
function deviates(key: Uint32Array, vectors: number, outputs: number): Float64Array {
  const all = new Float64Array(vectors * outputs);
  const group = new Float32Array(GROUP);
  for (let t = 0; t < vectors; t++)
    for (let g = 0; g < outputs / GROUP; g++) {
      fillGaussians(key, t, g, group);
      all.set(group, t * outputs + g * GROUP);
    }
  return all;
}

const mean = (values: Float64Array, of: (x: number, k: number) => number): number =>
  values.reduce((sum, x, k) => sum + of(x, k), 0) / values.length;

describe("philox", () => {
  // Counter, key and answer as distributed with Random123.
  it.each([
    ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("gives the known answer of counter %s under key %s", (counter, key, answer) => {
    const parse = (text: string): number[] => text.split(" ").map((word) => Number.parseInt(word, 16));
    const words = Uint32Array.from(parse(counter));
    const [key0, key1] = parse(key);
    philox(words, key0, key1);
    expect([...words]).toEqual(parse(answer));
  });
});

describe("fillGaussians", () => {
  it("is the Box-Muller transform of its Philox words to single precision", () => {
    const group = new Float32Array(GROUP);
    for (let t = 0; t < 1000; t++) {
      fillGaussians(KEY, t, 3, group);
      for (let lane = 0; lane < 4; lane++) {
        const words = Uint32Array.of(12 + lane, t, KEY[2], KEY[3]);
        philox(words, KEY[0], KEY[1]);
        for (const w of [0, 2]) {
          const radius = Math.sqrt(-2 * Math.log(((words[w] >>> 1) | 1) / 2 ** 31));
          const [x, y] = [group[4 * w + lane], group[4 * w + 4 + lane]];
          // Close to u = 1 single precision holds u to 2⁻²⁵ and the square of the radius to twice that.
          const error = Math.abs(x * x + y * y - radius ** 2);
          expect(error).toBeLessThan(2e-6 * radius ** 2 + 1.3e-7);
          const octant = ((words[w + 1] & 0x1fffffff) / 2 ** 29) * (Math.PI / 4);
          const smaller = Math.atan2(Math.min(Math.abs(x), Math.abs(y)), Math.max(Math.abs(x), Math.abs(y)));
          expect(Math.abs(smaller - octant)).toBeLessThan(1e-6);
        }
      }
    }
  });

  // Bounds of this file are exceeded by chance once in 10⁶ tests or less; keys are fixed.
  const N = 1 << 18;
  const draws = deviates(KEY, N / 64, 64);

  it("has the moments of a standard normal", () => {
    const bound = (variance: number): number => 4.9 * Math.sqrt(variance / N);
    expect(Math.abs(mean(draws, (x) => x))).toBeLessThan(bound(1));
    expect(Math.abs(mean(draws, (x) => x ** 2) - 1)).toBeLessThan(bound(2));
    expect(Math.abs(mean(draws, (x) => x ** 3))).toBeLessThan(bound(15));
    expect(Math.abs(mean(draws, (x) => x ** 4) - 3)).toBeLessThan(bound(96));
  });

  it("passes Kolmogorov-Smirnov", () => {
    const sorted = draws.slice().sort();
    let distance = 0;
    sorted.forEach((x, i) => {
      const p = normalCdf(x);
      distance = Math.max(distance, Math.abs(p - i / N), Math.abs((i + 1) / N - p));
    });
    // √(ln(2 / 10⁻⁶) / 2n)
    expect(distance).toBeLessThan(Math.sqrt(Math.log(2e6) / 2 / N));
  });

  it("fills its tails: chi-square over steps of σ/4 from −4 to 4 σ", () => {
    const edges = Array.from({ length: 33 }, (_, k) => -4 + k / 4);
    const observed = new Float64Array(34);
    for (const x of draws) observed[Math.min(33, Math.max(0, Math.floor((x + 4) * 4) + 1))]++;
    const cdf = [0, ...edges.map(normalCdf), 1];
    let chi2 = 0;
    for (let k = 0; k < 34; k++) {
      const expected = N * (cdf[k + 1] - cdf[k]);
      chi2 += (observed[k] - expected) ** 2 / expected;
    }
    expect(chi2).toBeLessThan(87.9); // 33 degrees of freedom, 10⁻⁶
    expect(chi2).toBeGreaterThan(6);
  });

  it.each([
    ["outputs next to each other", (k: number) => (k % 64 < 63 ? k + 1 : -1)],
    ["outputs of one Philox lane", (k: number) => (k % 16 < 12 ? k + 4 : -1)],
    ["groups of outputs", (k: number) => (k % 64 < 48 ? k + 16 : -1)],
    ["vectors", (k: number) => (k + 64 < N ? k + 64 : -1)],
  ])("is independent between %s: values, squares and signs", (_, partner) => {
    for (const of of [(x: number) => x, (x: number) => (x * x - 1) / Math.SQRT2, Math.sign]) {
      let sum = 0;
      let pairs = 0;
      draws.forEach((x, k) => {
        const other = partner(k);
        if (other < 0) return;
        sum += of(x) * of(draws[other]);
        pairs++;
      });
      expect(Math.abs(sum)).toBeLessThan(4.9 * Math.sqrt(pairs));
    }
  });

  it.each([0, 1, 2, 3])("is another stream for every bit of word %i of the key", (word) => {
    const few = deviates(KEY, 256, 64);
    for (const bit of [0, 17, 31]) {
      const other = KEY.slice();
      other[word] ^= 1 << bit;
      const others = deviates(other, 256, 64);
      expect(Math.abs(mean(few, (x, k) => x * others[k]))).toBeLessThan(4.9 / Math.sqrt(few.length));
    }
  });

  it("takes its key from the name of a stream", () => {
    expect(noiseKey(createRng(1).fork("reads"))).toEqual(noiseKey(createRng(1).fork("reads")));
    expect(noiseKey(createRng(1).fork("reads"))).not.toEqual(noiseKey(createRng(1).fork("writes")));
  });
});
