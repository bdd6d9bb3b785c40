import { engineering, factor, groupDigits } from "#base";
import { heatMapChart } from "#charts";
import {
  type Block,
  details,
  drawing,
  figure,
  findings,
  paragraph,
  type Tabular,
  table,
  title,
} from "#reports";
import { feasibleOf, ratioOf } from "../../src/comparison/comparison-design.ts";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../src/comparison/designs/lsh-memristor.ts";
import { atOneNode } from "../../src/comparison/equal-nodes.ts";
import type { SolvePoint } from "../../src/comparison/flips.ts";
import { floorOf } from "../../src/comparison/floors.ts";
import { hashCosts } from "../../src/comparison/hash-rivals.ts";
import { judge } from "../../src/comparison/judgement.ts";
import { priceContender, ratios } from "../../src/comparison/priced-comparison.ts";
import { meanConductance, withConductance, withReadTime } from "../../src/comparison/variations.ts";
import type { Design } from "../../src/design/design.ts";
import { hashCodeOf, type Workload } from "../../src/design/workload.ts";
import { type Asked, type Boundary, columned, type Described, microsiemens } from "./boundary.ts";

/** A point of the space that is searched for cheaper crossbars, and what it costs there. */
export interface RegionPoint {
  /** nm */
  readonly node: number;
  /** s */
  readonly readTime: number;
  /** S; null where the device has no mean of its own. */
  readonly conductance: number | null;
  readonly rounds: number;
  /** B of a core's buffer; null for a boundless one. */
  readonly buffer: number | null;
  /** Bit lines of an array: those that hold the projections of all rounds, up to 1024. */
  readonly columns: number;
  /** J of hashing alone on arrays, and on the digital units of least energy; null where infeasible. */
  readonly hash: number | null;
  readonly digitalHash: number | null;
  /** Ratios of whole designs. */
  readonly energy: number | null;
  /** The floor of the law of shares, below which no hash can bring the energy's ratio. */
  readonly floor: number | null;
  readonly latency: number | null;
  readonly algorithm: number | null;
  readonly analog: number | null;
}

/** Values that are combined with one another. */
export interface RegionSpace {
  readonly nodes: readonly number[];
  readonly readTimes: readonly number[];
  readonly conductances: readonly number[];
  readonly rounds: readonly number[];
  readonly buffers: readonly number[];
}

const MOST_COLUMNS = 1024;

/** The designs whose ratios a point has. */
const COMPARED = [exactDigital, lshDigital, lshMemristor, exactAnalog];

/** Every point of the space, priced; whether hashing on arrays is cheaper is read off it, not known beforehand. */
export function* regionPoints(
  design: Design,
  workload: Workload,
  space: RegionSpace,
  solve: SolvePoint,
): Generator<RegionPoint> {
  const buffers = Number.isFinite(design.digital.buffer.behaviour.capacity) ? space.buffers : [null];
  for (const node of space.nodes)
    for (const rounds of space.rounds)
      for (const buffer of buffers)
        for (const conductance of space.conductances)
          for (const readTime of space.readTimes) {
            const seen = { ...workload, attention: { ...workload.attention, rounds } };
            const columns = columnsOf(design, seen);
            const changed = [
              (own: Design) => atOneNode(own, node),
              (own: Design) => withConductance(own, conductance),
              (own: Design) => withReadTime(own, readTime),
              (own: Design) => (buffer === null ? own : withBuffer(own, buffer)),
              (own: Design) => withColumns(own, columns),
            ].reduce((own, change) => change(own), design);
            const point = solve(changed, seen);
            const contenders = COMPARED.map((contender) => priceContender(contender, changed, seen, point));
            const all = ratios(contenders);
            const hashOf = (contender: typeof lshDigital): number | null => {
              const own = feasibleOf(contenders, contender);
              return own === null ? null : hashCosts(own).hashEnergy;
            };
            const own = ratioOf(all, lshMemristor, lshDigital);
            yield {
              node,
              readTime,
              conductance,
              rounds,
              buffer,
              columns,
              hash: hashOf(lshMemristor),
              digitalHash: hashOf(lshDigital),
              energy: own.energy,
              floor: floorOf(contenders, lshMemristor, lshDigital)?.ratio ?? null,
              latency: own.latency,
              algorithm: ratioOf(all, lshDigital, exactDigital).energy,
              analog: ratioOf(all, lshMemristor, exactAnalog).energy,
            };
          }
}

