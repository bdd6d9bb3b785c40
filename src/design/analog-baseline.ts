import type { DynamicArray, DynamicArrayModel } from "../arrays/dynamic/dynamic-array.ts";
import { gainCell } from "../arrays/dynamic/gain-cell.ts";
import { oneSelector } from "../arrays/dynamic/one-selector.ts";
import { oneTransistor } from "../arrays/dynamic/one-transistor.ts";
import type { Instance } from "../base/component.ts";
import { memoised } from "../base/memo.ts";
import type { Adc } from "../peripherals/converters/adc.ts";
import { capacitiveDac } from "../peripherals/converters/capacitive-dac.ts";
import type { Dac } from "../peripherals/converters/dac.ts";
import { idealAdc } from "../peripherals/converters/ideal-adc.ts";
import { idealDac } from "../peripherals/converters/ideal-dac.ts";
import { isaacAdc } from "../peripherals/converters/isaac-adc.ts";
import { oneBitDac } from "../peripherals/converters/one-bit-dac.ts";
import type { Design } from "./design.ts";

/** Published arrays among which `cheapest` chooses. */
const PUBLISHED: readonly DynamicArrayModel[] = [gainCell, oneSelector, oneTransistor];

/**
 * The designs among which an open choice of the arrays of exact analog attention lies; the design alone where it runs
 * on another platform or the config names the arrays.
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

/** Converters of an array of keys and values: as many bits at a word line and a column as it takes. */
export const converterPair = memoised(
  ({
    inputBits,
    outputBits,
  }: Pick<DynamicArray, "inputBits" | "outputBits">): {
    readonly dac: Instance<"drive", Dac>;
    readonly adc: Instance<"convert", Adc>;
  } => ({
    dac: dacOf(inputBits),
    adc: Number.isFinite(outputBits)
      ? isaacAdc.schema.parse({ model: "isaac", bits: outputBits })
      : idealAdc.schema.parse({ model: "ideal" }),
  }),
  ({ inputBits, outputBits }) => `${inputBits} ${outputBits}`,
);

function dacOf(bits: number): Instance<"drive", Dac> {
  if (!Number.isFinite(bits)) return idealDac.schema.parse({ model: "ideal" });
  if (bits === 1) return oneBitDac.schema.parse({ model: "one-bit" });
  return capacitiveDac.schema.parse({ model: "capacitive", bits });
}
