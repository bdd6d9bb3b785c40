import { Option } from "commander";
import { didYouMean, fault } from "#base";
import { STANDARD_OUTPUT, writeNewFile } from "#local-io";
import { defineVerb } from "../../cli/define-verb.ts";
import type { Answer } from "../../cli/delivery.ts";
import { json } from "../../cli/output.ts";
import { shippedCatalogue } from "../../design/catalogue.ts";
import { resolveConfig, startConfig } from "../../design/resolved.ts";
import { SHAPE_PRESETS } from "../../design/shape-presets.ts";
import { presetFile, presetNames } from "../../runtime/package-files.ts";
import { presetList, readPreset, withSettings } from "../shared/config-file.ts";
import { splitStudy } from "../shared/studies/study.ts";
import { studyTemplate } from "./run/study-template.ts";

interface InitOptions {
  readonly list?: boolean;
  readonly study?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export const initVerb = defineVerb<[preset: string | undefined], InitOptions>({
  summary: "write a commented config to start from",
  about: "write a commented config to start from, with every key that it has",
  args: [
    ["[preset]", "config that ships with the package (default: cai-iscas-2024), or with --study a file"],
  ],
  options: [
    new Option("--list", "list the presets"),
    new Option(
      "--study <keys>",
      "a study around the config instead: keys to vary or their ends, such as rows,dac.bits,rounds, each with the config's value and its neighbours",
    ),
    new Option(
      "--out <file>",
      "new file to write to, - for standard output; an existing one is never overwritten",
    ),
  ],
  writes: { out: "text" },
  reports: "text",
  examples: [
    "config init > my-design.json5",
    "config init my-design.json5 --study rows,bits,rounds > my-study.json5",
  ],
  ask: async ({ args: [name = "cai-iscas-2024"], options, output }) => {
    if (options.list === true) return listing();
    const answer = options.study === undefined ? start(name) : await studyOf(name, options.study);
    if (options.out === undefined || options.out === STANDARD_OUTPUT)
      return { json: answer.json, blocks: [{ kind: "code", text: answer.text }] };
    const text = options.json === true ? json(answer.json) : answer.text;
    output.note(
      `wrote ${writeNewFile(options.out, text)}; next: crosshash ${options.study === undefined ? "compare" : "study run"} ${options.out}`,
    );
    return undefined;
  },
});

function listing(): Answer {
  const presets = presetList();
  const width = Math.max(...presets.map(({ name }) => name.length));
  const lines = presets.map(({ name, description }) => `${name.padEnd(width)}  ${description}`);
  return { json: { presets }, blocks: [{ kind: "code", text: lines.join("\n") }] };
}

/** A study around a preset or a file. */
async function studyOf(
  name: string,
  keys: string,
): Promise<{ readonly json: unknown; readonly text: string }> {
  // The study names measured files as the config does.
  const document = withSettings(presetNames().includes(name) ? presetFile(name) : name, [], (own) => own);
  const { text, value } = await studyTemplate(
    document,
    keys.split(",").map((key) => key.trim()),
    shippedCatalogue,
  );
  return { json: value, text: text.trimEnd() };
}

/** Where a model's name belongs, whose shape is no whole config. */
function modelHint(name: string): string {
  const [family = ""] = /^[a-z]{2,}/i.exec(name) ?? [];
  const models = Object.keys(SHAPE_PRESETS);
  const [, near] = /"([^"]+)"/.exec(didYouMean(name, models)) ?? [];
  const model =
    models.find((one) => one === name.toLowerCase()) ??
    near ??
    models.find((one) => family !== "" && one.startsWith(family.toLowerCase()));
  return model === undefined ? "" : `; a model is named in a config: workload: { preset: "${model}" }`;
}

function start(name: string): { readonly json: unknown; readonly text: string } {
  const known = presetNames();
  if (!known.includes(name))
    throw fault(
      "init",
      "preset",
      `expected a preset (config init --list has them), received ${JSON.stringify(name)}${didYouMean(name, known) || modelHint(name)}`,
    );
  const { head, value } = readPreset(name);
  const { own: config, study: extra } = splitStudy(value);
  return {
    json: { ...resolveConfig(config, shippedCatalogue), ...extra },
    text: startConfig(config, shippedCatalogue, head, extra).trimEnd(),
  };
}
