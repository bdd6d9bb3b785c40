// The total that a threshold is a share of, against a plain loop over random logits.

import { expect, it } from "vitest";
import { createRng } from "#base";
import { chooserByScore } from "../../src/attention/selectors/by-score.ts";
import { type QueryBlock, TOTALS, type TotalSource } from "../../src/attention/selectors/selector.ts";

const ROWS = 12;
const TAU = 0.004;
const [SINK, WINDOW] = [2, 5];

/** Logits and their estimates, a row a query, of keys 0 to first + n. */
function drawn(seed: number) {
  const rng = createRng(`totals ${seed}`);
  const first = 20 + Math.floor(60 * rng.uniform());
  const logits = Array.from({ length: ROWS }, (_, n) =>
    Array.from({ length: first + n + 1 }, () => 2 * rng.normal()),
  );
  const estimates = logits.map((row) => row.map((logit) => logit + 0.5 * rng.normal()));
  return { first, logits, estimates };
}

/** Far keys that every query attends, by the rule's words. */
function expected(
  { first, logits, estimates }: ReturnType<typeof drawn>,
  total: TotalSource,
  exponent = 0,
): number[][] {
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + Math.exp(value), 0);
  let last: number | null = null;
  let ratio: number | null = null;
  return logits.map((row, n) => {
    const end = first + n + 1;
    const isNear = (j: number): boolean => j < SINK || j >= end - WINDOW;
    const near = sum(row.filter((_, j) => isNear(j)));
    const pass = sum(row.map((logit, j) => (isNear(j) ? logit : estimates[n][j])));
    const known =
      total === "last" ? last : total === "running" && ratio !== null ? near * Math.exp(ratio) : null;
    const least = TAU * (2048 / end) ** exponent * (known ?? pass);
    const chosen = row.flatMap((_, j) => (!isNear(j) && Math.exp(estimates[n][j]) >= least ? [j] : []));
    last = near + sum(chosen.map((j) => row[j]));
    const own: number = Math.log(last / near);
    ratio = ratio === null ? own : ratio + (own - ratio) / 16;
    return chosen;
  });
}

const CASES = TOTALS.flatMap((total) => [0, 0.4].map((exponent) => ({ total, exponent })));

it.each(CASES)(
  "$total, exponent $exponent: attends what a loop over the rule does, on 20 random blocks",
  ({ total, exponent }) => {
    let attended = 0;
    for (let seed = 0; seed < 20; seed++) {
      const own = drawn(seed);
      const { first, logits, estimates } = own;
      const block = { first, rows: ROWS, logit: (n: number, key: number) => logits[n][key] } as QueryBlock;
      const chooser = chooserByScore(block, (n, count, into) => {
        for (let j = 0; j < count; j++) into[j] = estimates[n][j];
      });
      const into = new Int32Array(first + ROWS);
      const found = logits.map((_, n) => {
        const last = first + n;
        const wanted = { lowest: 0, from: SINK, to: last + 1 - WINDOW, last, keys: 0, mass: null };
        const threshold = { tau: TAU, total, exponent };
        return [...into.subarray(0, chooser.choose(n, { ...wanted, threshold, nearBy: "logits" }, into))];
      });
      expect(found, `block ${seed}`).toEqual(expected(own, total, exponent));
      attended += found.flat().length;
    }
    expect(attended).toBeGreaterThan(500);
  },
);

it("differ from one another: the total of the last query is not that of a pass", () => {
  const sets = TOTALS.map((total) =>
    JSON.stringify(Array.from({ length: 20 }, (_, n) => expected(drawn(n), total))),
  );
  expect(new Set(sets).size).toBe(TOTALS.length);
});
