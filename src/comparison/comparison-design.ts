import { digits, engineering, factor, type Instance, percent } from "#base";
import type { Selector } from "../attention/selectors/selector.ts";
import type { AttentionShare } from "../cost/attention-share.ts";
import type { CalibrationCost } from "../cost/calibration.ts";
import type { DieCost } from "../cost/die-cost.ts";
import type { Rewriting } from "../cost/lifetime.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { Priced } from "../evaluate.ts";
import { type Precision, precisionOf } from "../mapping/sizes.ts";
import type { SimulatedHash } from "../simulation/variants.ts";

/** Id of a comparison design, as JSON answers and CSV files name it. */
export type DesignId = string;

/** A comparison design with its price, or with the reason why it has none. */
export type DesignResult =
  | ({
      readonly id: DesignId;
      readonly title: string;
      readonly feasible: true;
      readonly precision: Precision;
      /** Cost of rewriting arrays with every sequence; null where none are rewritten. */
      readonly rewriting: Rewriting | null;
      /** Cost of a working chip; null for a GPU and for free hardware. */
      readonly die: DieCost | null;
      /** Attention's share of the model; null where the model's widths are not known. */
      readonly attentionShare: AttentionShare | null;
      /** Calibration of arrays that have replicas or are replaced; null where arrays have neither. */
      readonly calibration: CalibrationCost | null;
    } & Priced)
  | { readonly id: DesignId; readonly title: string; readonly feasible: false; readonly reason: string };

export type FeasibleResult = Extract<DesignResult, { readonly feasible: true }>;

/** Quotients of energy, latency and area; null where one of the two designs is infeasible. */
export interface Ratio {
  readonly energy: number | null;
  readonly latency: number | null;
  readonly area: number | null;
}

/** Ratios of the pairs that records name, by `numerator/denominator`. */
export type Ratios = Readonly<Record<string, Ratio>>;

/** How sentences write numbers. The layer that renders them passes it in, so that records stay below it. */
export interface NumberWords {
  readonly digits: (value: number) => string;
  readonly percent: (share: number) => string;
  readonly engineering: (value: number, unit: string) => string;
  /** Formats a quotient. */
  readonly factor: (ratio: number | null) => string;
}

/** Number formats for sentences of comparison designs. */
export const NUMBER_WORDS: NumberWords = { digits, percent, engineering, factor };

/** Data that a sentence of one design may refer to: all results and their ratios. */
export interface ComparisonView {
  readonly contenders: readonly DesignResult[];
  readonly ratios: Ratios;
  /** Energy ratio of the subject to attention in analog arrays, both at one node, nm; optional. */
  readonly equalNodes?: readonly { readonly node: number; readonly analog: number | null }[];
  /** Attention recall of the designs that have one, by id; absent where nothing simulates it. */
  readonly recalls?: Readonly<Record<DesignId, number | undefined>>;
}

