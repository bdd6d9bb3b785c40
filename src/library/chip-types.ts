// Types of floorplan networks, memory plans and model serving, for programs that import the package.

export type { Clock, ClockModel, ControlModel, Pads, PadsModel } from "#circuits";
export type { WeightSettings } from "../arrays/weights/settings.ts";
export type { MemoryLayerReport } from "../commands/model/run/memory-layer.ts";
export type { ServingQuery, ServingReport } from "../commands/model/run/serving.ts";
export type { ModelCapacity, WholeModelReport } from "../commands/model/run/whole-model.ts";
export type { LayerBand, LayerBands, LayerCostBand } from "../comparison/layer-bands.ts";
export type { WeightPart } from "../comparison/layer-matrices.ts";
export type { LayerRoute } from "../comparison/layer-network.ts";
export type { LayerPart, LayerPartName } from "../comparison/layer-parts.ts";
export type { MemoryLayer, PricedLayer } from "../comparison/memory-layer.ts";
export type { WrittenArrays } from "../comparison/model-on-arrays.ts";
export type { ModelPart, ModelPartName } from "../comparison/model-parts.ts";
export type { Served, ServedDesign, ServingLoad } from "../comparison/serving.ts";
export type { ModelChip, ModelOnChip, ModelPass, WeightHome } from "../comparison/whole-model.ts";
export type { WhyLine } from "../comparison/why-lines.ts";
export type { PlanQuality } from "../cost/plan-search/settled-design.ts";
export type { LOOP_ORDERS, LoopOrder, Objective, Plan, TensorName, Tiling } from "../design/mapping-plan.ts";
