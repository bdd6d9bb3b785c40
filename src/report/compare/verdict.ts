import type { Band } from "../../cost/three-point.ts";
import { hashCodeOf } from "../../design/workload.ts";
import type { CostBands } from "../../ladder/bands.ts";
import { feasibleOf, pairName, type Ratio, ratioOf } from "../../ladder/comparison-design.ts";
import { LONGEST, SHORTEST, type Wins } from "../../ladder/curves.ts";
import { exactAnalog } from "../../ladder/designs/exact-analog.ts";
import { exactDigital } from "../../ladder/designs/exact-digital.ts";
import { lshDigital } from "../../ladder/designs/lsh-digital.ts";
import { lshMemristor } from "../../ladder/designs/lsh-memristor.ts";
import { asksForSearch, designSentences, type Pair, rungOf, SEARCHING, SUBJECT } from "../../ladder/rungs.ts";
import type { Comparison } from "../../questions/compare.ts";
import { digits, engineering, groupDigits, percent } from "../../text/format.ts";
import { overloads } from "../overloads.ts";
import { disturbSentences, isDisturbedInRun } from "../read-disturb.ts";
import { energyByOperation } from "./energy.ts";
import { limits } from "./limits.ts";
import { searchVerdict } from "./search-tables.ts";

/** More that a comparison says than its first screen, the unflattering first. One sentence an entry. */
export function verdict(comparison: Comparison): string[] {
  const { ratios, workload, fidelity } = comparison;
  const asked = asksForSearch(workload);
  // What is not asked for and cannot be priced says so in its table.
  const infeasible = comparison.rungs.flatMap((rung) =>
    rung.feasible || (!asked && SEARCHING.includes(rungOf(rung.id)))
      ? []
      : [`${rung.id} cannot carry this workload: ${rung.reason}.`],
  );
  const searched = searchVerdict(comparison);
  const disturbed = disturbSentences(comparison.readDisturb);
  const sentences = [
    ...infeasible,
    ...(asked ? searched : []),
    merit("The memristor hash", "an all-digital LSH design", ratioOf(ratios, lshMemristor, lshDigital)),
    overRanges(comparison.bands),
    flipping(comparison, [lshMemristor, lshDigital]),
    crossing(comparison, [lshMemristor, lshDigital], "the memristor hash", "the digital one"),
    atWhatQuality(
      merit(
        `LSH attention at L = ${groupDigits(workload.length)}`,
        "exact attention",
        ratioOf(ratios, lshDigital, exactDigital),
      ),
      fidelity,
    ),
    flipping(comparison, [lshDigital, exactDigital]),
    crossing(comparison, [lshMemristor, exactDigital], "the memristor design", "exact attention"),
    quadraticHash(comparison),
    ...designSentences(comparison, { digits, percent, engineering }),
    ...(asked ? [] : searched),
    flipping(comparison, [lshMemristor, exactAnalog]),
    ...limits(comparison.rungs),
    wholeModel(comparison),
    ...(isDisturbedInRun(comparison.readDisturb) ? [] : disturbed),
    ...overloads(comparison.loads),
  ];
  return sentences.filter((sentence) => sentence !== "");
}

function merit(subject: string, rival: string, ratio: Ratio): string {
  if (ratio.energy === null || ratio.latency === null || ratio.area === null) return "";
  const change = (value: number, noun: string): string => {
    if (Math.abs(value - 1) < 0.005) return `the same ${noun}`;
    return `${digits(value)} × the ${noun}`;
  };
  const loses = ratio.energy > 1.005 || ratio.latency > 1.005;
  const numbers = `${change(ratio.energy, "energy")}, ${change(ratio.latency, "latency")} and ${change(ratio.area, "area")}`;
  const small = Math.abs(ratio.energy - 1) < 0.1 && Math.abs(ratio.latency - 1) < 0.1;
  const gains = ratio.energy < 0.995 || ratio.latency < 0.995;
  const word = loses ? (gains ? "trades with" : "loses to") : small ? "gains little over" : "beats";
  return `${subject} ${word} ${rival}: ${numbers}.`;
}

