import { z } from "zod";
import { dense } from "../../base/dense.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { roundBfloat16 } from "./bfloat16.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { defineMac } from "./mac.ts";
import { MAC_PARAMS } from "./mac-arithmetic.ts";

/**
 * Array of bfloat16 multipliers with float32 accumulators. The published multiplier is fp16's at 45 nm
 * [horowitz-2014], 11 significant bits against 8: an upper bound, and by the square of the width the lower one.
 * Areas at 40 nm [aladdin-2014]: an 8-bit multiplier and a 32-bit adder, times an assumed factor for exponents and
 * alignment.
 */
export const bf16Mac = defineMac({
  model: "bf16",
  source: "horowitz-2014",
  params: z.object(MAC_PARAMS),
  constants: {
    multiply: {
      nominal: 1.1e-12,
      low: 0.58e-12,
      high: 1.1e-12,
      source: "horowitz-2014",
      note: "J an fp16 multiply at 45 nm; low: × (8/11)²",
    },
    add: { nominal: 0.9e-12, source: "horowitz-2014", note: "J an fp32 add at 45 nm" },
    multiplierArea: {
      nominal: 6350e-12,
      source: "aladdin-2014",
      note: "m², 32-bit at 40 nm; × (8/32)² for the significand",
    },
    adderArea: { nominal: 278e-12, source: "aladdin-2014", note: "m², 32-bit at 40 nm" },
    floating: { nominal: 3, low: 2, high: 5, source: "assumed", note: "floating over integer area" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ blockRows }) => ({
    operand: (matrix) => dense(matrix.rows, matrix.columns, matrix.data.map(roundBfloat16)),
    blockRows,
  }),
  cost: ({ units, utilisation, clock }, technology, k) => {
    const energy = technology.energyFactor("logic", nanometres(45));
    const unit = (k.multiplierArea / 16 + k.adderArea) * k.floating;
    const area = units * unit * technology.areaFactor("logic", nanometres(40));
    const interval = seconds(1 / (units * utilisation * clock));
    const latency = seconds(6 / clock);
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        mac: { energy: joules((k.multiply + k.add) * energy), latency, interval },
        add: { energy: joules(k.add * energy), latency, interval },
      },
    };
  },
});
