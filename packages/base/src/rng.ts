import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/**
 * A stream of random numbers that is named, not ordered: `fork(label)` depends only on the seed and the
 * labels, never on how many numbers were drawn. Results are therefore the same for any number of workers, any
 * order of evaluation and after any resume.
 */
export interface Rng {
  /** Uniform on [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number;
  /** Standard normal (polar method). */
  normal(): number;
  /** Uniform integer on [0, n). */
  integer(n: number): number;
  /** An independent stream named by its owner, e.g. `fork("layer 0").fork("head 3")`. */
  fork(label: string | number): Rng;
}

/** The stream of a seed. 128 bits of state from SHA-256 of the seed and the labels. */
export const createRng = (seed: number | string): Rng => named(`crosshash ${seed}`);

function named(name: string): Rng {
  const digest = new DataView(sha256(utf8ToBytes(name)).buffer);
  // An all-zero state would be a fixed point of the generator; the constant bit excludes it.
  const state = [0, 4, 8, 12].map((offset) => digest.getInt32(offset));
  const generator = xoroshiro128plusFromState([state[0] | 1, state[1], state[2], state[3]]);
  const uniform = (): number => uniformFloat64(generator);
  let spare = Number.NaN;

  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    let u: number;
    let v: number;
    let s: number;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const factor = Math.sqrt((-2 * Math.log(s)) / s);
    spare = v * factor;
    return u * factor;
  };

  return {
    uniform,
    normal,
    integer: (n) => Math.floor(uniform() * n),
    // The length prefix keeps ("a", "b/c") and ("a/b", "c") apart.
    fork: (label) => named(`${name}/${String(label).length}:${label}`),
  };
}

/** `count` standard normal draws. */
export function normals(count: number, rng: Rng): Float64Array {
  const draws = new Float64Array(count);
  for (let i = 0; i < count; i++) draws[i] = rng.normal();
  return draws;
}
