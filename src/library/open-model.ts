import { loadModel, loadRealModel } from "#local-io";
import { modelOf, type RealModel, type TextTokenizer } from "#model-files";
import { isScoredByWindows } from "../commands/lm/run/windows.ts";
import { defaultConfig } from "../commands/shared/config-file.ts";
import { parseConfig } from "../design/config.ts";
import type { Engine } from "../language-model/engine/engine.ts";
import { packagePath } from "../runtime/package-files.ts";
import { openEngine } from "../runtime/real-engine.ts";
import { type ConfigSource, documentOf, modelsOf, type QuestionOptions } from "./library.ts";

/** Choices of `openModel`. */
export interface OpenChoice extends Pick<QuestionOptions, "plugins"> {
  /** Hardware and hash of selectors that hash on arrays. */
  readonly config?: ConfigSource;
  /** Longest sequence, tokens; by default the model's context, at most 32 768. */
  readonly length?: number;
  /** Threads; by default one per core, at most 8. */
  readonly workers?: number;
}

/** A model that runs, and how its texts are cut into tokens (null for one without a tokenizer). */
export interface OpenedModel {
  readonly engine: Engine;
  readonly tokenizer: TextTokenizer | null;
}

/**
 * Opens a language model to run it with selections of one's own: `prefill` a context exactly, `extend` it with
 * a selection, and `score` both, as `crosshash lm` does. `place` is a GGUF file, a folder of safetensors, or
 * one of `lm`'s small models (by default the embedded recall-lm). Selectors of plugins are known by name.
 * Close the engine at the end. Throws ConfigError for an unusable model, config or plugin.
 *
 * @example
 * const { engine } = await openModel();
 * const tokens = Array.from({ length: 200 }, (_, n) => n % 40);
 * const { context } = await engine.prefill(tokens.slice(0, 150));
 * const next = tokens.slice(150);
 * const exact = await engine.extend(context, next);
 * const sparse = await engine.extend(context, next, {
 *   selector: { name: "oracle", params: {} },
 *   budget: { kind: "share", share: 1 / 8 },
 *   ...{ sink: 1, window: 16, denseLayers: 0, seed: 1, array: 0 },
 * });
 * const { divergence } = await engine.score(sparse.states, [...next.slice(1), 0], exact.states);
 * console.log(sparse.statistics?.attended, divergence?.[0]);
 * await engine.close();
 */
export async function openModel(
  place: string = packagePath("models", "recall-lm"),
  { config, length, workers, ...options }: OpenChoice = {},
): Promise<OpenedModel> {
  const document = documentOf(config ?? {}, defaultConfig());
  const models = await modelsOf(options);
  const { design, workload } = parseConfig(document, models.catalogue, { anySelector: true });
  const { model, tokenizer } = await loaded(place, length, workers);
  const engine = await openEngine(model, {
    lanes: workers,
    positions: length,
    hashing: {
      design,
      attention: workload.attention,
      config: { value: document.value, plugins: models.plugins },
    },
    selectors: models.selectors,
  });
  return { engine, tokenizer };
}

async function loaded(
  place: string,
  tokens: number | undefined,
  threads: number | undefined,
): Promise<{ readonly model: RealModel; readonly tokenizer: TextTokenizer | null }> {
  if (!isScoredByWindows(place)) return loadRealModel(place, { tokens, threads });
  const { checkpoint } = await loadModel(place);
  return { model: modelOf(checkpoint), tokenizer: null };
}
