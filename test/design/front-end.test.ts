import { describe, expect, it } from "vitest";
import { InfeasibleError, residueAfter } from "#base";
import { hashTechnology } from "../../src/design/electrics.ts";
import {
  checkSettling,
  currentNoise,
  frontEndOf,
  shortestRead,
  sizedFrontEnd,
} from "../../src/design/front-end.ts";
import { configOf } from "../design-under-test.ts";

const designOf = (hashing: string) =>
  configOf(`{ design: { hashNode: "65 nm", hashing: { ${hashing} } } }`).design;

describe("the lines of an array", () => {
  it("settle with Elmore's sum, by hand for one passive tile held at one end", () => {
    const { lines } = frontEndOf(
      designOf(
        `array: { rows: 32, columns: 64, tileRows: 32, tileColumns: 64, drive: "one", segmentResistance: "20 ohm", pitchFactor: 1 },
         driver: { outputResistance: "100 ohm" }, inputStage: { inputResistance: "50 ohm" }`,
      ),
    );
    // 210 nm of 0.2 fF/µm and 0.33 fF a crossing.
    const cell = 0.042e-15 + 0.33e-15;
    expect(lines.word / (64 * cell * (100 + (20 * 64) / 2))).toBeCloseTo(1, 9);
    expect(lines.bit / (32 * cell * (50 + (20 * 32) / 2))).toBeCloseTo(1, 9);
  });

  it("are four times as fast from both ends where their own resistance counts", () => {
    const at = (drive: string): number =>
      frontEndOf(
        designOf(
          `array: { drive: "${drive}", tileRows: 64, tileColumns: 128, segmentResistance: "20 ohm", pitchFactor: 1 }, driver: { outputResistance: "0 ohm" }`,
        ),
      ).lines.word;
    expect(at("one") / at("both")).toBeCloseTo(4, 9);
  });

  it("take no time over ideal wires", () => {
    expect(frontEndOf(designOf('array: { wires: "ideal" }')).lines).toEqual({ word: 0, bit: 0 });
  });
});

describe("a read", () => {
  it("is used up by amplifiers no faster than it asks: what is left is the error that is allowed", () => {
    for (const time of ["1 ns", "10 ns", "1 µs"])
      expect(frontEndOf(designOf(`readTime: "${time}"`)).residue).toBeCloseTo(0.01, 6);
    expect(frontEndOf(designOf('readTime: "10 ns", settlingError: 1e-4')).residue).toBeCloseTo(1e-4, 8);
  });

  it("of four times the length has half the noise of a comparator", () => {
    const noise = (time: string): number =>
      currentNoise(designOf(`readTime: "${time}", readout: { noise: "1 mA" }`));
    expect(noise("400 ns") / noise("100 ns")).toBeCloseTo(0.5, 2);
    expect(noise("10 ns") / 1e-3).toBeCloseTo(1, 1);
  });

  it("that is too short is refused with what it needs, at all conductances", () => {
    for (const mean of ["61.7 µS", "10 µS", "1 µS"]) {
      const design = designOf(
        `memristor: { model: "normal", mean: "${mean}", off: "0.01 µS" }, readTime: "1 ps"`,
      );
      expect(() => checkSettling(design)).toThrow(InfeasibleError);
      expect(() => checkSettling(design)).toThrow(
        /settle to 0.01 of its step.*received a readTime of 0.001 ns/,
      );
      const shortest = shortestRead(design);
      expect(() => checkSettling(designOf(`readTime: "${shortest * 1.01} s"`))).not.toThrow();
      expect(() => checkSettling(designOf(`readTime: "${shortest * 0.99} s"`))).toThrow(InfeasibleError);
    }
  });

  it("that is too short may be read as it is: nearly all of what it sees is the read before", () => {
    const design = designOf('readTime: "1 ps", settling: "simulated"');
    expect(() => checkSettling(design)).not.toThrow();
    expect(frontEndOf(design).residue).toBeGreaterThan(0.99);
  });

  it("with an amplifier of a stated bandwidth settles with that", () => {
    const { stage, driver, lines, residue } = frontEndOf(
      designOf('inputStage: { bandwidth: "50 MHz" }, readTime: "10 ns", settling: "simulated"'),
    );
    expect(stage).toBeCloseTo(1 / (2 * Math.PI * 50e6), 15);
    expect(residue).toBeCloseTo(residueAfter(10e-9, [lines.word, lines.bit, driver, stage]), 9);
    expect(residue).toBeGreaterThan(0.01);
  });
});

it("the amplifiers are sized for the array and the read: twice as long on, twice as many cells", () => {
  const energy = (hashing: string): number => {
    const design = designOf(hashing);
    return sizedFrontEnd(design).driver.cost(hashTechnology(design)).actions.hold.energy;
  };
  const slow = 'readTime: "1 µs", driver: { outputResistance: "1 ohm" }';
  expect(energy(slow.replace("1 µs", "2 µs")) / energy(slow)).toBeCloseTo(2, 2);
  const fast = 'readTime: "0.5 ns"';
  expect(energy(`${fast}, array: { columns: 512 }`)).toBeGreaterThan(2 * energy(fast));
});
