import { DOCUMENT_LIMITS, type Located, parseDocument, parseValue } from "#base";
import { checkKind, readInputFile } from "#local-io";
import { override, splitSetting } from "../../design/override.ts";
import { presetOf, withOtherPreset } from "../../design/shape-presets.ts";
import { packagePath, presetFile, presetNames } from "../../runtime/package-files.ts";
import { withMeasuredFiles } from "./measured-files.ts";

/**
 * A config file with the `--set path=value` options applied, and file names replaced by the contents of
 * measured files. Throws ConfigError.
 */
export const readConfig = (file: string, settings: readonly string[]): Located =>
  withMeasuredFiles(withSettings(file, settings, (document) => document));

/** A config file, changed by `between`, with command-line settings applied; names of measured files stay. */
export const withSettings = (
  file: string,
  settings: readonly string[],
  between: (document: Located) => Located,
): Located => laidOver({ file, text: configText(file), settings }, between);

/** A config file as read, with the command-line settings: from these another thread makes the same config. */
export interface ConfigText {
  readonly file: string;
  readonly text: string;
  readonly settings: readonly string[];
}

/** The text of a config file. UTF-8 takes up to three bytes a character of the text's limit. */
export function configText(file: string): string {
  checkKind(file, "a config", /\.json5?$/i);
  return readInputFile(file, 3 * DOCUMENT_LIMITS.bytes);
}

/** A parsed config, changed by `between`, with its settings applied; names of measured files stay. */
export function laidOver(
  { file, text, settings }: ConfigText,
  between: (document: Located) => Located = (document) => document,
): Located {
  const document = parseDocument(text, file);
  return inOrder(settings).reduce(override, between(withoutPreset(document, settings)));
}

const PRESET = /^\s*workload\.preset\s*=/;

/** A preset is applied first, so that other settings override what it implies. */
const inOrder = (settings: readonly string[]): string[] => [
  ...settings.filter((setting) => PRESET.test(setting)),
  ...settings.filter((setting) => !PRESET.test(setting)),
];

/** A document without the preset that a setting replaces (`withOtherPreset`). */
function withoutPreset(document: Located, settings: readonly string[]): Located {
  const setting = settings.filter((one) => PRESET.test(one)).at(-1);
  if (setting === undefined) return document;
  const { text, path } = splitSetting(setting);
  const preset = presetOf(parseValue(text, `--set ${path}`, path));
  return preset === undefined ? document : { ...document, value: withOtherPreset(document.value, preset) };
}

/** The design that `npm start` compares. */
export const defaultConfig = (): string => packagePath("configs", "cai-iscas-2024.json5");

/** The space that a chip budget searches where no file is given. */
export const defaultStudy = (): string => packagePath("configs", "study-chip-budget.json5");

/** A folder name made from a config's name. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60) || "unnamed";

/** A preset's leading comment and its value. */
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
