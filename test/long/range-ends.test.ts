import { beforeAll, describe, expect, it } from "vitest";
import { createRng, InfeasibleError, parseDocument } from "#base";
import { loadModel } from "#local-io";
import { recallSequence } from "#model-files";
import { compareIndexes } from "../../src/commands/compare/run/indexer.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { jsonSchema } from "../../src/design/json-schema.ts";
import { override } from "../../src/design/override.ts";
import { captureActivations } from "../../src/library/decoder.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { packagePath } from "../../src/runtime/package-files.ts";
import type { Activations } from "../../src/simulation/activations.ts";
import { solveOperatingPoint } from "../../src/simulation/operating-point.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { type Leaf, leavesOf, textWith } from "../input/hostile-configs.ts";

const kernels = loadKernels();

/** Keys whose ends are refused for what another key says, or take minutes without showing anything new. */
const LEFT_OUT = [
  "workload.kvHeads",
  "workload.attention.collisions",
  "workload.attention.select",
  "fidelity.arrays",
  "design.memory.capacity",
  "design.mapping.queryTiles",
  "design.mapping.keyTiles",
  "design.mapping.headsInFlight",
];
/** Every fourth key; CROSSHASH_RANGES_ALL asks for all. */
const STEP = process.env.CROSSHASH_RANGES_ALL === undefined ? 4 : 1;

const leaves = leavesOf(jsonSchema(shippedCatalogue))
  .filter(({ path, model }) => !LEFT_OUT.includes(path.join(".")) && model !== "stated")
  .filter((_, n) => n % STEP === 0);

/** A small array and few rounds, where a key does not set them itself: the ends are the same and the circuits fewer. */
const SMALL = { "design.hashing.array.columns": 16, "workload.attention.rounds": 2 };

/** Mappings are searched where a key says something of what is moved. */
const FIXED_MAPPING = { "design.mapping.search": "false" };
const MOVES = [
  "design.digital",
  "design.search",
  "design.topK",
  "design.mapping",
  "design.memory",
  "design.floorplan",
];

const IDEAL_WIRES = { "design.hashing.array.wires": '"ideal"' };

/** Memories and rivals have prices and no behaviour in a simulation. */
const PRICED_ALONE = [
  "design.memory",
  "design.digital.buffer",
  "design.baselines",
  "design.whiteSpace",
  "design.cores",
  "design.contexts",
];

/** A trained index belongs to the presets that have one. */
const isOfIndex = ({ path }: Leaf): boolean => path.join(".").startsWith("workload.indexer.");
const WITH_INDEX = { "workload.preset": '"deepseek-v3.2"', "workload.length": 131072 };
const NO_PROGRESS = { update: () => {}, done: () => {} };

/** The ends of a key's range, or its words, as they would be written. */
function endsOf({ schema }: Leaf): string[] {
  const unit = schema["x-unit"];
  const ends =
    unit === undefined
      ? ((schema.enum ?? [schema.minimum, schema.maximum]) as unknown[])
      : [`${schema["x-minimum"]} ${unit}`, `${schema["x-maximum"]} ${unit}`];
  // "stated" as a model wants all of its keys at once.
  return ends.filter((end) => end !== undefined && end !== "stated").map((end) => JSON.stringify(end));
}

function nonFinite(value: unknown, path: string): string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [`${path} = ${value}`];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => nonFinite(inner, `${path}.${key}`));
}

// A range that a model cannot bear is no range: this is what the bounds are held against.
describe("both ends of every key's range price and simulate to finite numbers", () => {
  let activations: Activations;
  beforeAll(async () => {
    const { checkpoint } = await loadModel(packagePath("models", "recall-lm"));
    const text = (seed: number): number[] => recallSequence(seed, 64).tokens.slice(0, 64);
    activations = captureActivations({
      model: "recall-lm",
      description: "",
      checkpoint,
      tokens: text(1),
      calibration: text(2),
      keepsInputs: true,
    });
  });

  it.each(
    leaves
      .filter((leaf) => endsOf(leaf).length > 0)
      .map((leaf) => ({ key: `${leaf.path.join(".")} ${leaf.model ?? ""}`.trim(), leaf })),
  )("$key", async ({ leaf }) => {
    for (const end of endsOf(leaf)) {
      if (isOfIndex(leaf)) {
        const document = Object.entries(WITH_INDEX).reduce(
          (under, [key, value]) => override(under, `${key}=${value}`),
          parseDocument(textWith(leaf, end), "ends.json5"),
        );
        const { results } = compareIndexes(parseConfig(document, shippedCatalogue), NO_PROGRESS);
        const prices = results.flatMap(({ price }) =>
          price === null ? [] : [{ ...price, components: null }],
        );
        expect(prices.length, end).toBeGreaterThan(0);
        expect(nonFinite(prices, "index"), end).toEqual([]);
        continue;
      }
      // Circuits are solved where a key says something of them.
      const isElectric = leaf.path[1] === "hashing" || leaf.path[1] === "hashNode";
      const moves = MOVES.some((part) => leaf.path.join(".").startsWith(part));
      const document = Object.entries({
        ...SMALL,
        ...(isElectric ? {} : IDEAL_WIRES),
        ...(moves ? {} : FIXED_MAPPING),
      })
        .filter(([key]) => key !== leaf.path.join("."))
        .reduce(
          (under, [key, value]) => override(under, `${key}=${value}`),
          parseDocument(textWith(leaf, end), "ends.json5"),
        );
      const { design, workload, fidelity } = parseConfig(document, shippedCatalogue);
      const contenders = priceAll(
        design,
        workload,
        solveOperatingPoint(design, workload, activations, kernels),
      );
      // The design of a design holds bounds that may be infinite; its numbers may not.
      const numbers = contenders.map((contender) => ({ ...contender, design: null }));
      expect(nonFinite(numbers, "designs"), end).toEqual([]);
      if (PRICED_ALONE.some((part) => leaf.path.join(".").startsWith(part))) continue;
      const plan = { ...fidelity, arrays: 2, queries: Math.min(fidelity.queries, 16) };
      try {
        const quality = await simulate(design, workload, activations, plan, createRng(1), { kernels });
        expect(nonFinite(quality, "fidelity"), end).toEqual([]);
      } catch (error) {
        // A sorter that is too short for the sequence says so before any number.
        if (!(error instanceof InfeasibleError)) throw error;
      }
    }
  });
});
