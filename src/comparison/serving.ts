// A whole model served at a rate of requests: batches, copies, chips that one model is split over.

import { type ComponentCost, InfeasibleError } from "#base";
import type { NumberFormat } from "#circuits";
import { restCost } from "../cost/attention-share.ts";
import { priceList } from "../cost/price-list.ts";
import type { Design } from "../design/design.ts";
import { restOfModel } from "../design/model-weights.ts";
import type { Workload } from "../design/workload.ts";
import { price } from "../evaluate.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { cacheBytes, numberBytes, weightBytes } from "../mapping/off-chip-memory.ts";
import { type ComparisonDesign, type DesignId, titleOf } from "./comparison-design.ts";

/** How one copy of a model is split over chips: heads and columns of each layer, or successive layers. */
export type Split = "heads" | "layers";

/** A link between chips: what one of its ends sends. */
export interface ChipLink {
  /** Bits of a flit. */
  readonly bits: number;
  readonly price: ComponentCost<"transfer">;
}

/** Most chips of a copy. */
const MOST_CHIPS = 64;

/** Numbers of chips that a copy can be split over evenly. */
export function splitsOf({ heads, layers }: Pick<Workload, "heads" | "layers">, split: Split): number[] {
  const whole = split === "heads" ? heads : layers;
  return Array.from({ length: Math.min(whole, MOST_CHIPS) }, (_, n) => n + 1).filter((n) => whole % n === 0);
}

/**
 * The part of a model on one of `chips` chips: the one with most key heads. Chips take query heads in their
 * order, and chips that share a key head each hold its keys and values.
 */
export function partOf(workload: Workload, chips: number, split: Split): Workload {
  if (split === "layers") return { ...workload, layers: workload.layers / chips };
  const { heads, kvHeads, model } = workload;
  return {
    ...workload,
    heads: heads / chips,
    kvHeads: mostKeyHeads(chips, heads / chips, heads / kvHeads),
    model: model === null ? null : { ...model, hiddenWidth: model.hiddenWidth / chips },
  };
}

/** Most key heads of one of `chips` runs of `heads` query heads each, where `group` of these share a key head. */
const mostKeyHeads = (chips: number, heads: number, group: number): number =>
  Math.max(
    ...Array.from(
      { length: chips },
      (_, n) => Math.ceil(((n + 1) * heads) / group) - Math.floor((n * heads) / group),
    ),
  );

/**
 * Bits that one chip sends in a pass. Heads: a ring adds the chips' partial sums after each layer's
 * projections and feed-forward part; each sends 2 (n − 1) / n of them. Layers: a chip's last output.
 */
export function linkBits({
  split,
  chips,
  tokens,
  layers,
  width,
  words,
}: {
  readonly split: Split;
  readonly chips: number;
  readonly tokens: number;
  /** Layers of one chip. */
  readonly layers: number;
  readonly width: number;
  /** Number format of the chips' multiply-accumulate units. */
  readonly words: NumberFormat;
}): number {
  if (chips === 1) return 0;
  return split === "heads"
    ? 2 * layers * tokens * width * words.accumulatorBits * ((2 * (chips - 1)) / chips)
    : tokens * width * words.wordBits;
}

/** Load that a system has to serve. */
export interface ServingLoad {
  /** Requests a second, above 0. */
  readonly requests: number;
  /** Tokens of a prompt, and of an answer. */
  readonly prompt: number;
  readonly answer: number;
  /** Tokens of a page, the unit in which keys and values take memory. */
  readonly page: number;
}

export interface ServingTerms {
  readonly load: ServingLoad;
  readonly split: Split;
  /** Chips of a copy; null for the number that gives the fewest in total. */
  readonly chips: number | null;
  /** Vocabulary of the output layer; 0 where it is not known, and the layer is left out. */
  readonly vocabulary: number;
  readonly link: ChipLink;
}

