// Closed forms of the map against the priced designs, and the thermal one against simulated reads.

import { expect, it } from "vitest";
import { createRng } from "#base";
import { agreements } from "../../evidence/map/agreement.ts";
import { thermalPoints } from "../../evidence/map/thermal.ts";
import { measure } from "../../src/commands/shared/activations.ts";
import { defaultConfig, readConfig } from "../../src/commands/shared/config-file.ts";
import { MEMORIES } from "../../src/comparison/cache-memory.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { rememberedPoints } from "../../src/simulation/remembered-point.ts";

it("every closed form is within 5 % of the priced designs at 200 random points", async () => {
  const document = readConfig(defaultConfig(), []);
  const { config, activations } = await measure(document, parseConfig(document, shippedCatalogue), {});
  const one = { ...activations, heads: activations.heads.slice(0, 1) };
  const solve = rememberedPoints(one, loadKernels());
  const found = agreements(config.design, config.workload, solve, MEMORIES, 200, createRng("agreement"));
  expect(found.map(({ form }) => form)).toHaveLength(6);
  for (const { form, points, worst } of found) {
    expect(points, form).toBe(200);
    expect(worst, form).toBeLessThan(0.05);
  }
});

it("thermal noise of simulated reads is within 10 % of the closed form", () => {
  for (const { simulated, formula, floor, read } of thermalPoints([64, 128], [2e-9, 1e-8], createRng("t"))) {
    expect(Math.abs(simulated / formula - 1)).toBeLessThan(0.1);
    // 2 d V² G t over 4 d kT / (ν² cv²) is 1 by the formula, and off by twice the noise's error.
    expect(Math.abs(floor / read - 1)).toBeLessThan(0.2);
  }
});