/** Hash energy of the arrays over that of the cheapest digital units; null where one is infeasible. */
export const hashRatio = ({ hash, digitalHash }: RegionPoint): number | null =>
  hash === null || digitalHash === null || digitalHash === 0 ? null : hash / digitalHash;

/** Bit lines of the config, or as many more as the projections of all rounds take, as a power of two. */
function columnsOf({ hashing }: Design, { attention, length }: Workload): number {
  const own = hashing.array.columns;
  const lines = 2 * attention.rounds * hashCodeOf(attention, length).columns;
  return Math.max(own, Math.min(MOST_COLUMNS, 2 ** Math.ceil(Math.log2(Math.max(2, lines)))));
}

const withColumns = (design: Design, columns: number): Design => ({
  ...design,
  hashing: { ...design.hashing, array: { ...design.hashing.array, columns } },
});

const withBuffer = (design: Design, bytes: number): Design => ({
  ...design,
  digital: {
    ...design.digital,
    buffer: design.digital.buffer.withParams({ capacity: `${bytes} B` }) as Design["digital"]["buffer"],
  },
});

/** Where hashing on arrays costs less than on the cheapest digital units. */
export interface RegionsReport extends Described {
  readonly space: RegionSpace;
  /** The config's own rounds and buffer: the table and the maps. */
  readonly swept: readonly RegionPoint[];
  /** Of all points, those whose hash takes less energy on arrays, the strongest first. */
  readonly cheaper: readonly RegionPoint[];
  readonly priced: number;
}

const CONDUCTANCES = [1e-6, 10e-6, 30e-6];
const MEBIBYTE = 2 ** 20;

/**
 * Prices all designs of a space around a config: every node, read time and conductance, more rounds and a larger buffer.
 * The region in which the crossbar's hash is cheaper is what comes out.
 */
function regions({ config, design, workload, query, solve, progress }: Asked): RegionsReport {
  const own = meanConductance(design);
  const { rounds } = workload.attention;
  const { capacity } = design.digital.buffer.behaviour;
  const space: RegionSpace = {
    nodes: query.nodes,
    readTimes: query.times,
    conductances: own === undefined ? [] : distinct([...CONDUCTANCES, own]),
    rounds: workload.attention.collisions > 1 ? [rounds] : distinct([rounds, 2 * rounds, 8 * rounds]),
    buffers: distinct([capacity, 4 * MEBIBYTE]),
  };
  const points: RegionPoint[] = [];
  for (const point of regionPoints(design, workload, space, solve)) {
    points.push(point);
    if (points.length % 20 === 0) progress(`priced ${points.length} designs`);
  }
  const isCheaper = (point: RegionPoint): boolean => judge(hashRatio(point) ?? 1) === "wins";
  return {
    ...config,
    space,
    swept: points.filter(
      (point) => point.rounds === rounds && (point.buffer === null || point.buffer === capacity),
    ),
    cheaper: points.filter(isCheaper).sort((a, b) => (hashRatio(a) ?? 1) - (hashRatio(b) ?? 1)),
    priced: points.length,
  };
}

const distinct = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

/** Where the crossbar's hash is cheaper: what was found, the sweep at every node, the designs, and a map a node. */
export const regionsBoundary: Boundary<RegionsReport> = {
  called: "regions of hashes",
  find: regions,
  json: (found, version) => ({
    version,
    ...found,
    swept: found.swept.map(jsonOf),
    cheaper: found.cheaper.map(jsonOf),
  }),
  pages: (found) => [details(...blocksOf(found))],
};

const jsonOf = (point: RegionPoint) => ({
  node_nm: point.node,
  readTime_s: point.readTime,
  conductance_S: point.conductance,
  rounds: point.rounds,
  buffer_B: point.buffer,
  columns: point.columns,
  hash_J: point.hash,
  digitalHash_J: point.digitalHash,
  hashRatio: hashRatio(point),
  energy_vs_lsh_digital: point.energy,
  latency_vs_lsh_digital: point.latency,
  lsh_vs_exact: point.algorithm,
  energy_vs_exact_analog: point.analog,
});

/** Designs that are listed; a page of them says no more than the first ones. */
const MOST_LISTED = 16;

