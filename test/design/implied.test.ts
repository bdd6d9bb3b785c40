// Values that follow from others where a config states none.

import { describe, expect, it } from "vitest";
import { configOf } from "../design-under-test.ts";

describe("a converter with a rate", () => {
  const rateOf = (time: string, rate = ""): number => {
    const { hashing } = configOf(
      `{ design: { hashing: { ${time} readout: { family: "adc", model: "survey", ${rate} } } } }`,
    ).design;
    return Number(hashing.readout.params.rate);
  };

  it("makes one conversion in the time of a read, a hundred million a second of 10 ns", () => {
    expect(rateOf('readTime: "10 ns",') / 1e8).toBeCloseTo(1, 12);
    expect(rateOf('readTime: "40 ns",') / 2.5e7).toBeCloseTo(1, 12);
    const { readTime } = configOf("{}").design.hashing;
    expect(rateOf("") * readTime).toBeCloseTo(1, 12);
  });

  it("makes no more than ten billion and no fewer than a million, and as many as the config says", () => {
    expect(rateOf('readTime: "10 ps",')).toBeCloseTo(1e10, -1);
    expect(rateOf('readTime: "10 us",')).toBeCloseTo(1e6, 3);
    expect(rateOf('readTime: "10 ns",', 'rate: "3 MS/s"')).toBe(3e6);
  });

  it("costs what it costs with that rate written out", () => {
    const own = (rate: string) =>
      configOf(
        `{ design: { hashing: { readTime: "20 ns", readout: { family: "adc", model: "survey", ${rate} } } } }`,
      ).design.hashing.readout;
    expect(own("").params).toEqual(own('rate: "50 MS/s"').params);
  });
});
