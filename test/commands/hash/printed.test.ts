import { expect, it } from "vitest";
import { hashAnswer } from "../../../src/commands/hash/report/text.ts";
import type { HashReport } from "../../../src/commands/hash/run/hash.ts";
import { columnsSay, distinctNumbers, jsonSays, says, sentencesOf, tablesOf } from "../../report/printed.ts";

const next = distinctNumbers();
const small = (): number => next() / 30;
let half = 10;
/** A mean of four decimals with a half width of two digits. */
const estimate = () => ({
  mean: Math.round(1e4 * (0.1 + small() / 2)) / 1e4,
  interval: ++half / 10_000,
  samples: 3,
});
const shown = ({ mean, interval }: { mean: number; interval: number }) => [mean, interval];
const moment = () => ({
  disagreement: estimate(),
  buckets: estimate(),
  law: small(),
  recall: estimate(),
  kept: estimate(),
});
const statistics = () => ({
  bits: 100,
  imbalance: { mean: small(), worst: small() },
  expectedImbalance: small(),
  correlation: small() / 9,
  expectedCorrelation: small(),
});
const report = {
  name: "h",
  seed: 1,
  version: "0",
  kernel: "k",
  workload: { headWidth: 61 },
  design: {},
  quality: {
    hash: "simhash",
    event: "bit",
    code: { rounds: 3, columns: 17, buckets: 1234, factors: 1 },
    arrays: 9,
    collision: [0.1, 0.5, 0.9].map((cosine) => ({
      cosine,
      memristor: estimate(),
      software: estimate(),
      secondArray: estimate(),
      law: small(),
      noisyLaw: small() / 5,
    })),
    bits: { memristor: statistics(), software: statistics() },
    noise: {
      perDevice: small(),
      perColumn: small(),
      perColumnFromSpread: small(),
      readout: small(),
      input: small(),
    },
  },
  duplication: {
    length: 512,
    chunk: 32,
    buckets: 19,
    rounds: [1, 2, 4],
    hits: Object.fromEntries(
      ["memristor", "software", "second-array", "random-buckets"].map((variant) => [
        variant,
        [estimate(), estimate(), estimate()],
      ]),
    ),
  },
  initialisation: {
    source: "s",
    pulses: 311,
    time: next(),
    energy: next(),
    mean: 1e-6 * next(),
    spread: 1e-6 * next(),
    stuck: small(),
    wear: small(),
  },
  circuit: {
    reads: 7,
    outputs: 8,
    retained: small(),
    worstCell: small(),
    retainedByWires: small(),
    map: { rows: 2, columns: 2, data: new Float64Array(4) },
    conductance: Float64Array.of(1, 2, 3, 4),
    flips: { signs: 5678, flipped: 13, upper95: small() },
    power: { simulated: 1, circuit: 2e-3, devices: 0.6e-3 },
    tiles: { connected: 12, all: 16 },
    loads: [],
  },
  cacheAge: {
    event: "bit",
    arrays: 4,
    celsius: 25,
    atOnce: moment(),
    lives: [
      { arrayAge: 3600, life: 60, ...moment() },
      { arrayAge: 86_400, life: 3 * 86_400, ...moment() },
    ],
    temperatures: [{ celsius: 85, ...moment() }],
    replaced: moment(),
    randomBuckets: estimate(),
  },
  readDisturb: null,
} as unknown as HashReport;
const answer = hashAnswer(report);
const { quality, duplication, initialisation, circuit, cacheAge } = report;

it("tables of collisions, hits and age have their own columns", () => {
  const [collisions, hits, age] = tablesOf(answer);
  const fixed = (value: number): number => Number(value.toFixed(4));
  columnsSay(collisions, quality.collision, {
    "P(bit equal) at cosine": ({ cosine }) => cosine,
    memristor: ({ memristor }) => shown(memristor),
    "law with noise": ({ noisyLaw }) => fixed(noisyLaw),
    law: ({ law }) => fixed(law),
    software: ({ software }) => shown(software),
    "control: second array": ({ secondArray }) => shown(secondArray),
  });
  const once = duplication.hits.memristor[0].mean;
  const places = duplication.rounds.map((r, n) => ({ r, n }));
  columnsSay(hits, places, {
    memristor: ({ n }) => shown(duplication.hits.memristor[n]),
    "1 − (1 − p)^r": ({ r }) => fixed(1 - (1 - once) ** r),
    software: ({ n }) => shown(duplication.hits.software[n]),
    "control: second array": ({ n }) => shown(duplication.hits["second-array"][n]),
    "control: random buckets": ({ n }) => shown(duplication.hits["random-buckets"][n]),
  });
  says(hits.head[0], [512, 32, 19], "setting");
  const moments = [
    cacheAge.atOnce,
    ...(cacheAge.lives ?? []),
    ...(cacheAge.temperatures ?? []),
    cacheAge.replaced,
  ];
  columnsSay({ ...age, rows: age.rows.slice(0, -1) }, moments, {
    "bits that disagree": ({ disagreement }) => disagreement.mean,
    "law of the outputs' correlation": ({ law }) => law,
    "buckets changed": ({ buckets }) => buckets.mean,
    "attention recall": ({ recall }) => shown(recall),
    "of that at once": ({ kept }) => shown(kept),
  });
  expect(age.rows.map(([name]) => name)).toEqual([
    "at once: read noise alone",
    "1 min later, array 1 h old",
    "3 d later, array 1 d old",
    "at 85 °C, key at 25 °C",
    "control: another array",
    "control: random buckets",
  ]);
  says(age.rows[5][4], shown(cacheAge.randomBuckets), "random buckets");
});

