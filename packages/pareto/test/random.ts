import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** Random numbers of a named stream. */
export interface Rng {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Standard normal (Box and Muller). */
  normal(): number;
  /** Uniform integer on [0, n). */
  integer(n: number): number;
}

/** The stream of a seed: the same numbers on every run. */
export function createRng(seed: number | string): Rng {
  const digest = createHash("sha256").update(`crosshash ${seed}`).digest();
  // An all-zero state would be a fixed point of the generator.
  const [a, b, c, d] = [0, 4, 8, 12].map((offset) => digest.readInt32BE(offset));
  const generator = xoroshiro128plusFromState([a | 1, b, c, d]);
  const uniform = (): number => uniformFloat64(generator);
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer: (n) => Math.floor(uniform() * n),
  };
}
