// Number of parallel parts of a digital unit.

import { choice, priceOnly } from "#base";

/** Units of a design that may be enlarged; products, memories and arrays are the same for all designs. */
export const SIZED_UNITS = ["softmax", "sorter", "projection", "topK", "search"] as const;
export type SizedUnit = (typeof SIZED_UNITS)[number];

/** Size of a unit as a multiple of its config's; 1 where it is left out. */
export type UnitSizes = Readonly<Partial<Record<SizedUnit, number>>>;

/** Config key of the rule by which units are sized. */
export const sizesField = priceOnly(
  choice(
    ["searched", "stated"],
    "sizes of softmax, sorter, projection and top-k units and of stores of codes: enlarged part by part for as long as latency falls at the rate of 5 % for twice the size, the config's own being the least; or as the config states them",
  ).prefault("searched"),
);
