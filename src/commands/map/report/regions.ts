import { heatMapChart } from "../../../charts/heat-map.ts";
import { judge } from "../../../ladder/judgement.ts";
import { hashRatio, type RegionPoint } from "../../../ladder/regions.ts";
import {
  type Block,
  figure,
  findings,
  paragraph,
  type Report,
  type Tabular,
  table,
  title,
} from "../../../report/report.ts";
import { drawing } from "../../../report/sinks/pictures.ts";
import { engineering, factor, groupDigits } from "../../../text/format.ts";
import type { RegionsReport } from "../run/regions.ts";

/** Where the crossbar's hash is cheaper: what was found, the sweep at every node, the designs, and a map a node. */
export const regionsReport = (found: RegionsReport, version: string): Report => ({
  json: { version, ...found, swept: found.swept.map(jsonOf), cheaper: found.cheaper.map(jsonOf) },
  blocks: blocksOf(found),
});

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

const micro = (siemens: number | null): string =>
  siemens === null ? "–" : `${Number((siemens * 1e6).toPrecision(3))} µS`;

/** A row a node and conductance, a column a read time: energy of the hash, then the ratios at the shortest and longest read. */
function sweepTable(swept: readonly RegionPoint[]): Tabular {
  return {
    head: ["node", "conductance", "read", "hash C", "hash B", "C/B hash", "C/B", "latency", "B/A", "C/D"],
    rows: swept.map((point) => [
      `${point.node} nm`,
      micro(point.conductance),
      engineering(point.readTime, "s"),
      point.hash === null ? "infeasible" : engineering(point.hash, "J"),
      point.digitalHash === null ? "infeasible" : engineering(point.digitalHash, "J"),
      factor(hashRatio(point)),
      factor(point.energy),
      factor(point.latency),
      factor(point.algorithm),
      factor(point.analog),
    ]),
  };
}

const listTable = (points: readonly RegionPoint[]): Tabular => ({
  head: ["node", "conductance", "read", "rounds", "buffer", "columns", "C/B hash", "C/B", "latency"],
  rows: points.map((point) => [
    `${point.node} nm`,
    micro(point.conductance),
    engineering(point.readTime, "s"),
    String(point.rounds),
    point.buffer === null ? "–" : `${point.buffer / 2 ** 20} MiB`,
    String(point.columns),
    factor(hashRatio(point)),
    factor(point.energy),
    factor(point.latency),
  ]),
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
