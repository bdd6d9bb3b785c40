import { expect, it } from "vitest";
import { BoundedMap } from "../src/bounded-map.ts";
import { createRng } from "../src/rng.ts";

it("drops one entry above its bound, and keeps the others", () => {
  const map = new BoundedMap<number, string>(10);
  for (let n = 0; n < 5; n++) map.set(n, `${n}`, 2);
  expect([0, 1, 2, 3, 4].map((n) => map.get(n))).toEqual(["0", "1", "2", "3", "4"]);
  map.set(5, "5", 2);
  expect([0, 1, 2, 3, 4, 5].filter((n) => map.get(n) === `${n}`)).toHaveLength(5);
});

it("holds no entry above its bound, and one that grows above it is dropped", () => {
  const map = new BoundedMap<string, number>(3);
  map.set("a", 1, 4);
  expect(map.get("a")).toBeUndefined();
  map.set("a", 1, 1);
  map.resize("a", 3);
  expect(map.get("a")).toBe(1);
  map.resize("a", 4);
  expect(map.get("a")).toBeUndefined();
  map.resize("a", 1);
  map.clear();
  map.set("b", 2, 3);
  expect(map.get("b")).toBe(2);
});

it("of three halves of what fits, used in turn, is of use for two fifths, as drops at random are: h = exp(-1.5 (1 - h))", () => {
  const map = new BoundedMap<number, number>(100);
  let hits = 0;
  for (let n = 0; n < 200 * 150; n++)
    if (map.get(n % 150) !== undefined) hits++;
    else map.set(n % 150, n, 1);
  // The fixed point of the law is .417.
  expect(Math.abs(hits / (200 * 150) - 0.417)).toBeLessThan(0.03);
});

it("never holds more than its bound, over random sizes", () => {
  const { uniform } = createRng("bounded map");
  const map = new BoundedMap<number, number>(1000);
  const sizes = new Map<number, number>();
  for (let n = 0; n < 2000; n++) {
    const key = Math.floor(50 * uniform());
    const size = 120 * uniform();
    if (map.get(key) === undefined) map.set(key, n, size);
    else map.resize(key, size);
    sizes.set(key, size);
    const held = [...sizes].filter(([own]) => map.get(own) !== undefined);
    expect(held.reduce((sum, [, own]) => sum + own, 0)).toBeLessThanOrEqual(1000 + 1e-9);
  }
});
