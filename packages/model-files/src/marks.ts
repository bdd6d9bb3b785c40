/** The marks of a vocabulary: ids of tokens that a text names literally. */
export interface Marks {
  readonly tokens: readonly string[];
  readonly marks: readonly number[];
}

/** Cached patterns of marks for each table. */
const patterns = new WeakMap<Marks, RegExp>();

/** One pattern of all marks, the longest first. */
function patternOf(table: Marks): RegExp {
  const known = patterns.get(table);
  if (known !== undefined) return known;
  const texts = table.marks.map((id) => table.tokens[id]).sort((a, b) => b.length - a.length);
  const made = new RegExp(texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"), "gu");
  patterns.set(table, made);
  return made;
}

/** Texts between marks, each with the mark that ends it. */
export function* partsOf(
  text: string,
  table: Marks,
  ids: ReadonlyMap<string, number>,
): Generator<{ readonly between: string; readonly mark: number | null }> {
  let at = 0;
  if (table.marks.length > 0)
    for (const { 0: mark, index } of text.matchAll(patternOf(table))) {
      yield { between: text.slice(at, index), mark: ids.get(mark) ?? null };
      at = index + mark.length;
    }
  yield { between: text.slice(at), mark: null };
}
