import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { combineWith, defineCombine } from "./combine.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { roundSignificand } from "./significand.ts";

/**
 * Running merge of a token's rounds: one exponential and `width` + 1 multiply-adds a round; the smaller of the two
 * logs is the one that is scaled. Logs are in fixed point, e^x in fixed point on [0, 1], elements in floating
 * point. Exponential: ConSmax row at 16 nm of [consmax-2024]. Multiply-add: fp16 at 45 nm [horowitz-2014], its
 * area as a 32-bit adder and the quarter of a 32-bit multiplier at 40 nm [aladdin-2014].
 */
export const runningCombine = defineCombine({
  model: "running",
  source: "horowitz-2014",
  params: z.object({
    width: integer({ min: 1, max: 4096 }, "elements of an output").prefault(64),
    logFractionBits: integer({ min: 2, max: 24 }, "fraction bits of a log-sum-exp").prefault(12),
    weightBits: integer({ min: 2, max: 24 }, "fraction bits of e^x").prefault(12),
    significandBits: integer({ min: 4, max: 24 }, "significant bits of an element").prefault(11),
    lanes: integer({ min: 1, max: 4096 }, "multiply-adds a cycle").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  constants: {
    exponential: { nominal: 0.2e-12, source: "consmax-2024", note: "J at 16 nm" },
    exponentialArea: { nominal: 800e-12, source: "consmax-2024", note: "m² at 16 nm" },
    multiply: { nominal: 1.1e-12, source: "horowitz-2014", note: "J an fp16 multiply at 45 nm" },
    add: { nominal: 0.4e-12, source: "horowitz-2014", note: "J an fp16 add at 45 nm" },
    multiplierArea: {
      nominal: 6350e-12,
      source: "aladdin-2014",
      note: "m², 32-bit at 40 nm; a quarter for 16",
    },
    adderArea: { nominal: 278e-12, source: "aladdin-2014", note: "m², 32-bit at 40 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ logFractionBits, weightBits, significandBits }) =>
    combineWith({
      log: (value) => Math.round(value * 2 ** logFractionBits) / 2 ** logFractionBits,
      weight: (value) => Math.round(value * 2 ** weightBits) / 2 ** weightBits,
      element: (value) => roundSignificand(value, significandBits),
    }),
  cost: ({ width, lanes, clock }, technology, k) => {
    const [exponentialNode, arithmeticNode, areaNode] = [nanometres(16), nanometres(45), nanometres(40)];
    const area =
      k.exponentialArea * technology.areaFactor("logic", exponentialNode) +
      lanes * (k.multiplierArea / 4 + k.adderArea) * technology.areaFactor("logic", areaNode);
    const operations = width + 1;
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        merge: {
          energy: joules(
            k.exponential * technology.energyFactor("logic", exponentialNode) +
              operations * (k.multiply + k.add) * technology.energyFactor("logic", arithmeticNode),
          ),
          latency: seconds((4 + Math.ceil(operations / lanes)) / clock),
          interval: seconds(operations / (lanes * clock)),
        },
      },
    };
  },
});
