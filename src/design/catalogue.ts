import { dynamicArrays } from "../arrays/dynamic/index.ts";
import { type Catalogue, catalogueOf } from "../base/catalogue.ts";
import { memristors } from "../devices/index.ts";
import { converters } from "../peripherals/converters/index.ts";
import { digitalUnits } from "../peripherals/digital/index.ts";

/** Every model that ships with the package. */
export const shippedCatalogue: Catalogue = catalogueOf([
  ...memristors,
  ...dynamicArrays,
  ...converters,
  ...digitalUnits,
]);
