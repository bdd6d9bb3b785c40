import { it } from "vitest";
import { AT_28, from, holds } from "../by-hand.ts";

it("a counted pulse has the price of its capacitor, comparator, counter and control, added up by hand", () => {
  const charge = from("charge", 28);
  // 1 or 2^(b − 1) − 1 steps of a nanosecond; the published one counts five bits, 15 steps.
  const price = (bits: number, held: number, steps: number) => {
    const comparator = ((210e-12 / 1024) * steps) / 15;
    const discharge = (350e-12 / 1024) * held;
    const energy = (comparator + discharge) * charge.energy + (4e-9 / 2048) * AT_28.energy;
    return {
      area: (bits * 5e-12 + held * 25e-12) * charge.area,
      leakage: 0,
      actions: { convert: [energy, steps * 1e-9, steps * 1e-9] as const },
    };
  };
  holds(
    [
      ["adc charge-to-pulse", { bits: 5 }, price(5, 1, 15)],
      ["adc charge-to-pulse", { bits: 7, charge: 3 }, price(7, 3, 63)],
      ["adc charge-to-pulse", { bits: 1, charge: 0.5 }, price(1, 0.5, 1)],
    ],
    18,
  );
});
