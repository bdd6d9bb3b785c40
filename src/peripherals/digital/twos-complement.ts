/** Integer as a two's-complement word of `bits` ≤ 52 bits holds it, in [−2^(bits − 1), 2^(bits − 1)). */
export function wrap(value: number, bits: number): number {
  const span = 2 ** bits;
  const residue = ((value % span) + span) % span;
  return residue < span / 2 ? residue : residue - span;
}
