/** Longest text that is taken of what was thrown. */
const MOST = 1000;

/**
 * What was thrown, in words. Code of others may throw anything: a text, nothing, an object that throws again when it is
 * looked at.
 */
export function thrownText(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return String(thrown.message).slice(0, MOST);
    return String(thrown).slice(0, MOST);
  } catch {
    return "something was thrown that cannot be read";
  }
}
