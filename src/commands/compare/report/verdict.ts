import { area, digits, engineering, factor, groupDigits, percent } from "#base";
import { supplyOf } from "#technology";
import { rangesText } from "../../../charts/messages.ts";
import type { CostBands } from "../../../comparison/bands.ts";
import {
  type DesignResult,
  type FeasibleResult,
  feasibleOf,
  NUMBER_WORDS,
  pairName,
  type Ratio,
  ratioOf,
} from "../../../comparison/comparison-design.ts";
import {
  askedDesign,
  asksForSearch,
  contenderOf,
  designSentences,
  type Pair,
  SEARCHING,
  SUBJECT,
  twinOf,
} from "../../../comparison/comparison-designs.ts";
import { GRID, LONGEST, SHORTEST, type Wins } from "../../../comparison/curves.ts";
import { exactAnalog } from "../../../comparison/designs/exact-analog.ts";
import { exactDigital } from "../../../comparison/designs/exact-digital.ts";
import { lshDigital } from "../../../comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../../comparison/designs/lsh-memristor.ts";
import { ENERGY_CLASSES, energyByClass, energyByOperation } from "../../../comparison/energy-classes.ts";
import { verdictText } from "../../../comparison/judgement.ts";
import type { Band } from "../../../cost/three-point.ts";
import { hashCodeOf } from "../../../design/workload.ts";
import { overloads } from "../../shared/overloads.ts";
import { disturbSentences, isDisturbedInRun } from "../../shared/read-disturb.ts";
import type { Comparison } from "../run/comparison.ts";
import { areaSentence, idleRowsSentence } from "./caveats.ts";
import { ownRangeSentences, recallsOf } from "./ratio-findings.ts";
import { searchVerdict } from "./search-tables.ts";
import { drawnInputs } from "./tables.ts";

/** Sentences beyond the first screen, the unflattering first. One sentence an entry. */
export function verdict(comparison: Comparison): string[] {
  const { ratios, workload } = comparison;
  const asked = asksForSearch(workload);
  // A design that searches codes, was not selected and has no price is reported in its table.
  const infeasible = comparison.contenders.flatMap((contender) =>
    contender.feasible || (!asked && SEARCHING.includes(contenderOf(contender.id)))
      ? []
      : [`${contender.title} cannot carry this workload: ${contender.reason}.`],
  );
  const searched = searchVerdict(comparison);
  const subject = feasibleOf(comparison.contenders, SUBJECT);
  const disturbed = disturbSentences(comparison.readDisturb);
  const recalls = recallsOf(comparison);
  const sentences = [
    ...infeasible,
    ...(asked ? searched : []),
    sentence(
      "The memristor hash (C)",
      "an all-digital LSH design (B)",
      ratioOf(ratios, lshMemristor, lshDigital),
      [recalls?.[lshMemristor.id], recalls?.[lshDigital.id]],
    ),
    overRanges(comparison.bands),
    ...ownRangeSentences(askedDesign(workload), comparison),
    withOthers(comparison, [lshMemristor, lshDigital]),
    flipping(comparison, [lshMemristor, lshDigital]),
    crossing(comparison, [lshMemristor, lshDigital], "the memristor hash", "the digital one"),
    sentence(
      `LSH attention (B) at L = ${groupDigits(workload.length)}`,
      "exact attention (A)",
      ratioOf(ratios, lshDigital, exactDigital),
      [recalls[lshDigital.id], recalls[exactDigital.id]],
    ),
    withOthers(comparison, [lshMemristor, exactDigital]),
    flipping(comparison, [lshDigital, exactDigital]),
    flipping(comparison, [lshMemristor, exactDigital]),
    crossing(comparison, [lshMemristor, exactDigital], "the memristor design", "exact attention"),
    quadraticHash(comparison),
    ...designSentences({ ...comparison, recalls }, NUMBER_WORDS),
    ...(asked ? [] : searched),
    flipping(comparison, [lshMemristor, exactAnalog]),
    ...limits(comparison.contenders),
    ...(subject === null ? [] : [idleRowsSentence(subject, workload.headWidth), areaSentence(subject)]),
    wholeModel(comparison),
    ...(isDisturbedInRun(comparison.readDisturb) ? [] : disturbed),
    ...overloads(comparison.loads),
  ];
  return sentences.filter((sentence) => sentence !== "");
}

