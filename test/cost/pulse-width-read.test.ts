// A pulse-width input holds the lines for its longest pulse: the array's read takes that time and its energy.

import { expect, it } from "vitest";
import { priceList } from "../../src/cost/price-list.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 10e-6, pairCurrent: 60e-6, devicePower: 5e-6, peakLineCurrent: 1e-4 };

/** The read of an array: its energy, and its time without that in which converter and driver settle. */
const readOf = (encoding: string, bits: number) => {
  const dac = `{ model: "capacitive", bits: ${bits}, code: "offset-binary" }`;
  const { design } = configOf(
    `{ workload: { length: 1024, layers: 1 },
       design: { hashNode: "65 nm", hashing: { readTime: "10 ns", encoding: "${encoding}", polarity: "bipolar", dac: ${dac} } } }`,
  );
  const { array, dac: converter, driver } = priceList(design, POINT);
  const settle = converter.actions.drive.latency + driver.actions.charge.latency;
  const { energy, latency, interval } = array.actions.read;
  return { energy, held: latency - settle, wait: interval - latency };
};

it.each([2, 4, 6])(
  "lasts a read time a step of a pulse of %i bits, and one read time by amplitude",
  (bits) => {
    const steps = 2 ** bits - 1;
    const [timed, level] = [readOf("pulse-width", bits), readOf("amplitude", bits)];
    expect(level.held / 10e-9).toBeCloseTo(1, 9);
    expect(timed.held / (steps * 10e-9)).toBeCloseTo(1, 9);
    // I · V_DD · t at 65 nm.
    expect(timed.energy / (60e-6 * 1.1 * steps * 10e-9)).toBeCloseTo(1, 9);
    expect([timed.wait, level.wait]).toEqual([0, 0]);
  },
);
