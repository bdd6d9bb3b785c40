import { describe, expect, it } from "vitest";
import {
  ENCODINGS,
  type InputEncoding,
  inputEncoding,
  POLARITIES,
} from "../../../src/peripherals/converters/input-encoding.ts";

/** What a linear array makes of an input: each phase's level, less its baseline, with its weight. */
const result = ({ phases, baseline }: InputEncoding, x: number): number =>
  phases.reduce((sum, { level, weight }, n) => sum + weight * (level(x) - baseline[n]), 0);

const everyEncoding = ENCODINGS.flatMap((encoding) =>
  POLARITIES.map((polarity) => [encoding, polarity] as const),
);

describe.each(everyEncoding)("%s, %s", (encoding, polarity) => {
  it.each([1, 2, 4, 8])("adds up to every level of a %i-bit converter", (bits) => {
    const steps = 2 ** bits - 1;
    const encoded = inputEncoding(encoding, polarity, bits);
    for (let n = 0; n <= steps; n++) {
      const x = (2 * n) / steps - 1;
      expect(result(encoded, x)).toBeCloseTo(x, 12);
    }
  });

  it("keeps word lines within the read voltage", () => {
    const { phases } = inputEncoding(encoding, polarity, 4);
    for (let n = 0; n < 16; n++)
      for (const { level } of phases) expect(Math.abs(level((2 * n) / 15 - 1))).toBeLessThanOrEqual(1);
  });
});

it("takes the reads and the time that it says", () => {
  expect(inputEncoding("amplitude", "bipolar", 4)).toMatchObject({ duration: 1, addsDigitally: false });
  expect(inputEncoding("pulse-width", "bipolar", 4).duration).toBe(15);
  expect(inputEncoding("bit-serial", "offset", 4).phases).toHaveLength(4);
  expect(inputEncoding("bit-serial", "two-phase", 4).phases).toHaveLength(8);
  for (const { level } of inputEncoding("bit-serial", "offset", 4).phases)
    for (let n = 0; n < 16; n++) expect([0, 1]).toContain(level((2 * n) / 15 - 1));
});