const sentence = (
  subject: string,
  rival: string,
  ratio: Ratio,
  recalls?: Parameters<typeof verdictText>[4],
): string => {
  const text = verdictText(subject, rival, ratio, NUMBER_WORDS, recalls);
  return text === "" ? "" : `${text}.`;
};

/** Certainty of the first sentence: the ratio over the ranges of the constants, shared by both designs. */
function overRanges(bands: CostBands): string {
  const { draws, ratios } = bands;
  const drawn = ratios[pairName(lshMemristor, lshDigital)];
  if (!drawn) return "";
  const { band, probabilityLower } = drawn;
  const range = ({ p05, p95 }: Band): string => {
    const [low, high] = [factor(p05), factor(p95)];
    return low === high ? low : `${low} to ${high}`;
  };
  return (
    `Over ${draws} draws of its constants${drawnInputs(bands)}: ` +
    `${range(band.energy)} energy, ${range(band.latency)} latency (5 to 95 %); energy is lower in ${percent(probabilityLower.energy)} of them, latency in ${percent(probabilityLower.latency)}.`
  );
}

/** The pair's ratios with other models of the same units, which no draw mixes. */
function withOthers({ alternatives }: Comparison, [above, below]: Pair): string {
  const parts = alternatives.flatMap(({ name, ratios }) => {
    const { energy, latency } = ratioOf(ratios, above, below);
    return energy === null ? [] : [`with ${name} ${factor(energy)} energy, ${factor(latency)} latency`];
  });
  return parts.length === 0 ? "" : `${above.letter} over ${below.letter} ${parts.join("; ")}.`;
}

/** The smallest change found that reverses a pair's energy verdict, or that none of those tried does. */
function flipping({ flips }: Comparison, [above, below]: Pair): string {
  const flip = flips.find((one) => one.above === above.id && one.against === below.id);
  if (flip === undefined) return "";
  const turned = `${above.letter} ${flip.to === "wins" ? "win over" : "lose to"} ${below.letter} in energy`;
  const among = `of ${flip.tried} combinations of ${flip.inputs.join(", ")}`;
  return flip.ratio === null
    ? `Nothing ${among} makes ${turned} (now ${factor(flip.own)}).`
    : `What makes ${turned} (${factor(flip.own)} → ${factor(flip.ratio)}): ${flip.changes.join(" with ")}, the smallest change found; ${flip.tried} were tried, of ${flip.inputs.join(", ")}.`;
}

function crossing(comparison: Comparison, [above, below]: Pair, name: string, rival: string): string {
  const found = comparison.crossover.find(
    ({ contender, against }) => contender === above.id && against === below.id,
  );
  if (found === undefined) return "";
  return `In energy ${name} wins over ${rival} ${whereWins(found.energy)}; in latency ${whereWins(found.latency)}.`;
}

/** "from 2 032", "at 1 312 to 7 000 and from 35 840", "at none of 65 lengths". */
export function whereWins({ ranges }: Wins): string {
  if (ranges.length === 0) return `at none of ${GRID.length} lengths`;
  const [first] = ranges;
  return ranges.length === 1 && first[0] === SHORTEST && first[1] === LONGEST
    ? `at all ${GRID.length} lengths`
    : rangesText(ranges);
}

/** A cross-polytope hash in one factor takes ∝ L projections a token: the hash itself is O(L²). */
function quadraticHash({ workload, contenders }: Comparison): string {
  const columnsAt = (length: number): number => hashCodeOf(workload.attention, length).columns;
  if (columnsAt(2 * workload.length) < 1.9 * columnsAt(workload.length)) return "";
  const digital = feasibleOf(contenders, lshDigital);
  const hash =
    digital === null ? 0 : (energyByOperation(digital.cost).get("hash") ?? 0) / digital.cost.energy;
  return (
    `The hash is not factorised: it takes ${columnsAt(workload.length)} projections a round, so its work grows ×4 when L doubles ` +
    `(now ${percent(hash)} of the digital LSH design's energy).`
  );
}

