// When searching codes in memory pays: by node, length, memory of keys and values, and share of the keys attended.

import { digits, engineering, factor, groupDigits } from "#base";
import { type Block, details, findings, paragraph, type Tabular, table, title } from "#reports";
import { type CacheMemory, MEMORIES, withCache } from "../../src/comparison/cache-memory.ts";
import {
  type ComparisonDesign,
  type DesignId,
  type DesignResult,
  type FeasibleResult,
  feasibleOf,
  namedWithLetter,
} from "../../src/comparison/comparison-design.ts";
import { BASELINE, contenderOf, SEARCHED } from "../../src/comparison/comparison-designs.ts";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { atOneNode } from "../../src/comparison/equal-nodes.ts";
import type { SolvePoint } from "../../src/comparison/flips.ts";
import { floorOf } from "../../src/comparison/floors.ts";
import { judge, takesLess } from "../../src/comparison/judgement.ts";
import { energy, latency } from "../../src/comparison/metrics/prices.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { type PriceList, priceList } from "../../src/cost/price-list.ts";
import type { Design } from "../../src/design/design.ts";
import type { Phase, Workload } from "../../src/design/workload.ts";
import type { OperatingPoint } from "../../src/mapping/action-counts.ts";
import { planesOf, searchersOf } from "../../src/mapping/code-store.ts";
import { cacheBytes } from "../../src/mapping/off-chip-memory.ts";
import { selectedKeys } from "../../src/mapping/selection.ts";
import { codeOf } from "../../src/mapping/sizes.ts";
import { STORED_KEYS } from "../../src/report/outward.ts";
import { type Asked, type Boundary, columned, type Described } from "./boundary.ts";

export interface SearchSpace {
  readonly phases: readonly Phase[];
  /** nm */
  readonly nodes: readonly number[];
  readonly lengths: readonly number[];
  readonly memories: readonly CacheMemory[];
  /** Attended keys over visible ones. */
  readonly shares: readonly number[];
}

/** A point of the space, every design of it priced. */
export interface SearchPoint {
  readonly phase: Phase;
  readonly node: number;
  readonly length: number;
  readonly memory: string;
  readonly share: number;
  readonly contenders: readonly DesignResult[];
  /** Boundaries of the designs that search codes, by id; none for a prefill, in which many queries share what is fetched. */
  readonly boundaries: Readonly<Record<DesignId, SearchBoundary>>;
}

/** Whether searching or fetching takes more, in closed form and as priced; J over the whole workload. */
export interface SearchBoundary {
  /** Attended keys over visible ones, sink and window included: a budget cannot be less. */
  readonly share: number;
  /** Share k/L of the keys below which searching takes more than fetching; the formula's word. */
  readonly kappa: number;
  readonly search: number;
  readonly fetch: number;
}

/** Exact attention, and designs that search codes: buckets attend another number of keys, and so are another question. */
export const WEIGHED: readonly ComparisonDesign[] = [BASELINE, ...SEARCHED];

/** Every point of the space; who wins is read off it, not known beforehand. */
export function* searchPoints(
  design: Design,
  workload: Workload,
  space: SearchSpace,
  solve: SolvePoint,
): Generator<SearchPoint> {
  for (const phase of space.phases)
    for (const node of space.nodes)
      for (const { name, memory } of space.memories)
        for (const length of space.lengths)
          for (const share of space.shares) {
            const budget = { ...workload.attention.budget, kind: "share", share } as const;
            const seen: Workload = {
              ...workload,
              phase,
              length,
              pass: "forward",
              attention: { ...workload.attention, budget },
            };
            const own = withCache(atOneNode(design, node), seen, memory);
            const point = solve(own, seen);
            const contenders = WEIGHED.map((contender) => priceContender(contender, own, seen, point));
            const boundaries = Object.fromEntries(
              SEARCHED.flatMap((contender) => {
                const priced = feasibleOf(contenders, contender);
                if (priced === null || phase === "prefill") return [];
                return [[contender.id, boundaryOf(priced, contender.workload(seen), point)] as const];
              }),
            );
            yield { phase, node, length, memory: name, share, contenders, boundaries };
          }
}

