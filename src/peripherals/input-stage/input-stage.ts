// Contract of what holds a bit line at its virtual ground and hands its current to the readout.

import { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "../../base/component.ts";
import { quantity } from "../../base/fields.ts";
import { type Metres, type Ohms, ohms } from "../../base/units.ts";
import { LOAD_ALONE, type Load } from "./amplifier.ts";

export interface InputStage {
  /** Resistance to the virtual ground, Ω. */
  readonly inputResistance: Ohms;
  /** The parts of its load that its parameters state; a design fills in the rest. */
  readonly stated: Partial<Load>;
  /** Shortest time constant that it can be built for at a node, s; 0 where it follows at once. */
  fastest(load: Pick<Load, "capacitance">, node: Metres): number;
  /** Standard deviation of the noise that it adds to one bit line's current at a read, A. */
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

/** What an amplifier's load is, where the design's own is not meant. */
export const LOAD_PARAMS = {
  bandwidth: quantity(
    "Hz",
    { min: 1, max: 1e13 },
    "bandwidth that it is built for (default: what the read time leaves beside the lines; 10 ns where no design says)",
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

/** What a virtual ground is asked for. */
export const STAGE_PARAMS = {
  inputResistance: quantity("ohm", { min: 0, max: 1e6 }, "resistance to the virtual ground").prefault(
    "300 ohm",
  ),
  noise: quantity(
    "A",
    { min: 1e-12, max: 1e-3 },
    "deviation that the amplifier's own noise may add to a line's current at a read",
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
  /** No key of a config: what a design that fills in the load adds. */
  readonly noiseBandwidth?: number;
}

/** The parts of a load that parameters state. */
export const statedLoad = (params: LoadParams): Partial<Load> => ({
  ...(params.bandwidth === undefined ? {} : { timeConstant: 1 / (2 * Math.PI * params.bandwidth) }),
  ...(params.lineCapacitance === undefined ? {} : { capacitance: params.lineCapacitance }),
  ...(params.lineConductance === undefined ? {} : { conductance: params.lineConductance }),
  ...(params.peakCurrent === undefined ? {} : { current: params.peakCurrent }),
  ...(params.held === undefined ? {} : { held: params.held }),
  ...(params.noiseBandwidth === undefined ? {} : { noiseBandwidth: params.noiseBandwidth }),
});

/** The load that parameters state, the rest that of an amplifier alone. */
export const loadOf = (params: LoadParams): Load => ({ ...LOAD_ALONE, ...statedLoad(params) });

/** A load as the parameters of a model, which `loadOf` reads back. */
export const paramsOfLoad = (load: Load): Required<LoadParams> => ({
  bandwidth: 1 / (2 * Math.PI * load.timeConstant),
  lineCapacitance: load.capacitance,
  lineConductance: load.conductance,
  peakCurrent: load.current,
  held: load.held,
  noiseBandwidth: load.noiseBandwidth,
});