/** A comparison design that serves the load. SI units. */
export interface ServedDesign {
  readonly id: DesignId;
  readonly title: string;
  /** Chips of one copy, copies, and chips in all. */
  readonly chips: number;
  readonly copies: number;
  readonly total: number;
  /** Sequences of a copy that decode together. */
  readonly batch: number;
  /** Share of the time that a copy is busy, in (0, 1]. */
  readonly utilisation: number;
  /** Answer tokens a second that all copies could generate for such requests. */
  readonly mostTokens: number;
  /** Time from prompt to first token without a queue, and between tokens with prefills interleaved, s. */
  readonly toFirstToken: number;
  readonly perOutputToken: number;
  /** Energy of a request over its answer's tokens, J, including the idle power of all chips. */
  readonly energyPerToken: number;
  /** Power of all chips at the load, W. */
  readonly power: number;
  /** Area of all chips, m². */
  readonly area: number;
  /** Bytes of one copy: weights, and pages of keys and values. */
  readonly weightBytes: number;
  readonly cacheBytes: number;
  readonly pagesPerSequence: number;
  /** Share of attention in a request's energy and time on this design, in [0, 1]. */
  readonly attention: { readonly energy: number; readonly time: number };
}

export type Served =
  | ServedDesign
  | { readonly id: DesignId; readonly title: string; readonly reason: string };

/** Most sequences that decode together. */
const MOST_BATCH = 512;

/** Sizes of a batch: powers of two, so that a search prices ten of them. */
const BATCHES = Array.from({ length: Math.log2(MOST_BATCH) + 1 }, (_, n) => 2 ** n);

/** One pass of a batch through one copy. */
interface Pass {
  /** Time that a chip is busy, and time from first input to last output, s. */
  readonly busy: number;
  readonly latency: number;
  /** Energy of all chips of the copy, J; attention's part of it and of the busy time. */
  readonly energy: number;
  readonly attention: { readonly energy: number; readonly time: number };
  readonly idle: number;
  readonly area: number;
}

interface Copy {
  readonly design: Design;
  readonly prefill: Pass;
  readonly decode: (batch: number) => Pass;
  readonly part: Workload;
}

/** Serves the load with the fewest chips of each comparison design; with a reason where one cannot. */
export const served = (
  contenders: readonly ComparisonDesign[],
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  terms: ServingTerms,
): Served[] => contenders.map((contender) => servedBy(contender, design, workload, point, terms));

function servedBy(
  contender: ComparisonDesign,
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  terms: ServingTerms,
): Served {
  const own = contender.design(design);
  const seen = contender.workload({ ...workload, batch: 1, pass: "forward" });
  // A design with its own node and board also has its own links, so it is not split.
  const splits = !contender.inRatios
    ? [1]
    : terms.chips === null
      ? splitsOf(workload, terms.split)
      : [terms.chips];
  let best: ServedDesign | undefined;
  let reason: InfeasibleError | undefined;
  for (const chips of splits) {
    try {
      const copy = copyOf(own, seen, point, chips, terms);
      const found = { id: contender.id, title: titleOf(contender), ...served1(copy, chips, terms) };
      if (best === undefined || found.total < best.total) best = found;
    } catch (error) {
      if (!(error instanceof InfeasibleError)) throw error;
      reason ??= error;
    }
  }
  return (
    best ?? {
      id: contender.id,
      title: titleOf(contender),
      reason: reason?.message ?? "no split is feasible",
    }
  );
}

function copyOf(
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  chips: number,
  terms: ServingTerms,
): Copy {
  const { prompt, answer, page } = terms.load;
  const part = partOf(workload, chips, terms.split);
  // The mean context of an answer's tokens, in whole pages.
  const context = Math.ceil((prompt + answer / 2) / page) * page;
  const passes = new Map<number, Pass>();
  return {
    design,
    part,
    prefill: passOf(design, { ...part, phase: "prefill", length: prompt }, point, chips, terms),
    decode: (batch) => {
      const known = passes.get(batch);
      if (known !== undefined) return known;
      const pass = passOf(design, { ...part, phase: "decode", length: context, batch }, point, chips, terms);
      passes.set(batch, pass);
      return pass;
    },
  };
}

