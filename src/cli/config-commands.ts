import type { Command } from "commander";
import JSON5 from "json5";
import { shippedCatalogue } from "../design/catalogue.ts";
import { parseConfig } from "../design/config.ts";
import { resolveConfig } from "../design/resolved.ts";
import { readConfig } from "./config-file.ts";
import { jsonOption, setOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";
import { isStudy, readStudy, splitStudy } from "./study.ts";

export function addConfigVerbs(program: Command, output: Output): void {
  const check = program
    .command("check")
    .description("validate a config or a study; every fault is one line with file, line and column")
    .argument("<file>", "config")
    .addOption(setOption())
    .addOption(jsonOption())
    .action((file: string, options: { set: string[]; json?: boolean }) => {
      const document = readConfig(file, options.set);
      const study = isStudy(document) ? readStudy(document) : null;
      const { name } = study?.config ?? parseConfig(document, shippedCatalogue);
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
    .addOption(jsonOption())
    .action((file: string, options: { set: string[]; resolved?: boolean; json?: boolean }) => {
      const document = readConfig(file, options.set);
      if (isStudy(document)) readStudy(document);
      else parseConfig(document, shippedCatalogue);
      const { own, study } = splitStudy(document.value as Record<string, unknown>);
      const value =
        options.resolved === true ? { ...resolveConfig(own, shippedCatalogue), ...study } : document.value;
      output.data(options.json === true ? json(value) : `${JSON5.stringify(value, null, 2)}\n`);
    });
  withExample(show, "crosshash show configs/cai-iscas-2024.json5 --resolved");
}
