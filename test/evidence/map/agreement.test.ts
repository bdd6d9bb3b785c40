import { expect, it } from "vitest";
import { createRng } from "#base";
import { agreements } from "../../../evidence/map/agreement.ts";
import { MEMORIES } from "../../../src/comparison/cache-memory.ts";
import { configOf } from "../../design-under-test.ts";

const POINTS = 40;

/** Largest and median |formula / model − 1| at these points: closed forms and prices share constants, and no sum of either. */
const BOUNDS: Readonly<Record<string, readonly [median: number, worst: number]>> = {
  "hash on arrays, energy a vector": [0.0015, 0.12],
  "hash by fast Hadamard transforms": [1e-9, 1e-9],
  "hash by products of int8": [1e-9, 1e-9],
  "search over fetch, decode": [0.0015, 0.01],
  "selection over exact attention, decode": [0.0015, 0.035],
  // The form has a half adder a level, the component those of its own tree.
  "area of code stores": [1e-9, 0.005],
};

it(`closed forms are as near to priced designs as they are said to be, at ${POINTS} random points each`, () => {
  const { design, workload } = configOf("{ workload: { length: 256 } }");
  const solved = { pairPower: 1e-6, pairCurrent: 1e-5, peakLineCurrent: 0 };
  const rng = createRng(3).fork("closed forms");
  const found = agreements(design, workload, () => solved, MEMORIES, POINTS, rng);
  expect(found.map(({ form }) => form)).toEqual(Object.keys(BOUNDS));
  for (const { form, points, median, worst } of found) {
    expect(points).toBe(POINTS);
    expect(median, form).toBeLessThan(BOUNDS[form][0]);
    expect(worst, form).toBeLessThan(BOUNDS[form][1]);
  }
});
