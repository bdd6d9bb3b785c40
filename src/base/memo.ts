/**
 * The function with its last results kept: for pure functions of few different arguments that are called over and over.
 * `keyOf` tells arguments apart; of more than `most` results the oldest is forgotten.
 */
export function memoised<Arguments extends readonly unknown[], Result>(
  compute: (...args: Arguments) => Result,
  keyOf: (...args: Arguments) => string,
  most = 256,
): (...args: Arguments) => Result {
  const known = new Map<string, Result>();
  return (...args) => {
    const key = keyOf(...args);
    const found = known.get(key);
    if (found !== undefined) return found;
    const result = compute(...args);
    if (known.size >= most) known.delete(known.keys().next().value as string);
    known.set(key, result);
    return result;
  };
}
