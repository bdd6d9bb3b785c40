import {
  type ComparisonDesign,
  type FeasibleRung,
  feasibleOf,
  namedWithLetter,
} from "../../../ladder/comparison-design.ts";
import { lowBitKeys } from "../../../ladder/designs/low-bit-keys.ts";
import { scoreDigital } from "../../../ladder/designs/score-digital.ts";
import { scoreMemristor } from "../../../ladder/designs/score-memristor.ts";
import { floorOf } from "../../../ladder/floors.ts";
import { judge, takesLess } from "../../../ladder/judgement.ts";
import { energy, latency } from "../../../ladder/metrics/prices.ts";
import { rungOf, SEARCHED } from "../../../ladder/rungs.ts";
import { type SearchPoint, WEIGHED } from "../../../ladder/search-map.ts";
import {
  type Block,
  findings,
  paragraph,
  type Report,
  type Tabular,
  table,
  title,
} from "../../../report/report.ts";
import { digits, engineering, factor, groupDigits } from "../../../text/format.ts";
import type { SearchMapReport } from "../run/search-map.ts";

/** When searching in memory pays: who wins, every point, and the boundary between search and fetch. */
export const searchMapReport = (found: SearchMapReport, version: string): Report => ({
  json: {
    version,
    name: found.name,
    workload: found.workload,
    kernels: found.kernels,
    nodes_nm: found.space.nodes,
    points: found.points.map(jsonOf),
  },
  blocks: [
    title(found.name, found.workload),
    findings(sentences(found)),
    table(pointTable(found), {
      title: `Energy of every point (${groupDigits(found.points.length)}), all of a design at one node`,
    }),
    ...boundaryBlocks(found),
    paragraph(
      `${WEIGHED.map((rung) => `${rung.letter}: ${rung.called}`).join(". ")}. F, G and H attend as many keys, A all of them.`,
      "Quality is not held: `crosshash lm` shows what each selector keeps.",
    ),
  ],
});

const jsonOf = ({ phase, node, length, memory, share, rungs, boundaries }: SearchPoint) => ({
  phase,
  node_nm: node,
  length,
  memory,
  share,
  winner: winnersOf({ rungs }, WEIGHED).length === 1 ? winnersOf({ rungs }, WEIGHED)[0].id : null,
  least: winnersOf({ rungs }, WEIGHED).map(({ id }) => id),
  rungs: rungs.map((rung) => ({
    id: rung.id,
    [energy.key]: rung.feasible ? rung.cost.energy : null,
    [latency.key]: rung.feasible ? rung.cost.timing.latency : null,
    search: rung.feasible && rung.mapping.pairs !== undefined ? rung.design.search.model : null,
    reason: rung.feasible ? null : rung.reason,
  })),
  boundaries: Object.fromEntries(
    Object.entries(boundaries).map(([id, { share: own, kappa, search, fetch }]) => [
      id,
      { share: own, kappa, search_J: search, fetch_J: fetch },
    ]),
  ),
});

/** The feasible design of least energy among some, and those that tie with it; none where none is feasible. */
function winnersOf(
  { rungs }: Pick<SearchPoint, "rungs">,
  among: readonly ComparisonDesign[],
): FeasibleRung[] {
  const priced = among.flatMap((rung) => feasibleOf(rungs, rung) ?? []);
  const least = Math.min(...priced.map(({ cost }) => cost.energy));
  return priced.filter(({ cost }) => !takesLess(least, cost.energy));
}

function ratioAt({ rungs }: SearchPoint, above: ComparisonDesign, below: ComparisonDesign): number | null {
  const [a, b] = [feasibleOf(rungs, above), feasibleOf(rungs, below)];
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
    const winners = winnersOf(point, among).map(({ id }) => rungOf(id));
    if (winners.length === 0) continue;
    const [{ letter, id }] = winners;
    const name =
      winners.length === 1 ? `${letter} (${id})` : `${winners.map((rung) => rung.letter).join(" and ")} tie`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const rung of winners) seen.add(rung);
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1]);
  if (ranked.length === 0) return `${lead}, none can carry the workload at any point.`;
  const none = among.filter((rung) => !seen.has(rung)).map(({ letter }) => letter);
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
  const floors = points.flatMap(({ rungs }) => floorOf(rungs, scoreMemristor, below)?.ratio ?? []);
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

function pointTable({ points }: SearchMapReport): Tabular {
  return {
    head: [
      "phase",
      "node",
      "keys and values in",
      "L",
      "attended",
      ...WEIGHED.map(({ letter }) => letter),
      "F/G",
      "no lower than",
      "F/H",
      "store of F, G, H",
      "wins",
    ],
    rows: points.map((point) => {
      const { phase, node, memory, length, share, rungs } = point;
      const floor = floorOf(rungs, scoreMemristor, scoreDigital);
      return [
        phase,
        `${node} nm`,
        memory,
        groupDigits(length),
        percentText(share),
        ...WEIGHED.map((rung) => {
          const own = feasibleOf(rungs, rung);
          return own === null ? "infeasible" : engineering(own.cost.energy, "J");
        }),
        orNone(ratioAt(point, scoreMemristor, scoreDigital)),
        floor === null ? "" : digits(floor.ratio),
        orNone(ratioAt(point, scoreMemristor, lowBitKeys)),
        SEARCHED.map((rung) => feasibleOf(rungs, rung)?.design.search.model ?? "–").join(", "),
        (() => {
          const winners = winnersOf(point, WEIGHED);
          return winners.length === 0 ? "–" : winners.map(({ id }) => rungOf(id).letter).join(", ");
        })(),
      ];
    }),
    words: [0, 2, 9 + WEIGHED.length - 1, 10 + WEIGHED.length - 1],
  };
}

/** κ* of every decode beside what was priced; nothing where no decode was. */
function boundaryBlocks({ points }: SearchMapReport): Block[] {
  const decodes = points.filter(({ boundaries }) => Object.keys(boundaries).length > 0);
  if (decodes.length === 0) return [];
  let agreed = 0;
  let all = 0;
  const rows = decodes.flatMap(({ node, memory, length, boundaries }) =>
    Object.entries(boundaries).map(([id, { share, kappa, search, fetch }]) => {
      const [formula, priced] = [share < kappa, search > fetch];
      all++;
      if (formula === priced) agreed++;
      return [
        rungOf(id).letter,
        `${node} nm`,
        memory,
        groupDigits(length),
        percentText(share),
        percentText(kappa),
        formula ? "search" : "fetch",
        engineering(search, "J"),
        engineering(fetch, "J"),
        priced ? "search" : "fetch",
      ];
    }),
  );
  return [
    table(
      {
        head: [
          "design",
          "node",
          "keys and values in",
          "L",
          "k/L",
          "κ*",
          "more, by κ*",
          "search and top-k",
          "fetch",
          "more, as priced",
        ],
        rows,
        words: [0, 2, 6, 9],
      },
      {
        title: "Decode: searching takes more than fetching where k/L < κ* = g e_S / (16 u d e_KV)",
        notes: [`The formula and the priced designs agree at ${agreed} of ${all}.`],
      },
    ),
  ];
}
