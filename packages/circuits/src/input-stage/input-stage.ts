// Interface of stages that hold a bit line at its virtual ground and pass its current to the readout.

import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  type Metres,
  type Model,
  type Ohms,
  ohms,
  quantity,
} from "#base";
import { LOAD_ALONE, type Load } from "./amplifier.ts";

export interface InputStage {
  /** Resistance to the virtual ground, Ω. */
  readonly inputResistance: Ohms;
  /** The parts of its load given by its parameters; the design supplies the rest. */
  readonly stated: Partial<Load>;
  /** Shortest achievable time constant at a node, s; 0 if it follows at once. */
  fastest(load: Pick<Load, "capacitance">, node: Metres): number;
  /** Standard deviation of its noise added to one bit line's current at a read, A. */
  noise(load: Load, node: Metres): number;
}

/** Action `hold`: one bit line held at its virtual ground for one read. */
export type InputStageModel = Model<"hold", InputStage>;

export const defineInputStage = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "hold", InputStage, C>, "family">,
): InputStageModel => define({ ...definition, family: "input-stage" });

/** A free virtual ground without resistance, noise or delay. */
export const idealInputStage = defineInputStage({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ inputResistance: ohms(0), stated: {}, fastest: () => 0, noise: () => 0 }),
  cost: () => free(["hold"]),
});

/** An amplifier's load, if it is not the design's own. */
export const LOAD_PARAMS = {
  bandwidth: quantity(
    "Hz",
    { min: 1, max: 1e13 },
    "bandwidth that it is built for (default: what the lines leave of the read time; 10 ns where no design says)",
  ).optional(),
  lineCapacitance: quantity(
    "F",
    { min: 0, max: 1e-6 },
    "capacitance of the line that it holds (default: the array's; 24 fF)",
  ).optional(),
  lineConductance: quantity(
    "S",
    { min: 0, max: 10 },
    "conductance of the line that it holds (default: the array's; 1 mS)",
  ).optional(),
  peakCurrent: quantity(
    "A",
    { min: 0, max: 1 },
    "largest current of the line (default: three deviations of the array's; 50 µA)",
  ).optional(),
  held: quantity(
    "s",
    { min: 1e-13, max: 1 },
    "time for which it is on in one read (default: the read time; 10 ns)",
  ).optional(),
};

/** Requirements of a virtual ground. */
export const STAGE_PARAMS = {
  inputResistance: quantity("ohm", { min: 0, max: 1e6 }, "resistance to the virtual ground").prefault(
    "300 ohm",
  ),
  noise: quantity(
    "A",
    { min: 1e-12, max: 1e-3 },
    "deviation that the amplifier's own noise may add to a line's current at a read; below what its bias source allows, the quietest that there is",
  ).prefault("50 nA"),
  ...LOAD_PARAMS,
};

/** Parameters of a load as `LOAD_PARAMS` parses them. */
export interface LoadParams {
  readonly bandwidth?: number;
  readonly lineCapacitance?: number;
  readonly lineConductance?: number;
  readonly peakCurrent?: number;
  readonly held?: number;
  /** Not a config key: set by a design that supplies the load. */
  readonly noiseBandwidth?: number;
}

/** The parts of a load given by parameters. */
export const statedLoad = (params: LoadParams): Partial<Load> => ({
  ...(params.bandwidth === undefined ? {} : { timeConstant: 1 / (2 * Math.PI * params.bandwidth) }),
  ...(params.lineCapacitance === undefined ? {} : { capacitance: params.lineCapacitance }),
  ...(params.lineConductance === undefined ? {} : { conductance: params.lineConductance }),
  ...(params.peakCurrent === undefined ? {} : { current: params.peakCurrent }),
  ...(params.held === undefined ? {} : { held: params.held }),
  ...(params.noiseBandwidth === undefined ? {} : { noiseBandwidth: params.noiseBandwidth }),
});

/** The load given by parameters, completed by a stand-alone amplifier's. */
export const loadOf = (params: LoadParams): Load => ({ ...LOAD_ALONE, ...statedLoad(params) });

/** A load as a model's parameters, the inverse of `loadOf`. */
export const paramsOfLoad = (load: Load): Required<LoadParams> => ({
  bandwidth: 1 / (2 * Math.PI * load.timeConstant),
  lineCapacitance: load.capacitance,
  lineConductance: load.conductance,
  peakCurrent: load.current,
  held: load.held,
  noiseBandwidth: load.noiseBandwidth,
});
