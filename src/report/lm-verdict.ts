import type { LmRow } from "../language-model/lm-run.ts";
import { digits, percent, plusMinus } from "./format.ts";
import { type LmReport, passes, priceOf, RECALL_MARGIN } from "./lm-report.ts";

const CONTROLS = ["random-buckets", "second-array", "local-window"] as const;

/** One sentence a finding, the unflattering first. */
export function lmVerdict(report: LmReport): string[] {
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
    againstExact("Memristor LSH", row("lsh-memristor"), margin),
    memristorAgainstSoftware(report),
    ...circuitReads(report),
    ...unequalPairs(row("lsh-software"), row("lsh-memristor")),
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

/** What the arrays' transfer matrix leaves out. */
function circuitReads({ measured }: LmReport): string[] {
  const row = measured.rows.find(({ backend }) => backend === "lsh-circuit");
  return row === undefined
    ? []
    : [
        `With every read solved as a circuit, without read noise, memristor LSH has perplexity ×${row.ratio.mean.toFixed(4)} (standard error ${row.ratio.standardError.toFixed(4)})${recallOf(row)}.`,
      ];
}

/** Where buckets are attended whole, skewed ones hold more pairs: then equal quality is not bought at equal work. */
function unequalPairs(software: LmRow, memristor: LmRow): string[] {
  const quotient = memristor.computedPairs / software.computedPairs;
  return Math.abs(quotient - 1) < 0.05
    ? []
    : [
        `The two do not compute equally many pairs: ${percent(memristor.computedPairs)} of exact attention's by the memristor hash and ${percent(software.computedPairs)} by the software hash (${digits(quotient)} ×); its buckets are more ${quotient > 1 ? "uneven" : "even"}.`,
      ];
}

function saving(report: LmReport): string[] {
  const rows = report.measured.rows;
  const [exact, memristor] = ["exact", "lsh-memristor"].map((name) =>
    rows.find(({ backend }) => backend === name),
  );
  if (exact === undefined || memristor === undefined) return [];
  const [a, c] = [priceOf(report, exact), priceOf(report, memristor)];
  if (a === null || c === null) return [];
  return [
    `On the design it takes ${digits(c.energy / a.energy)} × the energy and ${digits(c.latency / a.latency)} × the latency of exact attention, with ${percent(memristor.computedPairs)} of its pairs computed.`,
  ];
}

/** Whether the heads attend pairs that an angle can tell apart. */
function cosine({ measured }: LmReport): string {
  const heads = measured.cosines;
  const best = heads.reduce((a, b) => (b.top * b.topMass > a.top * a.topMass ? b : a));
  const mean = heads.reduce((sum, { weighted }) => sum + weighted, 0) / heads.length;
  return `The cosine of attended queries and keys, as they are hashed, is ${digits(mean)} on average over ${heads.length} heads; the sharpest head (layer ${best.layer}, head ${best.head}) has ${digits(best.top)} with ${percent(best.topMass)} of its attention on one key.`;
}