/** How sure the first sentence is: the ratio over the ranges of the constants, which both designs share. */
function overRanges({ draws, ratios, inputs }: CostBands): string {
  const drawn = ratios[pairName(lshMemristor, lshDigital)];
  if (!drawn) return "";
  const { band, probabilityLower } = drawn;
  const range = ({ p05, p95 }: Band): string => {
    const [low, high] = [digits(p05), digits(p95)];
    return low === high ? low : `${low} to ${high}`;
  };
  const what =
    inputs.length === 0 ? "its constants" : `its constants and assumed inputs (${inputs.join(", ")})`;
  return (
    `Over the ranges of ${what} that is ${range(band.energy)} × the energy and ${range(band.latency)} × the latency ` +
    `(5 to 95 % of ${draws} draws); below 1 in ${percent(probabilityLower.energy)} and ${percent(probabilityLower.latency)} of them.`
  );
}

/** A price says nothing without what it buys: the share of the attention's mass that is captured. */
function atWhatQuality(sentence: string, { arms }: Comparison["fidelity"]): string {
  if (sentence === "") return "";
  const share = (arm: "digital" | "local-window"): string => percent(arms[arm].capturedMass.mean);
  return `${sentence.slice(0, -1)}, for ${share("digital")} of the attention's mass (a local window of as many pairs: ${share("local-window")}).`;
}

/** The smallest change that a search found to turn the energy verdict of a pair round. */
function flipping({ flips }: Comparison, [above, below]: Pair): string {
  const flip = flips.find((one) => one.above === above.id && one.against === below.id);
  if (flip === undefined) return "";
  const pair = `${above.letter} over ${below.letter} in energy`;
  if (flip.ratio === null)
    return `Nothing of ${flip.tried} combinations of assumed inputs that were priced turns ${pair} round.`;
  return `What turns ${pair} round (${digits(flip.own)} → ${flip.ratio.toPrecision(4)} ×): ${flip.changes.join(" with ")}.`;
}

function crossing(comparison: Comparison, [above, below]: Pair, name: string, rival: string): string {
  const found = comparison.crossover.find(({ rung, against }) => rung === above.id && against === below.id);
  if (found === undefined) return "";
  return `In energy ${name} wins over ${rival} ${whereWins(found.energy)}; in latency ${whereWins(found.latency)}.`;
}

/** "from 2 032", "at 1 312 to 7 000 and from 35 840", "at no length up to 1 048 576". */
export function whereWins({ ranges }: Wins): string {
  if (ranges.length === 0) return `at no length up to ${groupDigits(LONGEST)}`;
  const [first] = ranges;
  if (ranges.length === 1 && first[0] === SHORTEST && first[1] === LONGEST) return "at every length";
  const parts = ranges.map(([from, to]) =>
    to === LONGEST ? `from ${groupDigits(from)}` : `at ${groupDigits(from)} to ${groupDigits(to)}`,
  );
  return parts.length <= 3
    ? parts.join(" and ")
    : `${parts[0]}, in ${parts.length - 2} further ranges, and ${parts[parts.length - 1]}`;
}

/** A cross-polytope hash in one factor takes ∝ L projections a token: the hash itself is O(L²). */
function quadraticHash({ workload, rungs }: Comparison): string {
  const columnsAt = (length: number): number => hashCodeOf(workload.attention, length).columns;
  if (columnsAt(2 * workload.length) < 1.9 * columnsAt(workload.length)) return "";
  const digital = feasibleOf(rungs, lshDigital);
  const hash =
    digital === null ? 0 : (energyByOperation(digital.cost).get("hash") ?? 0) / digital.cost.energy;
  return (
    `The hash is not factorised: it takes ${columnsAt(workload.length)} projections a round, so its work grows ×4 when L doubles ` +
    `(now ${percent(hash)} of the digital LSH design's energy).`
  );
}

/** How much of the whole model attention is, exact and with LSH. */
function wholeModel({ rungs }: Comparison): string {
  const exact = feasibleOf(rungs, exactDigital)?.attentionShare;
  const lsh = feasibleOf(rungs, SUBJECT)?.attentionShare;
  if (!exact || !lsh) return "";
  return (
    `Attention is ${percent(exact.macs)} of the multiply-accumulates of the model's layers when it is exact and ${percent(lsh.macs)} with LSH; ` +
    `of the energy ${percent(exact.energy)} and ${percent(lsh.energy)}, of the time ${percent(exact.latency)} and ${percent(lsh.latency)}.`
  );
}
