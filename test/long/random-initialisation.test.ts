import { expect, it } from "vitest";
import { createRng } from "#base";
import {
  applyTrain,
  fittedConductance,
  freshArray,
  resetTrain,
  setTrain,
  stuckShare,
} from "#crossbar-arrays";
import { publishedArray } from "../arrays/programming/tiox-array.ts";

/**
 * Mean and spread (µS) of the fitted conductances in one run of the published notebook: after 40 RESETs and 15
 * SETs, then within the next cycle. How the notebook splits that cycle was not read; equal thirds of both trains
 * are assumed, and five of the six means then lie within 1.7 %. The third RESET block ends 2.4 % above the
 * published 61.8 µS, three times the 0.5 µS by which arrays differ there: its split is probably another one.
 * The mean of one array is known to 0.8–1 % (measured over seeds), so at the right split a limit of 2.5 % is
 * missed with a probability of about 1 % a value.
 */
const PUBLISHED: readonly [train: "set" | "reset", pulses: number, mean: number, spread: number][] = [
  ["reset", 13, 76.8, 23.2],
  ["reset", 13, 67.1, 21.8],
  ["reset", 14, 61.8, 20.3],
  ["set", 5, 72.6, 25.2],
  ["set", 5, 77.3, 29.1],
];
const SEEDS = 10;

it("random initialisation leaves the published means, spreads and stuck cells", () => {
  const array = publishedArray(60, "both-ends");
  const trains = { reset: resetTrain, set: setTrain };
  const steps = [["set", 15, 86.8, 27.6], ...PUBLISHED] as const;
  const found = steps.map(() => ({ mean: 0, spread: 0, stuck: 0 }));
  for (let seed = 0; seed < SEEDS; seed++) {
    const fresh = freshArray(array, new Float64Array(768).fill(65e-6), createRng(seed));
    let { programmed } = applyTrain(array, fresh, resetTrain(16, 48));
    steps.forEach(([train, pulses], n) => {
      programmed = applyTrain(array, programmed, trains[train](16, 48, pulses)).programmed;
      const g = fittedConductance(array.memristor.dynamics!, programmed.state).map((x) => x * 1e6);
      const mean = g.reduce((sum, x) => sum + x, 0) / g.length;
      found[n].mean += mean / SEEDS;
      found[n].spread += Math.sqrt(g.reduce((sum, x) => sum + (x - mean) ** 2, 0) / g.length) / SEEDS;
      found[n].stuck += stuckShare(programmed) / SEEDS;
    });
  }
  steps.forEach(([, , mean, spread], n) => {
    expect(Math.abs(found[n].mean / mean - 1)).toBeLessThan(0.025);
    expect(Math.abs(found[n].spread / spread - 1)).toBeLessThan(0.1);
  });
  // 9.2 and 15.1 % of 768 cells in the published run, ± 1.0 and 1.3 % for chance.
  expect(Math.abs(100 * found[0].stuck - 9.2)).toBeLessThan(2);
  expect(Math.abs(100 * found[5].stuck - 15.1)).toBeLessThan(2.6);
});
