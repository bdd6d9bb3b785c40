import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  ANY_NAME,
  anyOf,
  createRng,
  Measured,
  type Parameter,
  parameterTable,
  parseQuantity,
  type UnitName,
} from "#base";
import { spelled } from "#search";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { behaviourKey } from "../../src/design/config-key.ts";
import { configParameters } from "../../src/design/resolved.ts";
import { planOf } from "../../src/design/workload.ts";
import { prepareHeads, sampleQueries } from "../../src/simulation/quality.ts";
import { measuredWorkload } from "../../src/simulation/simulate.ts";
import { runTrial } from "../../src/simulation/trials.ts";
import { instanceOf } from "../contracts/instances.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

/** What keys that name a file hold once it is read. */
const FILES: readonly unknown[] = [
  new Measured("G.csv", "0", 2, 1, Float64Array.of(2e-5, 9e-5)),
  {
    file: "silicon.json",
    sha256: "0",
    metrics: {
      energy: { classes: ["logic"], mean: [0.5], covariance: [[0.01]], determined: ["logic"], noise: 0.02 },
    },
  },
  {
    files: [{ file: "prices.csv", sha256: "0" }],
    rows: [{ place: "prices.csv:2", component: "mac", action: "mac", quantity: "energy", value: 1e-12 }],
  },
];

/** Levels and their nests are checked together: test/design/memory-levels.test.ts has them. */
const PARAMETERS = configParameters(shippedCatalogue).filter(
  ({ path }) => !path.includes(ANY_NAME) && !path.startsWith("design.mapping.nests."),
);
const leafOf = (path: string): string => path.slice(path.lastIndexOf(".") + 1);

/** Values that the parameter accepts by its own account and that are not its default, as a config spells them. */
function others({ kind, unit, default: fallback, ...limits }: Parameter): unknown[] {
  const {
    minimum: low,
    maximum: high,
    exclusiveMinimum: above,
    choices = [],
    examples = [],
    multipleOf = 1,
  } = limits;
  if (kind === "choice" || kind === "model") return choices.filter((word) => word !== fallback);
  if (kind === "flag") return [fallback !== true];
  if (kind === "rule") return examples.filter((text) => text !== fallback);
  if (kind === "text") return ["other", ...FILES];
  const given = kind === "quantity" ? parseQuantity(String(fallback), unit as UnitName) : fallback;
  const from = typeof given === "number" ? given : (low ?? 1);
  const near = [
    from * 2,
    from / 2,
    from + multipleOf,
    from - multipleOf,
    from * 1.1,
    from * 0.9,
    low,
    high,
    0.5,
  ];
  return near
    .filter((x): x is number => x !== undefined && x !== from)
    .map((x) => (kind === "integer" ? Math.round(x / multipleOf) * multipleOf : x))
    .filter((x) => x !== from && x >= (low ?? -1e300) && x <= (high ?? 1e300) && x > (above ?? -1e300))
    .map((x) => (kind === "quantity" ? spelled(x, unit as UnitName) : x));
}

/** The first of the values with which something can be made, and what is made. */
function firstMade<T>(values: readonly unknown[], make: (value: unknown) => T): T {
  for (const value of values)
    try {
      return make(value);
    } catch {}
  throw new Error(`none of ${JSON.stringify(values)} is accepted`);
}

const treeOf = (path: string, value: unknown, beside: object = {}): object =>
  path.split(".").reduceRight<object>(
    (inner, key, n, keys) => ({
      [key]: n === keys.length - 1 ? value : inner,
      ...(n === keys.length - 1 ? beside : {}),
    }),
    {},
  );

describe("a parameter of a model", () => {
  it("is part of the component's key unless it affects prices alone; one of reads, of no key of what is programmed", () => {
    const counted = { price: 0, behaviour: 0, read: 0 };
    for (const [family, models] of Object.entries(shippedCatalogue.families)) {
      const slot = z.strictObject({ part: anyOf(shippedCatalogue, family, models[0].model, "") });
      const own = parameterTable(slot, shippedCatalogue);
      for (const { model } of models) {
        const plain = instanceOf(family, model);
        for (const parameter of own.filter(({ models: [only] }) => only === model)) {
          const key = leafOf(parameter.path);
          const other = firstMade(others(parameter), (value) =>
            // A text cannot hold a file's values.
            value instanceof Measured
              ? plain.withParams({ [key]: value })
              : instanceOf(family, model, { [key]: value }),
          );
          const isTold = (...without: ("price" | "read")[]): boolean =>
            other.keyWithout(...without) !== plain.keyWithout(...without);
          const place = `${family} ${model}.${key}`;
          expect([place, isTold("price")]).toEqual([place, parameter.affects !== "price"]);
          expect([place, isTold("price", "read")]).toEqual([place, parameter.affects === "behaviour"]);
          counted[parameter.affects]++;
        }
      }
    }
    expect(counted.price).toBeGreaterThan(120);
    expect(counted.behaviour).toBeGreaterThan(250);
    expect(counted.read).toBeGreaterThan(20);
  });
});

