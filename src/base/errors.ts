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
  const said = clip(printable(message), 220);
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
  Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));

/** Known words, the nearest first; equally near ones in the order given. */
export const nearest = (word: string, known: readonly string[]): string[] =>
  known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);

/** Words of earlier versions and those of today. */
const TODAY: ReadonlyMap<string, string> = new Map([
  ["analytic", "price"],
  ["captured_mass", "recall"],
  ["captured_mass_interval95", "recall_interval95"],
  ["dummy-column", "reference-column"],
]);

/** `; did you mean "x"?` for the nearest known word, or an empty text when none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (word.length > 64) return "";
  const today = TODAY.get(word.toLowerCase());
  if (today !== undefined && known.includes(today)) return `; it is ${JSON.stringify(today)} now`;
  const [best] = nearest(word, known);
  return best !== undefined && editDistance(word.toLowerCase(), best.toLowerCase()) <= allowed(word, best)
    ? `; did you mean "${best}"?`
    : "";
}
