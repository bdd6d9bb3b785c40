import { describe, expect, it } from "vitest";
import { bipolarDac, ENCODINGS, type InputEncoding, inputEncoding, POLARITIES } from "#circuits";

/** What a linear array makes of an input: each phase's level, less its baseline, with its weight. */
const result = ({ phases, baseline }: InputEncoding, x: number): number =>
  phases.reduce((sum, { level, weight }, n) => sum + weight * (level(x) - baseline[n]), 0);

const CODES = ([1, 2, 4, 8] as const).flatMap((bits) =>
  (["sign-magnitude", "offset-binary"] as const).map((code) => [bits, code] as const),
);
const everyEncoding = ENCODINGS.flatMap((encoding) =>
  POLARITIES.map((polarity) => [encoding, polarity] as const),
);

/** Four bits, offset binary. */
const BINARY = { magnitude: 15, offset: 15 };

describe.each(everyEncoding)("%s, %s", (encoding, polarity) => {
  it.each(CODES)("adds up to every level of a %i-bit converter, %s", (bits, code) => {
    const { steps, level } = bipolarDac({ bits, code, range: "max-abs", clip: 1 });
    const encoded = inputEncoding(encoding, polarity, steps);
    for (let n = 0; n <= 1000; n++) {
      const x = level(n / 500 - 1, 1);
      expect(result(encoded, x)).toBeCloseTo(x, 12);
    }
  });

  it("does so from any lower level", () => {
    for (const low of [0.25, 0.9]) {
      const encoded = inputEncoding(encoding, polarity, BINARY, low);
      for (let n = 0; n < 16; n++)
        expect(result(encoded, (2 * n) / 15 - 1)).toBeCloseTo((2 * n) / 15 - 1, 12);
    }
  });

  it("keeps word lines within the read voltage", () => {
    const { phases } = inputEncoding(encoding, polarity, BINARY);
    for (let n = 0; n < 16; n++)
      for (const { level } of phases) expect(Math.abs(level((2 * n) / 15 - 1))).toBeLessThanOrEqual(1);
  });
});

it("takes the reads and the time that it says", () => {
  expect(inputEncoding("amplitude", "bipolar", BINARY)).toMatchObject({ duration: 1, addsDigitally: false });
  expect(inputEncoding("pulse-width", "bipolar", BINARY).duration).toBe(15);
  expect(inputEncoding("bit-serial", "offset", BINARY).phases).toHaveLength(4);
  expect(inputEncoding("bit-serial", "two-phase", BINARY).phases).toHaveLength(8);
  for (const { level } of inputEncoding("bit-serial", "offset", BINARY).phases)
    for (let n = 0; n < 16; n++) expect([0, 1]).toContain(level((2 * n) / 15 - 1));
});

it("levels without steps are codes of twelve bits, in as many phases or in one read time", () => {
  expect(inputEncoding("bit-serial", "offset", null).phases).toHaveLength(12);
  expect(inputEncoding("bit-serial", "two-phase", null).phases).toHaveLength(24);
  expect(inputEncoding("pulse-width", "bipolar", null).duration).toBe(1);
  // A sign and a magnitude of three steps, or seven levels from the least.
  const steps = { magnitude: 3, offset: 6 };
  expect(inputEncoding("pulse-width", "two-phase", steps).duration).toBe(3);
  expect(inputEncoding("pulse-width", "offset", steps).duration).toBe(6);
  expect(inputEncoding("bit-serial", "two-phase", steps).phases).toHaveLength(4);
  expect(inputEncoding("bit-serial", "offset", steps).phases).toHaveLength(3);
});
