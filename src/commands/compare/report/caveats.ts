// What an architect would change first: idle rows, converters that fill the chip, single changes.

import type { Estimate } from "#base";
import { binarySize, engineering, factor, groupDigits, percent, plusMinus } from "#base";
import { type Block, type Finding, type Tabular, table } from "#reports";
import type { DesignId, FeasibleResult } from "../../../comparison/comparison-design.ts";
import { contenderOf, lettersOf } from "../../../comparison/comparison-designs.ts";
import { judge } from "../../../comparison/judgement.ts";
import { distinctNumbers } from "../../../cost/price-list.ts";
import { rowBlocks } from "../../../design/array-design.ts";
import { isOverloaded } from "../../../design/line-limits.ts";
import { componentWord } from "../../../text/component-words.ts";
import { recallsOfChanges } from "../run/changed-recall.ts";
import type { Comparison, FirstResults } from "../run/comparison.ts";
import { OBJECTIVE_WORDS } from "./mapping.ts";

/** Rows of an array and the rows that a projection reads, where at least half are idle; otherwise null. */
export function idleRows({
  mapping: { placement },
  design,
}: FeasibleResult): { readonly used: number; readonly rows: number } | null {
  if (placement === null) return null;
  const { array } = design.hashing;
  const used = Math.ceil(placement.rows / rowBlocks(array, placement.rows));
  return 2 * used <= array.rows ? { used, rows: array.rows } : null;
}

/** "64 of the 256 rows of an array are used by 64-wide heads: 75 % idle (design.hashing.array.rows)." */
export function idleRowsSentence(contender: FeasibleResult, headWidth: number): string {
  const idle = idleRows(contender);
  return idle === null
    ? ""
    : `${idle.used} of the ${idle.rows} rows of an array are used by ${headWidth}-wide heads: ${percent(1 - idle.used / idle.rows)} idle (design.hashing.array.rows).`;
}

/** Share of a chip's area above which its converters are reported. */
const MUCH = 0.1;
/** Least number of parts that the sentence names. */
const NAMED = 3;

/** Setting that changes the amount of a part. */
const SETTINGS: Readonly<Record<string, string>> = {
  readout: "design.hashing.mux.inputs",
  dac: "design.hashing.dac",
  pads: "design.memory.bandwidth",
  buffer: "design.digital.buffer.capacity",
  mac: "design.digital.mac.units",
};

interface Part {
  readonly component: string;
  readonly count: number;
  readonly share: number;
}

/** Parts of a chip by area, the largest first. */
function partsOf({ cost }: FeasibleResult): Part[] {
  const parts = new Map<string, Part>();
  for (const { component, count, area } of cost.areas) {
    const known = parts.get(component);
    parts.set(component, {
      component,
      count: count + (known?.count ?? 0),
      share: area / cost.area + (known?.share ?? 0),
    });
  }
  return [...parts.values()].sort((a, b) => b.share - a.share);
}

/** Converters of the arrays and their share of the area, where that is large; otherwise null. */
export function manyConverters(
  contender: FeasibleResult,
): { readonly count: number; readonly share: number } | null {
  if (!(contender.cost.area > 0)) return null;
  const own = partsOf(contender).filter(({ component }) => component === "readout" || component === "dac");
  const share = own.reduce((sum, part) => sum + part.share, 0);
  return share < MUCH ? null : { count: own.reduce((sum, part) => sum + part.count, 0), share };
}

/** "pads 52 %, " where another part is larger than the converters. */
function largestPartText(contender: FeasibleResult): string {
  const [{ component, share }] = partsOf(contender);
  return component === "readout" || component === "dac"
    ? ""
    : `${componentWord(component)} ${percent(share)}, `;
}

/** The largest parts of the area and the settings that change them, where converters take much of it. */
export function areaSentence(contender: FeasibleResult): string {
  if (manyConverters(contender) === null) return "";
  const parts = partsOf(contender);
  const shown = parts.filter(
    ({ component }, n) => n < NAMED || component === "readout" || component === "array",
  );
  const named = shown.map(
    ({ component, count, share }) =>
      `${component} ${percent(share)}${component === "readout" || component === "dac" ? ` (${groupDigits(count)})` : ""}`,
  );
  const settings = shown.flatMap(({ component }) =>
    SETTINGS[component] === undefined ? [] : [`${SETTINGS[component]} (${component})`],
  );
  return `Area of ${contenderOf(contender.id).letter}: ${named.join(", ")}; what changes it: ${settings.join(", ")}.`;
}

