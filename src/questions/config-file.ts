import { DOCUMENT_LIMITS, type Located, parseDocument, parseValue } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import { override, splitSetting } from "../design/override.ts";
import { presetOf, withOtherPreset } from "../design/shape-presets.ts";
import type { ModelWorkload } from "../language-model/real/shape.ts";
import { readInputFile } from "../runtime/input-file.ts";
import { packagePath, presetFile, presetNames } from "../runtime/package-files.ts";
import { loadModelWorkload } from "../runtime/real-model.ts";
import { withMeasuredFiles } from "./measured-files.ts";

/**
 * A config file with the workload of a model's file (`--workload-from`) and then the `--set path=value` of the command line laid
 * over it, and the values of measured files in the place of their names. Throws ConfigError.
 */
export const readConfig = (file: string, settings: readonly string[], workloadFrom?: string): Located =>
  withMeasuredFiles(settingsOver(file, settings, workloadFrom));

function settingsOver(file: string, settings: readonly string[], workloadFrom?: string): Located {
  // UTF-8 takes up to three bytes a character of the text's limit.
  const document = parseDocument(readInputFile(file, 3 * DOCUMENT_LIMITS.bytes), file);
  const base = withoutPreset(document, settings);
  if (workloadFrom === undefined) return inOrder(settings).reduce(override, base);
  const model = loadModelWorkload(workloadFrom);
  const set = inOrder(settings).reduce(override, withModelShape(base, model, workloadFrom));
  const length = (set.value as { workload?: { length?: unknown } }).workload?.length;
  if (typeof length === "number" && length > model.context)
    throw new ConfigError([
      {
        place: set.place(["workload", "length"]),
        path: "workload.length",
        message: `expected at most the ${model.context} tokens of ${model.name}'s context, received ${length}`,
      },
    ]);
  return set;
}

const PRESET = /^\s*workload\.preset\s*=/;

/** A preset is laid first, so that what else is set stands over what it implies. */
const inOrder = (settings: readonly string[]): string[] => [
  ...settings.filter((setting) => PRESET.test(setting)),
  ...settings.filter((setting) => !PRESET.test(setting)),
];

/** A document whose preset another one replaces (`withOtherPreset`). */
function withoutPreset(document: Located, settings: readonly string[]): Located {
  const setting = settings.filter((one) => PRESET.test(one)).at(-1);
  if (setting === undefined) return document;
  const { text, path } = splitSetting(setting);
  const preset = presetOf(parseValue(text, `--set ${path}`, path));
  return preset === undefined ? document : { ...document, value: withOtherPreset(document.value, preset) };
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

/** The design that `npm start` compares. */
export const defaultConfig = (): string => packagePath("configs", "cai-iscas-2024.json5");

/** The space that a chip budget searches where no file is given. */
export const defaultStudy = (): string => packagePath("configs", "study-chip-budget.json5");

/** A folder name out of a config's name. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60) || "unnamed";

/** A preset's comment on top and its value. */
export function readPreset(name: string): { head: string; value: Record<string, unknown> } {
  const file = presetFile(name);
  const text = readInputFile(file, 1 << 20);
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return {
    head: lines
      .slice(0, end)
      .map((line) => line.replace(/^\/\/ ?/, ""))
      .join("\n"),
    value: parseDocument(text, file).value as Record<string, unknown>,
  };
}

/** Presets that ship with the package, each with the first line of its comment. */
export const presetList = (): { readonly name: string; readonly description: string }[] =>
  presetNames().map((name) => ({ name, description: readPreset(name).head.split("\n")[0] }));
