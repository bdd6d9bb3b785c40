import { transformGain } from "../../../ladder/closed-forms/hash.ts";
import { feasibleOf } from "../../../ladder/comparison-design.ts";
import { scoreDigital } from "../../../ladder/designs/score-digital.ts";
import { scoreMemristor } from "../../../ladder/designs/score-memristor.ts";
import {
  type Block,
  details,
  figure,
  findings,
  heading,
  paragraph,
  type Report,
  type Tabular,
  table,
} from "../../../report/report.ts";
import { drawing } from "../../../report/sinks/pictures.ts";
import { digits, engineering, factor, groupDigits } from "../../../text/format.ts";
import type { PayingLength } from "../run/lengths-and-areas.ts";
import type { HashBoundary, MapReport } from "../run/map.ts";
import { LOSS } from "../run/quality.ts";
import { regionsReport } from "./regions.ts";
import { searchMapReport } from "./search-map.ts";
import { transformChart } from "./transform-gain.ts";
import { tunedJson, tunedSentences, tunedTable } from "./tuned-hash.ts";

/** Widths of vectors in the chart of transforms. */
const WIDTHS = Array.from({ length: 8 }, (_, n) => 32 * 2 ** n);

/** When selection in memory pays: the verdict on the hash, every boundary on a screen, and the priced spaces behind them. */
export const mapReport = (found: MapReport, version: string): Report => {
  const [regions, search] = [regionsReport(found.regions, version), searchMapReport(found.search, version)];
  return {
    json: {
      version,
      name: found.name,
      workload: found.workload,
      kernels: found.kernels,
      verdict: verdict(found),
      hash: found.hash.map(({ nm, conductance, readTime, boundary, between, ...own }) => ({
        ...own,
        node_nm: nm,
        conductance_S: conductance,
        readTime_s: readTime,
        boundary_bits: boundary,
        between_bits: between,
      })),
      transformGain: WIDTHS.map((width) => ({ width, gain: transformGain(width) })),
      learned: found.learned.map(({ nm, ratio, ...own }) => ({ ...own, node_nm: nm, energy_ratio: ratio })),
      tuned: found.tuned.map(tunedJson),
      thermal: found.thermal.map(({ readTime, read, floor, ...own }) => ({
        ...own,
        readTime_s: readTime,
        read_J: read,
        floor_J: floor,
      })),
      paying: found.paying.map(({ nm, ...own }) => ({
        ...own,
        node_nm: nm,
        formula: Number.isFinite(own.formula) ? own.formula : null,
      })),
      areas: found.areas.map(({ nm, bytes, sram, resistive }) => ({
        node_nm: nm,
        bytes,
        sram_m2: sram,
        resistive_m2: resistive,
      })),
      quality: found.quality,
      agreement: found.agreement,
      regions: regions.json,
      search: search.json,
    },
    blocks: [...screen(found), ...pages(found), details(...regions.blocks), details(...search.blocks)],
  };
};

/** The least of some numbers, Infinity of none. */
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);

/** What whole designs take through a better hash alone: the ratio of least energy, and its floor. */
function verdict({ regions, search, learned }: MapReport) {
  const random = [...regions.swept, ...regions.cheaper].flatMap(({ energy }) => energy ?? []);
  const floors = [...regions.swept, ...regions.cheaper].flatMap(({ floor }) => floor ?? []);
  const pairs = search.points.flatMap(({ rungs }) => {
    const [f, g] = [scoreMemristor, scoreDigital].map((rung) => feasibleOf(rungs, rung));
    return f === null || g === null ? [] : [f.cost.energy / g.cost.energy];
  });
  const trained = learned.map(({ ratio }) => ratio);
  return {
    below: [...random, ...pairs].filter((ratio) => ratio < 0.5).length,
    designs: regions.priced + pairs.length,
    least: least(random),
    floor: least(floors),
    searched: least(pairs),
    learned: least(trained),
    learnedBelow: trained.filter((ratio) => ratio < 0.5).length,
    learnedDesigns: trained.length,
  };
}

