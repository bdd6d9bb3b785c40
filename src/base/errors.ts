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

/**
 * What other programs, papers and people call things, without case, blanks, hyphens and underscores, and the
 * words here; where several are known, the first.
 */
const OTHER_WORDS: ReadonlySet<string> = new Set(
  [
    ["accuracy quality fidelity", "recall"],
    ["adc", "readout"],
    ["area", "area_m2"],
    ["bandwidthgbs bw", "bandwidth"],
    ["batchsize nbatch", "batch"],
    ["bucketsize chunksize blocksize", "chunk"],
    ["cols ncols numcols colcount", "columns"],
    [
      "context contextlength ctx ctxlen ctxsize maxlength maxseqlen n nctx numtokens seq seqlen seqlength sequence sequencelength tokens",
      "length",
    ],
    ["dff dffn ffndim ffnwidth intermediatesize", "hiddenWidth"],
    ["dhead dimhead headdim headsize", "headWidth"],
    ["dmodel embeddim hiddendim hiddensize modeldim nembd", "modelWidth"],
    ["edp energydelayproduct", "energy-delay"],
    ["ed2p eedp energysquareddelayproduct", "energy-squared-delay"],
    ["end high max stop upto", "to"],
    ["energy", "energy_J"],
    ["error loss mse", "output_error"],
    ["freq frequency", "clock"],
    ["ga genetic nsga nsgaii", "nsga2"],
    ["node process processnode technode technology technologynode", "logicNode"],
    ["hashes hashrounds nhash nhashes numhashes nrounds numrounds", "rounds"],
    ["axes grid parameters ranges sweep", "space"],
    ["count npoints num points samples", "steps"],
    ["begin low min start", "from"],
    ["delay latency time", "latency_s"],
    ["delay", "latency"],
    ["kvcacheheads nkvheads numkeyvalueheads numkvheads", "kvHeads"],
    ["glrs gon lowresistance lrs ron", "rOn"],
    ["goff ghrs highresistance hrs roff", "rOff"],
    ["layernum nlayer nlayers numhiddenlayers numlayers", "layers"],
    ["model", "preset"],
    ["nbits numbits precision resolution", "bits"],
    ["nbuckets numbuckets", "buckets"],
    ["ncores numcores", "cores"],
    ["nhead nheads numattentionheads numheads", "heads"],
    ["nrows numrows rowcount", "rows"],
    ["power", "power_W"],
    ["std stddev sigma variation", "spread"],
    ["throughput tokenspersecond tps", "throughput_tokens_per_s"],
    ["size sizebytes", "capacity"],
    ["slidingwindow window windowsize", "localWindow"],
  ].flatMap(([words, own]) => words.split(" ").map((word) => `${word} ${own}`)),
);

/** The known word for one that others use; undefined where there is none. */
export function otherWord(word: string, known: readonly string[]): string | undefined {
  const plain = word.toLowerCase().replace(/[\s_-]/g, "");
  return known.find((own) => own !== word && OTHER_WORDS.has(`${plain} ${own}`));
}

/** The one known word that ends in the same part: "segmentResistance" for "wireResistance". */
function ofSameEnd(word: string, known: readonly string[]): string {
  const [, end] = /[a-z]([A-Z][a-z]{4,})$/.exec(word) ?? [];
  const own = end === undefined ? [] : known.filter((one) => one.endsWith(end));
  return own.length === 1 ? `; did you mean "${own[0]}"?` : "";
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
  const distance = (own: string): number => editDistance(word.toLowerCase(), own.toLowerCase());
  const [best] = near;
  if (best === undefined || distance(best) > allowed(word, best)) return ofSameEnd(word, known);
  const as = distance(best);
  const meant = near.slice(0, MOST_MEANT + 1).filter((own) => distance(own) === as);
  const words = meant.map((own) => `"${own}"`);
  const last = words.pop();
  return meant.length > MOST_MEANT
    ? ""
    : `; did you mean ${words.length > 0 ? `${words.join(", ")} or ` : ""}${last}?`;
}
