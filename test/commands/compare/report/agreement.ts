// What of one comparison contradicts another part of it.

import { createRng, factor, type Rng } from "#base";
import { textSink } from "#reports";
import { compareAnswer } from "../../../../src/commands/compare/report/text.ts";
import { banded } from "../../../../src/commands/compare/run/compare.ts";
import type { Comparison } from "../../../../src/commands/compare/run/comparison.ts";
import { feasibleOf, ratioOf } from "../../../../src/comparison/comparison-design.ts";
import {
  COMPARISON_DESIGNS,
  contenderOf,
  FLIPPED,
  PAIRS,
  SUBJECT,
  TWINS,
} from "../../../../src/comparison/comparison-designs.ts";
import {
  capacityCurve,
  edgeWidth,
  GRID,
  LONGEST,
  MOST_RANGES,
  pricedLengths,
  SHORTEST,
  type Wins,
} from "../../../../src/comparison/curves.ts";
import { playedMovement } from "../../../../src/comparison/data-movement.ts";
import { lshDigital } from "../../../../src/comparison/designs/lsh-digital.ts";
import { hashShares } from "../../../../src/comparison/energy-classes.ts";
import { bestChange, findFlip } from "../../../../src/comparison/flips.ts";
import { shareLaws } from "../../../../src/comparison/floors.ts";
import { judge, judgeRatio, OUTCOME_WORD, takesLess } from "../../../../src/comparison/judgement.ts";
import { MOST_SHIFT } from "../../../../src/comparison/off-centre.ts";
import { planTies } from "../../../../src/comparison/plan-ties.ts";
import {
  priceAll,
  priceContender,
  ratios,
  tokenTimes,
} from "../../../../src/comparison/priced-comparison.ts";
import { searchedInputs, singleChanges } from "../../../../src/comparison/variations.ts";
import { whyLines } from "../../../../src/comparison/why-lines.ts";
import type { Config } from "../../../../src/design/config.ts";
import { configOf } from "../../../design-under-test.ts";

/** What an array takes, whatever the design: no circuit is solved. */
const POINT = { pairPower: 20e-6, devicePower: 19e-6, peakLineCurrent: 1e-4 };
const solve = () => POINT;

/** A config of random sizes: models, lengths, phases, buffers, nodes, reads, rounds, and schedules or searched plans. */
export function randomConfig(rng: Rng, isSearched: boolean): Config {
  const pick = <T>(values: readonly T[]): T => values[rng.integer(values.length)];
  const rounds = pick([1, 2, 4, 8, 16]);
  return configOf(`{
    workload: { preset: "${pick(["recall-lm", "gpt2-small", "llama-3-8b"])}", length: ${512 * 2 ** rng.integer(8)},
      phase: "${pick(["prefill", "prefill", "decode"])}", attention: { rounds: ${rounds}, chunk: ${pick([16, 32, 64])} } },
    design: { logicNode: "${pick([65, 28, 22, 7])} nm", cores: ${pick([1, 2])},
      mapping: { search: ${isSearched} },
      hashing: { readTime: "${pick([5, 10, 20])} ns", array: { rows: 128, columns: ${pick([64, 128, 256])} } },
      digital: { buffer: { capacity: "${2 ** (6 + rng.integer(8))} KiB" } } },
  }`);
}

/**
 * The priced part of a comparison of a config, with the quality and the text of another. Without draws it has neither bands nor other
 * lengths, which take most of the time.
 */
export function pricedComparison(
  { design, workload }: Config,
  rest: Comparison,
  draws: number | null,
): Comparison {
  const contenders = priceAll(design, workload, POINT);
  const none = {
    bands: { draws: 0, inputs: [], contenders: {}, ratios: {} },
    constantBands: { draws: 0, inputs: [], contenders: {}, ratios: {} },
    alternatives: [],
    offCentre: [],
  };
  const lengths = draws === null ? { curves: [], crossover: [] } : pricedLengths(design, workload, POINT);
  return {
    ...rest,
    workload,
    contenders,
    ratios: ratios(contenders),
    ...lengths,
    ...(draws === null
      ? none
      : banded(contenders, design, workload, POINT, solve, createRng(1).fork("three-point costs"), draws)),
    ...playedMovement(contenders, workload, POINT, createRng(1)),
    capacities: draws === null ? null : capacityCurve(contenders, design, workload, POINT),
    planTies: planTies(contenders, design, workload, POINT),
    tokenTimes: tokenTimes(design, workload, POINT),
    bestChange: bestChange(SUBJECT, lshDigital, design, workload, solve),
    flips: FLIPPED.flatMap((pair) => findFlip(pair, design, workload, solve) ?? []),
    why: whyLines(lengths.crossover, design, workload, POINT),
  };
}

