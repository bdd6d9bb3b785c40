// The public interface of this package.

export { type JsonBounds, parseBoundedJson } from "./src/bounded-json.ts";
export { BoundedMap } from "./src/bounded-map.ts";
export { canonicalHash, canonicalJson, changedKeys, memoised } from "./src/canonical.ts";
export {
  anyFamilyOf,
  anyOf,
  type Catalogue,
  type ComponentInput,
  catalogueOf,
  extendCatalogue,
} from "./src/catalogue.ts";
export {
  type ActionCost,
  type ComponentCost,
  type Definition,
  type Domain,
  define,
  free,
  type Instance,
  isOutOfDomain,
  type Model,
  type StatedParameter,
  type StaticPower,
  shared,
} from "./src/component.ts";
export { columnMeans, type Dense, dense, dot, kthLargest, mapped, rootMeanSquare, row } from "./src/dense.ts";
export {
  DOCUMENT_LIMITS,
  type DocumentLimits,
  FORBIDDEN_KEYS,
  type Located,
  parseDocument,
  parseValue,
} from "./src/document.ts";
export { erf } from "./src/error-function.ts";
export {
  ConfigError,
  didYouMean,
  editDistance,
  fault,
  fieldHint,
  InfeasibleError,
  type Issue,
  MOST_ISSUES,
  nearest,
  otherWord,
  placeHint,
  printable,
  printableLines,
  raise,
  UnknownError,
  withoutKey,
} from "./src/errors.ts";
export { OTHER_OPTIONS } from "./src/field-words.ts";
export {
  type Affects,
  accept,
  choice,
  describe,
  type FieldMeta,
  fieldMeta,
  flag,
  fraction,
  integer,
  multiple,
  priceOnly,
  quantity,
  quantityExpectation,
  type Range,
  readOnly,
  real,
  stated,
  text,
} from "./src/fields.ts";
export { Measured, MOST_MEASURED, measuredFile } from "./src/measured.ts";
export {
  type Moments,
  momentsOverScores,
  normalProbability,
  normalQuantile,
  scoreLevels,
  scoreToLevel,
} from "./src/normal-scores.ts";
export { type NpyArray, npyBytes, parseNpy } from "./src/npy.ts";
export {
  amount,
  area,
  binarySize,
  factor,
  groupDigits,
  lengthLabel,
  percent,
  plusMinus,
} from "./src/number-text.ts";
export { onesOf } from "./src/ones.ts";
export {
  ANY_NAME,
  acceptedRange,
  type Parameter,
  parameterTable,
  refusal,
  settingText,
  withNames,
} from "./src/parameter.ts";
export { cube, fourthPower, power } from "./src/power.ts";
export type { Constant, MeasuredClock, Numbers, ScalingClass, TechnologyNode } from "./src/price.ts";
export { digits, engineering, quantityText, shortNumber } from "./src/quantity-text.ts";
export { rememberedReads } from "./src/remembered-reads.ts";
export { createRng, normals, type Rng } from "./src/rng.ts";
export { quadraticForms, rowProducts, rowProductsOfTwo } from "./src/row-products.ts";
export { type AllKeys, parseLocated, unwrap } from "./src/schema.ts";
export { residueAfter, settlingTime } from "./src/settling.ts";
export {
  type CrossedEstimate,
  crossedEstimate,
  type Estimate,
  estimate,
  type LevelAgreement,
  levelAgreement,
  rankCorrelation,
  type ShareEstimate,
  shareOf,
  studentQuantile,
  studentTail,
} from "./src/statistics.ts";
export { parseStrictJson, type StrictJson } from "./src/strict-json.ts";
export { cellNumber, csvRecord, csvText, intervalOf, type Table, toTable } from "./src/table.ts";
export { thrownText } from "./src/thrown-text.ts";
export * as units from "./src/units.ts";
export {
  type Amperes,
  amperes,
  anyQuantity,
  type Bytes,
  type Joules,
  joules,
  type Kelvin,
  kelvin,
  type Metres,
  nanometres,
  nanoseconds,
  type Ohms,
  ohms,
  parseConfigQuantity,
  parseQuantity,
  type Quantity,
  quantityPattern,
  type SamplesPerSecond,
  type Seconds,
  type Siemens,
  type SquareMetres,
  seconds,
  siemens,
  squareMetres,
  UNIT_NAMES,
  type UnitName,
  unitExample,
  type Volts,
  volts,
  type Watts,
  watts,
} from "./src/units.ts";
export { keyHint } from "./src/unknown-key.ts";
export { sentenceStart, titleLines, wrapped } from "./src/wrapped.ts";
