import type { LmRow } from "../../../language-model/lm-run.ts";
import {
  type Block,
  figure,
  findings,
  type Report,
  type Tabular,
  table,
  title,
} from "../../../report/report.ts";
import { drawing } from "../../../report/sinks/pictures.ts";
import { VARIANTS } from "../../../simulation/variants.ts";
import { digits, engineering, factor, groupDigits, percent, plusMinus } from "../../../text/format.ts";
import type { LmReport } from "../run/lm.ts";
import { perplexityChart } from "./chart.ts";
import { labelOf, lmJson, passes, priceOf, RECALL_MARGIN } from "./json.ts";

/** Report of a language model under each attention: findings, backends, heads. */
export const lmAnswer = (report: LmReport): Report => ({
  json: lmJson(report, lmVerdict(report)),
  blocks: lmBlocks(report),
});

function lmBlocks(report: LmReport): Block[] {
  const { measured, workload, plan } = report;
  const { attention } = workload;
  const [exact] = measured.rows;
  return [
    title(
      `${report.name}: ${report.model} on ${report.text}`,
      `${exact.windows} ${exact.windows === 1 ? "window" : "windows"} of ${groupDigits(workload.length)} tokens; ${attention.hash}, ${attention.rounds} rounds, candidates ${plan.candidates}, local window ${attention.localWindow}, sink ${attention.sink}; exact ${exact.nll.toFixed(4)} nats a token`,
    ),
    findings(lmVerdict(report)),
    table(backendTable(report)),
    table(headTable(report)),
    figure(drawing("perplexity", "Perplexity under each attention", perplexityChart(report), 600, 900)),
  ];
}

function backendTable(report: LmReport): Tabular {
  const { measured, margin, plan } = report;
  return {
    head: [
      "backend",
      "perplexity ratio ± SE",
      "KL (nats)",
      "top-1",
      "mass",
      "pairs",
      "computed",
      "recall",
      "equal",
      "energy",
      "latency",
    ],
    rows: measured.rows.map((row) => {
      const price = priceOf(report, row);
      return [
        `${labelOf(row, plan)} (${row.arrays})`,
        `${row.ratio.mean.toFixed(4)} ± ${row.ratio.standardError.toFixed(4)}`,
        digits(row.divergence.mean),
        percent(row.agreement),
        percent(row.mass),
        percent(row.usefulPairs),
        percent(row.computedPairs),
        row.recall === null ? "–" : percent(row.recall.rate),
        passes(row, margin) ? "yes" : "no",
        price === null ? "–" : engineering(price.energy, "J"),
        price === null ? "–" : engineering(price.latency, "s"),
      ];
    }),
  };
}

/** Most heads with one row each; with more there is one row per layer. */
const MOST_HEADS = 8;

function headTable({ measured: { cosines } }: LmReport): Tabular {
  const columns = ["cosine of attended pairs", "cosine of top key", "mass on top key"];
  const cosine = (x: number): string => x.toFixed(3);
  if (cosines.length <= MOST_HEADS)
    return {
      head: ["exact attention of head", ...columns],
      rows: cosines.map(({ layer, head, weighted, top, topMass }) => [
        `layer ${layer}, head ${head}`,
        cosine(weighted),
        cosine(top),
        percent(topMass),
      ]),
    };
  const layers = [...new Set(cosines.map(({ layer }) => layer))];
  return {
    head: ["exact attention of layer", ...columns.map((column) => `${column}: mean (least to most)`)],
    rows: layers.map((layer) => {
      const heads = cosines.filter((head) => head.layer === layer);
      return [
        `layer ${layer}, ${heads.length} heads`,
        spread(
          heads.map(({ weighted }) => weighted),
          cosine,
        ),
        spread(
          heads.map(({ top }) => top),
          cosine,
        ),
        spread(
          heads.map(({ topMass }) => topMass),
          percent,
        ),
      ];
    }),
  };
}

function spread(values: readonly number[], shown: (x: number) => string): string {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return `${shown(mean)} (${shown(Math.min(...values))} to ${shown(Math.max(...values))})`;
}

const CONTROLS = ["random-buckets", "second-array", "local-window"] as const;

