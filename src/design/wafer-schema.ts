import { z } from "zod";
import { priceOnly, quantity, real } from "../base/fields.ts";

/** Config schema of what a chip is made on. No default here was read in a source: all are assumed. */
export const waferSchema = priceOnly(
  z
    .strictObject({
      price: real(
        { min: 1, max: 1e6 },
        "US$ of a processed wafer without arrays (default: that of the logic node)",
      ).optional(),
      arrayLayers: real(
        { min: 0, max: 10 },
        "what layers of arrays above the logic add to it, as a share",
      ).prefault(0.1),
      diameter: quantity("m", { min: 0.05, max: 0.5 }, "diameter of the wafer").prefault("300 mm"),
      edge: quantity("m", { min: 0, max: 0.02 }, "rim that holds no die").prefault("3 mm"),
      defects: real({ min: 0, max: 100 }, "defects a square centimetre that spoil a die").prefault(0.1),
      clustering: real({ min: 0.01, max: 1e6 }, "α of the negative binomial law of defects").prefault(3),
    })
    .prefault({}),
);
