import { ConfigError } from "../base/errors.ts";
import type { LanguageModelPlan } from "../design/language-model-plan.ts";
import { recallSequence } from "../language-model/recall-grammar.ts";
import { type LoadedModel, loadText, loadTokens } from "../runtime/model-files.ts";

/** Seeds of the recall grammar: those of the published evaluation, and calibration text that is never scored. */
const EVALUATION_SEED = 7000;
const CALIBRATION_SEED = 500_000;

export interface LmTexts {
  /** L + 1 ids each. */
  readonly windows: readonly (readonly number[])[];
  readonly calibration: readonly number[];
  readonly length: number;
  readonly recall: boolean;
  readonly source: string;
}

export interface TextChoice {
  readonly tokens?: string;
  readonly text?: string;
  readonly windows?: number;
  readonly length?: number;
}

/** Windows to score and, apart from them, text to calibrate on. Throws ConfigError. */
export async function lmTexts(
  model: LoadedModel,
  plan: LanguageModelPlan,
  choice: TextChoice,
): Promise<LmTexts> {
  const { context } = model.checkpoint.dimensions;
  if (choice.length !== undefined && choice.length > context)
    fail(
      "--length",
      `expected at most the ${context} tokens of the model's context, received ${choice.length}`,
    );
  const isRecall = model.sidecar.tokenizer.kind === "recall-grammar";
  const length = choice.length ?? Math.min(plan.length, context);
  if (choice.tokens !== undefined) {
    const sequences = await loadTokens(choice.tokens, model.checkpoint.dimensions);
    const longest = Math.max(...sequences.map((ids) => ids.length));
    return windowed(
      model,
      plan,
      choice,
      choice.tokens,
      sequences,
      choice.length ?? Math.min(length, longest - 1),
    );
  }
  if (choice.text !== undefined) {
    const sequences = await loadText(choice.text, model, { length });
    return windowed(model, plan, choice, choice.text, sequences, length);
  }
  if (!isRecall) fail("--model", "expected --tokens FILE or --text FILE for this model, received neither");
  return {
    windows: Array.from(
      { length: choice.windows ?? plan.windows },
      (_, w) => recallSequence(EVALUATION_SEED + w, length).tokens,
    ),
    calibration: recallSequence(CALIBRATION_SEED, length).tokens.slice(0, length),
    length,
    recall: true,
    source: `recall grammar, seeds from ${EVALUATION_SEED}`,
  };
}

/** Windows of L + 1 ids out of longer or shorter sequences of a file. */
function windowed(
  model: LoadedModel,
  plan: LanguageModelPlan,
  choice: TextChoice,
  file: string,
  sequences: readonly (readonly number[])[],
  length: number,
): LmTexts {
  // Windows share the token at their border: it is predicted in one and read in the next.
  const all = sequences.flatMap((ids) =>
    Array.from({ length: Math.floor((ids.length - 1) / length) }, (_, n) =>
      ids.slice(n * length, (n + 1) * length + 1),
    ),
  );
  const wanted = choice.windows ?? Math.max(1, Math.min(plan.windows, all.length - 1));
  if (all.length < wanted + 1)
    fail(
      file,
      `expected ${wanted + 1} windows of ${length} tokens and one to predict (one window calibrates and is not scored), received ${all.length}; a shorter --length makes more`,
    );
  return {
    windows: all.slice(0, wanted),
    // Less its first token, which the last scored window may have predicted.
    calibration: all[all.length - 1].slice(1),
    length,
    recall: model.sidecar.tokenizer.kind === "recall-grammar",
    source: choice.text === undefined ? "token ids of a file" : "text of a file",
  };
}

function fail(place: string, message: string): never {
  throw new ConfigError([{ place, path: "(root)", message }]);
}
