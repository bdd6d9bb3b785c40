import { ConfigError } from "#base";
import type { LoadedModel } from "#local-io";
import { loadText, loadTokens } from "#local-io";
import { recallSequence } from "#model-files";

/** Seeds of the recall grammar: of the published evaluation, and of unscored calibration text. */
const EVALUATION_SEED = 7000;
const CALIBRATION_SEED = 500_000;

export interface WindowTexts {
  /** L + 1 ids each. */
  readonly windows: readonly (readonly number[])[];
  readonly calibration: readonly number[];
  readonly length: number;
  readonly recall: boolean;
  readonly source: string;
}

/** Files of a caller, and what is wanted of them. */
export interface WindowChoice {
  /** JSON file of token ids. */
  readonly tokens?: string;
  readonly text?: string;
  /** Windows to score; by default as many as the file has, at most `most`. */
  readonly windows?: number;
  readonly most: number;
  /** Tokens of a window; by default as many as the file's longest sequence has, at most `usual`. */
  readonly length?: number;
  readonly usual: number;
}

/** Windows to score, and separate text for calibration. Throws ConfigError. */
export async function windowTexts(model: LoadedModel, choice: WindowChoice): Promise<WindowTexts> {
  const { dimensions } = model.checkpoint;
  const { context } = dimensions;
  if (choice.length !== undefined && choice.length > context)
    fail(
      "--length",
      `expected at most the ${context} tokens of the model's context, received ${choice.length}`,
    );
  const isRecall = model.sidecar.tokenizer.kind === "recall-grammar";
  const length = choice.length ?? Math.min(choice.usual, context);
  const windows = choice.windows ?? choice.most;
  if (choice.tokens !== undefined) {
    const sequences = await loadTokens(choice.tokens, dimensions);
    const longest = Math.max(...sequences.map((ids) => ids.length));
    const fitting = choice.length ?? Math.min(length, longest - 1);
    return {
      ...cut(choice.tokens, sequences, choice, fitting),
      recall: isRecall,
      source: "token ids of a file",
    };
  }
  if (choice.text !== undefined) {
    const sequences = await loadText(choice.text, model, { length, most: windows });
    return { ...cut(choice.text, sequences, choice, length), recall: isRecall, source: "text of a file" };
  }
  if (!isRecall) fail("--model", "expected --tokens FILE or --text FILE for this model, received neither");
  return {
    windows: Array.from({ length: windows }, (_, w) => recallSequence(EVALUATION_SEED + w, length).tokens),
    calibration: recallSequence(CALIBRATION_SEED, length).tokens.slice(0, length),
    length,
    recall: true,
    source: `recall grammar, seeds from ${EVALUATION_SEED}`,
  };
}

/** Cuts a file's sequences into windows of L + 1 ids. */
function cut(
  file: string,
  sequences: readonly (readonly number[])[],
  { windows, most }: Pick<WindowChoice, "windows" | "most">,
  length: number,
): Pick<WindowTexts, "windows" | "calibration" | "length"> {
  // Adjacent windows share a token, which is predicted in one and read in the next.
  const all = sequences.flatMap((ids) =>
    Array.from({ length: Math.floor((ids.length - 1) / length) }, (_, n) =>
      ids.slice(n * length, (n + 1) * length + 1),
    ),
  );
  const wanted = windows ?? Math.max(1, Math.min(most, all.length - 1));
  if (all.length < wanted + 1)
    fail(
      file,
      `expected ${wanted + 1} windows of ${length} tokens and one to predict (one window calibrates and is not scored), received ${all.length}; a shorter --length makes more`,
    );
  // The last window without its first token, which the last scored window may have predicted.
  return { windows: all.slice(0, wanted), calibration: all[all.length - 1].slice(1), length };
}

const fail = (place: string, message: string): never => {
  throw new ConfigError([{ place, path: "(root)", message }]);
};
