import type { SolverKernel } from "../arrays/solver/line-system.ts";
import type { Catalogue } from "../base/catalogue.ts";
import { attentionFacts } from "./attention-flops.ts";
import { componentFacts } from "./component-figures.ts";
import { crossFacts } from "./cross-predictions.ts";
import { softmaxFacts, sortingFacts, systolicFacts } from "./digital-units.ts";
import { type JudgedFact, judge } from "./fact.ts";
import { hashFacts } from "./hash-buckets.ts";
import { irDropFacts } from "./ir-drop.ts";
import { isaacFacts } from "./isaac-table.ts";
import { isaacTileFacts } from "./isaac-tile.ts";
import type { PriceOf } from "./pricing.ts";
import { productFacts } from "./product-mappers.ts";
import { pumaFacts } from "./puma-table.ts";
import { rooflineFacts } from "./roofline.ts";
import { scalingFacts } from "./scaling.ts";
import { scalingPointFacts } from "./scaling-points.ts";
import { searchFacts } from "./search-macros.ts";
import { subarrayFacts } from "./subarray-predictions.ts";
import { wholeChipFacts } from "./whole-chips.ts";
import { wholeLayerFacts } from "./whole-layers.ts";

export interface ValidationOptions {
  /** Leaves the slow ones out. */
  readonly quick: boolean;
  readonly kernel?: SolverKernel;
}

/** Every published figure beside ours, judged, in order of topic. */
export const validationFacts = (
  catalogue: Catalogue,
  price: PriceOf,
  { quick, kernel }: ValidationOptions,
): JudgedFact[] =>
  [
    ...isaacFacts(price),
    ...isaacTileFacts(price),
    ...pumaFacts(price),
    ...componentFacts(price),
    ...scalingFacts(),
    ...scalingPointFacts(),
    ...sortingFacts(price),
    ...systolicFacts(price),
    ...softmaxFacts(price),
    ...searchFacts(price),
    ...attentionFacts(catalogue),
    ...hashFacts(),
    ...rooflineFacts(),
    ...subarrayFacts(price),
    ...irDropFacts(quick, kernel),
    ...crossFacts(price),
    ...productFacts(),
    ...wholeChipFacts(catalogue),
    ...wholeLayerFacts(catalogue),
  ].map(judge);