function screen(found: MapReport): Block[] {
  const { below, designs, ...all } = verdict(found);
  const first =
    below === 0
      ? "No region with C/B < 0.5 through the hash alone"
      : `C/B < 0.5 through the hash alone at ${groupDigits(below)} designs`;
  const worst = found.agreement.reduce((most, one) => Math.max(most, one.worst), 0);
  const points = least(found.agreement.map((one) => one.points));
  return [
    paragraph(
      `${first} (${groupDigits(designs)} priced).`,
      `Least: C/B ${factor(all.least)}, F/G ${factor(all.searched)}; no hash brings C/B below ${factor(all.floor)}.`,
    ),
    paragraph(`${found.name}; ${found.workload}`),
    findings([
      `Learned hash (no transform): F/G from ${digits(all.learned)}, below 0.5 at ${all.learnedBelow} of ${all.learnedDesigns}.`,
      ...tunedSentences(found),
      ...shortSentences(found),
      `Formulas and priced designs: within ${digits(100 * worst)} % at ${points} random points each.`,
    ]),
    table(hashTable(found.hash), {
      title: "Bits from which on arrays hash for less energy than the digital unit",
    }),
    table(payingTable(found.paying), {
      title: `Decode: context from which on selecting ${found.paying[0]?.keys ?? 0} keys takes less than all`,
    }),
  ];
}

function shortSentences({ thermal, quality, search }: MapReport): string[] {
  const errors = thermal.map(({ simulated, formula }) => Math.abs(simulated / formula - 1));
  const decodes = search.points.flatMap(({ boundaries }) => Object.values(boundaries));
  return [
    `Thermal noise of a read: formula within ${digits(100 * Math.max(...errors))} % of simulated reads.`,
    ...(decodes.length === 0
      ? []
      : [
          `Search takes more than fetching below κ* = ${range(decodes.map(({ kappa }) => kappa))} of the keys.`,
        ]),
    ...quality.map(({ error, unit, levels, boundary }) =>
      boundary === null
        ? `${error}: no loss of ${100 * LOSS} % up to ${levels[levels.length - 1].level} of ${unit}.`
        : `${error}: ${100 * LOSS} % of the recall is lost at ${digits(boundary)} of ${unit}.`,
    ),
  ];
}

const range = (values: readonly number[]): string =>
  `${digits(Math.min(...values))} to ${digits(Math.max(...values))}`;

const micro = (siemens: number): string => `${Number((siemens * 1e6).toPrecision(3))} µS`;

/** A row a read and width, a column a node: the formula's bits, and the priced ones on both sides. */
function hashTable(hash: readonly HashBoundary[]): Tabular {
  const nodes = [...new Set(hash.map(({ nm }) => nm))];
  const rows = hash.filter(({ nm }) => nm === nodes[0]);
  return {
    head: ["hash", "d", "read", ...nodes.map((nm) => `${nm} nm`)],
    rows: rows.map((row) => [
      row.hash,
      String(row.width),
      `${micro(row.conductance)} ${engineering(row.readTime, "s")}`,
      ...nodes.map((nm) => {
        const own = hash.find(
          (one) =>
            one.nm === nm &&
            one.hash === row.hash &&
            one.width === row.width &&
            one.conductance === row.conductance &&
            one.readTime === row.readTime,
        );
        return own === undefined ? "–" : boundaryText(own);
      }),
    ]),
    words: [0, 2],
  };
}

/** "208 (128-256)": the formula, and the priced numbers of bits on both sides of it. */
function boundaryText({ boundary, between, priced }: HashBoundary): string {
  if (boundary === null) return "never";
  if (between !== null) return `${boundary} (${between[0]}-${between[1]})`;
  const first = priced.find(({ ratio }) => ratio !== null);
  return first !== undefined && Number(first.ratio) < 1 ? "always" : String(boundary);
}

