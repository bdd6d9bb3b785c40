import { parseDocument } from "../base/document.ts";
import { readInputFile } from "../runtime/input-file.ts";
import { presetFile, presetNames } from "../runtime/presets.ts";

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
