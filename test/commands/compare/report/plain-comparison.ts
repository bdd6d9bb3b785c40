import { createRng, parseDocument } from "#base";
import { loadModel } from "#local-io";
import { recallSequence } from "#model-files";
import type { Comparison } from "../../../../src/commands/compare/run/comparison.ts";
import { assumedReach } from "../../../../src/comparison/assumed-reach.ts";
import { costBands } from "../../../../src/comparison/bands.ts";
import { SUBJECT } from "../../../../src/comparison/comparison-designs.ts";
import { capacityCurve, pricedLengths } from "../../../../src/comparison/curves.ts";
import { playedMovement } from "../../../../src/comparison/data-movement.ts";
import { lshDigital } from "../../../../src/comparison/designs/lsh-digital.ts";
import { bestChange } from "../../../../src/comparison/flips.ts";
import { hashRivals } from "../../../../src/comparison/hash-rivals.ts";
import { priceAll, ratios, tokenTimes } from "../../../../src/comparison/priced-comparison.ts";
import { provenance } from "../../../../src/cost/price-list.ts";
import { shippedCatalogue } from "../../../../src/design/catalogue.ts";
import { parseConfig } from "../../../../src/design/config.ts";
import { captureActivations } from "../../../../src/library/decoder.ts";
import { packagePath } from "../../../../src/runtime/package-files.ts";
import { solveOperatingPoint } from "../../../../src/simulation/operating-point.ts";
import { simulate } from "../../../../src/simulation/simulate.ts";

const KEYS = "workload: { length: 256 }, fidelity: { arrays: 2, queries: 32 }";
const configOf = (text: string) => parseConfig(parseDocument(text, "x.json5"), shippedCatalogue);

let known: Promise<Comparison> | undefined;

/** A comparison whose texts are plain; the same one for all files of a worker, none of which changes it. */
export function plainComparison(): Promise<Comparison> {
  known ??= makePlainComparison();
  return known;
}

async function makePlainComparison(): Promise<Comparison> {
  // No text depends on plans, sizes of units and wires, which take most of the time, also at 65 lengths and of every change.
  const config = configOf(
    `{ ${KEYS}, design: { mapping: { search: false }, digital: { sizes: "stated" },
      hashing: { array: { wires: "ideal" } } } }`,
  );
  const { design, workload } = config;
  const { checkpoint, sidecar } = await loadModel(packagePath("models", "recall-lm"));
  const activations = captureActivations({
    model: sidecar.name,
    description: "plain",
    checkpoint,
    tokens: recallSequence(1, 256).tokens.slice(0, 256),
    calibration: null,
  });
  const point = solveOperatingPoint(design, workload, activations);
  const contenders = priceAll(design, workload, point);
  return {
    name: "plain",
    version: "0",
    seed: 1,
    kernels: "typescript",
    activations: "0".repeat(64),
    workload,
    design: {},
    contenders,
    ratios: ratios(contenders),
    loads: [],
    bands: costBands(contenders, design, point, createRng(1), 3),
    constantBands: costBands(contenders, design, point, createRng(1), 3),
    alternatives: [],
    offCentre: [],
    tokenTimes: tokenTimes(design, workload, point),
    ...playedMovement(contenders, workload, point, createRng(1)),
    capacities: capacityCurve(contenders, design, workload, point),
    hashRivals: hashRivals(design, workload, () => point),
    isoQuality: null,
    planTies: [],
    ...pricedLengths(design, workload, point),
    why: [],
    fidelity: await simulate(design, workload, activations, config.fidelity, createRng(1)),
    searched: {},
    changed: {},
    margin: 0.01,
    readDisturb: null,
    equalNodes: [],
    ownRanges: {},
    bestChange: bestChange(SUBJECT, lshDigital, design, workload, (varied, seen) =>
      solveOperatingPoint(varied, seen, activations),
    ),
    flips: [],
    provenance: provenance(design),
    assumedReach: assumedReach(contenders, design, point),
    inLibrary: null,
  };
}
