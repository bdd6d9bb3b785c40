import { basename, dirname } from "node:path";
import Table from "cli-table3";
import { type Command, Option } from "commander";
import type { Constant } from "../base/component.ts";
import { ConfigError } from "../base/errors.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { claimsDocument } from "../report/claims-document.ts";
import { claimsJson } from "../report/claims-report.ts";
import { claimsText } from "../report/claims-text.ts";
import { FACT_COLUMNS, factCells } from "../report/fact-text.ts";
import { engineering, factor } from "../report/format.ts";
import type { Validation } from "../report/validation-document.ts";
import { checkFolder, writeReportFile } from "../runtime/output-folder.ts";
import { createProgress } from "../runtime/progress.ts";
import { loadSolverKernel } from "../runtime/solver-kernel.ts";
import { failedChecks } from "../validation/claims/judged.ts";
import { faults, type JudgedFact, tally } from "../validation/fact.ts";
import { validationFacts } from "../validation/facts.ts";
import { type PriceOf, pricing } from "../validation/pricing.ts";
import { type ReadoutTrade, readoutTrade } from "../validation/readout-trade.ts";
import { claimsReport } from "./claims.ts";
import { EXIT, type Outcome } from "./exit.ts";
import { countOption, jsonOption, setOption, withExample, workersOption } from "./options.ts";
import { json, type Output } from "./output.ts";

interface ValidateOptions {
  readonly claims?: boolean;
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly document?: string;
  readonly workers?: number;
  readonly model?: string;
  readonly text?: string;
  readonly tokens?: string;
  readonly length?: number;
  readonly alone?: boolean;
  readonly set: string[];
}

export function addValidate(program: Command, output: Output, outcome: Outcome): void {
  const command = program
    .command("validate")
    .description("published figures beside ours: tolerance, source, kind of evidence, verdict")
    .option(
      "--claims",
      "test the claims of the plan instead: memristor hash = software hash, LSH = exact attention",
    )
    .option("--quick", "leave the slow figures out; with --claims fewer texts, arrays and models")
    .addOption(jsonOption())
    .addOption(workersOption())
    .option("--document <file>", "with --claims: write the findings as Markdown, too")
    .option("--model <dir>", "with --claims: test a model of your own besides")
    .addOption(new Option("--tokens <file>", "JSON file with its token ids").conflicts("text"))
    .option("--text <file>", "text file, for a model with a tokenizer")
    .addOption(
      countOption(
        "--length <tokens>",
        "tokens of a window of it; 2048 for a model of the recall grammar, else 512, within its context",
        2,
        1 << 20,
      ),
    )
    .addOption(setOption())
    .option("--alone", "with --model: test that model and leave the shipped plan out")
    .action(async (options: ValidateOptions) => {
      checkOptions(options);
      if (options.claims === true) return answerClaims(options, output, outcome);
      const answer = validation(options.quick === true);
      output.data(options.json === true ? json(validationJson(answer)) : validationText(answer));
      outcome.code = exitCodeOf(answer.facts);
    });
  command.addHelpText(
    "after",
    "\nA model of your own is tested like the shipped ones: both claims, all controls, cosine, verdicts. One of the recall" +
      "\ngrammar (tokenizer kind recall-grammar in its model.json) gets the recipe of recall-lm, any other cross-polytope" +
      "\nbuckets; --set lays settings over it." +
      "\n\nExits with 1 where a sum (arithmetic) or a law that a model states (same formula) misses its published" +
      "\nfigure. An independent prediction that misses is shown with its ratio and fails nothing; a remembered" +
      "\nfigure cannot pass.",
  );
  withExample(command, "crosshash validate --json > validation.json");
}

const CLAIMS_ONLY = ["document", "model", "text", "tokens", "length", "alone"] as const;
const MODEL_ONLY = ["text", "tokens", "length", "alone"] as const;

/** Throws ConfigError for options that would say nothing. */
function checkOptions(options: ValidateOptions): void {
  const stray = CLAIMS_ONLY.find((name) => options[name] !== undefined && options.claims !== true);
  if (stray !== undefined) fail(`--${stray}`, "expected --claims beside it, received none");
  if (options.set.length > 0 && options.claims !== true)
    fail("--set", "expected --claims beside it, received none");
  if (options.model !== undefined) return;
  const lonely = MODEL_ONLY.find((name) => options[name] !== undefined);
  if (lonely !== undefined || options.set.length > 0)
    fail(`--${lonely ?? "set"}`, "expected --model beside it, received none");
}

