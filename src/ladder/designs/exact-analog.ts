import type { Lifetime } from "../../cost/lifetime.ts";
import { shortfallOf } from "../../mapping/sizes.ts";
import {
  defineComparison,
  type FeasibleRung,
  type LadderView,
  type NumberWords,
  ratioOf,
  tradeWord,
} from "../comparison-design.ts";
import { exactDigital } from "./exact-digital.ts";
import { lshMemristor } from "./lsh-memristor.ts";
import { attendBy, runOn } from "./transforms.ts";

/**
 * Exact attention with K and V written to the best published dynamic arrays. Over the baseline it is the merit of analog
 * products; the memristor design over it is hashing against writing.
 */
export const exactAnalog = defineComparison({
  id: "exact-analog",
  letter: "D",
  called: "exact attention in analog arrays",
  title: ({ baselines }) => `exact attention, K and V in ${baselines.analog.model} arrays`,
  design: runOn("analog"),
  workload: attendBy("exact"),
  against: [exactDigital],
  rivalOf: [lshMemristor],
  inRatios: true,
  style: { colour: "#5E2F13", dash: [8, 4] },
  variant: null,
  sentence: (own, { ratios, equalNodes = [] }, say) => {
    const { energy, latency, area } = ratioOf(ratios, lshMemristor, exactAnalog);
    const byNode = nodeSentence(equalNodes, say);
    const against =
      energy === null || latency === null || area === null
        ? []
        : byNode !== null
          ? [byNode]
          : [
              `The memristor design (C) ${tradeWord(energy, latency)} exact attention in ${own.design.baselines.analog.model} arrays (D): ` +
                `${say.digits(energy)} × the energy, ${say.digits(latency)} × the latency and ${say.digits(area)} × the area.`,
            ];
    return [...against, ...writing(own, say), ...shortfall(own)];
  },
});

/** In place of a verdict: what the ratio is at each node where its side of one depends on the node; null where it does not. */
function nodeSentence(nodes: LadderView["equalNodes"] = [], { digits }: NumberWords): string | null {
  const known = nodes.flatMap(({ node, analog }) => (analog === null ? [] : [{ node, ratio: analog }]));
  const below = known.filter(({ ratio }) => ratio < 1).length;
  if (below === 0 || below === known.length) return null;
  const all = known.map(({ node, ratio }) => `${digits(ratio)} × at ${node} nm`).join(", ");
  return `Whether the memristor design (C) takes less energy than exact attention in analog arrays (D) depends on the node: ${all}, all of both at that node.`;
}

function writing({ rewriting }: FeasibleRung, say: NumberWords): string[] {
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

function shortfall({ precision, design }: FeasibleRung): string[] {
  const { wordBits } = design.digital.mac.behaviour;
  if (shortfallOf(precision, wordBits) === 0) return [];
  return [
    `D is not directly comparable: ${precision.query}-bit queries and ${precision.keyValue}-bit keys and values against ${wordBits} bits in A to C, ` +
      `${design.baselines.analog.behaviour.readout === "charge-to-pulse" ? "a hard sigmoid in place of the softmax, " : ""}and its accuracy is not evaluated.`,
  ];
}
