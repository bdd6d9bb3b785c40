import type { Circuit } from "../src/circuit.ts";
import type { NodalAnswer } from "./dense-nodal.ts";
import { eliminate, exactAnswer, exactNetwork, fixed, ONE, over, times } from "./exact-nodal.ts";

const LN2_DIGITS =
  "0693147180559945309417232121458176568075500134360255254120680009493393621969694715605863326996418687";

/** ln 2 in fixed point, from 100 decimal digits. */
const LN2 = (BigInt(LN2_DIGITS) * ONE) / 10n ** BigInt(LN2_DIGITS.length - 1);

/** eˣ in fixed point: x = n·ln 2 + r, and eʳ = (e^(r/256))^256 by Taylor. */
function exponential(x: bigint): bigint {
  const n = x / LN2 - (x < 0n ? 1n : 0n);
  const small = (x - n * LN2) >> 8n;
  let term = ONE;
  let sum = ONE;
  for (let k = 1n; term !== 0n; k++) {
    term = times(term, small) / k;
    sum += term;
  }
  for (let doubling = 0; doubling < 8; doubling++) sum = times(sum, sum);
  return n >= 0n ? sum << n : sum >> -n;
}

/** sinh x and cosh x in fixed point; below 2⁻⁶⁴ their difference from x and 1 is 1e-39 of themselves. */
function hyperbolic(x: bigint): { sinh: bigint; cosh: bigint } {
  const rising = exponential(x);
  const falling = over(ONE, rising);
  return { sinh: (rising - falling) >> 1n, cosh: (rising + falling) >> 1n };
}

/** Newton steps before the oracle gives up. */
const MAX_STEPS = 60;

/**
 * Operating point of a small circuit of sinh cells in fixed-point arithmetic of some 70 digits, by Newton from
 * given potentials (word nodes, then bit nodes; NaN where a node floats), none of whose digits it keeps: the co-content is strictly
 * convex, so where Newton arrives is the only operating point there is. Null if it does not arrive.
 */
export function exactNewton(
  circuit: Circuit,
  start: Float64Array,
): (NodalAnswer & { readonly device: Float64Array }) | null {
  if (circuit.device.model !== "sinh") throw new RangeError("exactNewton: expected sinh cells");
  const a = fixed(circuit.device.sharpness);
  const network = exactNetwork(circuit);
  const { branches, sources, unknown, potential } = network;
  for (const node of unknown) potential.set(node, fixed(start[node]));
  const law = (g: bigint, cell: number, v: bigint): { current: bigint; slope: bigint } => {
    if (cell < 0) return { current: times(g, v), slope: g };
    const { sinh, cosh } = hyperbolic(times(a, v));
    return { current: over(times(g, sinh), a), slope: times(g, cosh) };
  };
  for (let step = 0; step < MAX_STEPS; step++) {
    const inward = new Map<number, bigint>();
    const push = (node: number, current: bigint): void => {
      inward.set(node, (inward.get(node) ?? 0n) + current);
    };
    const tangents = branches.map(({ a: from, b: to, g, cell }) => {
      if (from === to) return { a: from, b: to, g };
      if (!network.live.has(from)) return { a: from, b: to, g };
      const { current, slope } = law(g, cell, potential.get(from)! - potential.get(to)!);
      push(from, -current);
      push(to, current);
      return { a: from, b: to, g: slope };
    });
    for (const { node, v, r } of sources) if (r > 0n) push(node, over(v - potential.get(node)!, r));
    const change = new Map<number, bigint>(unknown.map((node) => [node, 0n]));
    for (const node of network.live) if (!change.has(node)) change.set(node, 0n);
    const grounded = sources.map((source) => ({ ...source, v: 0n }));
    eliminate(unknown, tangents, grounded, change, inward);
    let largest = 0n;
    for (const node of unknown) {
      const by = change.get(node)!;
      potential.set(node, potential.get(node)! + by);
      if (by > largest) largest = by;
      if (-by > largest) largest = -by;
    }
    // Newton doubles the digits: what 1e-24 V leaves is far below any double.
    if (largest < ONE / 10n ** 24n)
      return exactAnswer(network, ({ a: from, b: to, g, cell }) =>
        from === to ? 0n : law(g, cell, potential.get(from)! - potential.get(to)!).current,
      );
  }
  return null;
}
