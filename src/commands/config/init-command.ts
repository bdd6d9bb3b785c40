import { Option } from "commander";
import { didYouMean, fault } from "../../base/errors.ts";
import { defineVerb } from "../../cli/define-verb.ts";
import type { Answer } from "../../cli/delivery.ts";
import { json } from "../../cli/output.ts";
import { shippedCatalogue } from "../../design/catalogue.ts";
import { resolveConfig, startConfig } from "../../design/resolved.ts";
import { writeNewFile } from "../../runtime/output-folder.ts";
import { STANDARD_OUTPUT } from "../../runtime/output-place.ts";
import { presetNames } from "../../runtime/package-files.ts";
import { presetList, readPreset } from "../shared/config-file.ts";
import { splitStudy } from "../shared/studies/study.ts";

interface InitOptions {
  readonly list?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

export const initVerb = defineVerb<[preset: string | undefined], InitOptions>({
  summary: "write a commented config to start from",
  about: "write a commented config to start from, with every key that it has",
  args: [["[preset]", "config that ships with the package (default: cai-iscas-2024)"]],
  options: [
    new Option("--list", "list the presets"),
    new Option(
      "--out <file>",
      "new file to write to, - for standard output; an existing one is never overwritten",
    ),
  ],
  writes: { out: "text" },
  reports: "text",
  examples: ["config init > my-design.json5"],
  ask: ({ args: [name = "cai-iscas-2024"], options, output }) => {
    if (options.list === true) return listing();
    const answer = start(name);
    if (options.out === undefined || options.out === STANDARD_OUTPUT)
      return { json: answer.json, blocks: [{ kind: "code", text: answer.text }] };
    const text = options.json === true ? json(answer.json) : answer.text;
    output.note(`wrote ${writeNewFile(options.out, text)}; next: crosshash compare ${options.out}`);
    return undefined;
  },
});

function listing(): Answer {
  const presets = presetList();
  const width = Math.max(...presets.map(({ name }) => name.length));
  const lines = presets.map(({ name, description }) => `${name.padEnd(width)}  ${description}`);
  return { json: { presets }, blocks: [{ kind: "code", text: lines.join("\n") }] };
}

function start(name: string): { readonly json: unknown; readonly text: string } {
  const known = presetNames();
  if (!known.includes(name))
    throw fault(
      "init",
      "preset",
      `expected one of ${known.join(", ")}, received ${JSON.stringify(name)}${didYouMean(name, known)}`,
    );
  const { head, value } = readPreset(name);
  const { own: config, study: extra } = splitStudy(value);
  return {
    json: { ...resolveConfig(config, shippedCatalogue), ...extra },
    text: startConfig(config, shippedCatalogue, head, extra).trimEnd(),
  };
}
