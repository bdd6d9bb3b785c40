import { digits, type Estimate, engineering, groupDigits, npyBytes, percent, plusMinus, power } from "#base";
import {
  type Attachment,
  type Block,
  drawing,
  figure,
  findings,
  type Report,
  type Tabular,
  table,
  title,
} from "#reports";
import { outward } from "../../../report/outward.ts";
import type { CacheAge } from "../../../simulation/cache-age.ts";
import type { DuplicationCurve } from "../../../simulation/hash-duplication.ts";
import { loadsJson, overloads } from "../../shared/overloads.ts";
import { disturbJson, disturbSentences, isDisturbedInRun } from "../../shared/read-disturb.ts";
import type { HashReport } from "../run/hash.ts";
import { cacheAgeGaps, cacheAgeHead, cacheAgeRows, cacheAgeSentence } from "./cache-age.ts";
import { collisionChart, conductanceChart, irDropChart } from "./charts.ts";

/** Report on the hash: findings, then tables and charts. */
export const hashAnswer = (report: HashReport): Report => ({
  json: hashJson(report),
  blocks: hashBlocks(report),
  files: () => conductanceFiles(report),
});

/** Conductances of the solved array, rows × columns, in the format of an empirical memristor. */
function conductanceFiles({ circuit }: HashReport): Attachment[] {
  const { conductance, map } = circuit;
  const { columns } = map;
  const lines = conductance.length / columns;
  const header = Array.from({ length: columns }, (_, j) => `b${j} (S)`).join(",");
  const rows = Array.from({ length: lines }, (_, i) =>
    conductance.subarray(i * columns, (i + 1) * columns).join(","),
  );
  return [
    { name: "conductances.csv", content: `${header}\r\n${rows.join("\r\n")}\r\n` },
    { name: "conductances.npy", content: npyBytes(conductance, [lines, columns]) },
  ];
}

export function hashBlocks(report: HashReport): Block[] {
  const { quality, workload } = report;
  const { code } = quality;
  return [
    title(
      report.name,
      `${quality.hash}: ${code.rounds} rounds of ${code.columns} projections, ${groupDigits(code.buckets)} buckets, vectors of ${workload.headWidth}; ${quality.arrays} arrays`,
    ),
    findings(hashVerdict(report)),
    table(collisionTable(report)),
    table(hitTable(report)),
    ageTable(report),
    figure(
      drawing("collision", "Probability that hashes of two vectors agree", collisionChart(report), 600, 900),
    ),
    figure(drawing("ir-drop", "Signal that each cell of a tile keeps", irDropChart(report), 560, 900)),
    figure(
      drawing("conductance", "Conductances of the programmed arrays", conductanceChart(report), 480, 900),
    ),
  ];
}

/** One sentence per finding, the unfavourable ones first. */
function hashVerdict(report: HashReport): string[] {
  const { quality, circuit, duplication } = report;
  const { flips } = circuit;
  const off = quality.collision.filter(
    ({ memristor, noisyLaw }) => Math.abs(memristor.mean - noisyLaw) > Math.max(memristor.interval, 0.005),
  );
  const law =
    off.length === 0
      ? `Collisions follow the law of Gaussian projections with the noise measured here at all ${quality.collision.length} angles.`
      : `Collisions leave the law of Gaussian projections with the measured noise at ${off.length} of ${quality.collision.length} angles, most at cosine ${worst(off).cosine}: ${digits(worst(off).memristor.mean)} instead of ${digits(worst(off).noisyLaw)}.`;
  const { bits, noise } = quality;
  const independence =
    bits === null
      ? []
      : [
          `Bits ${bits.memristor.correlation > 0.2 ? "repeat one another" : "are independent"}: mean |correlation| ${digits(bits.memristor.correlation)} (${digits(bits.memristor.expectedCorrelation)} for Gaussian projections of this width); largest imbalance ${digits(bits.memristor.imbalance.worst)}.`,
        ];
  const [first] = duplication.hits.memristor;
  const random = duplication.hits["random-buckets"][0];
  const { initialisation } = report;
  const made =
    initialisation === null
      ? []
      : [
          `Making an array random with the published pulses takes ${initialisation.pulses} a tile, ${engineering(initialisation.time, "s")} and ${engineering(initialisation.energy, "J")}; conductances come out at ${engineering(initialisation.mean, "S")} ± ${engineering(initialisation.spread, "S")}, ${percent(initialisation.stuck)} of cells stuck.`,
        ];
  const disturbed = disturbSentences(report.readDisturb);
  const isFatal = isDisturbedInRun(report.readDisturb);
  return [
    ...(isFatal ? disturbed : []),
    ...overloads(circuit.loads),
    law,
    ...independence,
    `Read noise is ${percent(noise.perDevice)} of a device's current and ${percent(noise.perColumn)} of an output's deviation (${percent(noise.perColumnFromSpread)} by the spread of the conductances alone); the readout adds ${percent(noise.readout)}, quantised inputs ${percent(noise.input)}.`,
    `${solvedCircuit(circuit)} Wires, switches and ends leave ${percent(circuit.retained)} of the signal (${percent(circuit.worstCell)} at the worst cell, ${percent(circuit.retainedByWires)} without tile switches) and take ${percent(wireShare(report))} of a read's power.`,
    `Without noise the simulated read and the circuit with the devices' own law disagree on ${flips.flipped} of ${groupDigits(flips.signs)} signs (below ${percent(flips.upper95)} at 95 %).`,
    `In one round ${percent(first.mean)} of duplicated tokens meet their partner; random buckets ${percent(random.mean)}${first.mean - random.mean < 0.05 ? ": this task does not separate hashes here (no power)" : ""}.`,
    ...made,
    ...(isFatal ? [] : disturbed),
    ...[cacheAgeSentence(report.cacheAge)].filter((sentence) => sentence !== ""),
  ];
}