/** Keys of a trained index take a preset that has one, which no simulated result is of. */
const isOfIndex = (path: string): boolean => path.startsWith("workload.indexer.");

describe("a key of a config", () => {
  it("is part of the behaviour's key unless it affects prices alone", () => {
    const plain = configOf("{}");
    const counted = { price: 0, behaviour: 0, read: 0 };
    for (const parameter of PARAMETERS.filter(({ models }) => models.length === 0)) {
      const { path, affects, when } = parameter;
      // Other selectors are refused where hardware is simulated.
      if (path === "workload.attention.select" || isOfIndex(path)) continue;
      // A choice of one word has no other.
      if (!/^(workload|design|fidelity)\./.test(path) || parameter.choices?.length === 1) continue;
      const beside = when === undefined ? {} : { [leafOf(when.key)]: when.is[0] };
      const base =
        when === undefined ? plain : configOf(JSON.stringify(treeOf(path, parameter.default, beside)));
      const other = firstMade(others(parameter), (value) =>
        configOf(JSON.stringify(treeOf(path, value, beside))),
      );
      expect([path, behaviourKey(other) !== behaviourKey(base)]).toEqual([path, affects !== "price"]);
      counted[affects]++;
    }
    expect(counted.price).toBeGreaterThan(18);
    expect(counted.behaviour).toBeGreaterThan(60);
  });
});

describe("a parameter that affects prices alone", () => {
  const activations = syntheticActivations(64, 16, 1);
  const qualityOf = (text: string): unknown => {
    const { design, workload } = configOf(text);
    const measured = measuredWorkload(workload, activations);
    const queries = sampleQueries(64, 16, createRng("queries"));
    const plan = planOf(measured);
    const heads = prepareHeads(activations, plan, design.digital.mac.behaviour, workload.attention, queries);
    const job = { design, measured, heads, rng: createRng("simulate") };
    return (["software", "digital", "memristor", "local-window"] as const).map((variant) =>
      runTrial(job, { variant, sample: 0 }),
    );
  };
  const base = {
    workload: { attention: { rounds: 2, chunk: 16, localWindow: 4 } },
    design: { hashing: { array: { rows: 16, columns: 32, wires: "ideal" } } },
  };
  const merged = (a: object, b: object): object => {
    const result: Record<string, unknown> = { ...a };
    for (const [key, value] of Object.entries(b)) {
      const own = result[key];
      result[key] =
        typeof own === "object" && typeof value === "object" ? merged(own as object, value as object) : value;
    }
    return result;
  };
  const textOf = (path: string, value: unknown, beside: object): string =>
    JSON.stringify(merged(base, treeOf(path, value, beside)));

  // Of the memories, which are many alike, every third.
  let memories = 0;
  const isSkipped = (path: string): boolean => /\.(memory|buffer)\./.test(path) && memories++ % 3 !== 0;

  it("leaves simulated results as they are, bit by bit", () => {
    let tried = 0;
    const bases = new Map<string, unknown>();
    for (const parameter of PARAMETERS.filter(
      ({ affects, path, models }) =>
        affects === "price" &&
        !isOfIndex(path) &&
        /^(workload|design)\./.test(path) &&
        // A memory of stated numbers is none without all of them.
        !models.includes("stated") &&
        !isSkipped(path),
    )) {
      const { path, models, family } = parameter;
      const beside =
        models.length === 0 ? {} : { ...(path.includes(".readout.") ? { family } : {}), model: models[0] };
      const holder = `${path.slice(0, path.lastIndexOf("."))} ${JSON.stringify(beside)}`;
      const fallback = models.length === 0 ? {} : treeOf(path.replace(/[^.]*$/, "model"), models[0], beside);
      const before = bases.get(holder) ?? qualityOf(JSON.stringify(merged(base, fallback)));
      bases.set(holder, before);
      const after = firstMade(others(parameter), (value) => qualityOf(textOf(path, value, beside)));
      expect([path, models, after]).toEqual([path, models, before]);
      tried++;
    }
    expect(tried).toBeGreaterThan(90);
  });
});
