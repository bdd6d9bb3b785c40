import { DETERMINED, OTHER_NAMES, OTHER_PLACES } from "./field-words.ts";

/** One fault of an input: its place, what was expected and what was received. */
export interface Issue {
  /** `file:line:column`, or only the file's name where a position makes no sense. */
  readonly place: string;
  /** Dotted path of the value, `(root)` for the whole document. */
  readonly path: string;
  /** "expected … , received …" or another complete clause. */
  readonly message: string;
}

/** Most issues that an error prints; the others appear once these are fixed. */
export const MOST_ISSUES = 20;

/** Longest line of a message, for any length of names and values in the input. */
const LONGEST_LINE = 300;

/** One printable line of bounded length: place and path are clipped before the message. */
function formatIssue({ place, path, message }: Issue): string {
  // A short place leaves its room to the message.
  const said = clip(
    printable(message),
    Math.max(220, LONGEST_LINE - 3 - place.length - Math.max(path.length, 30)),
  );
  const room = LONGEST_LINE - said.length - 3;
  // A place ends in line and column, so its start is clipped.
  const where = clip(printable(place), room - 30, "start");
  // `--set key` names the key already.
  if (place.endsWith(` ${path}`)) return `${where}: ${said}`;
  return `${where} ${clip(printable(path), room - where.length)}: ${said}`;
}

function clip(text: string, most: number, side: "start" | "end" = "end"): string {
  if (text.length <= most) return text;
  return side === "end" ? `${text.slice(0, most - 1)}…` : `…${text.slice(text.length - most + 1)}`;
}

const escaped = (character: string): string =>
  `\\u${(character.codePointAt(0) as number).toString(16).padStart(4, "0")}`;

/**
 * Escapes control characters, lone surrogates and bidirectional marks: an input cannot move the terminal's
 * cursor, break a line or reverse the text after it.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, escaped);

/** `printable` for a text of lines and columns: it keeps line feeds and tabs. */
export const printableLines = (text: string): string =>
  text.replace(/(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, escaped);

/** The input is malformed or outside its stated range. Carries every issue at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly issues: readonly Issue[];
  /** Number of issues that are counted and not listed. */
  readonly omitted: number;

  /** `omitted`: number of issues that were counted but not passed; the message states it. */
  constructor(issues: readonly Issue[], omitted = 0) {
    const shown = issues.slice(0, MOST_ISSUES);
    const more = issues.length - shown.length + omitted;
    super([...shown.map(formatIssue), ...(more > 0 ? [`… and ${more} more`] : [])].join("\n"));
    this.issues = shown;
    this.omitted = more;
  }
}

/** The error of a single issue. */
export const fault = (place: string, path: string, message: string): ConfigError =>
  new ConfigError([{ place, path, message }]);

/** Throws the error of a single issue, for checks inside an expression. */
export const raise = (place: string, path: string, message: string): never => {
  throw fault(place, path, message);
};

/** The design is well formed but cannot carry the workload. A sweep records it as a point. */
export class InfeasibleError extends Error {
  override readonly name = "InfeasibleError";
}

/** A model was evaluated outside the domain in which it holds. A sweep records a point without a value. */
export class UnknownError extends Error {
  override readonly name = "UnknownError";
}

/** Number of single-character insertions, deletions, substitutions and swaps between two words. */
export function editDistance(a: string, b: string): number {
  const rows = a.length + 1;
  const columns = b.length + 1;
  const d = new Uint32Array(rows * columns);
  for (let i = 0; i < rows; i++) d[i * columns] = i;
  for (let j = 0; j < columns; j++) d[j] = j;
  for (let i = 1; i < rows; i++)
    for (let j = 1; j < columns; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(
        d[(i - 1) * columns + j] + 1,
        d[i * columns + j - 1] + 1,
        d[(i - 1) * columns + j - 1] + same,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, d[(i - 2) * columns + j - 2] + 1);
      d[i * columns + j] = best;
    }
  return d[rows * columns - 1];
}

/** A third of the longer word may differ: two letters for "aray" and "arrays". */
const allowed = (word: string, candidate: string): number =>
  Math.max(1, Math.floor(Math.max(plainWord(word).length, plainWord(candidate).length) / 3));