const QUANTITIES = ["energy", "latency", "area"] as const;
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

/** A sentence for every contradiction; none where all parts agree. */
export const disagreements = (config: Config, comparison: Comparison): string[] => [
  ...ofSums(comparison),
  ...ofBands(comparison),
  ...ofFloors(comparison),
  ...ofCeiling(comparison),
  ...ofHashShares(comparison),
  ...ofLengths(config, comparison),
  ...ofChanges(config, comparison),
  ...ofText(comparison),
];

interface JsonContender {
  readonly id: string;
  readonly energy_J: number | null;
  readonly latency_s: number | null;
  readonly area_m2: number | null;
  readonly breakdown: readonly { readonly energy_J: number }[];
  readonly areas: readonly { readonly area_m2: number }[];
}

/** Of designs that differ in the hash alone, their stores of codes among what is equal, none saves more of the other's energy than a hash that takes nothing would. */
function ofCeiling({ contenders }: Comparison): string[] {
  return TWINS.flatMap(([own, other]) => {
    const [a, b] = [feasibleOf(contenders, own), feasibleOf(contenders, other)];
    if (a === null || b === null || b.cost.energy > a.cost.energy) return [];
    if (a.design.search.model !== b.design.search.model) return [];
    const { saved: energy } = hashShares(a.cost);
    const saved = 1 - b.cost.energy / a.cost.energy;
    // Blocks of other sizes lie elsewhere, so that the same traffic takes other wires.
    return saved <= energy + 0.001
      ? []
      : [`${own.id}: a free hash saves ${energy}, that of ${other.id} ${saved}`];
  });
}

/** Shares of the hash hold one another, and the floor of a pair that differs in it uses the second of them. */
function ofHashShares({ contenders }: Comparison): string[] {
  const nested = contenders.flatMap((own) => {
    if (!own.feasible) return [];
    const { units, operations, saved, time } = hashShares(own.cost);
    const rising = [0, units, operations, saved, 1];
    return rising.every((share, n) => n === 0 || share >= rising[n - 1]) && time <= 1
      ? []
      : [`${own.id}: shares of the hash ${rising.join(", ")}`];
  });
  const floors = Object.entries(shareLaws(contenders)).flatMap(([pair, { unit, energy }]) => {
    const below = contenders.find(({ id }) => id === pair.split("/")[1]);
    if (unit !== "hash" || !below?.feasible) return [];
    const { operations } = hashShares(below.cost);
    return near(operations, energy.share) ? [] : [`${pair}: floor by ${energy.share}, share ${operations}`];
  });
  return [...nested, ...floors];
}

/** Numbers of the JSON: ratios are quotients, parts sum to the whole. */
function ofSums(comparison: Comparison): string[] {
  const json = compareAnswer(comparison).json as {
    readonly designs: readonly JsonContender[];
    readonly ratios: Readonly<Record<string, Readonly<Record<string, number | string | null>>>>;
  };
  const of = new Map(json.designs.map((contender) => [contender.id, contender]));
  const sums = json.designs.flatMap(({ id, energy_J, area_m2, breakdown, areas }) => {
    if (energy_J === null || area_m2 === null) return [];
    const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
    return [
      ...(near(sum(breakdown.map((item) => item.energy_J)), energy_J) ? [] : [`${id}: energies do not sum`]),
      ...(near(sum(areas.map((item) => item.area_m2)), area_m2) ? [] : [`${id}: areas do not sum`]),
    ];
  });
  const quotients = Object.entries(json.ratios).flatMap(([pair, ratio]) => {
    const [above, below] = pair.split("/").map((id) => of.get(id) as JsonContender);
    return (
      [
        ["energy", "energy_J"],
        ["latency", "latency_s"],
        ["area", "area_m2"],
      ] as const
    ).flatMap(([quantity, key]) => {
      const [a, b, own] = [above[key], below[key], ratio[quantity]];
      const isRight = a === null || b === null ? own === null : near(a / b, own as number);
      return isRight ? [] : [`${pair}: ${quantity} ${own} is not ${a} / ${b}`];
    });
  });
  return [...sums, ...quotients];
}

