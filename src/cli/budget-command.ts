import type { Command } from "commander";
import { InfeasibleError } from "../base/errors.ts";
import type { Budgeted } from "../ladder/chip-budget.ts";
import type { RungId } from "../ladder/rungs.ts";
import { type BudgetRow, budgetText } from "../report/budget-text.ts";
import { dieJson } from "../report/compare-json.ts";
import { groupDigits } from "../report/format.ts";
import { packageVersion } from "../runtime/package-files.ts";
import { createProgress } from "../runtime/progress.ts";
import { type BudgetReport, budget, LIMIT_OPTIONS, parseLimits } from "./budget.ts";
import { defaultConfig } from "./compare-command.ts";
import { readConfig } from "./config-file.ts";
import { jsonOption, setOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";

type BudgetOptions = Readonly<Partial<Record<Budgeted, string>>> & {
  readonly set: string[];
  readonly json?: boolean;
};

export function addBudget(program: Command, output: Output): void {
  const command = program
    .command("budget")
    .description("most tokens a second of a design family under a chip budget, and which constraint binds")
    .argument("[file]", "config, or study whose space is searched; the default is the seed design")
    .addOption(setOption())
    .addOption(jsonOption());
  for (const { flag, unit, of } of Object.values(LIMIT_OPTIONS))
    command.option(`${flag} <${unit}>`, `most ${of}`);
  command.action(async (file: string | undefined, options: BudgetOptions) => {
    const limits = parseLimits(options);
    const report = await budget(readConfig(file ?? defaultConfig(), options.set), limits, createProgress());
    const rows = rowsOf(report);
    if (rows.every(({ best }) => best === null))
      throw new InfeasibleError(budgetText("no design is within the budget", rows).trim());
    output.data(options.json === true ? json(budgetJson(report)) : budgetText(titleOf(report), rows));
  });
  withExample(command, 'crosshash budget --area "20 mm2" --power "2 W" --set workload.preset=llama-3.2-1b');
}

const rowsOf = ({ answers, least }: BudgetReport): BudgetRow[] =>
  (Object.keys(answers) as RungId[]).map((rung) => {
    const answer = answers[rung] ?? null;
    return {
      rung,
      best: answer?.best ?? null,
      slacks: answer?.slacks ?? [],
      together: answer?.together ?? false,
      least: least[rung] ?? {},
    };
  });

function titleOf({ name, config: { workload }, candidates }: BudgetReport): string {
  return (
    `${name}: ${workload.preset}, ${workload.phase}, L = ${groupDigits(workload.length)}, batch ${workload.batch}; ` +
    `most tokens/s of ${groupDigits(candidates)} candidates (attention only)`
  );
}

/** SI numbers with the unit in the key. */
const UNIT_KEYS: Readonly<Record<Budgeted, string>> = {
  area: "area_m2",
  power: "power_W",
  peakPower: "peak_power_W",
  powerDensity: "power_density_W_per_m2",
  bandwidth: "bandwidth_B_per_s",
  latency: "latency_s",
};

const inUnits = (values: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(values).map(([quantity, value]) => [UNIT_KEYS[quantity as Budgeted], value]),
  );

const budgetJson = (report: BudgetReport): unknown => ({
  schemaVersion: 1,
  name: report.name,
  versions: { crosshash: packageVersion() },
  workload: report.config.workload,
  limits: inUnits(report.limits as Record<string, number>),
  candidates: report.candidates,
  rungs: rowsOf(report).map(({ rung, best, slacks, together, least }) => ({
    id: rung,
    feasible: best !== null,
    best:
      best === null
        ? null
        : {
            throughput_tokens_per_s: best.throughput,
            cores: best.cores,
            sets: best.sets,
            ...inUnits(best.uses),
            die: dieJson(best.die),
          },
    constraints: slacks.map(({ quantity, limit, used, slack, withoutIt, binds }) => ({
      quantity,
      limit,
      used,
      slack,
      throughput_without_it_tokens_per_s: withoutIt,
      binds,
    })),
    bindTogether: together,
    least: inUnits(least),
  })),
});
