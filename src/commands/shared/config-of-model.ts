import { fault, type Located } from "#base";
import { loadModelWorkload } from "#local-io";
import type { ModelWorkload } from "#model-files";
import { readConfig, withSettings } from "./config-file.ts";
import { withMeasuredFiles } from "./measured-files.ts";

// Separate from config-file.ts, because readers of model files take half of a verb's start-up time.

/**
 * `readConfig` with the workload of a model's file (`--workload-from`), if given, below the settings. Throws
 * ConfigError, also for a length beyond the model's context.
 */
export function readConfigFor(
  workloadFrom: string | undefined,
  file: string,
  settings: readonly string[],
): Located {
  if (workloadFrom === undefined) return readConfig(file, settings);
  let context = Number.POSITIVE_INFINITY;
  let name = "";
  const set = withSettings(file, settings, (base) => {
    const model = loadModelWorkload(workloadFrom);
    ({ context, name } = model);
    return withModelShape(base, model, workloadFrom);
  });
  const length = (set.value as { workload?: { length?: unknown } }).workload?.length;
  if (typeof length === "number" && length > context)
    throw fault(
      set.place(["workload", "length"]),
      "workload.length",
      `expected at most the ${context} tokens of ${name}'s context, received ${length}`,
    );
  return withMeasuredFiles(set);
}

/**
 * A config with a model's shape in place of its workload's own. The context replaces a missing length, and a
 * length beyond it.
 */
function withModelShape(document: Located, model: ModelWorkload, place: string): Located {
  const value = asTree(document.value);
  const { preset: _, length, ...workload } = asTree(value.workload);
  const attention = asTree(workload.attention);
  const { name, layers, heads, kvHeads, headWidth, context, modelWidth, hiddenWidth, gated, causal } = model;
  const shape = { layers, heads, kvHeads, headWidth, modelName: name, modelWidth, hiddenWidth, gated };
  const own = Object.keys(shape);
  const isOurs = (path: readonly PropertyKey[]): boolean =>
    path[0] === "workload" && own.includes(String(path[1]));
  return {
    file: document.file,
    value: {
      ...value,
      workload: {
        ...workload,
        ...shape,
        length: typeof length === "number" ? Math.min(length, context) : (length ?? context),
        attention: causal ? attention : { causal, ...attention },
      },
    },
    place: (path) => (isOurs(path) ? place : document.place(path)),
    keyPlace: (path) => (isOurs(path) ? place : document.keyPlace(path)),
  };
}

/** The keys of an object; anything else is left to the schema, which reads it from the document itself. */
const asTree = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
