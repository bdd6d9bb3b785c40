import { type Catalogue, catalogueOf } from "#base";
import { memristors } from "#memristors";
import { dynamicArrays } from "../arrays/dynamic/models.ts";
import { converters, digitalUnits } from "../peripherals/index.ts";

/** Every model that ships with the package. */
export const shippedCatalogue: Catalogue = catalogueOf([
  ...memristors,
  ...dynamicArrays,
  ...converters,
  ...digitalUnits,
]);
