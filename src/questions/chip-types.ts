// Types of what joins the blocks of a chip, and of serving a model from it, for programs that import the package.

export type { Served, ServedDesign, ServingLoad } from "../ladder/serving.ts";
export type { Clock, ClockModel } from "../peripherals/chip/clock.ts";
export type { ControlModel } from "../peripherals/chip/control.ts";
export type { Pads, PadsModel } from "../peripherals/chip/pads.ts";
export type { ServingQuery, ServingReport } from "./serving.ts";
