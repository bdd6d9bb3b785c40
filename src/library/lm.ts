import type { KeySelectionChoice } from "../commands/lm/run/choice.ts";
import { keySelectionReport } from "../commands/lm/run/key-selection.ts";
import type { KeySelectionReport } from "../commands/lm/run/result.ts";
import { defaultConfig } from "../commands/shared/config-file.ts";
import { type ConfigSource, documentOf, modelsOf, progressOf, type QuestionOptions } from "./library.ts";

/**
 * Tests whether attention to selected keys can replace exact attention in a published language model (a GGUF
 * file or a folder of safetensors), like `crosshash lm`: perplexity ratios, token accuracies as shares, losses
 * in nats per token, with p-values of equivalence and of degradation. The config gives hardware and hash. A
 * quick study takes minutes, the full one hours; a stopped run resumes from the folder `answers`. Throws
 * ConfigError for unusable inputs, and StoreWriteError if answers cannot be stored.
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
