import { quantity } from "../../base/fields.ts";
import { type Amperes, amperes, type Hertz, type Ohms } from "../../base/units.ts";

/** Boltzmann's constant × 300 K, J. */
const THERMAL_ENERGY = 1.380649e-23 * 300;

/**
 * Parameters of a current input: it holds its column at a virtual ground behind `inputResistance` [cai-crossbar-2023].
 * A bandwidth of zero says that `noise` is the whole of the noise already.
 */
export const INPUT_STAGE = {
  inputResistance: quantity("ohm", { min: 0, max: 1e6 }, "resistance to the virtual ground").prefault(
    "10 ohm",
  ),
  biasCurrent: quantity("A", { min: 0, max: 1 }, "current of the input stage while it decides").prefault(
    "0 A",
  ),
  bandwidth: quantity(
    "Hz",
    { min: 0, max: 1e12 },
    "bandwidth over which thermal noise is taken in; 0: none in addition to `noise`",
  ).prefault("0 Hz"),
  noiseResistance: quantity(
    "ohm",
    { min: 1, max: 1e12 },
    "resistance whose thermal noise is taken in: the stage's feedback, not its virtual ground",
  ).prefault("100 kohm"),
};

/** Deviation of an input's noise, A: its own and the thermal √(4kT·B/R) at 300 K, in quadrature. */
export const inputNoise = (own: Amperes, bandwidth: Hertz, resistance: Ohms): Amperes =>
  amperes(Math.hypot(own, Math.sqrt((4 * THERMAL_ENERGY * bandwidth) / resistance)));
