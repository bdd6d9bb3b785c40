// How data move through the memories: each plan in words and as loops, and why designs lose where they do.

import { engineering, factor, groupDigits, percent } from "#base";
import { type Block, paragraph, table } from "#reports";
import { type FeasibleResult, feasibleOf } from "../../../comparison/comparison-design.ts";
import { COMPARISON_DESIGNS, contenderOf } from "../../../comparison/comparison-designs.ts";
import type { PlanTie } from "../../../comparison/plan-ties.ts";
import type { WhyLine } from "../../../comparison/why-lines.ts";
import type { Objective } from "../../../design/mapping-plan.ts";
import type { Workload } from "../../../design/workload.ts";
import { loopNest, planWords } from "../../../mapping/flows/plan-words.ts";
import { outward } from "../../../report/outward.ts";
import type { Comparison } from "../run/comparison.ts";

/** Plans of the designs, and their products on declared levels. */
export const mappingBlocks = (comparison: Comparison): Block[] => [
  ...planBlocks(comparison),
  ...levelBlocks(comparison),
];

/** A row for each product of a design on its levels. */
function levelBlocks({ contenders }: Comparison): Block[] {
  const rows = COMPARISON_DESIGNS.flatMap((contender) =>
    (feasibleOf(contenders, contender)?.mapping.levels ?? []).map(
      ({ name, m, n, k, count, energy, nest, isPinned }) => [
        contender.letter,
        `${name}, ${m} × ${k} × ${n}`,
        engineering(energy * count, "J"),
        `${nest}${isPinned ? " (pinned)" : ""}`,
      ],
    ),
  );
  if (rows.length === 0) return [];
  return [
    table(
      {
        head: ["on the levels", "product, m × k × n", "all of them", "loop nest, outermost first"],
        rows,
        words: [0, 1, 3],
      },
      { notes: [LEVELS_NOTE] },
    ),
  ];
}

const LEVELS_NOTE =
  "A level's name is where its tiles are kept while the loops behind it turn. Energy: accesses of the levels and of the buffer " +
  "for them, by the models' own prices.";

/** A line per design; nothing where no plan was searched. */
function planBlocks({ contenders, planTies }: Comparison): Block[] {
  const planned = COMPARISON_DESIGNS.flatMap((contender) => {
    const own = feasibleOf(contenders, contender);
    return own === null || own.planned === undefined ? [] : [{ contender, own, planned: own.planned }];
  });
  const first = planned[0];
  if (first === undefined) return [];
  return [
    table(
      {
        head: ["mapping", "plan", "units", "energy", "latency", "by the fixed schedule", "gap"],
        rows: planned.map(({ contender, own: { design, cost }, planned: { gap, fixed, isShared } }) => [
          contender.letter,
          `${design.plan === undefined ? "the fixed schedule" : planWords(design.plan)}${sharedWords(isShared)}`,
          unitWords(design),
          engineering(cost.energy, "J"),
          engineering(cost.timing.latency, "s"),
          fixed === null
            ? "exceeds the buffer"
            : `${engineering(fixed.energy, "J")}, ${engineering(fixed.latency, "s")}`,
          `${(100 * gap).toPrecision(2)} %`,
        ]),
        words: [0, 1, 2],
      },
      { notes: [planNote(first.own.design.mapping.objective)] },
    ),
    ...planTies.map((tie) => paragraph(tieSentence(tie))),
  ];
}

/** "C has a second plan within 1.2 % of its objective: ×1.9 energy, ×0.31 latency and ×1 area (…)." */
const tieSentence = (tie: PlanTie): string =>
  `${contenderOf(tie.id).letter} has a second ${tie.store === null ? "plan" : "store"} within ${(100 * tie.excess).toPrecision(2)} % of its objective: ` +
  `${factor(tie.energy)} energy, ${factor(tie.latency)} latency and ${factor(tie.area)} area ` +
  `(${tie.store === null ? `design.mapping.objective ${tie.objective}` : tie.store}). On a neighbouring chip it may be the better one, and the prices jump.`;

/** Whether a design shares its plan with the twin that differs only in its hash. */
const sharedWords = (isShared: boolean | undefined): string =>
  isShared === undefined ? "" : isShared ? ", as its digital twin's" : ", other than its digital twin's";

