import { Option } from "commander";
import { raise } from "#base";
import { writeOutputFile } from "#local-io";
import { type Call, defineVerb } from "../../cli/define-verb.ts";
import { countOption, setOption, workersOption } from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { type Judged, loadEvidence } from "./evidence.ts";

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

/** Throws ConfigError for options that have no effect. */
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

const fail = (place: string, message: string): never => raise(place, "(root)", message);

async function answerOf({ options, progress }: Call<[], ValidateOptions>): Promise<Judged> {
  const evidence = await loadEvidence();
  const quick = options.quick === true;
  if (options.results === true) return evidence.results();
  if (options.claims !== true) return evidence.figures(quick);
  const found = await evidence.claims({ ...options, quick }, progress);
  if (options.document !== undefined) writeOutputFile(options.document, found.document);
  return found;
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
      "check the numbers of the pages of results against the stored results they name, in a second",
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
    const { json, blocks, fails } = await answerOf(call);
    call.outcome.code = fails ? EXIT.failed : EXIT.done;
    return { json, blocks };
  },
});