/** A nominal ratio lies in its band and at its median, or the page says why not; shares of draws agree with percentiles. */
function ofBands({ ratios: nominal, bands, offCentre }: Comparison): string[] {
  const step = 1 / bands.draws;
  return Object.entries(bands.ratios).flatMap(([pair, drawn]) =>
    QUANTITIES.flatMap((quantity) => {
      const own = nominal[pair][quantity];
      if (drawn === null || own === null) return [];
      const { p05, p50, p95 } = drawn.band[quantity];
      const lower = drawn.probabilityLower[quantity];
      const name = `${pair} ${quantity}`;
      const isExplained = offCentre.some((one) => one.pair === pair && one.quantity === quantity);
      const isHeld = own >= p05 * (1 - 1e-9) && own <= p95 * (1 + 1e-9);
      return [
        ...(isExplained || isHeld ? [] : [`${name}: ${own} outside ${p05} to ${p95}`]),
        ...(isExplained || Math.abs(p50 / own - 1) <= MOST_SHIFT
          ? []
          : [`${name}: ${own} with median ${p50}`]),
        // A percentile lies between two draws.
        ...(lower < 0.05 - step && p05 < 1 ? [`${name}: lower in ${lower} with p05 ${p05}`] : []),
        ...(lower > 0.95 + step && p95 >= 1 ? [`${name}: lower in ${lower} with p95 ${p95}`] : []),
        ...(Math.abs(lower - 0.5) > step && p50 < 1 !== lower > 0.5
          ? [`${name}: lower in ${lower} with median ${p50}`]
          : []),
      ];
    }),
  );
}

/** No ratio is below its floor; at the break-even of a unit the two are equal. */
function ofFloors({ ratios: nominal, contenders }: Comparison): string[] {
  return Object.entries(shareLaws(contenders)).flatMap(([pair, { energy, latency }]) =>
    (
      [
        ["energy", energy],
        ["latency", latency],
      ] as const
    ).flatMap(([quantity, law]) => {
      const own = nominal[pair][quantity];
      if (law === null || own === null) return [];
      const { share, rest, floor, breakEven } = law;
      // E_a / E_b = 1 − s + sρ + δ: what the unit takes above the line, of the whole below it.
      const unit = own - (1 - share + rest);
      const atEqual = breakEven === null ? 1 : 1 - share + rest + breakEven * unit;
      return [
        ...(own >= floor * (1 - 1e-12) ? [] : [`${pair}: ${quantity} ${own} below its floor ${floor}`]),
        ...(Math.abs(atEqual - 1) < 1e-6 ? [] : [`${pair}: ${quantity} ${atEqual} at its break-even`]),
      ];
    }),
  );
}

/** Ranges of winning lengths against the curves, the design's own length, and prices at their ends and at the grid. */
function ofLengths(
  { design }: Config,
  { workload, curves, crossover, ratios: nominal }: Comparison,
): string[] {
  const known = new Map<string, { readonly energy: number; readonly latency: number } | null>();
  const at = (id: string, length: number) => {
    const key = `${id} ${length}`;
    if (!known.has(key)) {
      const contender = priceContender(contenderOf(id), design, { ...workload, length }, POINT);
      known.set(
        key,
        contender.feasible ? { energy: contender.cost.energy, latency: contender.cost.timing.latency } : null,
      );
    }
    return known.get(key) ?? null;
  };
  const holds = ({ ranges }: Wins, length: number): boolean =>
    ranges.some(([from, to]) => from <= length && length <= to);
  return crossover.flatMap(({ contender, against, ...won }) =>
    (["energy", "latency"] as const).flatMap((quantity) => {
      const wins = won[quantity];
      const name = `${contender} over ${against} in ${quantity}`;
      const isWin = (length: number): boolean => {
        const [own, rival] = [at(contender, length), at(against, length)];
        return own !== null && (rival === null || takesLess(own[quantity], rival[quantity]));
      };
      const ratio = ratioOf(nominal, contenderOf(contender), contenderOf(against))[quantity];
      const isOwnWin = ratio !== null && judge(ratio) === "wins";
      const own =
        ratio === null || holds(wins, workload.length) === isOwnWin
          ? []
          : [`${name}: ${JSON.stringify(wins.ranges)} with ${ratio} at ${workload.length}`];
      const points = curves.flatMap(({ length, contenders }) => {
        const [a, b] = [contender, against].map((id) => feasibleOf(contenders, contenderOf(id)));
        if (a === null || b === null) return [];
        const [x, y] =
          quantity === "energy"
            ? [a.cost.energy, b.cost.energy]
            : [a.cost.timing.latency, b.cost.timing.latency];
        return takesLess(x, y) === holds(wins, length)
          ? []
          : [`${name}: the curve has ${x / y} at ${length}`];
      });
      const isRefined = (n: number): boolean =>
        wins.ranges.length <= MOST_RANGES || n === 0 || n === wins.ranges.length - 1;
      const ends = wins.ranges.flatMap(([from, to], n) => [
        ...[from, to].filter((length) => !isWin(length)),
        ...(isRefined(n) && from > SHORTEST && edgeWidth(from) === 1 && isWin(from - 1) ? [from - 1] : []),
        ...(isRefined(n) && to < LONGEST && edgeWidth(to) === 1 && isWin(to + 1) ? [to + 1] : []),
      ]);
      const grid = GRID.filter((length) => isWin(length) !== holds(wins, length));
      return [
        ...own,
        ...points,
        ...[...ends, ...grid].map((length) => `${name}: ${JSON.stringify(wins.ranges)} against ${length}`),
        ...(wins.from === null || wins.ranges.at(-1)?.[1] === LONGEST ? [] : [`${name}: from ${wins.from}`]),
      ];
    }),
  );
}

