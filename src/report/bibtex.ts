import type { BibEntry } from "./bibliography.ts";
import type { CitedSources } from "./cited-sources.ts";

/** BibTeX of what a config rests on, each entry under what uses it; sources without an entry are comments. */
export function bibtex({ sources, assumed }: CitedSources, entries: ReadonlyMap<string, BibEntry>): string {
  const blocks = sources.map(({ key, usedBy }) => {
    const words = `% ${usedBy.map(oneLine).join(", ")}`;
    return `${words}\n${entries.get(key)?.text ?? `% no entry for ${oneLine(key)}`}\n`;
  });
  return `% ${sources.length} sources; ${assumed} numbers are assumed and have none.\n\n${blocks.join("\n")}`;
}

/** A comment of BibTeX ends with its line, and an entry would begin at an @. */
const oneLine = (text: string): string => text.replace(/[\r\n@]+/g, " ");
