// The main findings of a comparison, as sentences with their numbers.

import type { Estimate } from "#base";
import { digits, engineering, factor, groupDigits, percent, plusMinus, sentenceStart } from "#base";
import type { Finding } from "#reports";
import {
  type ComparisonDesign,
  type DesignId,
  type FeasibleResult,
  feasibleOf,
  namedWithLetter,
} from "../../../comparison/comparison-design.ts";
import {
  ANALOG,
  askedDesign,
  BASELINE,
  contenderOf,
  SELECTED_ANALOG,
  twinOf,
} from "../../../comparison/comparison-designs.ts";
import { effectiveRate } from "../../../comparison/effective-rate.ts";
import { ENERGY_KINDS, energyByKind, hashShares, largestClass } from "../../../comparison/energy-classes.ts";
import type { BestChange } from "../../../comparison/flips.ts";
import { wholeThroughputOf } from "../../../comparison/metrics/prices.ts";
import { hashTime } from "../../../cost/latency.ts";
import { disturbSentences, isDisturbedInRun } from "../../shared/read-disturb.ts";
import type { FirstResults } from "../run/comparison.ts";
import { caveats, muchArea, planTie } from "./caveats.ts";
import { qualityOf, verdictOn } from "./ratio-findings.ts";

/** Sentences of the first screen: who wins and by what, at what quality, what dominates, what to change. */
export function findingsOf(comparison: FirstResults): Finding[] {
  const asked = askedDesign(comparison.workload);
  const own = feasibleOf(comparison.contenders, asked);
  const found =
    own === null
      ? [infeasible(asked, comparison)]
      : [
          verdictOn(asked, own, comparison),
          quality(asked, comparison),
          inexact(comparison),
          efficiency(asked, own, comparison),
          dominates(asked, own),
          amdahl(asked, own, comparison),
          change(asked, comparison),
          oneLibrary(asked, comparison),
        ];
  const last = [caveats(own, comparison), muchArea(own), planTie(own, comparison)];
  return [...warnings(comparison), ...found, ...last].filter((finding) => finding !== null);
}

/** Warnings that void the other sentences, or limit them to another workload. */
function warnings({ readDisturb, fidelity }: FirstResults): Finding[] {
  const disturbed = isDisturbedInRun(readDisturb)
    ? disturbSentences(readDisturb).map(
        (text): Finding => ({
          id: "read-disturb",
          text,
          values: {
            largest_V: readDisturb?.largestVoltage ?? null,
            reads_of_a_run: readDisturb?.runReads ?? null,
            reads_to_1_percent: readDisturb?.toOnePercent ?? null,
            reads_to_erased: readDisturb?.toErased ?? null,
          },
        }),
      )
    : [];
  if (!fidelity.proxy) return disturbed;
  const { model, length } = fidelity;
  const proxy: Finding = {
    id: "proxy",
    text: `Quality is not this workload's: it is measured on ${model} at L = ${groupDigits(length)}.`,
    values: { model, length },
  };
  return [...disturbed, proxy];
}

function infeasible(asked: ComparisonDesign, { contenders }: FirstResults): Finding {
  const contender = contenders.find(({ id }) => id === asked.id);
  const reason = contender?.feasible === false ? contender.reason : "it was not priced";
  return {
    id: "infeasible",
    text: `${sentenceStart(namedWithLetter(asked))} cannot carry this workload: ${reason}.`,
    values: { design: asked.id, reason },
    marks: [{ phrase: "cannot carry", outcome: "loses" }],
  };
}

const NO_MERIT = "no merit of the hash";
const HIGHER = " (higher)";

const recallText = ({ mean, interval }: Estimate): string => `${plusMinus(mean * 100, interval * 100)} %`;

