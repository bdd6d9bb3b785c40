import { z } from "zod";
import { anyOf, type Catalogue } from "../base/catalogue.ts";
import type { Instance } from "../base/component.ts";
import { choice, priceOnly } from "../base/fields.ts";
import type { Clock } from "../peripherals/chip/clock.ts";
import type { Pads } from "../peripherals/chip/pads.ts";
import type { Link } from "../peripherals/parts/link.ts";

/** Places of the arrays on a die. */
const ARRAYS_AT = ["edge", "centre"] as const;

export type ArraysAt = (typeof ARRAYS_AT)[number];

/** Config schema of where the blocks of a chip are, and of what joins them. */
export const floorplanSchema = (catalogue: Catalogue) =>
  z
    .strictObject({
      arrays: priceOnly(
        choice(
          ARRAYS_AT,
          "where the arrays are: a slice at one edge of the die, or in its middle between the digital units",
        ).prefault("edge"),
      ),
      network: anyOf<Instance<"transfer", Link>>(
        catalogue,
        "link",
        "wire",
        "what carries bits between blocks",
      ),
      clock: anyOf<Instance<"tick", Clock>>(catalogue, "clock", "gated-tree", "distribution of the clock"),
      control: anyOf<Instance<"issue", null>>(
        catalogue,
        "control",
        "sequencer",
        "what sequences a digital unit",
      ),
      pads: anyOf<Instance<never, Pads>>(catalogue, "pads", "interface", "interface to the memory"),
    })
    .prefault({});