/** Sentence on the solved circuit. */
const solvedCircuit = ({ tiles }: HashReport["circuit"]): string =>
  tiles.all === 1
    ? "Solved as one passive array."
    : `Solved as ${tiles.connected} tiles on common global lines${tiles.connected < tiles.all ? ` (${tiles.all - tiles.connected} more are switched off)` : ""}.`;

const worst = (points: HashReport["quality"]["collision"]) =>
  points.reduce((a, b) =>
    Math.abs(b.memristor.mean - b.noisyLaw) > Math.abs(a.memristor.mean - a.noisyLaw) ? b : a,
  );

const shown = ({ mean, interval }: Estimate): string => plusMinus(mean, interval);

function collisionTable({ quality }: HashReport): Tabular {
  return {
    head: [
      `P(${quality.event} equal) at cosine`,
      "memristor",
      "law with noise",
      "law",
      "software",
      "control: second array",
    ],
    rows: quality.collision.map((point) => [
      String(point.cosine),
      shown(point.memristor),
      point.noisyLaw.toFixed(4),
      point.law.toFixed(4),
      shown(point.software),
      shown(point.secondArray),
    ]),
  };
}

function hitTable({ duplication }: HashReport): Tabular {
  const { rounds, hits, length, chunk, buckets } = duplication;
  const predicted = predictedHits(duplication);
  return {
    head: [
      `partner seen, L = ${groupDigits(length)}, chunk ${chunk}, ${buckets} buckets`,
      "memristor",
      "1 − (1 − p)^r",
      "software",
      "control: second array",
      "control: random buckets",
    ],
    rows: rounds.map((r, n) => [
      `${r} ${r === 1 ? "round" : "rounds"}`,
      shown(hits.memristor[n]),
      predicted[n].toFixed(4),
      shown(hits.software[n]),
      shown(hits["second-array"][n]),
      shown(hits["random-buckets"][n]),
    ]),
  };
}

/** Table of the KV cache's age: keys hashed earlier, or at another temperature, than the query. */
function ageTable({ cacheAge }: HashReport): Block {
  const gaps = cacheAgeGaps(cacheAge);
  return table(
    { head: cacheAgeHead(cacheAge), rows: cacheAgeRows(cacheAge) },
    {
      title: "Age of the KV cache: the key's hash against the query's, constructed duplication of 512 tokens",
      notes: gaps === "" ? [] : [gaps],
    },
  );
}

/** Answer of `hash --json`: SI numbers, units in the keys. */
function hashJson(report: HashReport) {
  const { quality, circuit, duplication } = report;
  const { code } = quality;
  return {
    schemaVersion: 1,
    name: report.name,
    seed: report.seed,
    versions: { crosshash: report.version, solver: report.kernel },
    design: report.design,
    hash: {
      kind: quality.hash,
      rounds: code.rounds,
      projections: code.columns,
      buckets: code.buckets,
      factors: code.factors,
      headWidth: report.workload.headWidth,
      arrays: quality.arrays,
    },
    collision: {
      event: quality.event,
      points: outward(quality.collision, { noisyLaw: "lawWithNoise" }),
    },
    bits: quality.bits,
    noise: quality.noise,
    duplication: {
      ...outward(duplication),
      perRoundHit: duplication.hits.memristor[0].mean,
      predicted: predictedHits(duplication),
    },
    signal: {
      retained: circuit.retained,
      worstCell: circuit.worstCell,
      retainedWithoutSwitches: circuit.retainedByWires,
    },
    circuit: {
      reads: circuit.reads,
      outputs: circuit.outputs,
      tiles: circuit.tiles,
      flips: circuit.flips,
      power_W: circuit.power,
      wireShare: wireShare(report),
    },
    initialisation: outward(report.initialisation, { mean: "mean_S", spread: "spread_S" }),
    cacheAge: cacheAgeJson(report.cacheAge),
    readDisturb: disturbJson(report.readDisturb),
    lines: loadsJson(circuit.loads),
  };
}

/** Results for keys hashed earlier than queries or at other temperatures; times in s, temperatures in °C. */
export const cacheAgeJson = ({ replaced, randomBuckets, ...age }: CacheAge) =>
  outward(
    { ...age, controls: { replacedArray: replaced, randomBuckets: { recall: randomBuckets } } },
    { buckets: "bucketsChanged", kept: "massKept" },
  );

/** 1 − (1 − p)^r from the hit rate p of one round. */
const predictedHits = ({ hits, rounds }: DuplicationCurve): number[] =>
  rounds.map((r) => 1 - power(1 - hits.memristor[0].mean, r));

/** Share of a read's power dissipated in wires, switches and both ends. */
const wireShare = ({ circuit }: HashReport): number => 1 - circuit.power.devices / circuit.power.circuit;