/** How much of the whole model attention is, exact and with LSH. */
function wholeModel({ contenders }: Comparison): string {
  const exact = feasibleOf(contenders, exactDigital)?.attentionShare;
  const lsh = feasibleOf(contenders, SUBJECT)?.attentionShare;
  if (!exact || !lsh) return "";
  return (
    `Attention is ${percent(exact.macs)} of the multiply-accumulates of the model's layers when it is exact and ${percent(lsh.macs)} with LSH; ` +
    `of the energy ${percent(exact.energy)} and ${percent(lsh.energy)}, of the time ${percent(exact.latency)} and ${percent(lsh.latency)}.`
  );
}

/** Supply current of a package on a die, A/mm²: assumed, bumps of some 0.1 A at a pitch of some 150 µm. */
const MOST_CURRENT = 2;

/** One sentence for every limit that a design exceeds: the reticle, the supply, one package of memory. */
const limits = (contenders: readonly DesignResult[]): string[] =>
  contenders.flatMap((contender) =>
    contender.feasible ? [...reticle(contender), ...supply(contender), ...packages(contender)] : [],
  );

const letterOf = ({ id }: FeasibleResult): string => contenderOf(id).letter;

function reticle(contender: FeasibleResult): string[] {
  const { die, cost } = contender;
  // Arrays at another node are a separate die, however small.
  const least = contender.mapping.census.link === undefined ? 2 : 3;
  if (die === null || die.dies < least) return [];
  return [
    `${letterOf(contender)} takes ${area(cost.area)}: ${groupDigits(die.dies)} dies of at most 858 mm², the field of a scanner; what joins them is not priced.`,
  ];
}

function supply(contender: FeasibleResult): string[] {
  const { cost, design, mapping } = contender;
  if (mapping.census.gpu !== undefined || cost.area === 0) return [];
  const volts = supplyOf(design.logicNode * 1e9);
  const density = cost.power.peak / volts / (cost.area * 1e6);
  if (!(density > MOST_CURRENT)) return [];
  return [
    `${letterOf(contender)} draws up to ${engineering(cost.power.peak / volts, "A")} from ${digits(volts)} V, ${digits(density)} A/mm²: more than the ${MOST_CURRENT} A/mm² that bumps bring (assumed).`,
  ];
}

function packages(contender: FeasibleResult): string[] {
  const count = contender.mapping.census.memory ?? 0;
  if (count < 2) return [];
  return [
    `${letterOf(contender)} keeps weights, keys and values in ${groupDigits(count)} packages of ${contender.design.memory.model}, whose standby counts; the bandwidth is that of the config.`,
  ];
}

/** Least share of the difference of two energies that is named. */
const LEAST_OF_DIFFERENCE = 0.02;

/** Why a design takes more or less energy than the one that differs in a digital hash, by class; nothing without such a one. */
export function twinSentence({ contenders, workload }: Comparison): string {
  const design = askedDesign(workload);
  const twin = twinOf(design);
  const [own, other] = [design, twin].map((one) => (one === null ? null : feasibleOf(contenders, one)));
  if (twin === null || own === null || other === null) return "";
  const [mine, theirs] = [own, other].map(({ cost }) => energyByClass(cost));
  const more = own.cost.energy - other.cost.energy;
  const items = ENERGY_CLASSES.map((name) => ({ name, joules: mine[name] - theirs[name] }))
    .filter(({ joules }) => Math.abs(joules) > LEAST_OF_DIFFERENCE * Math.abs(more))
    .sort((a, b) => Math.abs(b.joules) - Math.abs(a.joules))
    .map(({ name, joules }) => `${name} ${signed(joules)}`);
  return items.length === 0
    ? ""
    : `${design.letter} takes ${engineering(Math.abs(more), "J")} ${more < 0 ? "less" : "more"} than ${twin.letter} (${items.join(", ")}).`;
}

const signed = (joules: number): string => `${joules < 0 ? "−" : "+"}${engineering(Math.abs(joules), "J")}`;
