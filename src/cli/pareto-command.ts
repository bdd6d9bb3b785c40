import { statSync } from "node:fs";
import type { Command } from "commander";
import { ConfigError } from "../base/errors.ts";
import {
  type ParetoAnswer,
  type ParetoOptions as ParetoQuery,
  paretoQuery,
} from "../explore/pareto-query.ts";
import { readTable } from "../runtime/csv.ts";
import { loadModels } from "../runtime/plugins.ts";
import { jsonOption, pluginOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";
import { storedStudy } from "./stored-study.ts";
import { type FrontOptions, type StudyFront, studyFront } from "./study-front.ts";

interface ParetoOptions extends FrontOptions {
  readonly plugin: string[];
  readonly json?: boolean;
}

export function addPareto(program: Command, output: Output): void {
  const command = program
    .command("pareto")
    .description("Pareto front and hypervolume of a study or of any CSV")
    .argument("<source>", "CSV file, or the store of a study")
    .option(
      "--objectives <list>",
      'columns and senses, such as "energy_J:min,captured_mass:max"; the study\'s own unless given',
    )
    .option("--where <condition>", 'rows that count, such as "area_m2 < 1e-5 && captured_mass >= 0.9"')
    .option("--reference <list>", "reference point of the hypervolume, in the objectives' order and sense")
    .addOption(pluginOption())
    .addOption(jsonOption())
    .action(async (source: string, options: ParetoOptions) => {
      const answer = isFolder(source)
        ? studyFront(source, storedStudy(source, await loadModels(options.plugin)), options)
        : tableFront(source, options);
      output.data(options.json === true ? json(answer) : paretoText(answer));
    });
  withExample(command, 'crosshash pareto out/ --objectives "energy_J:min,captured_mass:max"');
}

const tableFront = (file: string, options: ParetoOptions): ParetoAnswer =>
  paretoQuery(readTable(file), tableQuery(options));

/** The query of a CSV file, which has no objectives of its own. Throws ConfigError without them. */
export function tableQuery({ objectives, where, reference }: FrontOptions): ParetoQuery {
  if (objectives !== undefined)
    return {
      objectives,
      ...(where === undefined ? {} : { where }),
      ...(reference === undefined ? {} : { reference }),
    };
  throw new ConfigError([
    {
      place: "--objectives",
      path: "(root)",
      message: "expected the objectives of a CSV file, received none",
    },
  ]);
}

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function paretoText({ points, infeasible, front, hypervolume, ...rest }: ParetoAnswer): string {
  const { inseparable = [] } = rest as Partial<StudyFront>;
  return [
    `${points} points, ${infeasible} infeasible, ${front.length} on the front`,
    `rows (from 0): ${front.join(", ")}`,
    ...(hypervolume === null ? [] : [`hypervolume: ${hypervolume}`]),
    ...inseparable.map(({ row, from }) => `row ${row} is not separable at 95 % from ${from.join(", ")}`),
    "",
  ].join("\n");
}
