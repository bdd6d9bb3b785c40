import { expect, it } from "vitest";
import { TimeWheel, WHEEL_SIZE } from "../src/time-wheel.ts";
import { randomWords } from "./random.ts";

it("gives the earliest items, as a list that is searched", () => {
  const ITEMS = 300;
  const wheel = new TimeWheel(ITEMS);
  const pending = new Map<number, number>();
  const taken = new Int32Array(ITEMS);
  const random = randomWords(3);
  const below = (bound: number): number => Number(random(32)) % bound;
  let [now, taken0, removed] = [0, 0, 0];
  for (let step = 0; step < 50_000; step++) {
    const item = below(ITEMS);
    expect(wheel.isPending(item)).toBe(pending.has(item));
    if (pending.has(item)) {
      if (below(2) > 0) continue;
      wheel.remove(item);
      pending.delete(item);
      removed++;
    } else if (below(4) > 0) {
      // Also the shortest and the longest delay, and the first bucket of the next turn.
      const turn = WHEEL_SIZE - (now % WHEEL_SIZE);
      const delay = [
        1,
        WHEEL_SIZE - 1,
        1 + below(WHEEL_SIZE - 1),
        1 + below(40),
        turn < WHEEL_SIZE ? turn : 1,
      ][below(5)];
      wheel.add(item, delay);
      pending.set(item, now + delay);
    } else {
      const count = wheel.take(taken);
      const earliest = Math.min(...pending.values());
      const expected = [...pending].filter(([, time]) => time === earliest).map(([one]) => one);
      expect([...taken.subarray(0, count)].sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
      for (const one of expected) pending.delete(one);
      if (count > 0) now = earliest;
      taken0 += count;
    }
  }
  expect(taken0).toBeGreaterThan(5000);
  expect(removed).toBeGreaterThan(1000);
});
