/** Whole numbers of `bits` bits, the same for a seed everywhere (mulberry32; up to 32 bits a word, several words joined). */
export function randomWords(seed: number): (bits: number) => bigint {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return (bits) => {
    let value = 0n;
    for (let have = 0; have < bits; have += 32) value = (value << 32n) | BigInt(word());
    return value & ((1n << BigInt(bits)) - 1n);
  };
}
