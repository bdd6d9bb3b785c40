// Numbers with a source that move a design, of every model that a config can choose.

import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ConfigError, type Constant, parseDocument } from "#base";
import { SLOTS, withModel } from "../../evidence/models/slots.ts";
import { comparedComponents, repriced } from "../../src/comparison/bands.ts";
import type { DesignResult } from "../../src/comparison/comparison-design.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { constantKey } from "../../src/cost/overrides.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { type Config, parseConfig } from "../../src/design/config.ts";
import { presetFile } from "../../src/runtime/package-files.ts";
import { POINT } from "../comparison/neighbours.ts";
import { sharedData } from "../language-model/shared-data.ts";

/** Above this share of a per cent a per cent, a number needs a range or a reason for none. */
const MOST = 0.03;
const STEP = 1.02;

/** A model needs keys that have no default. */
function configOf(text: string): Config | null {
  try {
    return parseConfig(parseDocument(text, "ranges"), shippedCatalogue);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

const costsOf = (all: readonly DesignResult[]) =>
  all.flatMap((one) => (one.feasible ? [one.cost.energy, one.cost.timing.latency, one.cost.area] : []));

const isBare = ({ source, low, high, exact }: Constant): boolean =>
  source !== "assumed" && low === undefined && high === undefined && exact === undefined;

/** Numbers of a config's designs without range or reason, and the largest elasticity of a price to each. */
function bareNumbers({ design, workload }: Config): Map<string, number> {
  const contenders = priceAll(design, workload, POINT);
  const found = new Map<string, number>();
  for (const [, instance] of comparedComponents(contenders, design))
    for (const [name, constant] of Object.entries(instance.constants)) {
      const key = constantKey(instance, name);
      if (!isBare(constant) || found.has(key)) continue;
      const [up, down] = [STEP, 1 / STEP].map((factor) =>
        costsOf(repriced(contenders, POINT, { [key]: constant.nominal * factor })),
      );
      const slopes = up.map((cost, n) => (cost > 0 ? Math.log(cost / down[n]) / (2 * Math.log(STEP)) : 0));
      found.set(key, Math.max(...slopes.map(Math.abs)));
    }
  return found;
}

const shared = ["edge-llama-1b", "server-llama-8b"].map((name) => sharedData(`configs/${name}.json5`));
const CHIPS = [presetFile("cai-iscas-2024"), ...shared.filter((file) => existsSync(file))];

it.each(CHIPS)(
  "every number with a source that moves a design of %s, with any model, has a range or a reason",
  (file) => {
    const text = readFileSync(file, "utf8");
    const own = parseDocument(text, file).value as Readonly<Record<string, unknown>>;
    const moved = new Set<string>();
    let chosen = 0;
    for (const [slot, families] of Object.entries(SLOTS))
      for (const family of families)
        for (const { model } of shippedCatalogue.families[family]) {
          const config = configOf(JSON.stringify(withModel(own, slot, family, model)));
          if (config === null) continue;
          chosen++;
          for (const [key, elasticity] of bareNumbers(config))
            if (elasticity > MOST) moved.add(`${key} ${elasticity.toFixed(3)} with ${slot} ${model}`);
        }
    expect([...moved]).toEqual([]);
    expect(chosen).toBeGreaterThan(80);
  },
);
