import {
  anyOf,
  didYouMean,
  fault,
  type Instance,
  type Located,
  parseDocument,
  parseLocated,
  raise,
} from "#base";
import type { Link } from "#circuits";
import type { Progress } from "#local-io";
import { createTechnology } from "#technology";
import { COMPARISON_DESIGNS } from "../../../comparison/comparison-designs.ts";
import {
  type ChipLink,
  type Served,
  type ServingLoad,
  type Split,
  served,
  splitsOf,
} from "../../../comparison/serving.ts";
import { parseConfig } from "../../../design/config.ts";
import { type PresetName, presetOf, VOCABULARIES } from "../../../design/shape-presets.ts";
import type { Workload } from "../../../design/workload.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { measure } from "../../shared/activations.ts";

/** A load as texts from the command line. */
export interface ServingQuery {
  /** Such as "2/s". */
  readonly requests: string;
  readonly prompt: string;
  readonly answer: string;
  readonly chips?: string;
  readonly split?: string;
}

/** Every comparison design serving a model at a rate. */
export interface ServingReport {
  readonly name: string;
  readonly workload: Workload;
  readonly load: ServingLoad;
  readonly split: Split;
  /** Vocabulary of the output layer; 0 without one. */
  readonly vocabulary: number;
  readonly designs: readonly Served[];
}

/** Tokens of a page of keys and values (assumed). */
const PAGE = 16;

const SPLITS: readonly Split[] = ["heads", "layers"];
const MOST_REQUESTS = 1e6;
const MOST_TOKENS = 1 << 24;

const fail = (place: string, message: string): never => {
  throw fault(place, "(root)", message);
};

/** Parses requests per second from "2/s", "30/min" or "100/h". Throws ConfigError. */
export function parseRate(text: string): number {
  const [, number, unit] =
    /^([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?) {0,9}\/ {0,9}(s|min|h)$/.exec(text.trim().slice(0, 64)) ?? [];
  const rate = Number(number) / ({ s: 1, min: 60, h: 3600 }[unit] ?? Number.NaN);
  return rate > 0 && rate <= MOST_REQUESTS
    ? rate
    : fail(
        "--requests",
        `expected a rate above 0 and up to ${MOST_REQUESTS}/s, such as "2/s", received "${text}"`,
      );
}

function parseTokens(flag: string, text: string): number {
  const tokens = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  return tokens >= 1 && tokens <= MOST_TOKENS
    ? tokens
    : fail(flag, `expected a whole number of tokens from 1 to ${MOST_TOKENS}, received "${text}"`);
}

function parseChips(text: string | undefined, workload: Workload, split: Split): number | null {
  if (text === undefined) return null;
  const known = splitsOf(workload, split);
  const chips = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  return known.includes(chips)
    ? chips
    : fail(
        "--chips",
        `expected a number that the ${workload[split]} ${split} of the model are split over evenly (${known.join(", ")}), received "${text}"`,
      );
}

/** Chips, batches, latency and energy for serving a whole model at a rate of requests. Throws ConfigError. */
export async function serving(
  document: Located,
  { catalogue }: Models,
  query: ServingQuery,
  progress: Progress,
): Promise<ServingReport> {
  const load = {
    requests: parseRate(query.requests),
    prompt: parseTokens("--prompt", query.prompt),
    answer: parseTokens("--answer", query.answer),
    page: PAGE,
  };
  const split = SPLITS.find((one) => one === (query.split ?? "heads")) as Split | undefined;
  if (split === undefined)
    return fail(
      "--split",
      `expected heads or layers, received "${query.split}"${didYouMean(query.split ?? "", SPLITS)}`,
    );
  const parsed = parseConfig(document, catalogue);
  const { workload } = parsed;
  checkModel(document, workload, load);
  const chips = parseChips(query.chips, workload, split);
  progress.update("reading activations …");
  const { activations } = await measure(document, parsed, {});
  const { design } = parsed;
  const point = rememberedPoints(activations, loadKernels())(design, workload);
  progress.update("pricing batches …");
  const link = parseLocated(
    anyOf<Instance<"transfer", Link>>(catalogue, "link", "off-chip", ""),
    parseDocument("{}", "link"),
  );
  const chipLink: ChipLink = {
    bits: link.behaviour.bits,
    price: link.cost(createTechnology(design.logicNode, { temperature: design.temperature })),
  };
  const vocabulary = VOCABULARIES[workload.preset as PresetName] ?? 0;
  const designs = served(COMPARISON_DESIGNS, design, workload, point, {
    load,
    split,
    chips,
    vocabulary,
    link: chipLink,
  });
  progress.done();
  return { name: parsed.name, workload, load, split, vocabulary, designs };
}

function checkModel(document: Located, workload: Workload, { prompt, answer }: ServingLoad): void {
  const of = (path: string, message: string): never => raise(document.place(path.split(".")), path, message);
  if (workload.model === null)
    of("workload", "expected a model whose widths are known (--model or --workload-from), received none");
  if (!workload.attention.causal)
    of("workload.attention.causal", "expected a model that decodes, received one that sees later tokens");
  const context = presetOf(workload.preset)?.maxLength ?? MOST_TOKENS;
  if (prompt + answer > context)
    fail(
      "--prompt",
      `expected prompt and answer within the ${context} tokens of the model's context, received ${prompt} + ${answer}`,
    );
}
