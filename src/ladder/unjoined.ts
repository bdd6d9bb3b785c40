import type { Design } from "../design/design.ts";
import { idealClock } from "../peripherals/chip/clock.ts";
import { idealControl } from "../peripherals/chip/control.ts";
import { idealPads } from "../peripherals/chip/pads.ts";
import { idealLink } from "../peripherals/parts/link.ts";

/**
 * The design whose blocks are joined for nothing and whose data follow the fixed schedule: what closed forms of a unit's energy describe,
 * which know neither the places of the other units nor what a search of mappings chose.
 */
export const unjoined = (design: Design): Design => {
  const floorplan = {
    network: idealLink.schema.parse({ model: idealLink.model }),
    clock: idealClock.schema.parse({ model: idealClock.model }),
    control: idealControl.schema.parse({ model: idealControl.model }),
    pads: idealPads.schema.parse({ model: idealPads.model }),
  } as Pick<Design["floorplan"], "network" | "clock" | "control" | "pads">;
  return {
    ...design,
    mapping: { ...design.mapping, search: false },
    floorplan: { ...design.floorplan, ...floorplan },
  };
};