function blocksOf(found: RegionsReport): Block[] {
  const { name, workload, space, swept, cheaper, priced } = found;
  return [
    title(name, workload),
    findings(sentences(found)),
    table(sweepTable(swept), {
      title: `At the config's own rounds and buffer (${groupDigits(swept.length)} of ${groupDigits(priced)} designs), all of a design at one node`,
    }),
    ...(cheaper.length === 0
      ? []
      : [
          table(listTable(cheaper.slice(0, MOST_LISTED)), {
            title: `Designs whose hash takes less energy on arrays: the strongest ${Math.min(MOST_LISTED, cheaper.length)} of ${groupDigits(cheaper.length)}`,
          }),
        ]),
    ...space.nodes.map((node) => figure(mapOf(found, node))),
    paragraph(
      "C: LSH attention with the hash on memristor arrays. B: the same with the cheapest digital projection. A: exact attention. D: exact attention in analog arrays.",
      "Quality is not held: a shorter read or a smaller conductance may hash worse, which `crosshash hash` shows.",
    ),
  ];
}

function sentences({ cheaper, priced, space }: RegionsReport): string[] {
  if (cheaper.length === 0)
    return [
      `Hashing on arrays takes less energy than on digital units in none of ${groupDigits(priced)} designs.`,
    ];
  const won = cheaper.filter(({ energy }) => energy !== null && judge(energy) === "wins");
  const whole = won.length;
  const both = won.filter(({ latency }) => latency !== null && judge(latency) !== "loses").length;
  const byNode = space.nodes.map(
    (node) => `${cheaper.filter((point) => point.node === node).length} at ${node} nm`,
  );
  return [
    `Hashing on arrays takes less energy than on the cheapest digital units in ${groupDigits(cheaper.length)} of ${groupDigits(priced)} designs (${byNode.join(", ")}).`,
    `In ${groupDigits(whole)} of them the whole design does too, and in ${groupDigits(both)} it is also no slower.`,
  ];
}

/** What places a point, and what its hash and its whole design take over digital units. */
const PLACE = {
  node: ({ node }: RegionPoint) => `${node} nm`,
  conductance: ({ conductance }: RegionPoint) => microsiemens(conductance),
  read: ({ readTime }: RegionPoint) => engineering(readTime, "s"),
};
const RATIOS = {
  "C/B hash": (point: RegionPoint) => factor(hashRatio(point)),
  "C/B": ({ energy }: RegionPoint) => factor(energy),
  latency: ({ latency }: RegionPoint) => factor(latency),
};

const joules = (value: number | null): string => (value === null ? "infeasible" : engineering(value, "J"));

/** A row a node, conductance and read time: energy of the hash, then the ratios. */
const sweepTable = (swept: readonly RegionPoint[]): Tabular =>
  columned(swept, {
    ...PLACE,
    "hash C": ({ hash }) => joules(hash),
    "hash B": ({ digitalHash }) => joules(digitalHash),
    ...RATIOS,
    "B/A": ({ algorithm }) => factor(algorithm),
    "C/D": ({ analog }) => factor(analog),
  });

const listTable = (points: readonly RegionPoint[]): Tabular =>
  columned(points, {
    ...PLACE,
    rounds: ({ rounds }) => String(rounds),
    buffer: ({ buffer }) => (buffer === null ? "–" : `${buffer / 2 ** 20} MiB`),
    columns: ({ columns }) => String(columns),
    ...RATIOS,
  });

/** Hash energy of the arrays over that of digital units, over read time and conductance at one node. */
function mapOf({ swept, space, name }: RegionsReport, node: number) {
  const at = (siemens: number, time: number): number => {
    const point = swept.find(
      (one) => one.node === node && one.conductance === siemens && one.readTime === time,
    );
    return (point && hashRatio(point)) ?? Number.NaN;
  };
  const values = space.conductances.map((siemens) => space.readTimes.map((time) => at(siemens, time)));
  const chart = heatMapChart(`${name}: hash on arrays at ${node} nm`, {
    columns: { title: "read time (ns)", values: space.readTimes.map((time) => time * 1e9) },
    rows: {
      title: "mean conductance (µS)",
      values: space.conductances.map((siemens) => Number((siemens * 1e6).toPrecision(3))),
    },
    quality: { title: "energy over the cheapest digital hash", values },
    energy: values,
    edge: { level: 1, name: "as cheap as digital units" },
  });
  return drawing(`region-${node}nm`, `Hash energy of arrays over digital units at ${node} nm`, chart);
}
