import { z } from "zod";
import { anyOf, type Catalogue, type Instance } from "#base";
import type { Clock, Link, Pads } from "#circuits";

/** Parts of a design that the clock tree of its chip drives. */
interface Clocked<F extends { readonly clock: Instance<"tick", Clock> }> {
  readonly digital: Readonly<Record<"softmax" | "mac", Pick<Instance, "params">>>;
  readonly floorplan: F;
}

/** Raises the clock to the fastest unit that every design has; returns the same object if fast enough. */
export function clockedFloorplan<F extends { readonly clock: Instance<"tick", Clock> }>({
  digital: { softmax, mac },
  floorplan,
}: Clocked<F>): F {
  const { frequency } = floorplan.clock.behaviour;
  const clocks = [softmax, mac].map(({ params }) => Number(params.clock ?? 0));
  const fastest = Math.max(...clocks);
  if (frequency === 0 || fastest <= frequency) return floorplan;
  return { ...floorplan, clock: floorplan.clock.with({ frequency: fastest }) };
}

/** Config schema of what connects the blocks of a chip. */
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
