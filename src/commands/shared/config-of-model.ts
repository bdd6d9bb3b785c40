import type { Located } from "../../base/document.ts";
import { fault } from "../../base/errors.ts";
import type { ModelWorkload } from "../../language-model/engine/shape.ts";
import { loadModelWorkload } from "../../runtime/real-model.ts";
import { readConfig, withSettings } from "./config-file.ts";
import { withMeasuredFiles } from "./measured-files.ts";

// Apart from config-file.ts, because the readers of models' files are half of the time in which a verb starts.

/**
 * `readConfig`, with the workload of a model's file (`--workload-from`), if one is given, laid under the settings. Throws ConfigError,
 * for a length beyond the model's context too.
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
 * A config with the shape of a model in place of its workload's own. A length beyond the model's context becomes the context, as does
 * one that is not given.
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

/** The keys of an object; what is none is left to the schema, which reads it from the document itself. */
const asTree = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
