import type { Instance } from "#base";
import type { Lifetime } from "../../cost/lifetime.ts";
import { converterPair } from "../../design/analog-baseline.ts";
import { shortfallOf } from "../../mapping/sizes.ts";
import {
  type ComparisonView,
  defineComparison,
  type FeasibleResult,
  type NumberWords,
  ratioOf,
} from "../comparison-design.ts";
import { judge, verdictText } from "../judgement.ts";
import { exactDigital } from "./exact-digital.ts";
import { lshMemristor } from "./lsh-memristor.ts";
import { attendBy, runOn } from "./transforms.ts";

/**
 * Exact attention with K and V written to the best published dynamic arrays. Its ratio to the baseline shows
 * the merit of analog products; the memristor design's ratio to it compares hashing with writing.
 */
export const exactAnalog = defineComparison({
  id: "exact-analog",
  letter: "D",
  called: "attention to all keys in analog arrays",
  name: "all keys, analog arrays",
  builtWith: ({ baselines }) => `${baselines.analog.model} arrays`,
  design: runOn("analog"),
  workload: attendBy("exact"),
  against: [exactDigital],
  rivalOf: [lshMemristor],
  inRatios: true,
  style: { colour: "#5E2F13", dash: [8, 4] },
  isAnalog: true,
  ownParts: ({ baselines: { analog } }) => [analog, converterPair(analog.behaviour).adc] as Instance[],
  variant: null,
  sentence: (own, { ratios, equalNodes = [], recalls }, say) => {
    const name = `attention to all keys in ${own.design.baselines.analog.model} arrays (D)`;
    const text = verdictText(
      "The memristor design (C)",
      name,
      ratioOf(ratios, lshMemristor, exactAnalog),
      say,
      [recalls?.[lshMemristor.id], recalls?.[exactAnalog.id]],
    );
    const against = text === "" ? [] : [`${text}.`, ...nodeSentence(equalNodes, say)];
    return [...against, ...writing(own, say), ...shortfall(own)];
  },
});

/** Sentence with the ratio at each node, where the outcome depends on the node; empty otherwise. */
function nodeSentence(nodes: ComparisonView["equalNodes"] = [], { factor }: NumberWords): string[] {
  const known = nodes.flatMap(({ node, analog }) => (analog === null ? [] : [{ node, ratio: analog }]));
  if (new Set(known.map(({ ratio }) => judge(ratio))).size < 2) return [];
  const all = known.map(({ node, ratio }) => `${factor(ratio)} at ${node} nm`).join(", ");
  return [
    `Whether the memristor design (C) takes less energy than attention to all keys in analog arrays (D) depends on the node: ${all}, all of both at that node.`,
  ];
}

function writing({ rewriting }: FeasibleResult, say: NumberWords): string[] {
  if (rewriting === null) return [];
  return [
    `Writing K and V takes ${say.percent(rewriting.share)} of D's energy (${say.engineering(rewriting.energy, "J")}) and ` +
      `${say.engineering(rewriting.latency, "s")} a head; at this rate its cells ${lifetime(rewriting.years, say)}.`,
  ];
}

/** "live 3.2 years", "do not wear out". */
function lifetime(years: Lifetime, { digits }: Pick<NumberWords, "digits">): string {
  if (years === "Infinity") return "do not wear out";
  return years >= 1 ? `live ${digits(years)} years` : `live ${digits(years * 365.25)} days`;
}

function shortfall({ precision, design }: FeasibleResult): string[] {
  const { wordBits } = design.digital.mac.behaviour;
  if (shortfallOf(precision, wordBits) === 0) return [];
  return [
    `D is not directly comparable: ${precision.query}-bit queries and ${precision.keyValue}-bit keys and values against ${wordBits} bits in A to C, ` +
      `${design.baselines.analog.behaviour.readout === "charge-to-pulse" ? "a hard sigmoid in place of the softmax, " : ""}and no network retrained for it; its recall is the share of the exact weights that its own ones reproduce.`,
  ];
}
