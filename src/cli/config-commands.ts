import type { Command } from "commander";
import JSON5 from "json5";
import { parseConfig } from "../design/config.ts";
import { resolveConfig } from "../design/resolved.ts";
import { loadModels } from "../runtime/plugins.ts";
import { readConfig } from "./config-file.ts";
import { jsonOption, pluginOption, setOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";
import { isStudy, readStudy, splitStudy } from "./study.ts";

interface ShowOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly resolved?: boolean;
  readonly json?: boolean;
}

export function addConfigVerbs(program: Command, output: Output): void {
  const check = program
    .command("check")
    .description("validate a config or a study; every fault is one line with file, line and column")
    .argument("<file>", "config")
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(jsonOption())
    .action(async (file: string, options: { set: string[]; plugin: string[]; json?: boolean }) => {
      const { catalogue } = await loadModels(options.plugin);
      const document = readConfig(file, options.set);
      const study = isStudy(document) ? readStudy(document, catalogue) : null;
      const { name } = study?.config ?? parseConfig(document, catalogue);
      const points = study === null ? {} : { points: study.plan.search.points };
      output.data(
        options.json === true
          ? json({ valid: true, name, ...points })
          : `${file}: valid (${name}${study === null ? "" : `, ${study.plan.search.points} points`})`,
      );
    });
  withExample(check, "crosshash check configs/cai-iscas-2024.json5");

  const show = program
    .command("show")
    .description("print a config, or with --resolved the same with every default filled in")
    .argument("<file>", "config")
    .option("--resolved", "fill in every default")
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(jsonOption())
    .action(async (file: string, options: ShowOptions) => {
      const { catalogue } = await loadModels(options.plugin);
      const document = readConfig(file, options.set);
      if (isStudy(document)) readStudy(document, catalogue);
      else parseConfig(document, catalogue);
      const { own, study } = splitStudy(document.value as Record<string, unknown>);
      const value =
        options.resolved === true ? { ...resolveConfig(own, catalogue), ...study } : document.value;
      output.data(options.json === true ? json(value) : `${JSON5.stringify(value, null, 2)}\n`);
    });
  withExample(show, "crosshash show configs/cai-iscas-2024.json5 --resolved");
}
