// Everything that others may use of this package.
export { NO_WEAR } from "./src/aging.ts";
export {
  type CurrentVoltageFit,
  FEWEST_IV_POINTS,
  fitCurrentVoltage,
  type Sweep,
  shapeOf,
} from "./src/fit/current-voltage.ts";
export { type DistributionFit, fitDistribution, momentsOf, REJECTION } from "./src/fit/distribution.ts";
export { CONFIDENCE, type Interval } from "./src/fit/intervals.ts";
export { logDensity, quantileOf } from "./src/fit/mixture.ts";
export { FEWEST_NOISE_POINTS, fitNoise, type NoiseFit, type NoisePoint } from "./src/fit/read-noise.ts";
export { MEAN } from "./src/fitted.ts";
export {
  type Block,
  type CellLaw,
  type Cells,
  type DeviceState,
  type Dynamics,
  defineMemristor,
  linearCells,
  type Memristor,
  type MemristorModel,
  type ReadNoise,
  type Wear,
  type WearWindow,
  type WornMemristor,
} from "./src/memristor.ts";
export { memristors } from "./src/models.ts";
export {
  CELSIUS,
  type Device,
  memristorOf,
  type NonIdealities,
  nonIdealityFields,
} from "./src/non-idealities.ts";
export { normalMemristor } from "./src/static-models.ts";
export { tioxMemristor } from "./src/tiox.ts";
