import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createRng } from "#base";
import type { LoadedModel, Progress } from "#local-io";
import { loadModel } from "#local-io";
import { modelOf, recallSequence } from "#model-files";
import { windowTexts } from "../../src/commands/lm/run/windows.ts";
import { defaultConfig, readConfig } from "../../src/commands/shared/config-file.ts";
import type { ClaimsChoice } from "../../src/commands/validate/evidence.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { type Config, parseConfig } from "../../src/design/config.ts";
import { shapedLike, type Workload } from "../../src/design/workload.ts";
import { widthsOf } from "../../src/language-model/measured.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { packagePath, packageVersion } from "../../src/runtime/package-files.ts";
import { runApart } from "../../src/runtime/pools.ts";
import { openEngine } from "../../src/runtime/real-engine.ts";
import { measureHash } from "../../src/simulation/hash-quality.ts";
import type { DeviceAge } from "../claims/cache-claims.ts";
import type { JudgedClaim } from "../claims/claim.ts";
import type { Constructed } from "../claims/constructed.ts";
import type { NoiseKnee } from "../claims/hash-claims.ts";
import type { RecallPoint } from "../claims/length-claims.ts";
import { type CaseReport, caseClaims, measureModel, modelVerdicts } from "../claims/model-claims.ts";
import { type ModelDies, modelDies, modelDiesClaim } from "../claims/model-dies.ts";
import {
  BROUGHT_CASE,
  BROUGHT_RECALL,
  MODEL_CASES,
  type ModelCase,
  mostPairsOfRecall,
} from "../claims/model-plan.ts";
import type { ModelRun, ModelTexts } from "../claims/model-runs.ts";
import { CALIBRATION_SEED, MODEL_DIES, PLAN_SEED } from "../claims/plan.ts";
import constructed from "./constructed-claims.ts";

/** Runs the plan. Every seed is the plan's: the command line cannot draw until a claim passes. */
export async function claimsReport(choice: ClaimsChoice, progress: Progress): Promise<ClaimsReport> {
  // What a user brought is read before minutes are spent.
  const brought = choice.model === undefined ? null : await broughtTexts(choice.model, choice);
  const kernels = loadKernels();
  const planned = choice.alone === true ? NOTHING : await plannedParts(choice, progress);
  const cases = [...planned.cases];
  if (brought !== null) cases.push(await broughtCase(brought, choice, progress));
  progress.done();
  return {
    version: packageVersion(),
    kernel: kernels.decoder.name,
    seed: PLAN_SEED,
    quick: choice.quick,
    ...planned,
    cases,
    claims: [
      ...planned.claims,
      ...(planned.dies === null ? [] : [modelDiesClaim(planned.dies)]),
      ...cases.flatMap(caseClaims),
    ],
  };
}

/** What the plan has of its own, apart from a user's model. */
type Planned = Constructed & Pick<ClaimsReport, "cases" | "absent" | "dies">;

const NOTHING: Planned = { claims: [], recall: [], knees: [], ages: [], cases: [], absent: [], dies: null };

async function plannedParts(choice: ClaimsChoice, progress: Progress): Promise<Planned> {
  progress.update("constructed tasks …");
  const apart = constructedParts(choice);
  // A model that cannot be read ends the run, whatever the thread beside it comes to.
  apart.catch(() => {});
  const cases: CaseReport[] = [];
  const absent: string[] = [];
  for (const plan of MODEL_CASES) {
    if (choice.quick && plan.quick === undefined) continue;
    const folder = packagePath("models", plan.model);
    if (!existsSync(folder)) absent.push(plan.id);
    else cases.push(await shippedCase(folder, plan, choice, progress));
  }
  const dies = choice.quick ? null : await diesOfModel(choice, progress);
  return { ...(await apart), cases, absent, dies };
}

/** Runs on a thread of its own in parallel with those of the models; before them where there is one thread or no built package. */
async function constructedParts({
  quick,
  workers = availableParallelism(),
}: ClaimsChoice): Promise<Constructed> {
  // The bundle's module of the evidence has it as its default.
  const module = new URL("./evidence.js", import.meta.url);
  const isBuilt = import.meta.url.endsWith(".js");
  return isBuilt && workers > 1 ? runApart(module, { quick }) : constructed({ quick });
}

async function diesOfModel(choice: ClaimsChoice, progress: Progress): Promise<ModelDies> {
  const { model: name, length, seed, settings, dies } = MODEL_DIES;
  const model = await loadModel(packagePath("models", name));
  const texts = {
    length,
    windows: [recallSequence(seed, length).tokens],
    calibration: recallSequence(CALIBRATION_SEED, length).tokens.slice(0, length),
    recall: true,
  };
  let done = 0;
  return withModel(model, { settings, routing: "prefix-window" }, texts, choice, (run, setting) =>
    modelDies(run, { model: name, setting }, () => progress.update(`${dies} dies on ${name}: run ${++done}`)),
  );
}

