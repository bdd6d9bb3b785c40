import { z } from "zod";
import { free } from "../../base/free.ts";
import { ohms } from "../../base/units.ts";
import { defineTileSwitch } from "./tile-switch.ts";

/** A free switch without resistance. */
export const idealTileSwitch = defineTileSwitch({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ onResistance: ohms(0) }),
  cost: () => free(["connect"]),
});
