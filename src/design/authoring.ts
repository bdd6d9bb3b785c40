import { z } from "zod";
import { defineDynamicArray } from "../arrays/dynamic/dynamic-array.ts";
import { define } from "../base/component.ts";
import { choice, flag, fraction, integer, quantity, real } from "../base/fields.ts";
import * as units from "../base/units.ts";
import { defineMemristor, linearCells } from "../devices/memristor.ts";
import { memristorOf, nonIdealityFields } from "../devices/non-idealities.ts";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "../peripherals/converters/adc.ts";
import { COMPARATOR, defineComparator } from "../peripherals/converters/comparator.ts";
import { defineDac } from "../peripherals/converters/dac.ts";
import { defineDecoder } from "../peripherals/converters/decoder.ts";
import { defineLevelShifter } from "../peripherals/converters/level-shifter.ts";
import { defineMux } from "../peripherals/converters/mux.ts";
import { defineRowDriver } from "../peripherals/converters/row-driver.ts";
import { defineSampleHold } from "../peripherals/converters/sample-hold.ts";
import { defineTileSwitch } from "../peripherals/converters/tile-switch.ts";
import { trimmedOffsets } from "../peripherals/converters/trim.ts";
import { defineWta } from "../peripherals/converters/wta.ts";
import { defineAdder } from "../peripherals/digital/adder.ts";
import { defineArgmax } from "../peripherals/digital/argmax.ts";
import { defineBurstDram } from "../peripherals/digital/burst-dram.ts";
import { defineCombine } from "../peripherals/digital/combine.ts";
import { defineDivider } from "../peripherals/digital/divider.ts";
import { defineGather } from "../peripherals/digital/gather.ts";
import { defineGpu } from "../peripherals/digital/gpu.ts";
import { defineLink } from "../peripherals/digital/link.ts";
import { defineMac } from "../peripherals/digital/mac.ts";
import { defineMemory } from "../peripherals/digital/memory.ts";
import { definePopcount } from "../peripherals/digital/popcount.ts";
import { defineProjection } from "../peripherals/digital/projection.ts";
import { defineRegister } from "../peripherals/digital/register.ts";
import { defineShiftAdd } from "../peripherals/digital/shift-add.ts";
import { defineSoftmax } from "../peripherals/digital/softmax.ts";
import { defineSorter } from "../peripherals/digital/sorter.ts";
import { defineWhiteSpace } from "../peripherals/digital/white-space.ts";

/**
 * What the models of the package are written with, for models outside it: zod, the fields of schemas, unit
 * constructors, a `define…` a family, and the shared behaviour of families that have some. A plugin is handed this
 * record, so it needs no package of its own to import.
 */
export const authoring = {
  z,
  quantity,
  integer,
  real,
  fraction,
  choice,
  flag,
  ...units,
  define,
  defineMemristor,
  linearCells,
  memristorOf,
  nonIdealityFields,
  defineDynamicArray,
  defineAdc,
  converter,
  ENOB_LOSS,
  OFFSET_PARAMS,
  defineComparator,
  COMPARATOR,
  trimmedOffsets,
  defineDac,
  defineDecoder,
  defineLevelShifter,
  defineMux,
  defineRowDriver,
  defineSampleHold,
  defineTileSwitch,
  defineWta,
  defineAdder,
  defineArgmax,
  defineBurstDram,
  defineCombine,
  defineDivider,
  defineGather,
  defineGpu,
  defineLink,
  defineMac,
  defineMemory,
  definePopcount,
  defineProjection,
  defineRegister,
  defineShiftAdd,
  defineSoftmax,
  defineSorter,
  defineWhiteSpace,
};

export type Authoring = typeof authoring;
