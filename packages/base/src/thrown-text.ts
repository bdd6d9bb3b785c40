/** Maximum length of the returned text. */
const MOST = 1000;

/** Describes a thrown value. Foreign code may throw anything: a text, undefined, an object that throws. */
export function thrownText(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return String(thrown.message).slice(0, MOST);
    return String(thrown).slice(0, MOST);
  } catch {
    return "something was thrown that cannot be read";
  }
}