/** How many verdicts assumed numbers alone turn, of the design `id` if there are any, and the first such number. */
function turnedVerdicts({ turned }: FirstResults["assumedReach"], id: DesignId | undefined) {
  const own = turned.filter(({ pair }) => id !== undefined && pair.split("/").includes(id));
  const shown = own.length > 0 ? own : turned;
  const count = new Set(shown.map(({ pair, quantity }) => `${pair} ${quantity}`)).size;
  return { count, first: shown[0], isOwn: own.length > 0 };
}

/** "; none alone changes a verdict", or how many verdicts change and the first of them. */
function reachText(reach: FirstResults["assumedReach"], id: DesignId | undefined): string {
  const { count, first, isOwn } = turnedVerdicts(reach, id);
  if (first === undefined) return "; none alone changes a verdict";
  const { number, pair } = first;
  const letter = id === undefined ? "" : contenderOf(id).letter;
  const verdicts = `${count} ${count === 1 ? "verdict" : "verdicts"}${isOwn ? ` on ${letter}` : ""}`;
  const other = id !== undefined && !isOwn ? `, none on ${letter}` : "";
  return `; ${verdicts} ${count === 1 ? "changes" : "change"}${other} (${lettersOf(pair)}: ${number.slice(number.indexOf(":") + 1)})`;
}

/** Every verdict that an assumed number alone turns, and the number that moves an energy ratio most. */
export function reachSentence({ turned, largest }: FirstResults["assumedReach"]): string {
  const each = turned.map(({ number, pair, quantity }) => `${number} (${lettersOf(pair)}, ${quantity})`);
  const turns =
    each.length === 0
      ? "None of them alone changes a verdict within its range."
      : `These change a verdict alone within their ranges: ${each.join(", ")}.`;
  if (largest === null) return turns;
  const { number, pair, from, to } = largest;
  return `${turns} The strongest is ${number}: ${lettersOf(pair)} is ${factor(from)} to ${factor(to)} by energy.`;
}

/** Each assumed number with the ratio that its range moves most, in each quantity. */
export const assumedTable = ({ each }: FirstResults["assumedReach"]): Tabular => ({
  head: ["assumed", "energy", "latency", "area"],
  rows: each.map(({ number, moves }) => [
    number,
    ...[moves.energy, moves.latency, moves.area].map((move) => {
      if (move === null) return "–";
      const [from, to] = [factor(move.from), factor(move.to)];
      return from === to ? "–" : `${lettersOf(move.pair)} ${from} to ${to}`;
    }),
  ]),
});

const objectiveOf = (own: FeasibleResult | null): string =>
  own === null ? "objective" : OBJECTIVE_WORDS[own.design.mapping.objective].split(",")[0];

/** The first near tie of plans or stores; null where there is none. */
export function planTie(own: FeasibleResult | null, { planTies: [tie] }: FirstResults): Finding | null {
  if (tie === undefined) return null;
  const { id, store, energy, latency, area } = tie;
  const { letter } = contenderOf(id);
  return {
    id: "plan-tie",
    text:
      store === null
        ? `${letter} has a plan of nearly the same ${objectiveOf(own)}: ${factor(energy)} energy, ${factor(latency)} latency.`
        : `${letter} has a store of codes nearly as good: ${factor(area)} area.`,
    values: { design: id, store, energy, latency, area },
  };
}

/** "; with the systolic model of the MAC array C/A turns (×1.11)", of the first verdict that another model of a unit changes. */
function turnedText(own: FeasibleResult | null, { alternatives, ratios }: FirstResults): string {
  for (const other of alternatives)
    for (const [pair, { energy }] of Object.entries(ratios)) {
      const changed = other.ratios[pair].energy;
      if (own === null || energy === null || changed === null || !pair.startsWith(`${own.id}/`)) continue;
      const outcomes = [judge(energy), judge(changed)];
      if (outcomes.includes("wins") && outcomes.includes("loses"))
        return `; with ${other.name} ${lettersOf(pair)} turns (${factor(changed)})`;
    }
  return "";
}

