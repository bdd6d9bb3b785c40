/**
 * What a figure proves. `arithmetic`: published parts add up to a published whole. `same formula`: our model states
 * the published law and meets its numbers. `independent prediction`: our models were not fitted to the figure.
 */
export type Evidence = "arithmetic" | "same formula" | "independent prediction";

/** Source of a figure that was not read where it was published. */
export const REMEMBERED = "remembered";

/** Sources whose figures are no printed ones: the tool was run, as references.bib says. */
const RUN_BY_US: ReadonlySet<string> = new Set([
  "neurosim-v14",
  "zigzag-run-2026",
  "zigzag-aimc-run-2026",
  "accelforge-run-2026",
  "eva-cam-run-2026",
  "freepdk45-run-2026",
]);

export const isOwnRun = ({ source }: Pick<Fact, "source">): boolean => RUN_BY_US.has(source);

/** A published figure beside ours, or what a published tool gives where it is run. */
export interface Fact {
  readonly topic: string;
  readonly quantity: string;
  readonly unit: string;
  readonly published: number;
  /** Computed by this project's code; null where our model refuses the conditions. */
  readonly ours: number | null;
  /** Largest max(r, 1/r) − 1 of r = ours/published that still passes; 0 asks for the same number. */
  readonly tolerance: number;
  /** Key of references.bib, or `remembered`. */
  readonly source: string;
  readonly evidence: Evidence;
  readonly note: string;
}

/** `cannot pass`: a remembered figure, near or not. `refused`: outside the domain of our model. */
export type Verdict = "pass" | "miss" | "cannot pass" | "refused";

export interface JudgedFact extends Fact {
  /** ours / published; null where there is no number of ours. */
  readonly ratio: number | null;
  readonly verdict: Verdict;
}

/** Rounding of sums and products, far below any printed digit. */
const EXACT = 1e-9;

/** The fact with its ratio and verdict. Throws RangeError for figures that are not finite and above zero. */
export function judge(fact: Fact): JudgedFact {
  const { topic, quantity, published, ours, tolerance, source } = fact;
  if (!(Number.isFinite(published) && published > 0 && tolerance >= 0 && tolerance < Infinity))
    throw new RangeError(
      `${topic}, ${quantity}: expected a published figure above 0 and a tolerance of at least 0, received ${published} and ${tolerance}`,
    );
  if (ours === null) return { ...fact, ratio: null, verdict: "refused" };
  if (!(Number.isFinite(ours) && ours > 0))
    throw new RangeError(`${topic}, ${quantity}: expected a figure of ours above 0, received ${ours}`);
  const ratio = ours / published;
  const within = Math.max(ratio, 1 / ratio) - 1 <= Math.max(tolerance, EXACT);
  return { ...fact, ratio, verdict: source === REMEMBERED ? "cannot pass" : within ? "pass" : "miss" };
}

/** Number of facts of each verdict. */
export function tally(facts: readonly JudgedFact[]): Record<Verdict, number> {
  const count: Record<Verdict, number> = { pass: 0, miss: 0, "cannot pass": 0, refused: 0 };
  for (const { verdict } of facts) count[verdict]++;
  return count;
}

/** Misses that mean a fault of ours: sums and stated formulas have no excuse, a prediction may be off. */
export const faults = (facts: readonly JudgedFact[]): readonly JudgedFact[] =>
  facts.filter(({ verdict, evidence }) => verdict === "miss" && evidence !== "independent prediction");
