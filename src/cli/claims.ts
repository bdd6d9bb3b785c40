import { existsSync } from "node:fs";
import { createRng } from "../base/rng.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { parseConfig } from "../design/config.ts";
import type { LmJob } from "../language-model/lm-trial.ts";
import { recallSequence } from "../language-model/recall-grammar.ts";
import type { ClaimsReport } from "../report/claims-report.ts";
import { loadKernels } from "../runtime/kernels.ts";
import { lmRng, lmRunner } from "../runtime/lm-pool.ts";
import { type LoadedModel, loadModel } from "../runtime/model-files.ts";
import { packagePath, packageVersion } from "../runtime/package-files.ts";
import type { Progress } from "../runtime/progress.ts";
import { measureHash } from "../simulation/hash-quality.ts";
import { constructedClaims } from "../validation/claims/constructed.ts";
import { measureModel } from "../validation/claims/model-claims.ts";
import { type CaseReport, caseClaims } from "../validation/claims/model-rows.ts";
import { modelVerdicts } from "../validation/claims/model-verdicts.ts";
import {
  BROUGHT_CASE,
  CALIBRATION_SEED,
  MODEL_CASES,
  type ModelCase,
  PLAN_SEED,
} from "../validation/claims/plan.ts";
import { defaultConfig } from "./compare-command.ts";
import { readConfig } from "./config-file.ts";
import { workloadOf } from "./lm.ts";
import { lmTexts } from "./lm-texts.ts";

export interface ClaimsChoice {
  readonly quick: boolean;
  readonly workers?: number;
  /** A model of the user's with its text or token ids. */
  readonly model?: string;
  readonly text?: string;
  readonly tokens?: string;
}

/** Runs the plan. Every seed is the plan's: the command line cannot draw until a claim passes. */
export async function claimsReport(choice: ClaimsChoice, progress: Progress): Promise<ClaimsReport> {
  // What a user brought is read before minutes are spent.
  const brought = choice.model === undefined ? null : await broughtTexts(choice.model, choice);
  const kernels = loadKernels();
  progress.update("constructed tasks …");
  const constructed = constructedClaims({
    settingOf: (settings) => parseConfig(readConfig(defaultConfig(), settings), shippedCatalogue),
    rng: createRng(PLAN_SEED).fork("claims"),
    kernels,
    quick: choice.quick,
  });
  const cases: CaseReport[] = [];
  const absent: string[] = [];
  for (const plan of MODEL_CASES) {
    if (choice.quick && plan.quick === undefined) continue;
    const folder = packagePath("models", plan.model);
    if (!existsSync(folder)) absent.push(plan.id);
    else cases.push(await shippedCase(folder, plan, choice, progress));
  }
  if (brought !== null) cases.push(await broughtCase(brought, choice, progress));
  progress.done();
  return {
    version: packageVersion(),
    kernel: kernels.decoder?.name ?? "plain",
    seed: PLAN_SEED,
    quick: choice.quick,
    ...constructed,
    cases,
    absent,
    claims: [...constructed.claims, ...cases.flatMap(caseClaims)],
  };
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
}

async function broughtTexts(place: string, choice: ClaimsChoice): Promise<Brought> {
  const model = await loadModel(place);
  const { languageModel } = parseConfig(readConfig(defaultConfig(), BROUGHT_CASE.settings), shippedCatalogue);
  const length = Math.min(BROUGHT_CASE.length, model.checkpoint.dimensions.context);
  const plan = { ...languageModel, windows: BROUGHT_CASE.windows };
  return { model, texts: await lmTexts(model, plan, { ...choice, length }) };
}

async function broughtCase(
  { model, texts }: Brought,
  choice: ClaimsChoice,
  progress: Progress,
): Promise<CaseReport> {
  const { name } = model.sidecar;
  const plan = { ...BROUGHT_CASE, id: `${name}-${texts.length}`, model: name };
  return runCase(model, plan, texts, choice, progress);
}

type Texts = Pick<LmJob, "windows" | "calibration" | "recall"> & { readonly length: number };
type CasePlan = Pick<ModelCase, "id" | "model" | "role" | "mostPairs" | "arrays" | "settings">;

async function runCase(
  model: LoadedModel,
  plan: CasePlan,
  texts: Texts,
  choice: ClaimsChoice,
  progress: Progress,
): Promise<CaseReport> {
  const document = readConfig(defaultConfig(), plan.settings);
  const config = parseConfig(document, shippedCatalogue);
  const { design } = config;
  const workload = workloadOf(config, model, texts.length);
  const kernels = loadKernels();
  const measured = await measureModel(
    {
      checkpoint: model.checkpoint,
      design,
      workload,
      plan: config.languageModel,
      calibration: texts.calibration,
      windows: texts.windows,
      recall: texts.recall,
      rng: lmRng(PLAN_SEED),
      kernels,
    },
    plan.arrays,
    lmRunner({ value: document.value, plugins: [] }, PLAN_SEED, choice.workers),
    (done, total) => progress.update(`${plan.id}: ${done} of ${total} runs`),
  );
  const { hash, rounds, chunk, localWindow, sink } = workload.attention;
  const { candidates } = config.languageModel;
  return {
    id: plan.id,
    model: plan.model,
    role: plan.role,
    setting: `${hash}, ${rounds} rounds, ${candidates === "bucket" ? "whole buckets" : `chunk ${chunk}`}, candidates ${candidates}, local window ${localWindow}, sink ${sink}`,
    mostPairs: plan.mostPairs,
    noise: measureHash(design, workload, 2, createRng(PLAN_SEED).fork("noise units"), kernels).noise,
    measured,
    verdicts: modelVerdicts(measured, plan.mostPairs),
  };
}
