import { z } from "zod";
import { integer, priceOnly, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { splitTableExponential } from "./exponential-table.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { defineSoftmax } from "./softmax.ts";
import { SOFTMAX_UNITS } from "./softmax-units.ts";

/**
 * Softmax with e^x by tables of its integer part and its fraction. A lane is the table lane of ConSmax at 16 nm
 * [consmax-2024] with what that one leaves out: a comparator for the maximum, an adder that subtracts it and an
 * adder for the sum, 32 bits at 40 nm [aladdin-2014]. The lane's price is that of its published precision.
 */
export const lutSoftmax = defineSoftmax({
  model: "lut",
  source: "consmax-2024",
  params: z.object({
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    fractionBits: integer({ min: 2, max: 14 }, "fraction bits of a score").prefault(10),
    significandBits: integer({ min: 4, max: 24 }, "significant bits of a table's entry").prefault(13),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  constants: {
    table: { nominal: SOFTMAX_UNITS["16 nm"].consmax.energy, source: "consmax-2024", note: "J at 16 nm" },
    tableArea: { nominal: SOFTMAX_UNITS["16 nm"].consmax.area, source: "consmax-2024", note: "m² at 16 nm" },
    comparator: { nominal: 0.0295e-12, source: "aladdin-2014", note: "J, 32-bit at 40 nm" },
    comparatorArea: { nominal: 71e-12, source: "aladdin-2014", note: "m², 32-bit at 40 nm" },
    adder: { nominal: 0.21e-12, source: "aladdin-2014", note: "J, 32-bit at 40 nm" },
    adderArea: { nominal: 278e-12, source: "aladdin-2014", note: "m², 32-bit at 40 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ fractionBits, significandBits }) => ({
    exponential: splitTableExponential(fractionBits, significandBits),
  }),
  cost: ({ lanes, clock }, technology, k) => {
    const [table, arithmetic] = [nanometres(16), nanometres(40)];
    const area =
      lanes *
      (k.tableArea * technology.areaFactor("logic", table) +
        (k.comparatorArea + 2 * k.adderArea) * technology.areaFactor("logic", arithmetic));
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        exponent: {
          energy: joules(
            k.table * technology.energyFactor("logic", table) +
              (k.comparator + 2 * k.adder) * technology.energyFactor("logic", arithmetic),
          ),
          latency: seconds(4 / clock),
          interval: seconds(1 / (clock * lanes)),
        },
      },
    };
  },
});
