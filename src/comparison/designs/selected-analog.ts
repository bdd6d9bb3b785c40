import type { ActionCount } from "../../mapping/action-counts.ts";
import {
  type ComparisonView,
  defineComparison,
  type FeasibleResult,
  feasibleOf,
  type NumberWords,
  ratioOf,
} from "../comparison-design.ts";
import { judge, quotientsText, verdictText } from "../judgement.ts";
import { exactAnalog } from "./exact-analog.ts";
import { exactDigital } from "./exact-digital.ts";
import { scoreMemristor } from "./score-memristor.ts";
import { attendInArrays, inNamed, scoreBy, searchIn, storeAndTopK } from "./transforms.ts";

/**
 * Selection before analog arrays: untuned arrays write codes, their store is searched, and only the
 * keys of the best scores are read in the arrays that hold K and V. Its ratio to exact analog
 * attention is selection's merit, that to the search before digital attention that of analog products.
 */
export const selectedAnalog = defineComparison({
  id: "selected-analog",
  letter: "P",
  called: "the search of memristor codes before analog arrays",
  name: "top-k, analog arrays",
  builtWith: (design) => `${design.baselines.analog.model} arrays, ${storeAndTopK(design)}`,
  design: (design) => searchIn(inNamed)(attendInArrays(design)),
  workload: scoreBy("signs"),
  against: [exactDigital, exactAnalog, scoreMemristor],
  inRatios: true,
  searches: true,
  style: { colour: "#7A0177", dash: [8, 4, 2, 4, 2, 4] },
  variant: null,
  sentence: (own, view, say) => [...overArrays(own, view, say), ...overDigital(view, say)],
});

/** Says whether selection before analog arrays pays, what it saves and what it leaves unchanged. */
function overArrays(own: FeasibleResult, { contenders, ratios }: ComparisonView, say: NumberWords): string[] {
  const ratio = ratioOf(ratios, selectedAnalog, exactAnalog);
  const bare = feasibleOf(contenders, exactAnalog);
  if (bare === null || ratio.energy === null) return [];
  const verdict = judge(ratio.energy) === "wins" ? "pays" : "does not pay";
  const share = ({ cost }: FeasibleResult, sum: number): string => say.percent(sum / cost.energy);
  const converted = (contender: FeasibleResult): number =>
    countOf(contender, ({ component }) => component === "dynamicAdc");
  const selecting = energyOf(own, (operation) => SELECTING.has(operation));
  const same =
    own.design.baselines.analog.model === bare.design.baselines.analog.model
      ? ""
      : `, in ${own.design.baselines.analog.model} arrays for ${bare.design.baselines.analog.model}`;
  return [
    `In energy a selection ${verdict} before analog arrays (P over D): ${quotientsText(ratio, say)}${same}. ` +
      `It leaves ${say.percent(converted(own) / converted(bare))} of the conversions; ` +
      `hash, search and choice take ${share(own, selecting)} of P's energy. All keys and values are written as before ` +
      `(${share(own, own.rewriting?.energy ?? 0)} of P's energy, ${share(bare, bare.rewriting?.energy ?? 0)} of D's), and no array is saved.`,
  ];
}

function overDigital({ ratios, recalls }: ComparisonView, say: NumberWords): string[] {
  const text = verdictText(
    "The same selection before analog arrays (P)",
    "that before digital attention (F)",
    ratioOf(ratios, selectedAnalog, scoreMemristor),
    say,
    [recalls?.[selectedAnalog.id], recalls?.[scoreMemristor.id]],
  );
  return text === "" ? [] : [`${text}.`];
}

/** Steps of a selection. */
const SELECTING: ReadonlySet<string> = new Set(["hash", "map", "code", "search", "top-k"]);

const energyOf = ({ cost }: FeasibleResult, isOwn: (operation: string) => boolean): number =>
  cost.breakdown.filter(({ operation }) => isOwn(operation)).reduce((sum, { energy }) => sum + energy, 0);

const countOf = ({ mapping }: FeasibleResult, isOwn: (entry: ActionCount) => boolean): number =>
  mapping.counts.filter(isOwn).reduce((sum, { count }) => sum + count, 0);
