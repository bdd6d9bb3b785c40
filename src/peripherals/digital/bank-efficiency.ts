/**
 * Share of its banks' bandwidth that a memory delivers to accesses in random order, in (0, 1]: of `outstanding` accesses
 * on their way, each to a bank by chance and served in a fixed time, some wait behind others while banks stand idle. With
 * s = b + n − 1/2 the busy banks are s − √(s² − 2bn), the closed form of Baskett and Smith for a memory that always has
 * n requests (remembered: `assumed`; a test plays the memory beside it).
 */
export function bankEfficiency(banks: number, outstanding: number): number {
  if (banks === 1) return 1;
  const sum = banks + outstanding - 0.5;
  const busy = sum - Math.sqrt(Math.max(0, sum ** 2 - 2 * banks * outstanding));
  return Math.min(1, busy / banks);
}
