import type { KeySelectionChoice } from "../commands/lm/run/key-selection/choice.ts";
import { keySelectionReport } from "../commands/lm/run/key-selection/key-selection.ts";
import type { KeySelectionReport } from "../commands/lm/run/key-selection/result.ts";
import { defaultConfig } from "../commands/shared/config-file.ts";
import { type ConfigSource, documentOf, modelsOf, progressOf, type QuestionOptions } from "./library.ts";

/**
 * Whether attention to selected keys can take the place of exact attention in a published language model: what `crosshash lm`
 * answers of a GGUF file or a folder of safetensors. Perplexity ratios, token accuracies as shares, losses in nats a token, with
 * p-values of equivalence and of degradation. The config says what hashes: hardware and hash. A quick study takes minutes, the whole one
 * hours; `answers` names a folder from which a stopped run goes on. Throws ConfigError for what cannot be run, and
 * StoreWriteError where answers cannot be kept.
 *
 * @example
 * const { lines } = await keySelection({ model: "SmolLM2-135M-Instruct.Q4_1.gguf", quick: true, text: ["book.txt"] });
 * for (const { setup, variant, attended, verdict } of lines) console.log(setup, variant.id, attended, verdict);
 */
export async function keySelection(
  choice: KeySelectionChoice,
  options: QuestionOptions & { readonly config?: ConfigSource } = {},
): Promise<KeySelectionReport> {
  const note = (text: string): void => options.onProgress?.(text);
  return keySelectionReport(
    documentOf(options.config ?? {}, defaultConfig()),
    await modelsOf(options),
    choice,
    { progress: progressOf(options), note },
  );
}