/** The design's recall against that of the software hash, and of controls without a hash. */
function quality(asked: ComparisonDesign, comparison: FirstResults): Finding | null {
  const { fidelity, margin } = comparison;
  const own = qualityOf(asked, comparison);
  if (own === null) return null;
  const { software, "local-window": window, "random-buckets": random } = fidelity.variants;
  const { mean, interval } = own.recall;
  const isHash = asked.variant !== null;
  // The difference of the two hashes is paired by array; a search of codes uses other arrays.
  const loss = isHash
    ? fidelity.massLoss
    : {
        mean: software.recall.mean - mean,
        interval: Math.hypot(software.recall.interval, interval),
      };
  const judged =
    Math.abs(loss.mean) + loss.interval < margin
      ? "equals"
      : loss.mean - loss.interval > 0
        ? "is below"
        : loss.mean + loss.interval < 0
          ? "is above"
          : "is not shown to differ from";
  const within = judged === "equals" ? ` within ${percent(margin)}` : "";
  const controls = [
    { name: "local window", values: window },
    { name: "random buckets", values: random },
  ].map(({ name, values: { recall, outputError } }) => ({
    name,
    recall: recall.mean,
    // Readers do not compare the numbers of a list, so the sentence does.
    higher: recall.mean > mean + interval ? HIGHER : "",
    error: own.error.mean > 0 ? outputError.mean / own.error.mean : null,
  }));
  // A control with as much recall at no more error shows that the result is no merit of the hash.
  const refuted = controls.filter(
    ({ recall, error }) => recall > mean - margin && error !== null && error <= 1,
  );
  const end =
    refuted.length === 0 ? "" : `: ${NO_MERIT} over ${refuted.map(({ name }) => name).join(" and ")}`;
  const errors =
    own.error.mean > 0
      ? `, at ${controls.map(({ error }) => factor(error)).join(", ")} ${asked.letter}'s output error`
      : "";
  return {
    id: "quality",
    marks: [
      ...(refuted.length === 0 ? [] : [{ phrase: NO_MERIT, outcome: "loses" as const }]),
      ...(controls.some(({ higher }) => higher !== "")
        ? [{ phrase: HIGHER.trim(), outcome: "loses" as const }]
        : []),
    ],
    text:
      `Recall ${recallText(own.recall)} ${judged} the software hash's ${percent(software.recall.mean)}${within}; ` +
      `controls: ${controls.map(({ name, recall, higher }) => `${name} ${percent(recall)}${higher}`).join(", ")}${errors}${end}.`,
    values: {
      recall: mean,
      recall_interval95: interval,
      software_recall: software.recall.mean,
      software_recall_interval95: software.recall.interval,
      margin,
      window_recall: controls[0].recall,
      window_error_over_own: controls[0].error,
      random_recall: controls[1].recall,
      random_error_over_own: controls[1].error,
      output_error: own.error.mean,
      refuted_by: refuted.map(({ name }) => name).join(", "),
    },
  };
}

/** The design's energy over each rival's with all logic in the cells of one library. */
function oneLibrary({ id, letter }: ComparisonDesign, { inLibrary }: FirstResults): Finding | null {
  if (inLibrary === null) return null;
  const { node_nm, ratios } = inLibrary;
  const own = Object.entries(ratios).flatMap(([pair, { energy }]) => {
    const [above, below] = pair.split("/");
    return above === id && energy !== null ? [{ below, energy }] : [];
  });
  if (own.length === 0) return null;
  const named = own.map(
    ({ below, energy }) => `${letter}/${contenderOf(below as DesignId).letter} ${factor(energy)}`,
  );
  return {
    id: "one-library",
    text: `With one ${digits(node_nm)} nm library for all logic: ${named.join(", ")} energy.`,
    values: Object.fromEntries([["node_nm", node_nm], ...own.map(({ below, energy }) => [below, energy])]),
  };
}

/** Explains the recall of designs that weigh keys inexactly, which is not a share of keys that are found. */
function inexact(comparison: FirstResults): Finding | null {
  const found = [...ANALOG, ...SELECTED_ANALOG].flatMap((contender) => {
    const own = qualityOf(contender, comparison);
    return own === null ? [] : [{ ...contender, error: own.error.mean }];
  });
  if (found.length === 0) return null;
  const letters = found.map(({ letter }) => letter).join(", ");
  const errors = found.map(({ error }) => digits(error)).join(", ");
  return {
    id: "inexact-weights",
    text: `Inexact weights of ${letters}: recall is the overlap of weights; output error ${errors}.`,
    values: Object.fromEntries(found.map(({ id, error }) => [id, error])),
  };
}