/** Changes that are said to turn a verdict or to help, priced again by their names. */
function ofChanges(
  { design, workload }: Config,
  { flips, bestChange: best, ratios: nominal }: Comparison,
): string[] {
  const all = searchedInputs(design, workload).flatMap(({ others }) => others);
  const turned = flips.flatMap(({ above, against, own, from, to, changes, ratio }) => {
    const name = `${above} over ${against}`;
    const printed = ratioOf(nominal, contenderOf(above), contenderOf(against)).energy;
    const faults = [
      ...(printed !== null && near(printed, own) ? [] : [`${name}: turned from ${own}, printed ${printed}`]),
      ...(judge(own) === from && from !== to ? [] : [`${name}: ${own} is said to be ${from}, to ${to}`]),
    ];
    if (ratio === null) return faults;
    const chosen = changes.map((label) => all.find((one) => one.name === label));
    const varied = chosen.reduce((value, one) => one?.design(value) ?? value, design);
    const seen = chosen.reduce((value, one) => one?.workload?.(value) ?? value, workload);
    const again = ratioOf(
      ratios(priceAll(varied, seen, POINT)),
      contenderOf(above),
      contenderOf(against),
    ).energy;
    return again !== null && near(again, ratio) && judge(ratio) === to
      ? faults
      : [...faults, `${name}: ${changes.join(" with ")} gives ${again}, said to be ${ratio}, ${to}`];
  });
  if (best?.best == null) return turned;
  const { name, energy, latency } = best.best;
  const change = singleChanges(design, workload).find((one) => one.name === name);
  const [before, after] = [design, change?.design(design) ?? design].map((own) =>
    priceContender(contenderOf(best.contender), own, workload, POINT),
  );
  const isRight =
    before.feasible &&
    after.feasible &&
    near(after.cost.energy / before.cost.energy, energy) &&
    near(after.cost.timing.latency / before.cost.timing.latency, latency) &&
    judge(energy * latency) === "wins";
  return isRight ? turned : [...turned, `${name}: said to be the best change`];
}

const WORDS = Object.values(OUTCOME_WORD).join("|");

/** Every verdict of the text says what the one rule says of the designs' numbers, in the one notation. */
function ofText(comparison: Comparison): string[] {
  const text = textSink(compareAnswer(comparison).blocks);
  const said = [
    ...text.matchAll(
      new RegExp(
        `\\(([A-Z])\\)[^.:;]* (${WORDS}) [^.:;]*\\(([A-Z])\\): (×[\\d.e+-]+) energy, (×[\\d.e+-]+) latency`,
        "g",
      ),
    ),
  ];
  const verdicts = said.flatMap(([sentence, above, word, below, energy, latency]) => {
    const [a, b] = [above, below].map((letter) => {
      const record = COMPARISON_DESIGNS.find((contender) => contender.letter === letter);
      return record === undefined ? null : feasibleOf(comparison.contenders, record);
    });
    if (a === null || b === null) return [`no price behind "${sentence}"`];
    const ratio = {
      energy: a.cost.energy / b.cost.energy,
      latency: a.cost.timing.latency / b.cost.timing.latency,
      area: null,
    };
    const outcome = judgeRatio(ratio);
    return outcome !== null &&
      word === OUTCOME_WORD[outcome] &&
      energy === factor(ratio.energy) &&
      latency === factor(ratio.latency)
      ? []
      : [`"${sentence}" of ${ratio.energy} and ${ratio.latency}`];
  });
  const other = [...text.matchAll(/[\d.]+ × (?:the|as) [^\n]{0,40}/g)].map(
    ([found]) => `notation: "${found}"`,
  );
  const isSaid =
    said.length > 0 || PAIRS.every(([a, b]) => judgeRatio(ratioOf(comparison.ratios, a, b)) === null);
  return [...verdicts, ...other, ...(isSaid ? [] : ["no verdict is said"])];
}
