import { z } from "zod";
import { fraction, quantity, real, siemens, squareMetres, watts } from "#base";
import { behaveFitted } from "./fitted.ts";
import { measuredFields } from "./measured-law.ts";
import { defineMemristor } from "./memristor.ts";

const RESISTANCE = { min: 200, max: 5e8 };

/** A lognormal resistance of median `ohms` has a lognormal conductance with this mean and coefficient of variation. */
function conductanceOf(ohms: number, sigma: number) {
  return { mean: siemens(Math.exp(sigma ** 2 / 2) / ohms), spread: Math.sqrt(Math.expm1(sigma ** 2)) };
}

/**
 * An untuned cell in one of two states, as data sheets of RRAM give it: R_on, R_off and the spread of either, of a
 * lognormal resistance. Which state a cell is in is drawn when it is programmed. The defaults are assumed.
 *
 * Sampled per programming: the state, the resistance, stuck cells. Sampled per read: the noise.
 */
export const binaryMemristor = defineMemristor({
  model: "binary",
  source: "assumed",
  params: z.object({
    rOn: quantity("ohm", RESISTANCE, "R_on: median resistance of the low-resistance state (LRS)").prefault(
      "20 kohm",
    ),
    rOff: quantity("ohm", RESISTANCE, "R_off: median resistance of the high-resistance state (HRS)").prefault(
      "500 kohm",
    ),
    sigma: real({ min: 0, max: 1.5 }, "standard deviation of ln R in the low-resistance state").prefault(0.1),
    sigmaOff: real({ min: 0, max: 1.5 }, "standard deviation of ln R in the high-resistance state").prefault(
      0.3,
    ),
    onShare: fraction("share of working cells in the low-resistance state").prefault(0.5),
    ...measuredFields(),
  }),
  constants: {},
  behave: ({ rOn, rOff, sigma, sigmaOff, onShare, ...flaws }) => {
    const on = conductanceOf(rOn, sigma);
    const off = conductanceOf(rOff, sigmaOff);
    return behaveFitted({
      ...flaws,
      shape: "lognormal",
      mean: on.mean,
      spread: on.spread,
      secondShare: 1 - onShare,
      secondMean: off.mean,
      secondSpread: off.spread,
    });
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});