/** One sentence per finding, the unfavourable ones first. */
function lmVerdict(report: LmReport): string[] {
  const { measured, margin, plan } = report;
  const row = (name: LmRow["backend"]): LmRow =>
    measured.rows.find(({ backend }) => backend === name) as LmRow;
  const passing = CONTROLS.filter((name) => passes(row(name), margin));
  const power =
    passing.length === 0
      ? []
      : [
          `No power: ${listed(passing)} ${passing.length === 1 ? "passes" : "pass"} as well, so a pass of LSH on this text says nothing about the hash.`,
        ];
  const single = row("exact").windows < 2 ? ["One window: intervals hold no uncertainty of the text."] : [];
  return [
    ...power,
    againstExact("LSH in software", row("lsh-software"), margin),
    againstExact("Memristor LSH", row(VARIANTS.memristor.model), margin),
    memristorAgainstSoftware(report),
    ...circuitReads(report),
    ...unequalPairs(row("lsh-software"), row(VARIANTS.memristor.model)),
    ...saving(report),
    cosine(report),
    `Controls at ${percent(row("lsh-software").computedPairs)} of exact attention's pairs computed: ${CONTROLS.map((name) => `${name} ×${row(name).ratio.mean.toFixed(4)}${recallOf(row(name))}`).join(", ")}; the oracle with LSH's distinct pairs ×${row("top-k").ratio.mean.toFixed(4)}.`,
    ...(plan.candidates === "chunk"
      ? [
          "Chunks of the whole sorted sequence: no later key is attended, but which earlier ones are depends on later tokens.",
        ]
      : [
          "Keys are chosen from the prefix alone; the price is that of chunks of the whole sorted sequence, one window at a time.",
        ]),
    ...single,
  ];
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

const recallOf = ({ recall }: LmRow): string => (recall === null ? "" : ` (recall ${percent(recall.rate)})`);

function againstExact(subject: string, row: LmRow, margin: number): string {
  const { ratio, recall } = row;
  const found = `perplexity ×${ratio.mean.toFixed(4)} (standard error ${ratio.standardError.toFixed(4)}, below ${ratio.upper95.toFixed(4)})${recallOf(row)}`;
  if (passes(row, margin))
    return `${subject} equals exact attention within ${percent(margin)} of perplexity${recall === null ? "" : ` and ${percent(RECALL_MARGIN)} of recall`}: ${found}.`;
  const shown = row.loss.mean - row.loss.interval > Math.log(1 + margin);
  return `${subject} ${shown ? "is worse than" : "is not shown to equal"} exact attention at ${percent(margin)}: ${found}.`;
}

function memristorAgainstSoftware({ measured, margin }: LmReport): string {
  const { mean, interval, samples } = measured.deviceLoss;
  const limit = Math.log(1 + margin);
  const within = Math.abs(mean) + interval < limit && samples > 1;
  const numbers = `${plusMinus(mean * 1000, interval * 1000)} mnat a token over ${samples} ${samples === 1 ? "array" : "arrays"}`;
  if (within)
    return `The memristor hash equals the software hash within ${percent(margin)} of perplexity: ${numbers}.`;
  const worse = mean - interval > limit && samples > 1;
  return `The memristor hash ${worse ? "is worse than" : "is not shown to equal"} the software hash: ${numbers}.`;
}

/** Effects that the arrays' transfer matrix leaves out. */
function circuitReads({ measured }: LmReport): string[] {
  const row = measured.rows.find(({ backend }) => backend === "lsh-circuit");
  return row === undefined
    ? []
    : [
        `With every read solved as a circuit, without read noise, memristor LSH has perplexity ×${row.ratio.mean.toFixed(4)} (standard error ${row.ratio.standardError.toFixed(4)})${recallOf(row)}.`,
      ];
}

/** Whole skewed buckets contain more pairs, so equal quality may take unequal work. */
function unequalPairs(software: LmRow, memristor: LmRow): string[] {
  const quotient = memristor.computedPairs / software.computedPairs;
  return Math.abs(quotient - 1) < 0.05
    ? []
    : [
        `The two do not compute equally many pairs: ${percent(memristor.computedPairs)} of exact attention's by the memristor hash and ${percent(software.computedPairs)} by the software hash (${factor(quotient)}); its buckets are more ${quotient > 1 ? "uneven" : "even"}.`,
      ];
}

function saving(report: LmReport): string[] {
  const rows = report.measured.rows;
  const [exact, memristor] = ["exact", VARIANTS.memristor.model].map((name) =>
    rows.find(({ backend }) => backend === name),
  );
  if (exact === undefined || memristor === undefined) return [];
  const [a, c] = [priceOf(report, exact), priceOf(report, memristor)];
  if (a === null || c === null) return [];
  return [
    `On the design it takes ${factor(c.energy / a.energy)} energy, ${factor(c.latency / a.latency)} latency of exact attention, with ${percent(memristor.computedPairs)} of its pairs computed.`,
  ];
}

/** Whether angles can distinguish the pairs that heads attend. */
function cosine({ measured }: LmReport): string {
  const heads = measured.cosines;
  const best = heads.reduce((a, b) => (b.top * b.topMass > a.top * a.topMass ? b : a));
  const mean = heads.reduce((sum, { weighted }) => sum + weighted, 0) / heads.length;
  return `The cosine of attended queries and keys, as they are hashed, is ${digits(mean)} on average over ${heads.length} heads; the sharpest head (layer ${best.layer}, head ${best.head}) has ${digits(best.top)} with ${percent(best.topMass)} of its attention on one key.`;
}
