import { statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { type ParetoAnswer, paretoQuery } from "../explore/pareto-query.ts";
import { readTable } from "../runtime/csv.ts";
import { jsonOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";

interface ParetoOptions {
  readonly objectives: string;
  readonly where?: string;
  readonly reference?: string;
  readonly json?: boolean;
}

export function addPareto(program: Command, output: Output): void {
  const command = program
    .command("pareto")
    .description("Pareto front and hypervolume of a study or of any CSV")
    .argument("<source>", "CSV file, or a folder with results.csv")
    .requiredOption("--objectives <list>", 'columns and senses, such as "energy_J:min,captured_mass:max"')
    .option("--where <condition>", 'rows that count, such as "area_m2 < 1e-5 && captured_mass >= 0.9"')
    .option("--reference <list>", "reference point of the hypervolume, in the objectives' order and sense")
    .addOption(jsonOption())
    .action((source: string, options: ParetoOptions) => {
      const table = readTable(isFolder(source) ? join(source, "results.csv") : source);
      const answer = paretoQuery(table, options);
      output.data(options.json === true ? json(answer) : paretoText(answer));
    });
  withExample(command, 'crosshash pareto out/ --objectives "energy_J:min,captured_mass:max"');
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function paretoText({ points, infeasible, front, hypervolume }: ParetoAnswer): string {
  return [
    `${points} points, ${infeasible} infeasible, ${front.length} on the front`,
    `rows (from 0): ${front.join(", ")}`,
    ...(hypervolume === null ? [] : [`hypervolume: ${hypervolume}`]),
    "",
  ].join("\n");
}
