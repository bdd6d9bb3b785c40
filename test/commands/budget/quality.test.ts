import { expect, it } from "vitest";
import { createQualityMeter, meteredQuality } from "../../../src/commands/budget/run/quality.ts";
import { searchedFidelity } from "../../../src/commands/compare/run/searched-fidelity.ts";
import { exactAnalog } from "../../../src/comparison/designs/exact-analog.ts";
import { outputError, recall } from "../../../src/comparison/metrics/prices.ts";
import { priceContender } from "../../../src/comparison/priced-comparison.ts";
import { loadKernels } from "../../../src/runtime/kernels.ts";
import { simulationRng } from "../../../src/simulation/trials.ts";
import { POINT } from "../../comparison/neighbours.ts";
import { configOf } from "../../design-under-test.ts";
import { syntheticActivations } from "../../synthetic-activations.ts";

const activations = syntheticActivations(128, 64, 2);
const config = configOf(
  '{ workload: { preset: "recall-lm", length: 128 }, fidelity: { arrays: 2, queries: 16 } }',
);
const kernels = loadKernels();
const meter = createQualityMeter(
  { activations, seed: 1, kernels },
  () => POINT,
  () => {},
);

it("attention in analog arrays is held to a condition on recall by what its arrays compute", () => {
  const own = priceContender(exactAnalog, config.design, config.workload, POINT);
  const quiet = { update: () => {}, done: () => {} };
  const rng = simulationRng(1);
  const simulated = searchedFidelity(
    [own],
    config.workload,
    activations,
    config.fidelity,
    rng,
    quiet,
    kernels,
  )[exactAnalog.id];
  if (!simulated) throw new Error("not simulated");
  expect(meter.of(exactAnalog.id, config, recall.key)).toBe(simulated.recall.mean);
  expect(meter.of(exactAnalog.id, config, outputError.key)).toBe(simulated.outputError.mean);
  expect(simulated.recall.mean).toBeLessThan(0.999);
  // Designs that leave no key out and weigh exactly keep all by definition.
  expect(meter.of("exact-digital", config, recall.key)).toBe(1);
});

it("a chosen design in analog arrays says what its recall was measured on", () => {
  const choice = { contender: exactAnalog.id, config } as Parameters<typeof meteredQuality>[0];
  const { recall: kept, origin, controls } = meteredQuality(choice, meter);
  expect(kept?.mean).toBe(meter.of(exactAnalog.id, config, recall.key));
  expect(origin).toMatch(/^measured on .* at L = 128, heads of 64$/);
  expect(controls).toEqual({});
});
