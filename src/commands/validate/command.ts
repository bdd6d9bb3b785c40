import { Option } from "commander";
import { ConfigError } from "../../base/errors.ts";
import { type Call, defineVerb } from "../../cli/define-verb.ts";
import type { Answer } from "../../cli/delivery.ts";
import { countOption, setOption, workersOption } from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { writeOutputFile } from "../../runtime/output-folder.ts";
import { failedChecks } from "../../validation/claims/claim.ts";
import { claimsDocument } from "./report/claims/document.ts";
import { claimsJson, claimsText } from "./report/claims/text.ts";
import { resultsPageText } from "./report/results-page.ts";
import { validationBlocks } from "./report/validation.ts";
import { claimsReport } from "./run/claims.ts";
import { exitCodeOf, validation, validationJson } from "./run/facts.ts";
import { checkResultsPage } from "./run/results-page.ts";

interface ValidateOptions {
  readonly claims?: boolean;
  readonly results?: boolean;
  readonly quick?: boolean;
  readonly document?: string;
  readonly workers?: number;
  readonly model?: string;
  readonly text?: string;
  readonly tokens?: string;
  readonly length?: number;
  readonly alone?: boolean;
  readonly set: string[];
}

const CLAIMS_ONLY = ["document", "model", "text", "tokens", "length", "alone"] as const;
const MODEL_ONLY = ["text", "tokens", "length", "alone"] as const;

/** Throws ConfigError for options that would say nothing. */
function checkOptions(options: ValidateOptions): void {
  const stray = CLAIMS_ONLY.find((name) => options[name] !== undefined && options.claims !== true);
  if (stray !== undefined) fail(`--${stray}`, "expected --claims with it, received none");
  if (options.set.length > 0 && options.claims !== true)
    fail("--set", "expected --claims with it, received none");
  if (options.model !== undefined) return;
  const lonely = MODEL_ONLY.find((name) => options[name] !== undefined);
  if (lonely !== undefined || options.set.length > 0)
    fail(`--${lonely ?? "set"}`, "expected --model with it, received none");
}

function fail(place: string, message: string): never {
  throw new ConfigError([{ place, path: "(root)", message }]);
}

async function claimsAnswer({ options, progress, outcome }: Call<[], ValidateOptions>): Promise<Answer> {
  const { document } = options;
  const numbers = checkResultsPage();
  const report = await claimsReport({ ...options, quick: options.quick === true }, progress);
  if (document !== undefined) writeOutputFile(document, claimsDocument(report));
  const isMissed = numbers?.some(({ holds }) => !holds) === true;
  outcome.code = failedChecks(report.claims).length > 0 || isMissed ? EXIT.failed : EXIT.done;
  const text = [claimsText(report).trimEnd(), "", ...resultsPageText(numbers)].join("\n");
  return { json: { ...claimsJson(report), resultsPage: numbers }, blocks: [{ kind: "code", text }] };
}

function resultsAnswer({ outcome }: Call<[], ValidateOptions>): Answer {
  const numbers = checkResultsPage();
  outcome.code = numbers?.every(({ holds }) => holds) === true ? EXIT.done : EXIT.failed;
  return {
    json: { resultsPage: numbers },
    blocks: [{ kind: "code", text: resultsPageText(numbers).join("\n") }],
  };
}

export const validateVerb = defineVerb<[], ValidateOptions>({
  summary: "published figures and claims against ours",
  about: "published figures against ours: tolerance, source, kind of evidence, verdict",
  options: [
    new Option(
      "--claims",
      "test the claims of the plan instead: memristor hash = software hash, LSH = exact attention",
    ),
    new Option(
      "--results",
      "check the numbers of docs/results.md against the stored results they name, in a second",
    ).conflicts(["claims", "quick"]),
    new Option("--quick", "leave the slow figures out; with --claims fewer texts, arrays and models"),
    workersOption(),
    new Option("--document <file>", "with --claims: write the findings as Markdown, too"),
    new Option("--model <dir>", "with --claims: also test a model of your own"),
    new Option("--tokens <file>", "JSON file with its token ids").conflicts("text"),
    new Option("--text <file>", "text file, for a model with a tokenizer"),
    countOption(
      "--length <tokens>",
      "tokens of a window of it; default: 2048 for a model of the recall grammar, else 512, at most its context",
      2,
      1 << 20,
    ),
    setOption(),
    new Option("--alone", "with --model: test that model and leave the shipped plan out"),
  ],
  writes: { document: "file" },
  reports: "folder",
  isLong: true,
  examples: ["validate --json > validation.json"],
  notes:
    "A model of your own is tested like the shipped ones: both claims, all controls, cosine, verdicts. One of the recall\n" +
    "grammar (tokenizer kind recall-grammar in its model.json) gets the recipe of recall-lm, any other cross-polytope\n" +
    "buckets; --set overrides its settings.\n\n" +
    "Exits with 1 where a sum (arithmetic) or a law that a model states (same formula) misses its published\n" +
    "figure. An independent prediction that misses is shown with its ratio and fails nothing; a remembered\n" +
    "figure cannot pass.",
  ask: async (call) => {
    checkOptions(call.options);
    if (call.options.claims === true) return claimsAnswer(call);
    if (call.options.results === true) return resultsAnswer(call);
    const answer = validation(call.options.quick === true);
    call.outcome.code = exitCodeOf(answer.facts);
    return { json: validationJson(answer), blocks: validationBlocks(answer) };
  },
});
