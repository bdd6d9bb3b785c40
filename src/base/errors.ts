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

/**
 * What other programs, papers and people call things, without case, blanks, hyphens and underscores, and the
 * words here; where several are known, the first.
 */
const OTHER_WORDS: ReadonlySet<string> = new Set(
  [
    ["accuracy quality fidelity", "recall"],
    ["crossbar macro subarray xbar", "array"],
    ["config", "base"],
    ["changes overrides params settings", "set"],
    ["adc comparator senseamp senseamplifier", "readout"],
    ["analytical cost", "price"],
    ["area chiparea", "area_m2"],
    ["autoregressive decoding generate generation", "decode"],
    ["cell device memristivedevice pcm reram rram", "memristor"],
    ["bandwidthgbs bw", "bandwidth"],
    ["batchsize nbatch", "batch"],
    ["bucketsize chunksize blocksize", "chunk"],
    ["bitlines bls cols ncols numcols colcount", "columns"],
    ["cache llc scratchpad sram", "buffer"],
    ["mode stage", "phase"],
    ["tensor tensorparallel tp", "heads"],
    ["pipeline pipelineparallel pp", "layers"],
    ["dense flash flashattention full quadratic sdpa softmax", "exact"],
    ["chips nseeds numseeds repeats repetitions seeds trials", "arrays"],
    ["dram externalmemory hbm mainmemory offchipmemory", "memory"],
    ["exhaustive full", "grid"],
    ["geometric logarithmic", "log"],
    ["inference", "forward"],
    ["distribution kind name technology type", "model"],
    ["lhs", "latin-hypercube"],
    ["highest increase larger more", "max"],
    ["decrease less lower lowest smaller", "min"],
    ["montecarlo sim simulated simulation", "simulate"],
    ["montecarlo", "random"],
    ["spice", "circuit"],
    ["supplyvoltage vdd vread", "readVoltage"],
    ["temp", "temperature"],
    ["train", "training"],
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
    ["count instances number parallel quantity", "units"],
    ["flavor flavour kind method type variant", "kind"],
    ["begin low min start", "from"],
    ["delay latency time", "latency_s"],
    ["delay", "latency"],
    ["kvcacheheads nkvheads numkeyvalueheads numkvheads", "kvHeads"],
    ["glrs gmax gon lowresistance lrs ron", "rOn"],
    ["gmin goff ghrs highresistance hrs roff", "rOff"],
    ["layernum nlayer nlayers numhiddenlayers numlayers", "layers"],
    ["model", "preset"],
    ["enob nbits numbits precision resolution", "bits"],
    ["topk", "fixed"],
    ["k numkeys topk", "keys"],
    ["nbuckets numbuckets", "buckets"],
    ["ncores numcores", "cores"],
    ["nhead nheads numattentionheads numheads", "heads"],
    ["nrows numrows rowcount wordlines wls", "rows"],
    ["power", "power_W"],
    ["std stddev sigma variation", "spread"],
    ["throughput tokenspersecond tps", "throughput_tokens_per_s"],
    ["size sizebytes", "capacity"],
    ["cellresistance lineresistance wireresistance", "segmentResistance"],
    ["slidingwindow window windowsize", "localWindow"],
  ].flatMap(([words, own]) => words.split(" ").map((word) => `${word} ${own}`)),
);

/** What others have a key for and nothing here has, and what determines it instead. */
const WITHOUT_KEY: readonly (readonly [words: RegExp, said: string])[] = [
  [
    /^(dtype|data(type|format)|numberformat|precision|quanti[sz]ation)$/,
    "the number format is that of design.digital.mac.model",
  ],
  [/^((num)?channels|ranks)$/, "design.memory.bandwidth is that of all channels"],
  [/^(sweeps?|axes|grid|parameters)$/, "the axes of a study are in space"],
  [/^t?(fl)?ops$/, "design.digital.mac.units and clock give the operations a second"],
  [/^(chip|die)?area$/, "an area follows from the parts; budget --area limits it"],
  [/^(core|supply)?(voltage|supply|vcc|vdd)$/, "the supply follows from design.logicNode"],
];

/** "; the supply follows from …" for what has no key; else nothing. */
export function withoutKey(word: string): string {
  const [, said] = WITHOUT_KEY.find(([words]) => words.test(plainWord(word))) ?? [];
  return said === undefined ? "" : `; ${said}`;
}

/** A word without case, blanks, hyphens and underscores. */
export const plainWord = (word: string): string => word.toLowerCase().replace(/[\s_-]/g, "");

/** The words that a name is made of: "num_rounds", "numRounds" and "num-rounds" are two. */
export const partsOf = (word: string): string[] =>
  word
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .split(/[\s_.-]+/)
    .filter((part) => part !== "");

/** What others put before or after a name and nothing here has: counts, and units of the value. */
const AROUND =
  /^(?:n|no|nr|num|number|of|the|count|value|default|in|per|pct|percent|[afpnumkgt]?(?:s|v|a|w|j|hz|f|m|ohms?)|sec|ns|[kmgt]i?b|bytes|gbs|gbps|[munk]?m2|celsius|kelvin)$/i;

/** A name without the count or the unit in it, "num_rounds" and "readTime_ns"; undefined where it has none. */
function bared(word: string): string | undefined {
  const parts = partsOf(word);
  const from = parts.findIndex((part) => !AROUND.test(part));
  const kept = parts.slice(Math.max(0, from), parts.findLastIndex((part) => !AROUND.test(part)) + 1);
  return kept.length === 0 || kept.length === parts.length ? undefined : kept.join("_");
}

/** A plain word without the s of a plural. */
export const singular = (plain: string): string => plain.replace(/s$/, "");

/** The known word for one that others use, or that differs in its case, its number, its counts or units alone; else undefined. */
export function otherWord(word: string, known: readonly string[]): string | undefined {
  const named = (plain: string): string | undefined =>
    known.find((own) => own !== word && plainWord(own) === plain) ??
    known.find(
      (own) => own !== word && (OTHER_WORDS.has(`${plain} ${own}`) || OTHER_WORDS.has(`${plain}s ${own}`)),
    ) ??
    known.find((own) => own !== word && plain.length > 2 && singular(plainWord(own)) === singular(plain));
  const bare = bared(word);
  const [, counted] = /^n([a-z].*)$/.exec(plainWord(word)) ?? [];
  return [plainWord(word), plainWord(bare ?? ""), counted ?? ""]
    .map((plain) => (plain === "" ? undefined : named(plain)))
    .find((own) => own !== undefined);
}

/** Known words that share a part with a name, the surest first: "readTime" for "integrationTime", "sorter" for "sorting". */
function sharing(word: string, known: readonly string[]): readonly string[] {
  const [parts, plain] = [partsOf(word).map(plainWord), plainWord(word)];
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  const isEnd = (own: string): boolean => parts.some((_, n) => n > 0 && parts.slice(n).join("") === own);
  const ways: readonly ((own: string, its: readonly string[]) => boolean)[] = [
    (own) => parts.length > 1 && parts.some((part) => otherWord(part, known) === own),
    (own) => isEnd(plainWord(own)),
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
