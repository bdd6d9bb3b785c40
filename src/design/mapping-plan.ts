// How a workload's tensors move through the memories: config keys, and the result of a search.

import { z } from "zod";
import { choice, flag, integer, priceOnly, text } from "#base";

/** Config keys of what a chip has several of. */
export const CORE_FIELDS = {
  cores: priceOnly(
    integer(
      { min: 1, max: 65536 },
      "pipelines that work on different heads, each with digital units and a buffer of its own",
    ).prefault(1),
  ),
  contexts: priceOnly(
    integer(
      { min: 1, max: 1024 },
      "heads in flight: how many heads a core works on at once, as far as its buffer holds them",
    ).prefault(16),
  ),
};

/** Objectives of a mapping, to be minimised. */
const OBJECTIVES = ["energy-squared-delay", "energy-delay", "energy-in-time", "energy", "latency"] as const;
export type Objective = (typeof OBJECTIVES)[number];

/** Tiles that stay in the buffer while others pass: queries with outputs, or keys with values. */
export const LOOP_ORDERS = ["queries", "keys"] as const;
export type LoopOrder = (typeof LOOP_ORDERS)[number];

const MOST_TILES = 1 << 20;

/** Config keys of the mapping; keys of the plan itself pin it, and omitted ones are searched. */
export const mappingSchema = z
  .strictObject({
    search: priceOnly(
      flag(
        "search for the best plan of tiles, loop orders, passes and residency; false: one fixed schedule, which spills in proportion to what the buffer lacks",
      ).prefault(true),
    ),
    objective: priceOnly(
      choice(
        OBJECTIVES,
        "what the plan makes least: energy times latency; energy squared times latency, so that 1 % of energy is worth 2 % of latency; energy among plans within 1 % of the least latency; energy (the least latency within 0.5 % of it); or latency (the least energy within 0.5 % of it)",
      ).prefault("energy-delay"),
    ),
    outer: priceOnly(
      choice(
        LOOP_ORDERS,
        "tiles of the outer loop, which stay while the others pass (default: searched)",
      ).optional(),
    ),
    queryTiles: priceOnly(
      integer(
        { min: 1, max: MOST_TILES },
        "tiles of a head's queries and outputs (default: searched)",
      ).optional(),
    ),
    keyTiles: priceOnly(
      integer(
        { min: 1, max: MOST_TILES },
        "tiles of a head's keys and values (default: searched)",
      ).optional(),
    ),
    valuePasses: priceOnly(
      integer(
        { min: 1, max: 4 },
        "passes over the width of values and outputs, each of which computes the scores again (default: searched)",
      ).optional(),
    ),
    headsInFlight: priceOnly(
      integer(
        { min: 1, max: 1024 },
        "heads among which a core's buffer is divided (default: searched)",
      ).optional(),
    ),
    nests: z
      .strictObject({
        scores: priceOnly(
          text(
            { max: 400 },
            "loop nest of queries × keys on design.digital.levels (default: searched)",
          ).optional(),
        ),
        outputs: priceOnly(
          text(
            { max: 400 },
            "loop nest of weights × values on design.digital.levels (default: searched)",
          ).optional(),
        ),
      })
      .prefault({}),
  })
  .prefault({});

/** Data of a head that may be in the buffer or in the memory behind it. */
export type TensorName =
  | "queries"
  | "keys"
  | "values"
  | "outputs"
  | "bucket ids"
  | "orders"
  | "lists"
  | "query map"
  | "near keys and values"
  | "bucket lists";

/** How a head's data are cut, and the order in which the parts meet. */
export interface Tiling {
  readonly outer: LoopOrder;
  readonly queryTiles: number;
  readonly keyTiles: number;
  /** Parts of the width of values and outputs; each pass over one recomputes the scores. */
  readonly valuePasses: number;
  /** Sorted orders kept at once: all rounds', or the current one's, which further passes sort again. */
  readonly orders: "all" | "one";
}

/** A complete plan of one attention on one design. */
export interface Plan extends Tiling {
  /** Heads that share a core's buffer; null in a decode, where the buffer keeps what all heads need. */
  readonly headsInFlight: number | null;
  /** Share of each tensor, or of its current tile, that the buffer keeps. */
  readonly resident: Readonly<Partial<Record<TensorName, number>>>;
}

export const WHOLE: Tiling = { outer: "queries", queryTiles: 1, keyTiles: 1, valuePasses: 1, orders: "all" };

export type MappingConfig = z.output<typeof mappingSchema>;

/** Plan keys that a config pins. */
export const pinsOf = ({ search: _, objective: __, nests: ___, ...pins }: MappingConfig) =>
  Object.fromEntries(Object.entries(pins).filter(([, pin]) => pin !== undefined));

/** Keys whose pinned values exceed the sizes, each with its fault. */
export function pinIssues(
  { mapping, contexts }: { readonly mapping: MappingConfig; readonly contexts: number },
  { length, headWidth }: { readonly length: number; readonly headWidth: number },
): (readonly [key: string, message: string])[] {
  const { queryTiles = 1, keyTiles = 1, valuePasses = 1, headsInFlight = 1 } = mapping;
  const issues: (readonly [string, string])[] = [];
  const atMost = (key: string, value: number, most: number, what: string): void => {
    if (value > most) issues.push([key, `expected at most the ${most} ${what}, received ${value}`]);
  };
  atMost("queryTiles", queryTiles, length, "tokens of a sequence");
  atMost("keyTiles", keyTiles, length, "tokens of a sequence");
  atMost("headsInFlight", headsInFlight, contexts, "heads of design.contexts");
  if (headWidth % valuePasses !== 0)
    issues.push([
      "valuePasses",
      `expected a divisor of the head width ${headWidth}, received ${valuePasses}`,
    ]);
  return issues;
}