/** What joins the units that search and fetch. */
const JOINING: ReadonlySet<string> = new Set(["network", "clock", "control"]);

/**
 * Boundary of a decode: with g searching query heads a key head, e_S the energy of one key's searches and choice, u the
 * distinct keys fetched over those that one query head attends, e_KV the energy of a bit of keys and values and w the bits of an element,
 *
 *     E_search = g L e_S,  E_fetch = 2 w k u d e_KV,  κ* = g e_S / (2 w u d e_KV)
 *
 * so that searching takes more where k/L < κ*. Beside it what the priced design takes for both; its network, clock and control
 * are in neither.
 */
function boundaryOf(
  { design, cost }: FeasibleResult,
  workload: Workload,
  point: OperatingPoint,
): SearchBoundary {
  const prices = priceList(design, point);
  const { length, kvHeads, headWidth } = workload;
  const keys = selectedKeys(workload);
  const work = design.topK.behaviour.work(length, keys.most, "k");
  const { search, topK } = prices;
  const aKey =
    planesOf(design, codeOf(design, workload)) * work.searches * search.actions.search.energy +
    (work.select * topK.actions.select.energy) / length;
  const attended = keys.near + keys.chosen;
  const distinct = (keys.near + keys.fetched) / attended;
  const energyOf = (...operations: string[]): number =>
    cost.breakdown
      .filter(({ operation, component }) => operations.includes(operation) && !JOINING.has(component))
      .reduce((sum, { energy }) => sum + energy, 0);
  return {
    share: attended / length,
    kappa:
      ((searchersOf(workload) / kvHeads) * aKey) /
      (2 *
        design.digital.mac.behaviour.wordBits *
        distinct *
        headWidth *
        fetchedBit(design, workload, prices)),
    search: energyOf("search", "top-k"),
    fetch: energyOf("gather"),
  };
}

/** J of a bit of a key or value that comes in random order, from the buffers where all of them fit, with what is wasted. */
function fetchedBit(design: Design, workload: Workload, prices: PriceList): number {
  const { cores, digital, memory } = design;
  const { behaviour: buffer } = digital.buffer;
  const row = workload.headWidth * digital.mac.behaviour.wordBits;
  if (cores * buffer.capacity >= cacheBytes(design, workload))
    return (prices.buffer.actions.read.energy * Math.max(row, buffer.bits)) / buffer.bits / row;
  const { bits, gatherEfficiency, gatherOf } = memory.behaviour;
  const { moved, activations } = gatherOf?.(row) ?? { moved: row / gatherEfficiency, activations: 0 };
  const { read, activate } = prices.memory.actions;
  return ((moved / bits) * read.energy + activations * activate.energy) / row;
}

/** When searching codes of all keys pays, and who of those that do so takes least. */
export interface SearchMapReport extends Described {
  readonly space: SearchSpace;
  readonly points: readonly SearchPoint[];
}

/** Prices the designs that search codes, and their rivals, over node, length, memory and share of the keys attended. */
function searchMap({ config, design, workload, query, solveAll, progress }: Asked): SearchMapReport {
  const phases = workload.attention.causal
    ? query.phases
    : query.phases.filter((phase) => phase === "prefill");
  const space = { ...query, phases, memories: MEMORIES };
  const points: SearchPoint[] = [];
  for (const point of searchPoints(design, workload, space, solveAll)) {
    points.push(point);
    if (points.length % 8 === 0) progress(`priced ${points.length} points`);
  }
  return { ...config, space, points };
}

/** When searching in memory pays: who wins, every point, and the boundary between search and fetch. */
export const searchBoundary: Boundary<SearchMapReport> = {
  called: "searches",
  find: searchMap,
  json: (found, version) => ({
    version,
    name: found.name,
    workload: found.workload,
    kernels: found.kernels,
    nodes_nm: found.space.nodes,
    points: found.points.map(jsonOf),
  }),
  sentences: ({ points }) => {
    const kappas = points.flatMap(({ boundaries }) => Object.values(boundaries).map(({ kappa }) => kappa));
    if (kappas.length === 0) return [];
    const range = `${digits(Math.min(...kappas))} to ${digits(Math.max(...kappas))}`;
    return [`Search takes more than fetching below κ* = ${range} of the keys.`];
  },
  pages: (found) => [
    details(
      title(found.name, found.workload),
      findings(sentences(found)),
      table(pointTable(found), {
        title: `Energy of every point (${groupDigits(found.points.length)}), all of a design at one node`,
      }),
      ...boundaryBlocks(found),
      paragraph(
        `${WEIGHED.map((contender) => `${contender.letter}: ${contender.called}`).join(". ")}. F, G and H attend as many keys, A all of them.`,
        "Quality is not held: `crosshash lm` shows what each selector keeps.",
      ),
    ),
  ],
};

