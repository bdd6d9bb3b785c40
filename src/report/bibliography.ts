/** One entry of a BibTeX file. */
export interface BibEntry {
  readonly key: string;
  /** As it stands in the file, braces and all. */
  readonly text: string;
  /** Field values without their outer braces or quotes, by lower-case name. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Entries of BibTeX text by key, in the order of the file. Comments between entries are left out. Throws RangeError for an
 * entry whose braces do not close.
 */
export function parseBibliography(text: string): Map<string, BibEntry> {
  const entries = new Map<string, BibEntry>();
  for (const match of text.matchAll(/^@\w+\{([^,\s]+),/gm)) {
    const [head, key] = match;
    const end = closingBrace(text, match.index + head.indexOf("{"));
    if (end < 0) throw new RangeError(`bibliography ${key}: expected a closing brace, received the end`);
    const body = text.slice(match.index + head.length, end);
    entries.set(key, { key, text: text.slice(match.index, end + 1), fields: fieldsOf(body) });
  }
  return entries;
}

/** Place of the brace that closes the one at `open`; −1 where there is none. */
function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return -1;
}

function fieldsOf(body: string): Record<string, string> {
  const fields: Record<string, string> = {};
  const name = /([A-Za-z]+)\s*=\s*\{/g;
  for (let match = name.exec(body); match !== null; match = name.exec(body)) {
    const open = match.index + match[0].length - 1;
    const end = closingBrace(body, open);
    if (end < 0) break;
    fields[match[1].toLowerCase()] = body.slice(open + 1, end).replace(/\s+/g, " ");
    name.lastIndex = end;
  }
  return fields;
}

const ACCENTS: Readonly<Record<string, string>> = {
  "'": "\u0301",
  "`": "\u0300",
  "^": "\u0302",
  '"': "\u0308",
  "~": "\u0303",
  c: "\u0327",
  v: "\u030C",
};

/** TeX of a name or title as plain text: accents as letters, braces gone. */
export const plainTex = (text: string): string =>
  text
    .replace(/\{?\\(['`^"~]|[cv](?=[\s{]))\s*\{?\\?([A-Za-z])\}?\}?/g, (_, accent: string, letter: string) =>
      `${letter}${ACCENTS[accent]}`.normalize("NFC"),
    )
    .replace(/[{}]/g, "")
    .replace(/\\([&%_$#])/g, "$1")
    .replaceAll("--", "–");

/** Most authors that are named; of more the first one stands for all. */
const MOST_AUTHORS = 3;

/** An entry as a reader's list has it: authors, title, where, year, identifier. */
export function citationText({ fields }: BibEntry): string {
  const authors = (fields.author ?? "").split(/\s+and\s+/).map((name) => plainTex(name.split(",")[0]));
  const isCut = authors.length > MOST_AUTHORS || authors.includes("others");
  const named = isCut ? `${authors[0]} et al` : authors.join(", ");
  const where = fields.journal ?? fields.booktitle ?? fields.howpublished ?? "";
  const parts = [
    named,
    fields.title,
    where,
    fields.year,
    fields.doi === undefined ? "" : `doi:${fields.doi}`,
  ];
  return parts
    .filter((part) => part !== undefined && part !== "")
    .map((part) => plainTex(part as string))
    .join(". ");
}
