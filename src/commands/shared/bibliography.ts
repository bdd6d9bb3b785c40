// Sources: references.bib, citations of a config, and their BibTeX.

import { readInputFile } from "#local-io";
import { componentsOf, provenance } from "../../cost/price-list.ts";
import type { Design } from "../../design/design.ts";
import { SHAPE_PRESETS } from "../../design/shape-presets.ts";
import { type AttentionConfig, hashOf, type Workload } from "../../design/workload.ts";
import { packagePath } from "../../runtime/package-files.ts";

/** One entry of a BibTeX file. */
export interface BibEntry {
  readonly key: string;
  /** The entry's text as in the file, braces included. */
  readonly text: string;
  /** Field values without their outer braces or quotes, by lower-case name. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Entries of BibTeX text by key, in file order. Comments between entries are left out. Throws RangeError for
 * an entry whose braces do not close.
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

/** Index of the brace that closes the one at `open`; −1 where there is none. */
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

/** TeX of a name or title as plain text: accents as letters, without braces. */
export const plainTex = (text: string): string =>
  text
    .replace(/\{?\\(['`^"~]|[cv](?=[\s{]))\s*\{?\\?([A-Za-z])\}?\}?/g, (_, accent: string, letter: string) =>
      `${letter}${ACCENTS[accent]}`.normalize("NFC"),
    )
    .replace(/[{}]/g, "")
    .replace(/\\([&%_$#])/g, "$1")
    .replaceAll("--", "–");

/** Most authors that are named; of more, only the first one is. */
const MOST_AUTHORS = 3;

/** An entry as in a reading list: authors, title, venue, year, identifier. */
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

/** BibTeX of a config's sources, each entry under its uses; sources without an entry are comments. */
export function bibtex({ sources, assumed }: CitedSources, entries: ReadonlyMap<string, BibEntry>): string {
  const blocks = sources.map(({ key, usedBy }) => {
    const words = `% ${usedBy.map(oneLine).join(", ")}`;
    return `${words}\n${entries.get(key)?.text ?? `% no entry for ${oneLine(key)}`}\n`;
  });
  return `% ${sources.length} sources; ${assumed} numbers are assumed and have none.\n\n${blocks.join("\n")}`;
}

/** A comment of BibTeX ends with its line, and an entry would begin at an @. */
const oneLine = (text: string): string => text.replace(/[\r\n@]+/g, " ");

/** A key of references.bib, and the parts of a config that use it. */
export interface CitedSource {
  readonly key: string;
  readonly usedBy: readonly string[];
}

/** All sources of a config. */
export interface CitedSources {
  /** In order of first use. */
  readonly sources: readonly CitedSource[];
  /** Numbers without a source. */
  readonly assumed: number;
}

const ASSUMED = "assumed";

/** Sources of the search methods of studies. */
const SEARCHES: Readonly<Record<string, readonly string[]>> = {
  nsga2: ["deb-2002"],
  sobol: ["joe-kuo-2008", "owen-1995"],
  "latin-hypercube": ["mckay-1979"],
};

/** Sources of a design's models and constants, scaling laws, workload and attention, and of a search. */
export function citedSources(
  { design, workload }: { readonly design: Design; readonly workload: Workload },
  search: string | null = null,
): CitedSources {
  const uses = new Map<string, Set<string>>();
  const add = (key: string, use: string): void => {
    if (key === ASSUMED) return;
    const known = uses.get(key) ?? new Set();
    uses.set(key, known.add(use));
  };
  for (const [key, use] of attentionSources(design, workload.attention)) add(key, use);
  const preset = SHAPE_PRESETS[workload.preset as keyof typeof SHAPE_PRESETS];
  if (preset !== undefined) add(preset.source, `workload ${workload.preset}`);
  for (const [component, { model, source }] of componentsOf(design)) add(source, `${component} ${model}`);
  const numbers = provenance(design);
  for (const { component, model, source } of numbers) add(source, `${component} ${model}`);
  for (const key of search === null ? [] : (SEARCHES[search] ?? [])) add(key, `search ${search}`);
  return {
    sources: [...uses].map(([key, usedBy]) => ({ key, usedBy: [...usedBy] })),
    assumed: numbers.filter(({ source }) => source === ASSUMED).length,
  };
}

/** Sources of the algorithm. */
const attentionSources = ({ hashing }: Design, attention: AttentionConfig): [key: string, use: string][] =>
  attention.kind === "exact"
    ? []
    : [
        ["kitaev-2020", "LSH attention"],
        ...(hashing.unit === "crossbar"
          ? ([["cai-iscas-2024", "hashing by untuned memristor arrays"]] as [string, string][])
          : []),
        [hashOf(attention).source, `hash ${attention.hash}`],
      ];

const MOST_BYTES = 1 << 20;

/** The sources that ship with the package, by key. */
export const shippedBibliography = (): Map<string, BibEntry> =>
  parseBibliography(readInputFile(packagePath("references.bib"), MOST_BYTES));