function payingTable(paying: readonly PayingLength[]): Tabular {
  return {
    head: ["K and V in", "node", "store", "formula", "priced: no", "yes"],
    rows: paying.map(({ memory, nm, store, formula, below, above }) => [
      memory,
      `${nm} nm`,
      store,
      Number.isFinite(formula) ? groupDigits(formula) : "never",
      below === null ? "–" : `${groupDigits(below.length)} (${digits(below.ratio)})`,
      above === null ? "–" : `${groupDigits(above.length)} (${digits(above.ratio)})`,
    ]),
    words: [0, 2],
  };
}

/** What follows the first screen: pictures and tables of every boundary. */
function pages(found: MapReport): Block[] {
  return [
    heading("Every boundary"),
    figure(
      drawing(
        "transform-gain",
        "Additions of a dense hash over those of fast Hadamard transforms, by the width of a vector",
        transformChart(WIDTHS.map((width) => ({ x: width, y: transformGain(width) }))),
      ),
    ),
    table(agreementTable(found), { title: "Closed forms against priced designs at random points" }),
    table(ratioTable(found.hash), {
      title: "Energy of a hash on arrays over that of the unit: priced (formula)",
    }),
    table(tunedTable(found), { title: "Energy a key of signs by trained rows, and of writing the arrays" }),
    table(thermalTable(found), { title: "Thermal noise of arrays of TiOx devices over the signal" }),
    table(areaTable(found), { title: "Area of stores of codes, 136 bits a key" }),
    table(qualityTable(found), { title: "Attention recall of a search of memristor codes under errors" }),
  ];
}

const agreementTable = ({ agreement }: MapReport): Tabular => ({
  head: ["closed form", "points", "median error", "largest"],
  rows: agreement.map(({ form, points, median, worst }) => [
    form,
    groupDigits(points),
    `${digits(100 * median)} %`,
    `${digits(100 * worst)} %`,
  ]),
});

const ratioTable = (hash: readonly HashBoundary[]): Tabular => ({
  head: ["hash", "node", "d", "read", ...(hash[0]?.priced ?? []).map(({ bits }) => `${bits} bits`)],
  rows: hash.map(({ hash: kind, nm, width, conductance, readTime, priced }) => [
    kind,
    `${nm} nm`,
    String(width),
    `${micro(conductance)} ${engineering(readTime, "s")}`,
    ...priced.map(({ ratio, formula }) =>
      ratio === null || formula === null ? "infeasible" : `${digits(ratio)} (${digits(formula)})`,
    ),
  ]),
  words: [0, 3],
});

const thermalTable = ({ thermal }: MapReport): Tabular => ({
  head: ["d", "read", "simulated", "formula", "read energy", "least"],
  rows: thermal.map(({ width, readTime, simulated, formula, read, floor }) => [
    String(width),
    engineering(readTime, "s"),
    digits(simulated),
    digits(formula),
    engineering(read, "J"),
    engineering(floor, "J"),
  ]),
});

const areaTable = ({ areas }: MapReport): Tabular => ({
  head: ["node", "codes", "SRAM", "resistive", "resistive over SRAM"],
  rows: areas.map(({ nm, bytes, sram, resistive }) => [
    `${nm} nm`,
    `${bytes / 2 ** 20} MiB`,
    `${digits(sram * 1e6)} mm²`,
    `${digits(resistive * 1e6)} mm²`,
    digits(resistive / sram),
  ]),
});

const qualityTable = ({ quality }: MapReport): Tabular => ({
  head: ["error", "a share of", "level", "recall", "±"],
  rows: quality.flatMap(({ error, unit, levels }) =>
    levels.map(({ level, recall, interval }) => [
      error,
      unit,
      digits(level),
      recall.toFixed(4),
      interval.toFixed(4),
    ]),
  ),
  words: [0, 1],
});