/** Price of one pass of a batch: attention, all other products with their weights, and the link. */
function passOf(
  design: Design,
  part: Workload,
  point: OperatingPoint,
  chips: number,
  { split, vocabulary, link }: ServingTerms,
): Pass {
  const priced = price(design, part, point);
  const { cost } = priced;
  const widths = part.model;
  if (widths === null) throw new InfeasibleError("the model's widths are not known, so its weights are not");
  const layers = restOfModel(part, widths);
  const output = (vocabulary * widths.modelWidth) / chips;
  const rest = restCost(priced, part, priceList(priced.design, point), {
    ...layers,
    // The output layer runs only for a sequence's last token.
    projectionMacs: layers.projectionMacs + output * part.batch,
    weights: layers.weights + output,
  });
  const tokens = part.batch * (part.phase === "decode" ? 1 : part.length);
  const sent = linkBits({
    split,
    chips,
    tokens,
    layers: part.layers,
    width: widths.modelWidth,
    words: design.digital.mac.behaviour,
  });
  const { transfer } = link.price.actions;
  const hops = split === "heads" ? 2 * part.layers * 2 * (chips - 1) : chips > 1 ? 1 : 0;
  const flits = sent / link.bits;
  const linked = flits * transfer.interval + hops * transfer.latency;
  const busy = cost.timing.latency + rest.time + linked;
  const perChip =
    cost.energy +
    rest.energy +
    flits * transfer.energy +
    cost.power.idle * linked +
    idleOf(chips, link) * busy;
  return {
    busy,
    latency: split === "layers" ? busy * chips : busy,
    energy: chips * perChip,
    attention: { energy: chips * cost.energy, time: cost.timing.latency },
    idle: chips * (cost.power.idle + idleOf(chips, link)),
    area: chips * (cost.area + (chips > 1 ? link.price.area : 0)),
  };
}

const idleOf = (chips: number, { price: { leakage } }: ChipLink): number => (chips > 1 ? leakage : 0);

/**
 * A chip's time for one request: the pass of its prompt, and its share of the decode passes of its answer,
 * `batch` sequences at a time. In a copy split by layers, each chip works on another part of the batch.
 */
function timeOfRequest({ prefill, decode }: Copy, answer: number, batch: number, stages: number): number {
  const each = batch / stages;
  return prefill.busy + (answer * decode(each).busy) / each;
}

function served1(copy: Copy, chips: number, terms: ServingTerms): Omit<ServedDesign, "id" | "title"> {
  const { requests, prompt, answer, page } = terms.load;
  const stages = terms.split === "layers" ? chips : 1;
  const sizes = BATCHES.map((batch) => batch * stages);
  const times = sizes.flatMap((batch): { batch: number; time: number }[] => {
    try {
      return [{ batch, time: timeOfRequest(copy, answer, batch, stages) }];
    } catch (error) {
      // Larger batches outgrow a bounded memory.
      if (batch > stages && error instanceof InfeasibleError) return [];
      throw error;
    }
  });
  const least = Math.min(...times.map(({ time }) => time));
  const copies = Math.ceil(requests * least * (1 - 1e-12));
  const rate = requests / copies;
  const { batch, time } = times.find((one) => rate * one.time <= 1) ?? times[times.length - 1];
  const { prefill, decode, design, part } = copy;
  const pass = decode(batch / stages);
  const decoding = 1 - rate * prefill.busy;
  const own = prefill.energy + (answer * pass.energy * stages) / batch;
  const idle = (1 / rate - time) * pass.idle;
  const pages = Math.ceil((prompt + answer) / page);
  const attention = {
    energy: prefill.attention.energy + (answer * pass.attention.energy * stages) / batch,
    time: prefill.attention.time + (answer * pass.attention.time * stages) / batch,
  };
  return {
    chips,
    copies,
    total: chips * copies,
    batch,
    utilisation: rate * time,
    mostTokens: (copies * answer) / time,
    toFirstToken: prefill.latency + pass.latency,
    perOutputToken: pass.latency / decoding,
    energyPerToken: (own + idle) / answer,
    power: requests * (own + idle),
    area: copies * prefill.area,
    weightBytes:
      chips * weightBytes(design, part) +
      terms.vocabulary * (part.model?.modelWidth ?? 0) * numberBytes(design),
    cacheBytes: chips * cacheBytes(design, { ...part, batch, length: pages * page }),
    pagesPerSequence: pages,
    attention: { energy: attention.energy / own, time: attention.time / time },
  };
}
