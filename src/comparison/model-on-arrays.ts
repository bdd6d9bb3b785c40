// A pass of a whole model whose weights are in tuned arrays: every layer and the output head have their own.

import { squareMetres } from "#base";
import { rollUp } from "../cost/cost-report.ts";
import type { BlockAreas } from "../cost/floorplan/die.ts";
import { type PriceList, priceList } from "../cost/price-list.ts";
import type { Workload } from "../design/workload.ts";
import type { FeasibleResult } from "./comparison-design.ts";
import {
  cellsOf,
  headStage,
  type ModelWidths,
  type Stage,
  stagesOf,
  type WeightPart,
  weightsOf,
} from "./layer-matrices.ts";
import { mediumInterval, priceFlows, stageFlows, vectorFlows } from "./layer-network.ts";
import {
  attentionPart,
  type LayerPart,
  type LayerPrices,
  layerPrices,
  stageArea,
  vectorPart,
  vectorTime,
  type WeightArrays,
  weightPart,
} from "./layer-parts.ts";
import { layerGround, WRITE_PULSES } from "./memory-layer.ts";
import { tokensOf } from "./metrics/prices.ts";
import { drawing, handedOn, type ModelPart, type ModelTerms, type PricedParts } from "./model-parts.ts";

/** Parts of a pass. Layers run one after another; the head takes the last token of each sequence. */
export function modelOnArrays(
  { design, mapping }: FeasibleResult,
  { workload, point, vocabulary, weights }: ModelTerms,
): PricedParts {
  const model = workload.model as NonNullable<Workload["model"]>;
  const array = weights.behaviour;
  const { layers, batch } = workload;
  const prices = layerPrices(design, weights, point);
  const stages = stagesOf(model, workload, array);
  const head = vocabulary === 0 ? [] : [headStage(model.modelWidth, vocabulary, array)];
  const layersOf = (stage: Stage): number => (stage.part === "output head" ? 1 : layers);
  const all = [...stages, ...head];
  const areaOf = (stage: Stage): number => layersOf(stage) * stageArea(stage, array, prices);
  const blocks: BlockAreas = Object.fromEntries(all.map((stage) => [stage.block, areaOf(stage)]));
  const listed = priceList(design, point);
  const chip: PriceList = { ...listed, floorplan: { ...listed.floorplan, otherBlocks: blocks } };
  const attention = { mapping, chip };
  const ground = layerGround(attention);
  const ways = new Map(all.map((stage) => [stage, stageFlows(stage, array.rows, ground, layersOf(stage))]));
  const interval = vectorTime(all, array, prices);
  const flows = [...ways.values()].flat();
  const tokens = tokensOf(workload);
  const weightsOf = (name: WeightPart): ModelPart => {
    const own = all.filter(({ part }) => part === name);
    const pace = {
      tokens: name === "output head" ? batch : tokens,
      intervals: own.map((stage) => Math.max(interval, mediumInterval(ways.get(stage) ?? [], chip))),
      layers: layersOf(own[0]),
    };
    const network = priceFlows(flows, { vectors: pace.tokens * pace.layers, interval }, chip)(name);
    return idleOf(weightPart(name, own, pace, array, prices, network));
  };
  const sums = priceFlows(vectorFlows(model, ground), { vectors: tokens * layers, interval }, chip);
  const cost = rollUp(mapping, chip);
  const matrices = [weightsOf("projections"), weightsOf("feed-forward")];
  const used = all.reduce((sum, stage) => sum + areaOf(stage), 0);
  return {
    parts: [
      matrices[0],
      drawing(attentionPart(attention, cost), cost.power.idle),
      matrices[1],
      drawing(vectorPart(tokens * layers, model, prices, sums("sums and norms")), 0),
      handedOn({ design, mapping }, chip, workload, matrices[0].time + matrices[1].time),
      ...(head.length === 0 ? [] : [weightsOf("output head")]),
    ],
    weightArea: used + prices.own.whiteSpace.beside(squareMetres(used)),
  };
}

/** Arrays that hold all weights of a model, and what writing them once takes. */
export interface WrittenArrays {
  readonly weights: number;
  readonly arrays: number;
  readonly cells: number;
  /** m², with white space. */
  readonly area: number;
  /** J, and pulses of a cell. */
  readonly energy: number;
  readonly pulses: number;
}

/** The arrays of all layers and of an output head of `vocabulary` words. */
export function writtenArrays(
  shape: Pick<Workload, "layers" | "heads" | "kvHeads" | "headWidth"> & { readonly model: ModelWidths },
  vocabulary: number,
  { behaviour: array }: WeightArrays,
  prices: LayerPrices,
): WrittenArrays {
  const inLayers = stagesOf(shape.model, shape, array);
  const head = vocabulary === 0 ? [] : [headStage(shape.model.modelWidth, vocabulary, array)];
  const over = (of: (stage: Stage) => number): number =>
    shape.layers * inLayers.reduce((sum, stage) => sum + of(stage), 0) +
    head.reduce((sum, stage) => sum + of(stage), 0);
  const area = over((stage) => stageArea(stage, array, prices));
  const cells = over((stage) => cellsOf([stage], array));
  const [{ pulses }] = WRITE_PULSES;
  return {
    weights: over(({ matrices }) => weightsOf(matrices)),
    arrays: over(({ counts }) => counts.reduce((sum, one) => sum + one.arrays, 0)),
    cells,
    area: area + prices.own.whiteSpace.beside(squareMetres(area)),
    energy: cells * pulses * prices.array.actions.write.energy,
    pulses,
  };
}

/** A part with the power that its energy has as leakage. */
function idleOf(part: LayerPart): ModelPart {
  const leaked = part.items.find(({ name }) => name === "leakage")?.energy ?? 0;
  return drawing(part, part.time > 0 ? leaked / part.time : 0);
}
