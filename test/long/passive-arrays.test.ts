import { expect, it } from "vitest";
import { createRng, parseDocument } from "#base";
import { compare } from "../../src/commands/compare/run/compare.ts";
import { measure } from "../../src/commands/shared/activations.ts";
import { forecastArrays } from "../../src/comparison/array-forecast.ts";
import { parseConfig } from "../../src/design/config.ts";
import { shippedModels } from "../../src/runtime/plugins.ts";

// No array of the simulation is eliminated: they are small and noisy. So what is told are those of the prices.
it("a whole comparison solves no fewer passive arrays than it forecasts for certain, and no more than it calls possible", async () => {
  const document = parseDocument(
    `{ workload: { preset: "recall-lm", length: 64, attention: { chunk: 16, rounds: 4, buckets: 8, localWindow: 4 } },
       design: { hashing: { array: { rows: 64, columns: 20, tileRows: 64, tileColumns: 20 } } },
       fidelity: { arrays: 2, queries: 4 } }`,
    "passive.json5",
  );
  const { activations, config } = await measure(document, parseConfig(document, shippedModels.catalogue), {});
  const forecast = forecastArrays(config, activations, createRng(config.seed).fork("three-point costs"))!;
  let solved = 0;
  const update = (text: string): void => {
    if (text.startsWith("passive arrays: ")) solved++;
  };
  await compare(document, shippedModels, { workers: 1 }, { update, done: () => {} });
  expect(solved).toBeGreaterThanOrEqual(forecast.prices.arrays);
  expect(solved).toBeLessThanOrEqual(forecast.prices.arrays + forecast.possible.arrays);
});