it("sentences have the noise, the signal, the power and the pulses of the result", () => {
  const sentence = (part: string): string => sentencesOf(answer).find((text) => text.includes(part)) ?? "";
  const { noise, bits, collision } = quality;
  says(
    sentence("Read noise is"),
    [noise.perDevice, noise.perColumn, noise.perColumnFromSpread, noise.readout, noise.input],
    "noise",
  );
  says(
    sentence("Wires, switches").replace(/^.*?\. /, ""),
    [circuit.retained, circuit.worstCell, circuit.retainedByWires, 1 - 0.6 / 2],
    "signal",
  );
  says(
    sentence("Solved as"),
    [12, 4, circuit.retained, circuit.worstCell, circuit.retainedByWires, 0.7],
    "tiles",
  );
  says(sentence("Without noise"), [13, 5678, circuit.flips.upper95, 0.95], "flips");
  const own = bits?.memristor as NonNullable<typeof bits>["memristor"];
  says(sentence("Bits are"), [own.correlation, own.expectedCorrelation, own.imbalance.worst], "bits");
  const [first, random] = [duplication.hits.memristor[0], duplication.hits["random-buckets"][0]];
  says(sentence("In one round").replace(/:.*$/, ""), [first.mean, random.mean], "duplicates");
  const made = initialisation as NonNullable<typeof initialisation>;
  says(
    sentence("Making an array"),
    [made.pulses, made.time, made.energy, made.mean, made.spread, made.stuck],
    "making",
  );
  const off = collision.filter(
    ({ memristor, noisyLaw }) => Math.abs(memristor.mean - noisyLaw) > Math.max(memristor.interval, 0.005),
  );
  const worst = collision.reduce((a, b) =>
    Math.abs(b.memristor.mean - b.noisyLaw) > Math.abs(a.memristor.mean - a.noisyLaw) ? b : a,
  );
  says(
    sentence("Collisions leave"),
    [off.length, 3, worst.cosine, worst.memristor.mean, worst.noisyLaw],
    "law",
  );
  const oldest = (cacheAge.lives ?? []).reduce((a, b) => (b.kept.mean < a.kept.mean ? b : a));
  const [hot] = cacheAge.temperatures ?? [];
  const aged = sentence("A key met");
  const atOnce = cacheAge.atOnce.disagreement.mean;
  says(
    aged.slice(aged.indexOf("old:"), aged.indexOf(";")),
    [oldest.disagreement.mean, atOnce, oldest.kept.mean],
    "age",
  );
  says(aged.slice(aged.lastIndexOf(": ")), [hot.disagreement.mean, atOnce, hot.kept.mean], "temperature");
});

it("the JSON has every number under its own name", () => {
  const json = answer.json as Record<string, unknown>;
  jsonSays([json.collision, json.noise, json.bits, json.signal, json.initialisation, json.cacheAge], report, {
    lawWithNoise: "noisyLaw",
    interval95: "interval",
    retainedWithoutSwitches: "retainedByWires",
    bucketsChanged: "buckets",
    massKept: "kept",
    samples: null,
    arrayAge_s: "arrayAge",
    mean_S: "mean",
    spread_S: "spread",
  });
  const { hits, perRoundHit, predicted } = json.duplication as Record<string, unknown>;
  jsonSays(hits, duplication, { interval95: "interval", samples: null });
  expect(perRoundHit).toBe(duplication.hits.memristor[0].mean);
  expect((predicted as number[])[0]).toBeCloseTo(Number(perRoundHit), 12);
  const { power_W: power, wireShare } = json.circuit as { power_W: unknown; wireShare: number };
  expect(power).toEqual(circuit.power);
  expect(wireShare).toBeCloseTo(0.7, 12);
});