const jsonOf = ({ phase, node, length, memory, share, contenders, boundaries }: SearchPoint) => ({
  phase,
  node_nm: node,
  length,
  memory,
  share,
  ...winnersJson(winnersOf({ contenders }, WEIGHED)),
  [STORED_KEYS.contenders]: contenders.map((contender) => ({
    id: contender.id,
    [energy.key]: contender.feasible ? contender.cost.energy : null,
    [latency.key]: contender.feasible ? contender.cost.timing.latency : null,
    search:
      contender.feasible && contender.mapping.pairs !== undefined ? contender.design.search.model : null,
    reason: contender.feasible ? null : contender.reason,
  })),
  boundaries: Object.fromEntries(
    Object.entries(boundaries).map(([id, { share: own, kappa, search, fetch }]) => [
      id,
      { share: own, kappa, search_J: search, fetch_J: fetch },
    ]),
  ),
});

const winnersJson = (winners: readonly FeasibleResult[]) => ({
  winner: winners.length === 1 ? winners[0].id : null,
  least: winners.map(({ id }) => id),
});

/** The feasible design of least energy among some, and those that tie with it; none where none is feasible. */
function winnersOf(
  { contenders }: Pick<SearchPoint, "contenders">,
  among: readonly ComparisonDesign[],
): FeasibleResult[] {
  const priced = among.flatMap((contender) => feasibleOf(contenders, contender) ?? []);
  const least = Math.min(...priced.map(({ cost }) => cost.energy));
  return priced.filter(({ cost }) => !takesLess(least, cost.energy));
}

export function ratioAt(
  { contenders }: SearchPoint,
  above: ComparisonDesign,
  below: ComparisonDesign,
): number | null {
  const [a, b] = [feasibleOf(contenders, above), feasibleOf(contenders, below)];
  return a === null || b === null ? null : a.cost.energy / b.cost.energy;
}

function sentences({ points, space }: SearchMapReport): string[] {
  return [
    wins(points, SEARCHED, "Of the designs that search codes"),
    ...[scoreDigital, lowBitKeys].flatMap((below) => against(points, below)),
    wins(points, WEIGHED, "With exact attention (A) among them"),
    ...space.memories.map(({ name }) =>
      wins(
        points.filter(({ memory }) => memory === name),
        SEARCHED,
        `Keys and values in ${name}`,
      ),
    ),
  ];
}

/** "Of …, least energy: G (score-digital) at 40, F at 8, G and F tie at 2 of 50 points." */
function wins(points: readonly SearchPoint[], among: readonly ComparisonDesign[], lead: string): string {
  const counts = new Map<string, number>();
  const seen = new Set<ComparisonDesign>();
  for (const point of points) {
    const winners = winnersOf(point, among).map(({ id }) => contenderOf(id));
    if (winners.length === 0) continue;
    const [{ letter, id }] = winners;
    const name =
      winners.length === 1
        ? `${letter} (${id})`
        : `${winners.map((contender) => contender.letter).join(" and ")} tie`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const contender of winners) seen.add(contender);
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1]);
  if (ranked.length === 0) return `${lead}, none can carry the workload at any point.`;
  const none = among.filter((contender) => !seen.has(contender)).map(({ letter }) => letter);
  const listed = ranked.map(([name, count]) => `${name} at ${count}`);
  return (
    `${lead}, least energy: ${listed.join(", ")} of ${points.length} points` +
    `${none.length === 0 ? "" : `; ${none.join(", ")} at none`}.`
  );
}