function fail(place: string, message: string): never {
  throw new ConfigError([{ place, path: "(root)", message }]);
}

async function answerClaims(options: ValidateOptions, output: Output, outcome: Outcome): Promise<void> {
  if (options.document !== undefined) checkFolder(dirname(options.document));
  const report = await claimsReport({ ...options, quick: options.quick === true }, createProgress());
  if (options.document !== undefined)
    writeReportFile(dirname(options.document), basename(options.document), claimsDocument(report));
  output.data(options.json === true ? json(claimsJson(report)) : claimsText(report));
  outcome.code = failedChecks(report.claims).length > 0 ? EXIT.failed : EXIT.done;
}

/** Every figure, the readout trade and the provenance of the whole catalogue. */
export function validation(quick: boolean, price: PriceOf = pricing(shippedCatalogue)): Validation {
  return {
    facts: validationFacts(shippedCatalogue, price, { quick, kernel: loadSolverKernel() }),
    trade: readoutTrade(price),
    constants: constantCounts(),
  };
}

export const exitCodeOf = (facts: readonly JudgedFact[]): number =>
  faults(facts).length > 0 ? EXIT.failed : EXIT.done;

function constantCounts(): Validation["constants"] {
  const constants = Object.values(shippedCatalogue.families)
    .flat()
    .flatMap((model): Constant[] => Object.values(model.constants));
  const assumed = constants.filter(({ source }) => source === "assumed").length;
  return { cited: constants.length - assumed, assumed };
}

function validationJson({ facts, trade, constants }: Validation): Record<string, unknown> {
  const { published, sets, conclusion } = trade;
  return {
    facts,
    summary: { facts: facts.length, ...tally(facts) },
    constants,
    readoutTrade: {
      published,
      sets: sets.map(({ readouts, ...set }) => ({
        ...set,
        readouts: readouts.map(({ readout, model, energy, converter, refire, cells, time }) => ({
          readout,
          model,
          energy_J: energy,
          converter_J: converter,
          refire_J: refire,
          cells_J: cells,
          time_s: time,
        })),
      })),
      conclusion,
    },
  };
}

const plain = { style: { head: [], border: [] } };

export function validationText({ facts, trade, constants }: Validation): string {
  const topics = [...new Set(facts.map(({ topic }) => topic))];
  const count = tally(facts);
  return [
    ...topics.flatMap((topic) => [topic, factTable(facts.filter((fact) => fact.topic === topic)), ""]),
    "Low-resolution readout of 128 × 128 passive cells at 32 nm, energy of a multiplication",
    tradeTable(trade),
    trade.conclusion,
    "",
    `${facts.length} facts: ${count.pass} pass, ${count.miss} miss, ${count["cannot pass"]} cannot pass (remembered), ${count.refused} refused (outside a model's domain)`,
    `Misses: ${faults(facts).length} of a sum or a stated formula, ${count.miss - faults(facts).length} of independent predictions`,
    `Constants of all models: ${constants.cited} cited, ${constants.assumed} assumed`,
    "",
  ].join("\n");
}

function factTable(facts: readonly JudgedFact[]): string {
  const table = new Table({
    head: [...FACT_COLUMNS, "verdict"],
    colAligns: ["left", "right", "right", "right", "right", "left", "left", "left"],
    ...plain,
  });
  for (const fact of facts) table.push([...factCells(fact), fact.verdict]);
  return table.toString();
}

function tradeTable({ published, sets }: ReadoutTrade): string {
  const table = new Table({
    head: [
      "components",
      "readout",
      "energy",
      "converter",
      "mux refire",
      "cells",
      "time",
      "5 b / 2 b: energy",
      "time",
    ],
    colAligns: ["left", "left", "right", "right", "right", "right", "right", "right", "right"],
    ...plain,
  });
  table.push([
    `published (${published.source})`,
    ...Array<string>(6).fill(""),
    factor(published.energyRatio),
    factor(published.timeRatio),
  ]);
  for (const { name, readouts, energyRatio, timeRatio } of sets)
    readouts.forEach(({ readout, model, energy, converter, refire, cells, time }, n) => {
      const ratios = n === 0 ? [factor(energyRatio), factor(timeRatio)] : ["", ""];
      const energies = [energy, converter, refire, cells].map((value) => engineering(value, "J"));
      table.push([
        n === 0 ? name : "",
        `${readout}, ${model}`,
        ...energies,
        engineering(time, "s"),
        ...ratios,
      ]);
    });
  return table.toString();
}
