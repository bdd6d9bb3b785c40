// The public interface of this package.
export { type CellTable, cellTable, type UnitFigures, unitFigures } from "./src/cell-table.ts";
export {
  CLOCK_CONSTANTS,
  type ClockConstants,
  clockFactors,
  clockingOf,
  inverterDelay,
  isSped,
  largestClock,
  NOMINAL_CLOCKS,
} from "./src/clocking.ts";
export {
  LAW_CONSTANTS,
  leakageDensity,
  MEASURED_FROM,
  NOMINAL_LAWS,
  SCALING_DOMAIN_NM,
  SCALING_LAWS,
  type ScalingConstants,
  scalingFactor,
  stillmakerArea,
  stillmakerEnergy,
  supplyOf,
} from "./src/scaling.ts";
export {
  AMBIENT,
  createTechnology,
  ELECTROMIGRATION_LIMIT,
  leakageFactor,
  lineCrossSection,
  lineResistance,
  metalPitch,
  TEMPERATURE_DOMAIN,
  type Transistor,
  transistorAt,
} from "./src/technology.ts";
export { defectYield, diesPerWafer, waferPrice, waferSchema } from "./src/wafer.ts";