/** "softmax ×2, mac in 2 arrays": what the search made of the config's units. */
const unitWords = ({ sizes = {}, digital: { mac } }: FeasibleResult["design"]): string => {
  const arrays = chosenArrays(mac.params);
  return (
    [
      ...Object.entries(sizes).map(([unit, times]) => `${unit} ×${Number(times.toPrecision(3))}`),
      ...(arrays > 1 ? [`mac in ${arrays} arrays`] : []),
    ].join(", ") || "as stated"
  );
};

/** Arrays of the multiply-accumulate units; 1 for models that form one. */
const chosenArrays = ({ arrays }: Readonly<Record<string, unknown>>): number =>
  typeof arrays === "number" ? arrays : 1;

/** What a plan of the objective is the least of. */
export const OBJECTIVE_WORDS: Readonly<Record<Objective, string>> = {
  "energy-delay": "energy × latency",
  "energy-squared-delay": "energy² × latency, so that 1 % of energy is worth 2 % of latency",
  "energy-in-time": "energy within 1 % of the least latency",
  energy: "energy",
  latency: "latency",
};

/** What the table of plans says of the objective, the sizes and the gap. */
const planNote = (objective: Objective): string =>
  `Plan: the least ${OBJECTIVE_WORDS[objective]} (design.mapping.objective); a design that differs from its digital ` +
  "twin in the hash alone takes the twin's plan; it keeps a plan of its own that takes as much energy or more, and saves a tenth of the objective. Units: how many times larger " +
  "than the config has them, by one rule for all designs (design.digital.sizes). Gap: what a plan that was not priced could save of the " +
  "objective at most. design.mapping.search false takes the fixed schedule, which reads again what the buffer lacks room for.";

/** "At 7 269 tokens B does not win over A in energy: …" */
export function whySentence({
  above,
  against,
  length,
  operation,
  excess,
  lacking,
  held,
  remedy,
  side,
}: WhyLine): string {
  const [own, rival] = [contenderOf(above), contenderOf(against)];
  const what = `${own.letter} does not win over ${rival.letter} in energy at ${groupDigits(length)} tokens, most for ${operation} (${engineering(excess, "J")} more)`;
  const where =
    lacking.length > 0
      ? `; the buffer does not hold a head's ${lacking.join(", ")} whole`
      : held === null
        ? ""
        : held < 1
          ? `; by the fixed schedule the buffer holds ${percent(held)} of a head's data`
          : side === "below"
            ? "; the buffer holds all of a head's data, and exact attention has few pairs at so short a length"
            : "; the buffer holds all of a head's data";
  const mended =
    remedy === null
      ? "; no buffer up to 64 times as large turns it"
      : `; a buffer of ${groupDigits(remedy / 1024)} KiB removes that`;
  return `${what}${where}${mended}.`;
}

/** Places of projections, and the plan with its loops and the fixed schedule; null where there is none. */
export const mappingJson = (
  contender: FeasibleResult,
  workload: Workload,
  ties: readonly PlanTie[],
): Record<string, unknown> => ({
  placement: contender.mapping.placement,
  mapping: planJson(contender, workload, ties),
  levels: contender.mapping.levels && outward(contender.mapping.levels, { name: "product" }),
});

function planJson(
  { id, design, planned }: FeasibleResult,
  workload: Workload,
  ties: readonly PlanTie[],
): Record<string, unknown> | null {
  if (planned === undefined) return null;
  const { plan } = design;
  const { gap, fixed, isShared } = planned;
  return {
    objective: design.mapping.objective,
    shared: isShared ?? null,
    sizes: design.sizes ?? {},
    mac_arrays: chosenArrays(design.digital.mac.params),
    plan: plan ?? null,
    loops: plan === undefined ? null : loopNest(plan, contenderOf(id).workload(workload)),
    gap,
    fixed: fixed === null ? null : outward(fixed),
    // Only where there is one: most designs have none.
    ...ties
      .filter((tie) => tie.id === id)
      .map(({ objective, store, excess, energy, latency, area }) => {
        const ratios = { energy_ratio: energy, latency_ratio: latency, area_ratio: area };
        return store === null
          ? { second_plan: { objective, excess, ...ratios } }
          : { second_store: { model: store, excess, ...ratios } };
      })[0],
  };
}
