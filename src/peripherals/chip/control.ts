import { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "../../base/component.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { LOGIC_LEAKAGE, leakingAt } from "../logic.ts";

/** Sequencer of one unit. Action `issue`: a cycle in which it controls the unit. */
export type ControlModel = Model<"issue", null>;

export const defineControl = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "issue", null, C>, "family">,
): ControlModel => define({ affects: "price", ...definition, family: "control" });

/** Units that need no control. */
export const idealControl = defineControl({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => null,
  cost: () => free(["issue"]),
});

/**
 * A state machine with address generators for each digital unit: about 4 000 gates at 28 nm, of which a tenth
 * switches per cycle of the unit. Both numbers are assumed.
 */
export const sequencerControl = defineControl({
  model: "sequencer",
  source: "assumed",
  params: z.object({}),
  constants: {
    energy: { nominal: 0.5e-12, low: 0.1e-12, high: 3e-12, source: "assumed", note: "J a cycle at 28 nm" },
    area: { nominal: 2e-9, low: 0.5e-9, high: 8e-9, source: "assumed", note: "m² at 28 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: () => null,
  cost: (_, technology, k) => {
    const base = nanometres(28);
    const area = k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        issue: {
          energy: joules(k.energy * technology.energyFactor("logic", base)),
          latency: seconds(0),
          interval: seconds(0),
        },
      },
    };
  },
});
