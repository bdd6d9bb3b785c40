import type { DynamicArrayModel } from "./dynamic-array.ts";
import { gainCell } from "./gain-cell.ts";
import { idealDynamicArray } from "./ideal-dynamic-array.ts";
import { oneSelector } from "./one-selector.ts";
import { oneTransistor } from "./one-transistor.ts";

/** Every array that holds keys and values. */
export const dynamicArrays: readonly DynamicArrayModel[] = [
  idealDynamicArray,
  gainCell,
  oneSelector,
  oneTransistor,
];
