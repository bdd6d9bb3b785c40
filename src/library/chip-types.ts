// Types of what joins the blocks of a chip, of plans through its memories, and of serving a model from it, for programs that import the package.

export type { MemoryLayerReport } from "../commands/model/run/memory-layer.ts";
export type { ServingQuery, ServingReport } from "../commands/model/run/serving.ts";
export type { PlanQuality } from "../cost/best-plan.ts";
export type { LOOP_ORDERS, LoopOrder, Plan, TensorName, Tiling } from "../design/mapping-plan.ts";
export type { LayerBand, LayerBands, LayerCostBand } from "../ladder/layer-bands.ts";
export type { WeightPart } from "../ladder/layer-matrices.ts";
export type { LayerRoute } from "../ladder/layer-network.ts";
export type { LayerPart, LayerPartName } from "../ladder/layer-parts.ts";
export type { MemoryLayer, PricedLayer } from "../ladder/memory-layer.ts";
export type { Served, ServedDesign, ServingLoad } from "../ladder/serving.ts";
export type { WhyLine } from "../ladder/why-lines.ts";
export type { Clock, ClockModel } from "../peripherals/chip/clock.ts";
export type { ControlModel } from "../peripherals/chip/control.ts";
export type { Pads, PadsModel } from "../peripherals/chip/pads.ts";
