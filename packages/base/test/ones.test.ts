import { expect, it } from "vitest";
import { onesOf } from "../src/ones.ts";
import { createRng } from "../src/rng.ts";

it("counts the ones of a word as its binary digits do", () => {
  const rng = createRng("ones");
  const words = [
    0,
    1,
    -1,
    1 << 31,
    0x7fffffff,
    ...Array.from({ length: 200 }, () => rng.integer(2 ** 32) | 0),
  ];
  for (const word of words)
    expect(onesOf(word)).toBe([...(word >>> 0).toString(2)].filter((digit) => digit === "1").length);
});