/** Assumptions, what turns a verdict, and the first line or driver whose current exceeds its limit. */
export function caveats(own: FeasibleResult | null, comparison: FirstResults): Finding {
  const { provenance, assumedReach, loads } = comparison;
  const { numbers, assumed } = distinctNumbers(provenance);
  const passed = loads.find(isOverloaded);
  const line =
    passed === undefined
      ? ""
      : `; a ${passed.part}: ${engineering(passed.current, "A")}, limit ${engineering(passed.limit, "A")}`;
  const idle = own && idleRows(own);
  const rows = idle === null ? "" : `; ${idle.used} of ${idle.rows} rows used`;
  return {
    id: "caveats",
    text: `${assumed} of ${numbers} numbers are assumed${reachText(assumedReach, own?.id)}${turnedText(own, comparison)}${line}${rows}.`,
    values: {
      assumed,
      constants: numbers,
      turning: assumedReach.turned.length,
      verdicts_turned: turnedVerdicts(assumedReach, own?.id).count,
      first_turning: turnedVerdicts(assumedReach, own?.id).first?.number ?? null,
      overloaded: passed?.part ?? null,
      current_A: passed?.current ?? null,
      limit_A: passed?.limit ?? null,
      rows_used: idle?.used ?? null,
      rows: idle?.rows ?? null,
    },
  };
}

/** Share of the area that converters take, and the part that takes most; null where converters take little. */
export function muchArea(own: FeasibleResult | null): Finding | null {
  const converters = own && manyConverters(own);
  if (own === null || converters === null) return null;
  const { letter } = contenderOf(own.id);
  return {
    id: "area",
    text: `${letter}'s area: ${largestPartText(own)}converters ${percent(converters.share)}.`,
    values: { converters: converters.count, converter_area_share: converters.share },
  };
}

/** Prices and recall with each single change, over those of the config's own design. */
export function changeBlocks(comparison: Comparison): Block[] {
  const { bestChange } = comparison;
  if (bestChange === null || bestChange.changes.length === 0) return [];
  const { letter } = contenderOf(bestChange.contender);
  const recalls = recallsOfChanges(comparison);
  const simulated = Object.values(recalls);
  return [
    table(
      {
        head: ["change", "energy", "latency", "energy-delay", "area", "recall", "set"],
        rows: bestChange.changes.map(({ name, setting, ratio }) => [
          name,
          ...(ratio === null
            ? ["infeasible", "", "", ""]
            : [ratio.energy, ratio.latency, ratio.energy * ratio.latency, ratio.area].map(factor)),
          recallCell(setting, recalls),
          setting ?? "–",
        ]),
        words: [0, 6],
      },
      {
        title: `Single changes of ${letter}, over the design as it is${ownValues(comparison)}; units and plan are chosen anew for each. ${bestChange.tried} keep bits and rounds, and the best is one of them`,
        notes:
          simulated.length === 0
            ? []
            : [
                `Recall is simulated for other bits and rounds, on ${simulated[0].samples} of the arrays; its interval is that of the difference to the design as it is. Other reads and devices change the noise, which is not simulated here: the command with --what-if does.`,
              ],
      },
    ),
  ];
}

/** " (reads of 10 ns, 8 rounds, a buffer of 2 MiB)": values of the design as it is. */
function ownValues({ contenders, workload, bestChange }: Comparison): string {
  const own = contenders.find(({ id }) => id === bestChange?.contender);
  if (own?.feasible !== true) return "";
  const { hashing, digital } = own.design;
  const { capacity } = digital.buffer.behaviour;
  const buffer = Number.isFinite(capacity) ? `, a buffer of ${binarySize(capacity)}` : "";
  return ` (reads of ${engineering(hashing.readTime, "s")}, ${workload.attention.rounds} rounds${buffer})`;
}

/** Recall with a change; "same" where nothing of the hash changes. */
function recallCell(setting: string | null, recalls: Readonly<Record<string, Estimate>>): string {
  const own = setting === null ? undefined : recalls[setting];
  if (own !== undefined) return `${plusMinus(100 * own.mean, 100 * own.interval)} %`;
  return setting?.startsWith("design.digital.") || setting?.startsWith("design.memory.") ? "same" : "–";
}