/** Operations per joule and per second and area, by the work of exact attention; tokens/s of the whole model. */
function efficiency(
  { letter }: ComparisonDesign,
  own: FeasibleResult,
  { contenders, workload }: FirstResults,
): Finding | null {
  const rate = effectiveRate(own, contenders, workload);
  if (rate === null) return null;
  const perWatt = rate.perJoule / 1e12;
  const perArea = rate.perSecondAndArea / 1e18;
  const tokens = wholeThroughputOf(workload, own);
  const baseline = feasibleOf(contenders, BASELINE);
  const exact = baseline === null || baseline.id === own.id ? null : wholeThroughputOf(workload, baseline);
  const perSecond = (count: number): string => engineering(count, "").trim();
  const over = exact === null ? "" : ` (${BASELINE.letter} ${perSecond(exact)})`;
  const whole = tokens === null ? "" : `; the model ${perSecond(tokens)} tokens/s${over}`;
  return {
    id: "efficiency",
    text: `${letter}: ${digits(perWatt)} effective TOPS/W, ${digits(perArea)} TOPS/mm²${whole}.`,
    values: {
      tops_per_W: perWatt,
      tops_per_square_mm: perArea,
      model_tokens_per_s: tokens,
      [`model_tokens_per_s_of_${BASELINE.letter}`]: exact,
    },
  };
}

/** Where the energy goes by kind, the largest first; kinds without a share that is printed are left out. */
function dominates({ letter }: ComparisonDesign, { cost }: FeasibleResult): Finding | null {
  const largest = largestClass(cost);
  if (largest === null) return null;
  const kinds = energyByKind(cost);
  const shares = ENERGY_KINDS.map((name) => ({ name, share: kinds[name] / cost.energy }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share);
  return {
    id: "dominates",
    text: `${letter}'s energy: ${shares.map(({ name, share }) => `${name} ${roughly(100 * share)} %`).join(", ")}.`,
    values: {
      energy_class: largest.class,
      energy_share: largest.share,
      ...Object.fromEntries(shares.map(({ name, share }) => [`${name}_share`, share])),
    },
  };
}

const LEAST_SHARE = 5e-4;

/** Whole numbers, and tenths below one, so that five kinds fit a line. */
const roughly = (percentage: number): string => percentage.toFixed(percentage >= 1 ? 0 : 1);

/** What the hash takes, at most what a better one saves, next to that of the design that differs in it alone. */
function amdahl(asked: ComparisonDesign, own: FeasibleResult, { contenders }: FirstResults): Finding | null {
  const { saved: energy, time } = hashShares(own.cost);
  if (!(energy > 0)) return null;
  const twin = twinOf(asked);
  const other = twin === null ? null : feasibleOf(contenders, twin);
  const seconds = hashTime(own.cost.timing);
  const theirs =
    other === null ? null : { energy: hashShares(other.cost).saved, time: hashTime(other.cost.timing) };
  const than =
    theirs === null ? "" : ` (${twin?.letter} ${percent(theirs.energy)}, ${engineering(theirs.time, "s")})`;
  return {
    id: "amdahl",
    text: `Hashing takes up to ${percent(energy)} of ${asked.letter}'s energy, ${engineering(seconds, "s")} a head${than}.`,
    values: {
      hash_energy_share: energy,
      hash_time_share: time,
      hash_time_s: seconds,
      energy_outside_hash: 1 - energy,
      ...(theirs === null ? {} : { twin_hash_energy_share: theirs.energy, twin_hash_time_s: theirs.time }),
    },
  };
}

/** A change of the area by a smaller share is not named. */
const NAMED_AREA = 0.05;

/** "×0.551 energy, ×0.452 latency, ×1.4 area": what a change does to a design; the area where it is another. */
export const gainText = ({ energy, latency, area }: NonNullable<BestChange["best"]>): string =>
  `${factor(energy)} energy, ${factor(latency)} latency${Math.abs(area - 1) < NAMED_AREA ? "" : `, ${factor(area)} area`}`;

/** The single change that helps most, among those that were priced. */
function change(asked: ComparisonDesign, { bestChange }: FirstResults): Finding | null {
  if (bestChange === null || bestChange.tried === 0) return null;
  const { tried, best } = bestChange;
  const { letter } = asked;
  const count = `${tried} changes`;
  if (best === null)
    return {
      id: "change",
      text: `None of ${count} lowers energy × latency of ${letter}.`,
      values: { tried },
    };
  const { name, setting, energy, latency, area, energyOverRival } = best;
  return {
    id: "change",
    text: `Best of ${count}: ${name}, ${gainText(best)}.`,
    values: { tried, change: name, setting, energy, latency, area, energy_over_rival: energyOverRival },
  };
}
