import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  joules,
  type Model,
  nanometres,
  seconds,
  squareMetres,
  watts,
} from "#base";
import { LOGIC_LEAKAGE, leakingAt } from "../logic-prices.ts";

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
 * A state machine for each digital unit: three loops and two addresses with 289 registers, as `rtl/sequencer.v`
 * has them.
 */
export const sequencerControl = defineControl({
  model: "sequencer",
  source: "assumed",
  params: z.object({}),
  constants: {
    energy: {
      nominal: 0.5e-12,
      low: 0.26e-12,
      high: 0.9e-12,
      source: "asap7-2016",
      note: "J a cycle at 28 nm: low and high are a synthesised sequencer whose registers have the clock when they change, and always",
    },
    area: {
      nominal: 1.6e-9,
      low: 1.3e-9,
      high: 2e-9,
      source: "asap7-2016",
      note: "m² at 28 nm; low: [nangate-2010]; high: assumed",
    },
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