async function shippedCase(
  folder: string,
  plan: ModelCase,
  choice: ClaimsChoice,
  progress: Progress,
): Promise<CaseReport> {
  const { windows, arrays } = choice.quick && plan.quick !== undefined ? plan.quick : plan;
  const { length, firstSeed } = plan;
  const texts = {
    length,
    windows: Array.from({ length: windows }, (_, w) => recallSequence(firstSeed + w, length).tokens),
    calibration: recallSequence(CALIBRATION_SEED, length).tokens.slice(0, length),
    recall: true,
  };
  return runCase(await loadModel(folder), { ...plan, arrays }, texts, choice, progress);
}

interface Brought {
  readonly model: LoadedModel;
  readonly texts: Texts;
  readonly plan: CasePlan;
}

async function broughtTexts(place: string, choice: ClaimsChoice): Promise<Brought> {
  const model = await loadModel(place);
  const { name, tokenizer } = model.sidecar;
  const recipe = tokenizer.kind === "recall-grammar" ? BROUGHT_RECALL : BROUGHT_CASE;
  const settings = [...recipe.settings, ...(choice.set ?? [])];
  const { tokens, text, length } = choice;
  const texts = await windowTexts(model, {
    ...{ tokens, text, length },
    ...{ most: recipe.windows, usual: recipe.length },
  });
  const mostPairs = recipe === BROUGHT_RECALL ? mostPairsOfRecall(texts.length) : BROUGHT_CASE.mostPairs;
  return {
    model,
    texts,
    plan: { ...recipe, settings, mostPairs, id: `${name}-${texts.length}`, model: name },
  };
}

const broughtCase = (
  { model, texts, plan }: Brought,
  choice: ClaimsChoice,
  progress: Progress,
): Promise<CaseReport> => runCase(model, plan, texts, choice, progress);

type Texts = Pick<ModelTexts, "windows" | "calibration" | "recall"> & { readonly length: number };
type CasePlan = Pick<ModelCase, "id" | "model" | "role" | "mostPairs" | "arrays" | "settings" | "routing">;

/** The config's attention with the model's shape and the texts' length. */
function workloadOf(config: Config, { sidecar, checkpoint }: LoadedModel, length: number): Workload {
  const { layers, heads, keyValueHeads, headWidth } = checkpoint.dimensions;
  const shape = { layers, heads, kvHeads: keyValueHeads, headWidth };
  const shaped = shapedLike(config.workload, {}, sidecar.name, shape, widthsOf(checkpoint));
  const sharedQK = sidecar.attention.variant === "shared-qk";
  return { ...shaped, length, batch: 1, attention: { ...shaped.attention, sharedQK, causal: true } };
}

/** Runs a model with texts under settings laid over the seed design; `use` gets them in words, too. */
async function withModel<Result>(
  model: LoadedModel,
  { settings, routing }: Pick<CasePlan, "settings" | "routing">,
  texts: Texts,
  choice: ClaimsChoice,
  use: (run: ModelRun, setting: string) => Promise<Result>,
): Promise<Result> {
  const document = readConfig(defaultConfig(), settings);
  const config = parseConfig(document, shippedCatalogue);
  const { design } = config;
  const { length, windows, calibration, recall } = texts;
  const workload = workloadOf(config, model, length);
  const { attention } = workload;
  const { checkpoint } = model;
  const engine = await openEngine(modelOf(checkpoint), {
    lanes: choice.workers,
    positions: length,
    samples: length,
    hashing: { design, attention, config: { value: document.value, plugins: [] } },
  });
  try {
    await engine.calibrate(calibration);
    const kernel = loadKernels().decoder;
    return await use(
      {
        ...{ checkpoint, kernel, workload, design, windows, calibration, recall },
        ...{ engine, routing, seed: PLAN_SEED },
      },
      `${attention.hash}, ${attention.rounds} rounds, ${routing === "bucket" ? "whole buckets" : `chunk ${attention.chunk}`}, candidates ${routing}, local window ${attention.localWindow}, sink ${attention.sink}`,
    );
  } finally {
    await engine.close();
  }
}

function runCase(
  model: LoadedModel,
  plan: CasePlan,
  texts: Texts,
  choice: ClaimsChoice,
  progress: Progress,
): Promise<CaseReport> {
  return withModel(model, plan, texts, choice, async (run, setting) => {
    const measured = await measureModel(run, plan.arrays, (done, total) =>
      progress.update(`${plan.id}: ${done} of ${total} runs`),
    );
    const units = createRng(PLAN_SEED).fork("noise units");
    return {
      id: plan.id,
      model: plan.model,
      role: plan.role,
      setting,
      mostPairs: plan.mostPairs,
      noise: measureHash(run.design, run.workload, 2, units, loadKernels()).noise,
      measured,
      verdicts: modelVerdicts(measured, plan.mostPairs),
    };
  });
}

/** What `validate --claims` found. */
export interface ClaimsReport {
  readonly version: string;
  /** Name of the decoder's kernel. */
  readonly kernel: string;
  readonly seed: number;
  readonly quick: boolean;
  readonly claims: readonly JudgedClaim[];
  readonly cases: readonly CaseReport[];
  /** Cases whose model is not in this package. */
  readonly absent: readonly string[];
  /** Null in a quick run. */
  readonly dies: ModelDies | null;
  readonly recall: readonly RecallPoint[];
  readonly knees: readonly NoiseKnee[];
  /** Empty in a quick run. */
  readonly ages: readonly DeviceAge[];
}
