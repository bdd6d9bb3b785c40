import {
  type ComparisonDesign,
  type FeasibleRung,
  feasibleOf,
  namedWithLetter,
} from "../../ladder/comparison-design.ts";
import { lowBitKeys } from "../../ladder/designs/low-bit-keys.ts";
import { scoreDigital } from "../../ladder/designs/score-digital.ts";
import { scoreMemristor } from "../../ladder/designs/score-memristor.ts";
import { floorOf } from "../../ladder/floors.ts";
import { energy, latency } from "../../ladder/metrics/prices.ts";
import { rungOf, SEARCHED } from "../../ladder/rungs.ts";
import { type SearchPoint, WEIGHED } from "../../ladder/search-map.ts";
import type { SearchMapReport } from "../../questions/search-map.ts";
import { digits, engineering, groupDigits } from "../../text/format.ts";
import { type Block, findings, paragraph, type Report, type Tabular, table, title } from "../report.ts";

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
  winner: winnerOf({ rungs }, WEIGHED)?.id ?? null,
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

/** The feasible design of least energy among some; null where none is. */
function winnerOf(
  { rungs }: Pick<SearchPoint, "rungs">,
  among: readonly ComparisonDesign[],
): FeasibleRung | null {
  const priced = among.flatMap((rung) => feasibleOf(rungs, rung) ?? []);
  return priced.length === 0 ? null : priced.reduce((a, b) => (b.cost.energy < a.cost.energy ? b : a));
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

/** "Of …, least energy: G (score-digital) in 40 of 48 points, F in 8." */
function wins(points: readonly SearchPoint[], among: readonly ComparisonDesign[], lead: string): string {
  const counts = new Map<string, number>();
  for (const point of points) {
    const winner = winnerOf(point, among);
    if (winner !== null) counts.set(winner.id, (counts.get(winner.id) ?? 0) + 1);
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1]);
  if (ranked.length === 0) return `${lead}, none can carry the workload at any point.`;
  const none = among.filter(({ id }) => !counts.has(id)).map(({ letter }) => letter);
  const listed = ranked.map(([id, count]) => `${rungOf(id).letter} (${id}) at ${count}`);
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
      : `; where they differ in the hash alone, no lower than ${digits(Math.min(...floors))} to ${digits(Math.max(...floors))} ×`;
  return [
    `${scoreMemristor.letter} over ${below.letter}: ${digits(Math.min(...found))} to ${digits(Math.max(...found))} × the energy, below 1 at ${found.filter((ratio) => ratio < 1).length} of ${found.length} points${least}.`,
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
          const winner = winnerOf(point, WEIGHED);
          return winner === null ? "–" : rungOf(winner.id).letter;
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
