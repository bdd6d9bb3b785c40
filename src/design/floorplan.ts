import { z } from "zod";
import { anyOf, type Catalogue } from "../base/catalogue.ts";
import type { Instance } from "../base/component.ts";
import type { Clock } from "../peripherals/chip/clock.ts";
import type { Pads } from "../peripherals/chip/pads.ts";
import type { Link } from "../peripherals/parts/link.ts";

/** Config schema of what joins the blocks of a chip. */
export const floorplanSchema = (catalogue: Catalogue) =>
  z
    .strictObject({
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
