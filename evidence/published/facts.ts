import type { Catalogue } from "#base";
import type { SolverKernel } from "#crossbar-solver";
import { cardFacts } from "./analog-cards.ts";
import { attentionFacts } from "./attention-flops.ts";
import { wholeChipFacts, wholeLayerFacts } from "./chips-and-layers.ts";
import { componentFacts } from "./component-figures.ts";
import { crossFacts } from "./cross-predictions.ts";
import { softmaxFacts, sortingFacts, systolicFacts } from "./digital-units.ts";
import { evaCamFacts } from "./eva-cam.ts";
import { type Fact, type JudgedFact, judge } from "./fact.ts";
import { hashFacts } from "./hash-buckets.ts";
import { irDropFacts } from "./ir-drop.ts";
import { isaacFacts } from "./isaac-table.ts";
import { isaacTileFacts } from "./isaac-tile.ts";
import { coreFacts, storedWeights } from "./memory-cores.ts";
import type { PriceOf } from "./pricing.ts";
import { productFacts } from "./product-mappers.ts";
import { pumaFacts } from "./puma-table.ts";
import { rooflineFacts } from "./roofline.ts";
import { scalingFacts } from "./scaling.ts";
import { scalingPointFacts } from "./scaling-points.ts";
import { searchFacts } from "./search-macros.ts";
import { siliconFacts } from "./silicon-points.ts";
import { subarrayFacts } from "./subarray-predictions.ts";

export interface ValidationOptions {
  /** Leaves the slow ones out. */
  readonly quick: boolean;
  readonly kernel?: SolverKernel;
  /** Only what prices of components decide: no circuits, mappings or operation counts. */
  readonly isPriced?: boolean;
}

/** The facts of one topic; those of prices alone are the ones that a changed constant can move. */
interface Topic {
  readonly isPriced: boolean;
  readonly of: (catalogue: Catalogue, price: PriceOf, options: ValidationOptions) => Fact[];
}

const priced = (of: (price: PriceOf) => Fact[]): Topic => ({
  isPriced: true,
  of: (_catalogue, price) => of(price),
});
const unpriced = (of: Topic["of"]): Topic => ({ isPriced: false, of });

const TOPICS: readonly Topic[] = [
  priced(isaacFacts),
  priced(isaacTileFacts),
  priced(pumaFacts),
  priced(componentFacts),
  unpriced(scalingFacts),
  unpriced(scalingPointFacts),
  priced(sortingFacts),
  priced(systolicFacts),
  priced(softmaxFacts),
  priced(searchFacts),
  priced(siliconFacts),
  priced(evaCamFacts),
  priced(cardFacts),
  unpriced(attentionFacts),
  unpriced(hashFacts),
  unpriced(rooflineFacts),
  priced(subarrayFacts),
  unpriced((_catalogue, _price, { quick, kernel }) => irDropFacts(quick, kernel)),
  priced(crossFacts),
  unpriced(productFacts),
  unpriced(wholeChipFacts),
  unpriced(wholeLayerFacts),
  unpriced(storedWeights),
  unpriced(coreFacts),
];

/** Every published figure beside ours, judged, in order of topic. */
export const validationFacts = (
  catalogue: Catalogue,
  price: PriceOf,
  options: ValidationOptions,
): JudgedFact[] =>
  TOPICS.filter((topic) => topic.isPriced || options.isPriced !== true)
    .flatMap((topic) => topic.of(catalogue, price, options))
    .map(judge);