/** Known words, the nearest first; equally near ones in the order given. */
export const nearest = (word: string, known: readonly string[]): string[] =>
  known
    .map((candidate) => ({ candidate, distance: editDistance(plainWord(word), plainWord(candidate)) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);

/** Words of earlier versions and those of today. */
const TODAY: ReadonlyMap<string, string> = new Map([
  ["analytic", "price"],
  ["captured_mass", "recall"],
  ["captured_mass_interval95", "recall_interval95"],
  ["dummy-column", "reference-column"],
]);

/** A word without case, blanks, hyphens and underscores. */
export const plainWord = (word: string): string => word.toLowerCase().replace(/[\s_-]/g, "");

/** The words that a name is made of: "num_rounds", "numRounds" and "num-rounds" are two. */
export const partsOf = (word: string): string[] =>
  word
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .split(/[\s_.-]+/)
    .filter((part) => part !== "");

/** What others put before a name, or after it, and nothing here has: counts. */
const COUNTED = /^(?:n|no|nr|num|number|of|the|count|value|default)$/i;

/** What others put after a name: counts, and units of the value. */
const AROUND =
  /^(?:n|no|nr|num|number|of|the|count|value|default|in|per|pct|percent|[afpnumkgt]?(?:s|v|a|w|j|hz|f|m|ohms?)|sec|ns|[kmgt]i?b|bytes|gbs|gbps|[munk]?m2|celsius|kelvin)$/i;

/** A name without the count or the unit in it, "num_rounds" and "readTime_ns"; undefined where it has none. */
function bared(word: string): string | undefined {
  const parts = partsOf(word);
  const from = parts.findIndex((part) => !COUNTED.test(part));
  const kept = parts.slice(Math.max(0, from), parts.findLastIndex((part) => !AROUND.test(part)) + 1);
  return kept.length === 0 || kept.length === parts.length ? undefined : kept.join("_");
}

/** A plain word without the s of a plural. */
export const singular = (plain: string): string => plain.replace(/s$/, "");

/** A name, and the same without its counts and units: the surest first. */
function formsOf(word: string): readonly string[] {
  const [, counted] = /^n([a-z].*)$/.exec(plainWord(word)) ?? [];
  return [plainWord(word), plainWord(bared(word) ?? ""), counted ?? ""].filter((plain) => plain !== "");
}

/** The known word for one that others use, or that differs in its case, its number, its counts or units alone; else undefined. */
export function otherWord(word: string, known: readonly string[]): string | undefined {
  const named = (plain: string): string | undefined =>
    known.find((own) => own !== word && plainWord(own) === plain) ??
    known.find(
      (own) =>
        own !== word && [plain, `${plain}s`, singular(plain)].some((one) => OTHER_NAMES.has(`${one} ${own}`)),
    ) ??
    known.find((own) => own !== word && plain.length > 2 && singular(plainWord(own)) === singular(plain));
  return formsOf(word)
    .map(named)
    .find((own) => own !== undefined);
}

/** What a record has for a word, or for the word without its counts, units and plural; first in the object `here`. */
function foundIn(record: ReadonlyMap<string, string>, word: string, here = ""): string | undefined {
  const around = here.slice(here.lastIndexOf(".") + 1).toLowerCase();
  const forms =
    word.length > 64 ? [] : formsOf(word).flatMap((plain) => [`${around}.${plain}`, plain, singular(plain)]);
  return forms.map((plain) => record.get(plain)).find((here) => here !== undefined);
}

/** "; did you mean design.hashing.dac.bits?" for a word of the field; its last key alone where an object has it. Else nothing. */
export function placeHint(word: string, here = "", known: readonly string[] = []): string {
  const place = foundIn(OTHER_PLACES, word, here);
  if (place === undefined) return "";
  const [path] = /^[\w.]+/.exec(place) as RegExpExecArray;
  const last = path.slice(path.lastIndexOf(".") + 1);
  const isHere = path === `${here}.${last}` && known.includes(last) && place[path.length] !== ":";
  return `; did you mean ${isHere ? `"${last}"${place.slice(path.length)}` : place}?`;
}

/** "; the supply follows from …" for what has no key, unless a known one has the word in its name; else nothing. */
export function withoutKey(word: string, known: readonly string[] = []): string {
  const said = foundIn(DETERMINED, word);
  const isPart = known.some((own) => partsOf(own).some((part) => plainWord(part) === plainWord(word)));
  return said === undefined || isPart ? "" : `; ${said}`;
}

/** `placeHint` for the end or the start of a name of several parts: "onchip_sram" is an SRAM. */
export function partHint(word: string, here: string, known: readonly string[]): string {
  const parts = word.length > 64 ? [] : partsOf(word);
  const pieces = parts.flatMap((_, n) => (n === 0 ? [] : [parts.slice(n), parts.slice(0, -n)]));
  return pieces.map((piece) => placeHint(piece.join("_"), here, known)).find((hint) => hint !== "") ?? "";
}

/** A place, or what determines it, for a word of the field. */
export const fieldHint = (word: string): string => placeHint(word) || withoutKey(word);

/** Known words that share a part with a name, the surest first: "readTime" for "integrationTime", "sorter" for "sorting". */
function sharing(word: string, known: readonly string[]): readonly string[] {
  const [parts, plain] = [partsOf(word).map(plainWord), plainWord(word)];
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  // Once for all: it looks through all of them.
  const others =
    parts.length > 1 ? parts.filter((part) => part.length > 1).map((part) => otherWord(part, known)) : [];
  const isEnd = (own: string): boolean => parts.some((_, n) => n > 0 && parts.slice(n).join("") === own);
  const ways: readonly ((own: string, its: readonly string[]) => boolean)[] = [
    (_, its) => its.length > 1 && its.every((part) => parts.includes(plainWord(part))),
    (own) => isEnd(plainWord(own)),
    (own) => others.includes(own),
    (_, its) => last.length > 3 && plainWord(its.at(-1) ?? "") === last,
    (_, its) => first.length > 3 && parts.length > 1 && plainWord(its[0]) === first,
    (own) => {
      const its = plainWord(own);
      const same = [...its].findIndex((letter, n) => letter !== plain[n]);
      const shared = same < 0 ? its.length : same;
      const short = Math.min(its.length, plain.length);
      return shared > 2 && (shared === short || (shared > 3 && shared >= 0.6 * short));
    },
  ];
  return (
    ways.map((way) => known.filter((own) => way(own, partsOf(own)))).find(({ length }) => length > 0) ?? []
  );
}

/** Most words that are suggested: of more equally near ones none is likely. */
const MOST_MEANT = 3;

/** `; did you mean "x"?` for the nearest known words, or an empty text when none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (word.length > 64) return "";
  const today = TODAY.get(word.toLowerCase());
  if (today !== undefined && known.includes(today)) return `; it is ${JSON.stringify(today)} now`;
  const other = otherWord(word, known);
  if (other !== undefined) return `; did you mean "${other}"?`;
  const near = nearest(word, known);
  const distance = (own: string): number => editDistance(plainWord(word), plainWord(own));
  const [best] = near;
  const isNear = best !== undefined && distance(best) <= allowed(word, best);
  // Of a long name a third is more than a slip: one that shares a whole part is likelier.
  const byParts = isNear && distance(best) <= 2 ? [] : sharing(word, known);
  if (byParts.length > 0 || !isNear) return suggestion(byParts);
  const as = distance(best);
  // Of one word that is spelt in two ways, the first.
  const alike = new Map(near.map((own) => [plainWord(own), own]).reverse() as [string, string][]);
  const meant = near
    .filter((own) => distance(own) === as && alike.get(plainWord(own)) === own)
    .slice(0, MOST_MEANT + 1);
  return suggestion(meant);
}

/** `; did you mean "x" or "y"?`, or an empty text for none or too many. */
function suggestion(meant: readonly string[]): string {
  const words = meant.map((own) => `"${own}"`);
  const last = words.pop();
  if (last === undefined || meant.length > MOST_MEANT) return "";
  return `; did you mean ${words.length > 0 ? `${words.join(", ")} or ` : ""}${last}?`;
}

/** "workload: { length: … }" for "workload.length". */
export const nestedKeys = (path: string): string =>
  path
    .split(".")
    .reverse()
    .reduce((inner, key) => (inner === "" ? `${key}: …` : `${key}: { ${inner} }`), "");
