import type { Command } from "commander";
import { didYouMean } from "../base/did-you-mean.ts";
import { parseDocument } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { jsonSchema } from "../design/json-schema.ts";
import { resolveConfig } from "../design/resolved.ts";
import { startConfig } from "../design/start-config.ts";
import { readInputFile } from "../runtime/input-file.ts";
import { writeNewFile } from "../runtime/output-folder.ts";
import { loadModels } from "../runtime/plugins.ts";
import { presetFile, presetNames } from "../runtime/presets.ts";
import { jsonOption, pluginOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";
import { splitStudy } from "./study.ts";

const DEFAULT_PRESET = "cai-iscas-2024";

interface InitOptions {
  readonly list?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

export function addStartVerbs(program: Command, output: Output): void {
  const init = program
    .command("init")
    .description("write a commented config to start from, with every key that it has")
    .argument("[preset]", "config that ships with the package", DEFAULT_PRESET)
    .option("--list", "list the presets")
    .option("--out <file>", "new file to write to; an existing one is never overwritten")
    .addOption(jsonOption())
    .action((name: string, options: InitOptions) => {
      if (options.list === true) output.data(listing(options.json === true));
      else {
        const text = start(name, options.json === true);
        if (options.out === undefined) output.data(text);
        else output.note(`wrote ${writeNewFile(options.out, text)}`);
      }
    });
  withExample(init, "crosshash init > my-design.json5");

  const schema = program
    .command("schema")
    .description("JSON Schema of a config, for an editor to complete and check with")
    .addOption(pluginOption())
    .addOption(jsonOption())
    .action(async ({ plugin }: { plugin: string[] }) =>
      output.data(json(jsonSchema((await loadModels(plugin)).catalogue))),
    );
  withExample(schema, "crosshash schema > crosshash.schema.json");
}

function listing(asJson: boolean): string {
  const presets = presetNames().map((name) => ({ name, description: readPreset(name).head.split("\n")[0] }));
  if (asJson) return json({ presets });
  const width = Math.max(...presets.map(({ name }) => name.length));
  return presets.map(({ name, description }) => `${name.padEnd(width)}  ${description}`).join("\n");
}

function start(name: string, asJson: boolean): string {
  const known = presetNames();
  if (!known.includes(name))
    throw new ConfigError([
      {
        place: "init",
        path: "preset",
        message: `expected one of ${known.join(", ")}, received ${JSON.stringify(name)}${didYouMean(name, known)}`,
      },
    ]);
  const { head, value } = readPreset(name);
  const { own: config, study: extra } = splitStudy(value);
  return asJson
    ? json({ ...resolveConfig(config, shippedCatalogue), ...extra })
    : startConfig(config, shippedCatalogue, head, extra);
}

/** A preset's comment on top and its value. */
function readPreset(name: string): { head: string; value: Record<string, unknown> } {
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
