import { InfeasibleError, type Instance, type Kelvin, type Metres, memoised } from "#base";
import { capacitiveDac, type Dac, idealDac, oneBitDac } from "#circuits";
import { createTechnology } from "#technology";
import type { DynamicAction, DynamicArray, DynamicArrayModel } from "../arrays/dynamic/dynamic-array.ts";
import { type LeastRead, leastRead } from "../arrays/dynamic/dynamic-array.ts";
import { gainCell, oneSelector, oneTransistor } from "../arrays/dynamic/models.ts";
import { type Adc, idealAdc } from "../peripherals/adc/adc.ts";
import { chargeToPulseAdc, pulseColumn } from "../peripherals/adc/charge-to-pulse.ts";
import { isaacAdc } from "../peripherals/adc/published.ts";
import type { Design } from "./design.ts";

/** Published arrays among which `cheapest` chooses. */
const PUBLISHED: readonly DynamicArrayModel[] = [gainCell, oneSelector, oneTransistor];

/**
 * Lists the designs for an open choice of the arrays of exact analog attention; only the design itself where
 * it runs on another platform or the config names the arrays.
 */
export function analogChoices(design: Design): readonly Design[] {
  if (design.platform !== "analog" || design.baselines.analogOn === "named") return [design];
  return publishedArrays().map((analog) => ({
    ...design,
    baselines: { ...design.baselines, analogOn: "named", analog },
  }));
}

const publishedArrays = memoised(
  () => PUBLISHED.map(({ model, schema }) => schema.parse({ model })),
  () => "",
);

/**
 * Node of the arrays of exact analog attention: the config's, or the logic's, so that both are on one die. At
 * their published node they would need a link between dies as soon as nodes differ by a nanometre.
 */
export const analogNodeOf = ({ baselines, logicNode }: Pick<Design, "baselines" | "logicNode">): Metres =>
  baselines.analogNode ?? logicNode;

/**
 * Shortest read of the arrays of exact analog attention at their node; null where reads take no time. Throws
 * InfeasibleError for a shorter read.
 */
export const checkAnalogRead = (design: Design): LeastRead | null =>
  checkRead(
    design.baselines.analog,
    analogNodeOf(design),
    design.temperature,
    "design.baselines.analog.readTime",
  );

/** The same for any analog array, whose read time is at `path` of the config. */
export function checkRead(
  array: Instance<DynamicAction, DynamicArray>,
  node: Metres,
  temperature: Kelvin,
  path: string,
): LeastRead | null {
  const technology = createTechnology(node, { temperature });
  const found = leastRead(array.behaviour, Math.sqrt(array.cost(technology).area), technology);
  const time = array.behaviour.readTime ?? 0;
  if (found === null || time >= found.least) return found;
  const shown = (value: number): string => `${Number((value * 1e9).toPrecision(3))} ns`;
  throw new InfeasibleError(
    `expected a read of ${array.model} arrays of ${shown(found.least)} or more (${path}): lines settle in ` +
      `${shown(found.lines)}, the steps of the longest pulse take ${shown(found.steps)} and a charge above its noise ${shown(found.charge)}; ` +
      `received ${shown(time)}`,
  );
}

/** Converters of an array of keys and values, with its bits at a word line and at a column. */
export const converterPair = memoised(
  ({
    inputBits,
    ...column
  }: Column & Pick<DynamicArray, "inputBits">): {
    readonly dac: Instance<"drive", Dac>;
    readonly adc: Instance<"convert", Adc>;
  } => ({ dac: dacOf(inputBits, column.readout), adc: adcOf(column) }),
  ({ inputBits, ...column }) => `${inputBits} ${column.outputBits} ${column.readout} ${chargeOf(column)}`,
);

type Column = Pick<DynamicArray, "outputBits" | "readout" | "rows" | "cell">;

/** Charge of a column whose cells all conduct, relative to the published column's. */
const chargeOf = ({ rows, cell }: Column): number =>
  (rows / pulseColumn.rows) * (cell === null ? 1 : (cell.current * cell.time) / pulseColumn.charge);

function adcOf(column: Column): Instance<"convert", Adc> {
  const { outputBits: bits, readout } = column;
  if (!Number.isFinite(bits)) return idealAdc.schema.parse({ model: "ideal" });
  return readout === "adc"
    ? isaacAdc.schema.parse({ model: "isaac", bits })
    : chargeToPulseAdc.schema.parse({ model: "charge-to-pulse", bits, charge: chargeOf(column) });
}

function dacOf(bits: number, readout: DynamicArray["readout"]): Instance<"drive", Dac> {
  if (!Number.isFinite(bits)) return idealDac.schema.parse({ model: "ideal" });
  if (bits === 1 && readout === "adc") return oneBitDac.schema.parse({ model: "one-bit" });
  return capacitiveDac.schema.parse({ model: "capacitive", bits });
}
