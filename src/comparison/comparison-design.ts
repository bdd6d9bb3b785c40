import type { Selector } from "../attention/selectors/selector.ts";
import type { Instance } from "../base/component.ts";
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
      /** Writing of arrays that are rewritten with every sequence; null where there are none. */
      readonly rewriting: Rewriting | null;
      /** What a chip of it costs that works; null for a GPU and for free hardware. */
      readonly die: DieCost | null;
      /** Attention's share in the model; null where the model's widths are not known. */
      readonly attentionShare: AttentionShare | null;
      /** Calibration of arrays that have replicas or are replaced; null where each is one for ever. */
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
  /** Of a quotient. */
  readonly factor: (ratio: number | null) => string;
}

/** What a sentence of one design may refer to: all results and their ratios. */
export interface ComparisonView {
  readonly contenders: readonly DesignResult[];
  readonly ratios: Ratios;
  /** Energy of the subject over exact attention in analog arrays with all of both at one node, nm; left out where not asked. */
  readonly equalNodes?: readonly { readonly node: number; readonly analog: number | null }[];
}

/** Everything that defines a comparison design: the rest of the comparison is derived from these records. */
export interface ComparisonDesign {
  readonly id: DesignId;
  /** Letter by which charts and sentences name it. */
  readonly letter: string;
  /** Noun phrase for it in a sentence, such as "exact attention". */
  readonly called: string;
  /** Its name at the end of a metric's key (`energy_vs_exact`); the id with underscores unless given. */
  readonly column?: string;
  /** Title without the letter, with the name of what the priced design has settled on where there was a choice. */
  readonly title: (design: Design) => string;
  /** The design and the workload as this one sees them. Nothing else differs. */
  readonly design: (design: Design) => Design;
  readonly workload: (workload: Workload) => Workload;
  /** Designs before it in the list that it is put against: a ratio and a crossover for each, in this order. */
  readonly against: readonly ComparisonDesign[];
  /** Designs before it in the list that are put against it. */
  readonly rivalOf?: readonly ComparisonDesign[];
  /** False for what has another node and precision: it is shown for reference, and no budget buys it. */
  readonly inRatios: boolean;
  /** Colour `#RRGGBB` of its lines and bars; lengths of dash and gap. */
  readonly style: { readonly colour: string; readonly dash: readonly number[] };
  /** Selector that asks for it and its like in a config; they stand in tables of their own where none of them is asked for. */
  readonly select?: Selector;
  /** True for one that searches codes and that no selector asks for by itself: the tables of those that one asks for list it. */
  readonly searches?: boolean;
  /** Bits of its operands; those of its platform unless given. */
  readonly precision?: (design: Design) => Precision;
  /** True for one that weighs every key in analog arrays, inexactly: it is simulated by the arithmetic of its arrays. */
  readonly isAnalog?: boolean;
  /** Components of a priced design that it shares with no other record but those like it, and whose constants nobody published in full. */
  readonly ownParts?: (design: Design) => readonly Instance[];
  /** The variant whose simulation measures its quality; "exact" for its own units without a hash, null for none. */
  readonly variant: SimulatedHash | "exact" | null;
  /**
   * Sentences of a report where it is feasible. Without it, a design in ratios that the subject is put against gets
   * one from the three quotients.
   */
  readonly sentence?: (own: FeasibleResult, all: ComparisonView, say: NumberWords) => readonly string[];
}

/** Checks a record: `#RRGGBB`, one letter, and designs of ratios alone in its pairs. Throws RangeError. */
export function defineComparison(record: ComparisonDesign): ComparisonDesign {
  const { id, letter, style, against, rivalOf = [], inRatios } = record;
  const fail = (expected: string): never => {
    throw new RangeError(`comparison design "${id}": expected ${expected}`);
  };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) fail("a kebab-case id");
  if (!/^[A-Z]$/.test(letter)) fail(`one capital letter, received "${letter}"`);
  if (!/^#[0-9A-Fa-f]{6}$/.test(style.colour)) fail(`a colour such as "#D55E00", received "${style.colour}"`);
  const paired = [...against, ...rivalOf];
  if (!inRatios && paired.length > 0) fail("no pairs, as it is left out of the ratios");
  if (paired.some((other) => !other.inRatios)) fail("pairs with designs that are in ratios");
  return record;
}

export const columnOf = ({ id, column }: ComparisonDesign): string => column ?? id.replaceAll("-", "_");

/** "A  exact attention, O(L²), digital". */
export const titleOf = ({ letter, title }: ComparisonDesign, design: Design): string =>
  `${letter}  ${title(design)}`;

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

/** A design's result where it is feasible. */
export function feasibleOf(
  contenders: readonly DesignResult[],
  { id }: ComparisonDesign,
): FeasibleResult | null {
  const contender = contenders.find((candidate) => candidate.id === id);
  return contender?.feasible ? contender : null;
}