/** The memristor codes over a rival: the range of the ratio, and the floor where they differ in one part. */
function against(points: readonly SearchPoint[], below: ComparisonDesign): string[] {
  const found = points.flatMap((point) => ratioAt(point, scoreMemristor, below) ?? []);
  if (found.length === 0)
    return [`${namedWithLetter(scoreMemristor)} cannot be priced against ${below.letter}.`];
  const floors = points.flatMap(({ contenders }) => floorOf(contenders, scoreMemristor, below)?.ratio ?? []);
  const least =
    floors.length === 0
      ? ""
      : `; where they differ in the hash alone, no lower than ${factor(Math.min(...floors))} to ${factor(Math.max(...floors))}`;
  return [
    `${scoreMemristor.letter} over ${below.letter}: ${factor(Math.min(...found))} to ${factor(Math.max(...found))} energy; it wins at ${found.filter((ratio) => judge(ratio) === "wins").length} of ${found.length} points${least}.`,
  ];
}

const orNone = (value: number | null): string => (value === null ? "–" : digits(value));
const percentText = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

const pointTable = ({ points }: SearchMapReport): Tabular =>
  columned<SearchPoint>(
    points,
    {
      phase: ({ phase }) => phase,
      node: ({ node }) => `${node} nm`,
      "keys and values in": ({ memory }) => memory,
      L: ({ length }) => groupDigits(length),
      attended: ({ share }) => percentText(share),
      ...Object.fromEntries(
        WEIGHED.map((contender) => [
          contender.letter,
          ({ contenders }: SearchPoint) => {
            const own = feasibleOf(contenders, contender);
            return own === null ? "infeasible" : engineering(own.cost.energy, "J");
          },
        ]),
      ),
      "F/G": (point) => orNone(ratioAt(point, scoreMemristor, scoreDigital)),
      "no lower than": ({ contenders }) => {
        const floor = floorOf(contenders, scoreMemristor, scoreDigital);
        return floor === null ? "" : digits(floor.ratio);
      },
      "F/H": (point) => orNone(ratioAt(point, scoreMemristor, lowBitKeys)),
      "store of F, G, H": ({ contenders }) =>
        SEARCHED.map((contender) => feasibleOf(contenders, contender)?.design.search.model ?? "–").join(", "),
      wins: (point) => {
        const winners = winnersOf(point, WEIGHED);
        return winners.length === 0 ? "–" : winners.map(({ id }) => contenderOf(id).letter).join(", ");
      },
    },
    [0, 2, 9 + WEIGHED.length - 1, 10 + WEIGHED.length - 1],
  );

/** κ* of every decode beside what was priced; nothing where no decode was. */
function boundaryBlocks({ points }: SearchMapReport): Block[] {
  const decodes = points.filter(({ boundaries }) => Object.keys(boundaries).length > 0);
  if (decodes.length === 0) return [];
  const rows = decodes.flatMap(({ node, memory, length, boundaries }) =>
    Object.entries(boundaries).map(([id, own]) => ({ node, memory, length, id, ...own })),
  );
  const more = (isSearch: boolean): string => (isSearch ? "search" : "fetch");
  const agreed = rows.filter(({ share, kappa, search, fetch }) => share < kappa === search > fetch).length;
  return [
    table(
      columned(
        rows,
        {
          design: ({ id }) => contenderOf(id).letter,
          node: ({ node }) => `${node} nm`,
          "keys and values in": ({ memory }) => memory,
          L: ({ length }) => groupDigits(length),
          "k/L": ({ share }) => percentText(share),
          "κ*": ({ kappa }) => percentText(kappa),
          "more, by κ*": ({ share, kappa }) => more(share < kappa),
          "search and top-k": ({ search }) => engineering(search, "J"),
          fetch: ({ fetch }) => engineering(fetch, "J"),
          "more, as priced": ({ search, fetch }) => more(search > fetch),
        },
        [0, 2, 6, 9],
      ),
      {
        title: "Decode: searching takes more than fetching where k/L < κ* = g e_S / (16 u d e_KV)",
        notes: [`The formula and the priced designs agree at ${agreed} of ${rows.length}.`],
      },
    ),
  ];
}
