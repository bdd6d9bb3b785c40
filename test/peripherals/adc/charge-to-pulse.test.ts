import { it } from "vitest";
import { A, AT_28, AT_40, from, holds } from "../by-hand.ts";

it("a counted pulse has the price of its capacitor, comparator, counter and control, added up by hand", () => {
  const charge = from("charge", 28);
  // 1 or 2^(b − 1) − 1 steps of a nanosecond; the published one counts five bits, 15 steps.
  const price = (bits: number, held: number, steps: number) => {
    // 64 cells of 0.4 µA for 15 ns from 0.9 V: once for them, once for the capacitor.
    const column = 64 * 0.4e-6 * 15e-9 * 0.9;
    const comparator = ((910e-12 / 1024 - 2 * column) * steps) / 15;
    const discharge = column * held;
    const energy = (comparator + discharge) * charge.energy + (4e-9 / 2048) * AT_28.energy;
    return {
      // A register and half a full adder a bit; 23 fF/µm² of gates hold the charge.
      area:
        bits * (A.register + A.adder / 2) * AT_40.area +
        2.4e-12 * from("charge", 32).area +
        ((held * column) / 0.81 / 0.023) * charge.area,
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
