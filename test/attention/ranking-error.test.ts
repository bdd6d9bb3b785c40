import { expect, it } from "vitest";
import { createRng } from "#base";
import { rankingError } from "./selection-law.ts";

it("two keys are ordered one way or the other, draws counting half: both errors sum to one", () => {
  const rng = createRng(4);
  for (let n = 0; n < 50; n++) {
    // Angles of three vectors of a plane or space: the third between the difference and the sum of the others.
    const [near, far] = [Math.PI * rng.uniform(), Math.PI * rng.uniform()];
    const [least, most] = [Math.abs(near - far), Math.min(near + far, 2 * Math.PI - near - far)];
    const between = Math.cos(least + (most - least) * (0.02 + 0.96 * rng.uniform()));
    const [better, other] = [Math.cos(near), Math.cos(far)];
    const bits = 1 + rng.integer(40);
    const [one, swapped] = [
      rankingError({ better, other, between }, bits),
      rankingError({ better: other, other: better, between }, bits),
    ];
    expect(one + swapped).toBeCloseTo(1, 9);
    expect(one < 0.5).toBe(better > other);
    expect(rankingError({ better, other: better, between: Math.cos(0.7 * near) }, bits)).toBeCloseTo(0.5, 9);
  }
});