/** Everything that defines a comparison design: the rest of the comparison is derived from these records. */
export interface ComparisonDesign {
  readonly id: DesignId;
  /** Letter by which charts and sentences name it. */
  readonly letter: string;
  /** Noun phrase for it in a sentence, such as "exact attention". */
  readonly called: string;
  /** End of the keys of metrics over this design (`energy_vs_exact`); by default the id with underscores. */
  readonly column?: string;
  /** Its only name in tables, legends, pages and JSON: method and hash in at most 28 characters. */
  readonly name: string;
  /** Models that a priced design chose, where there was a choice. */
  readonly builtWith?: (design: Design) => string;
  /** Turn the config's design and workload into this one's. Nothing else differs. */
  readonly design: (design: Design) => Design;
  readonly workload: (workload: Workload) => Workload;
  /** Earlier designs in the list that it is compared with; a ratio and a crossover for each, in order. */
  readonly against: readonly ComparisonDesign[];
  /** Earlier designs of the list that are compared with it. */
  readonly rivalOf?: readonly ComparisonDesign[];
  /** False for a design of another node and precision: it is shown for reference, and no budget buys it. */
  readonly inRatios: boolean;
  /** Colour `#RRGGBB` of its lines and bars; lengths of dash and gap. */
  readonly style: { readonly colour: string; readonly dash: readonly number[] };
  /** Config selector of it and similar designs, which have separate tables where none of them is selected. */
  readonly select?: Selector;
  /** True for a design that searches codes but has no selector; tables of those with selectors list it. */
  readonly searches?: boolean;
  /** Bits of its operands; those of its platform unless given. */
  readonly precision?: (design: Design) => Precision;
  /** True for inexact attention to every key in analog arrays, simulated by their arithmetic. */
  readonly isAnalog?: boolean;
  /** Components that only this design or similar ones use, and whose constants are partly assumed. */
  readonly ownParts?: (design: Design) => readonly Instance[];
  /** Variant whose simulation measures its quality; "exact": its own units without a hash; null: none. */
  readonly variant: SimulatedHash | "exact" | null;
  /**
   * Sentences of a report where the design is feasible. Without this function, a design in ratios that the
   * subject is compared with gets one sentence with the three quotients.
   */
  readonly sentence?: (own: FeasibleResult, all: ComparisonView, say: NumberWords) => readonly string[];
}

/** Longest name that leaves room for a row's numbers on 80 columns. */
export const MOST_NAME = 28;

/** Returns the record. Throws RangeError for a bad id, letter, name or colour, or a pair not in ratios. */
export function defineComparison(record: ComparisonDesign): ComparisonDesign {
  const { id, letter, name, style, against, rivalOf = [], inRatios } = record;
  const fail = (expected: string): never => {
    throw new RangeError(`comparison design "${id}": expected ${expected}`);
  };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) fail("a kebab-case id");
  if (!/^[A-Z]$/.test(letter)) fail(`one capital letter, received "${letter}"`);
  if (name.trim() !== name || name.length < 1 || name.length > MOST_NAME)
    fail(`a name of at most ${MOST_NAME} characters, received "${name}"`);
  if (!/^#[0-9A-Fa-f]{6}$/.test(style.colour)) fail(`a colour such as "#D55E00", received "${style.colour}"`);
  const paired = [...against, ...rivalOf];
  if (!inRatios && paired.length > 0) fail("no pairs, as it is left out of the ratios");
  if (paired.some((other) => !other.inRatios)) fail("pairs with designs that are in ratios");
  return record;
}

export const columnOf = ({ id, column }: ComparisonDesign): string => column ?? id.replaceAll("-", "_");

/** "C LSH, memristor hash". */
export const titleOf = ({ letter, name }: Pick<ComparisonDesign, "letter" | "name">): string =>
  `${letter} ${name}`;

/** Bits of the operands of a priced design. */
export const bitsOf = ({ precision = precisionOf }: ComparisonDesign, design: Design): Precision =>
  precision(design);

/** "exact attention (A)". */
export const namedWithLetter = ({ called, letter }: ComparisonDesign): string => `${called} (${letter})`;

/** Name of the ratio of two designs. */
export const pairName = (above: ComparisonDesign, below: ComparisonDesign): string =>
  `${above.id}/${below.id}`;

const NO_RATIO: Ratio = { energy: null, latency: null, area: null };

/** The ratio of two designs; nulls where no record pairs them. */
export const ratioOf = (ratios: Ratios, above: ComparisonDesign, below: ComparisonDesign): Ratio =>
  ratios[pairName(above, below)] ?? NO_RATIO;

/** A design's result; null where it is infeasible. */
export function feasibleOf(
  contenders: readonly DesignResult[],
  { id }: ComparisonDesign,
): FeasibleResult | null {
  const contender = contenders.find((candidate) => candidate.id === id);
  return contender?.feasible ? contender : null;
}
