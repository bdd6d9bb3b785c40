import { z } from "zod";
import { integer, priceOnly, quantity, real } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { splitTableExponential } from "./exponential-table.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { defineSoftmax } from "./softmax.ts";
import { SOFTMAX_UNITS } from "./softmax-units.ts";

/**
 * ConSmax: the weight of a score s is e^(s − β) / γ with β and γ learned in training, so that no query waits for
 * its maximum or its sum [consmax-2024]. It does not normalise: a model must be trained with it, and weights of a
 * model that was not are wrong by a factor that varies from query to query. The defaults of β and γ are assumed.
 */
export const consmaxSoftmax = defineSoftmax({
  model: "consmax",
  source: "consmax-2024",
  params: z.object({
    beta: real({ min: -80, max: 80 }, "learned offset of the scores").prefault(1),
    gamma: real({ min: 1e-9, max: 1e9 }, "learned divisor in place of the sum").prefault(100),
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    fractionBits: integer({ min: 2, max: 14 }, "fraction bits of a score").prefault(10),
    significandBits: integer({ min: 4, max: 24 }, "significant bits of a table's entry").prefault(13),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  constants: {
    energy: { nominal: SOFTMAX_UNITS["16 nm"].consmax.energy, source: "consmax-2024", note: "J at 16 nm" },
    area: {
      nominal: SOFTMAX_UNITS["16 nm"].consmax.area,
      source: "consmax-2024",
      note: "m² a lane at 16 nm",
    },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ beta, gamma, fractionBits, significandBits }) => {
    const exponential = splitTableExponential(fractionBits, significandBits);
    // β and γ stand in one constant, as they do in the unit.
    const constant = Math.exp(-beta) / gamma;
    return { exponential, unnormalised: (score) => exponential(score) * constant };
  },
  cost: ({ lanes, clock }, technology, k) => {
    const base = nanometres(16);
    const area = lanes * k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        exponent: {
          energy: joules(k.energy * technology.energyFactor("logic", base)),
          latency: seconds(2 / clock),
          interval: seconds(1 / (clock * lanes)),
        },
      },
    };
  },
});
