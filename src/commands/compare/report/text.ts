import { engineering, factor, groupDigits, percent, plusMinus } from "#base";
import { type Block, details, figure, findings, paragraph, type Report, type Tabular, table } from "#reports";
import { comparisonDrawings } from "../../../charts/comparison-drawings.ts";
import { type DesignResult, feasibleOf, ratioOf } from "../../../comparison/comparison-design.ts";
import {
  COMPARISON_DESIGNS,
  contenderOf,
  SEARCHED,
  SEARCHING,
  SUBJECT,
} from "../../../comparison/comparison-designs.ts";
import { GRID, LONGEST, SHORTEST } from "../../../comparison/curves.ts";
import { classOf, largestClass } from "../../../comparison/energy-classes.ts";
import { TIE } from "../../../comparison/judgement.ts";
import { distinctNumbers } from "../../../cost/price-list.ts";
import type { Workload } from "../../../design/workload.ts";
import type { Quality } from "../../../simulation/quality.ts";
import type { Comparison } from "../run/comparison.ts";
import { assumedTable, changeBlocks, reachSentence } from "./caveats.ts";
import { componentTable } from "./component-table.ts";
import { breakdownCsv, compareJson, curvesCsv } from "./json.ts";
import { mappingBlocks, whySentence } from "./mapping.ts";
import { movementBlocks } from "./movement.ts";
import { gainOfNext, leftFindings, nextOption, priceTable, screenBlocks } from "./screen.ts";
import { keysFoundDrawing, searchNote, searchTable } from "./search-tables.ts";
import {
  checkSentence,
  classTable,
  DIE_NOTE,
  dieTable,
  HASH_SHARE_NOTE,
  hashShareTable,
  isoQualityTable,
  isoQualityTitle,
  ratioBlocks,
  rivalSentence,
  rivalTable,
  stageBlocks,
  surenessBlocks,
  tokenTable,
} from "./tables.ts";
import { twinSentence, verdict, whereWins } from "./verdict.ts";

/** The comparison: one screen of findings, then the tables and charts behind them. */
export const compareAnswer = (comparison: Comparison): Report => ({
  json: compareJson(comparison),
  blocks: textBlocks(comparison),
  screen: screenBlocks(comparison).length,
  next: nextOption(comparison),
  gain: gainOfNext(comparison),
  files: () => [
    { name: "curves.csv", content: curvesCsv(comparison) },
    { name: "breakdown.csv", content: breakdownCsv(comparison) },
  ],
});

/** Parts of the report, which the text has in one order and the page in another. */
export type ComparisonParts = ReturnType<typeof comparisonParts>;

export function comparisonParts(comparison: Comparison) {
  const { workload, fidelity, contenders, isoQuality, latencyChecks, hashRivals, provenance } = comparison;
  const { rounds } = workload.attention;
  const { numbers, assumed } = distinctNumbers(provenance);
  return {
    screen: screenBlocks(comparison),
    workload: [paragraph(aboutWorkload(workload))],
    run: [
      paragraph(
        `Crosshash ${comparison.version} with kernels ${comparison.kernels}, seed ${comparison.seed}.`,
      ),
    ],
    left: leftBlocks(comparison),
    prices: [priceTable(comparison)],
    sentences: [findings(verdict(comparison))],
    designs: [table(designTable(comparison))],
    keys: [keyTable(comparison)],
    classes: [table(classTable(contenders))],
    equalQuality:
      isoQuality === null
        ? []
        : [table(isoQualityTable(isoQuality), { title: isoQualityTitle(isoQuality, rounds) })],
    changes: changeBlocks(comparison),
    stages: stageBlocks(comparison),
    tokens: [table(tokenTable(comparison), { notes: [checkSentence(latencyChecks)] })],
    dies: [table(dieTable(contenders), { notes: [DIE_NOTE] })],
    hashing: [
      table(hashShareTable(contenders), { notes: [HASH_SHARE_NOTE] }),
      table(rivalTable(hashRivals), {
        title: `Hashing alone (${workload.phase}, L = ${groupDigits(workload.length)}, ${rounds} rounds)`,
        notes: [rivalSentence(hashRivals), RIVAL_NOTE],
      }),
    ],
    quality: [
      table(qualityTable(comparison), {
        title: `Quality on ${fidelity.model}, L = ${groupDigits(fidelity.length)}, against float64 exact attention`,
      }),
    ],
    measured: [paragraph(fidelity.description)],
    found: foundBlocks(comparison),
    crossovers: [
      table(crossoverTable(comparison), { notes: [CROSSOVER_NOTE, ...comparison.why.map(whySentence)] }),
    ],
    mapping: mappingBlocks(comparison),
    movement: movementBlocks(comparison).first,
    otherMovement: movementBlocks(comparison).others,
    ratios: ratioBlocks(comparison),
    sureness: surenessBlocks(comparison),
    subject: subjectDetails(comparison),
    assumed: [
      ...(comparison.assumedReach.each.length === 0
        ? []
        : [
            table(assumedTable(comparison.assumedReach), {
              title:
                "What each assumed number alone could move: the ratio that its range moves most, from its low to its high",
            }),
          ]),
      paragraph(
        `${assumed} of the ${numbers} distinct numbers behind the prices are assumed. ${reachSentence(comparison.assumedReach)}`,
        ...tableSentence(comparison),
      ),
    ],
    provenance: [table(provenanceTable(comparison), { title: "Where the numbers come from" })],
  } satisfies Readonly<Record<string, readonly Block[]>>;
}

function textBlocks(comparison: Comparison): Block[] {
  const parts = comparisonParts(comparison);
  return [
    ...parts.screen,
    ...parts.workload,
    details(...parts.run),
    ...parts.prices,
    ...parts.left,
    ...parts.sentences,
    ...parts.designs,
    ...parts.keys,
    ...comparisonDrawings(comparison).map(figure),
    ...parts.classes,
    ...parts.equalQuality,
    ...parts.changes,
    ...parts.stages,
    ...parts.tokens,
    ...parts.dies,
    ...parts.hashing,
    ...parts.quality,
    details(...parts.measured, ...parts.found),
    ...parts.crossovers,
    ...parts.mapping,
    details(...parts.movement, ...parts.otherMovement),
    ...parts.sureness,
    ...parts.ratios,
    details(...parts.subject),
    ...parts.assumed,
    details(...parts.provenance),
  ];
}

/** Findings that the first screen has no room for, and why the design takes more or less than its twin. */
function leftBlocks(comparison: Comparison): Block[] {
  const twin = twinSentence(comparison);
  const left = [...leftFindings(comparison).map(({ text }) => text), ...(twin === "" ? [] : [twin])];
  return left.length === 0 ? [] : [findings(left)];
}

/** Names the prices that a config's own tables replace. */
function tableSentence({ contenders }: Comparison): string[] {
  const componentTables = contenders.find((one) => one.feasible)?.design.componentTables;
  if (componentTables === undefined) return [];
  const components = new Set(componentTables.rows.map(({ component }) => component));
  const files = componentTables.files.map(({ file, sha256 }) => `${file} (SHA-256 ${sha256.slice(0, 12)}…)`);
  const { library } = componentTables;
  if (library !== undefined)
    return [
      `${Object.keys(library.values).length} numbers of logic come from the cells of ${files.join(", ")}, in the place of those of their models.`,
    ];
  return [
    `${componentTables.rows.length} prices of ${[...components].join(", ")} come from ${files.join(", ")}, in the place of those of their models.`,
  ];
}

const aboutWorkload = ({ attention, ...workload }: Workload): string =>
  `${workload.preset}: ${workload.layers} layers × ${workload.heads} heads of ${workload.headWidth}, ` +
  `${workload.pass === "training" ? "training step" : workload.phase}, L = ${groupDigits(workload.length)}, batch ${workload.batch}, ${attention.rounds} rounds, ` +
  `chunk ${attention.chunk}, local window ${attention.localWindow} (attention only)`;

/** What takes most in each design, its energy over that of others, and what it is built with. */
const designTable = ({ contenders, ratios }: Comparison): Tabular => ({
  head: [
    "design",
    "largest class",
    ...OVER.map(({ letter }, n) => `${n === 0 ? "energy " : ""}vs ${letter}`),
    "bits of Q, K",
    "built with",
  ],
  rows: contenders.map((own) => {
    const record = contenderOf(own.id);
    const over = OVER.map((below) => (record === below ? 1 : ratioOf(ratios, record, below).energy));
    if (!own.feasible) return [own.title, "infeasible", ...over.map(factor), "", ""];
    const largest = largestClass(own.cost);
    return [
      own.title,
      largest === null ? "" : `${largest.class} (${percent(largest.share)})`,
      ...over.map(factor),
      `${own.precision.query}, ${own.precision.keyValue}`,
      record.builtWith?.(own.design) ?? "",
    ];
  }),
  words: [0, 1, OVER.length + 3],
});

const searching = ({ contenders }: Comparison): DesignResult[] =>
  contenders.filter(({ id }) => SEARCHING.includes(contenderOf(id)));

/** What the designs that search codes search, attend and fetch. */
const keyTable = (comparison: Comparison): Block =>
  table(searchTable(searching(comparison), comparison), {
    title: "Keys of a query: searched, attended, bytes fetched; quality",
    notes: [searchNote(comparison)],
  });

/** Which keys the memristor hash and the cheapest search of codes find, by head and distance. */
function foundBlocks({ fidelity, searched, contenders }: Comparison): Block[] {
  const [cheapest] = SEARCHED.flatMap((record) => feasibleOf(contenders, record) ?? [])
    .filter(({ id }) => searched[id])
    .sort((a, b) => a.cost.energy - b.cost.energy);
  const both = [
    { id: SUBJECT.id, keys: fidelity.variants.memristor.keys },
    ...(cheapest === undefined ? [] : [{ id: cheapest.id, keys: searched[cheapest.id]?.keys }]),
  ];
  const drawn = both.flatMap(({ id, keys = [] }) => keysFoundDrawing(id, keys, fidelity.length) ?? []);
  return drawn.length === 0 ? [] : [paragraph(FOUND_NOTE), ...drawn.map(figure)];
}

const FOUND_NOTE =
  "Which keys are found, in the first sample: by the memristor hash, and by the search of codes that takes least energy; the software hash and the other searches have the table alone.";

const RIVAL_NOTE =
  "What hashes: its units with their clock, control and wires, which the energy by class has as classes of their own. The whole design has the plan that is best with this hash.";

/** Designs that the subject's own record compares it with, in list order. */
const OVER = COMPARISON_DESIGNS.filter((contender) => SUBJECT.against.includes(contender));

const VARIANT_TITLES: Readonly<Record<string, string>> = {
  software: "software hash (Gaussian)",
  digital: "digital hash (±1)",
  memristor: "memristor hash",
  "random-buckets": "control: random buckets",
  "local-window": "control: local window",
};

function qualityTable({ fidelity }: Comparison): Tabular {
  const floor = fidelity.exactDigital.outputError.mean;
  return {
    head: ["attention", "output error", "attention recall", "pairs a query: distinct", "computed"],
    rows: [
      ["exact on the digital units", floor.toExponential(2), "1", "", ""],
      ...Object.entries(fidelity.variants).map(([variant, quality]) => [
        VARIANT_TITLES[variant],
        ...qualityCells(quality, fidelity.length),
      ]),
    ],
  };
}

const qualityCells = (
  { outputError, recall, usefulPairs, computedPairs }: Quality,
  length: number,
): string[] => [
  plusMinus(outputError.mean, outputError.interval),
  plusMinus(recall.mean, recall.interval),
  plusMinus(usefulPairs.mean / length, usefulPairs.interval / length),
  (computedPairs / length).toFixed(0),
];

const CROSSOVER_NOTE = `Wins: takes less by more than a tie, ${percent(TIE)}; priced at ${GRID.length} lengths from ${SHORTEST} to ${groupDigits(LONGEST)}, four an octave, and between those where it changes.`;

const crossoverTable = ({ crossover }: Comparison): Tabular => ({
  head: ["wins at L =", "in energy", "in latency"],
  rows: crossover.map(({ contender, against, energy, latency }) => [
    `${contenderOf(contender).letter} over ${contenderOf(against).letter}`,
    whereWins(energy),
    whereWins(latency),
  ]),
  words: [0, 1, 2],
});

/** Every energy item and every component of the subject; nothing where it is infeasible. */
function subjectDetails({ contenders }: Comparison): Block[] {
  const contender = feasibleOf(contenders, SUBJECT);
  if (contender === null) return [paragraph("The memristor design is infeasible.")];
  const { footnotes, ...components } = componentTable(contender.design, contender.cost);
  const items = [...contender.cost.breakdown].sort((a, b) => b.energy - a.energy);
  const breakdown: Tabular = {
    head: ["class", "operation", "component", "action", "count", "energy", "share"],
    rows: items.map((item) => [
      classOf(item),
      item.operation,
      item.component,
      item.action,
      groupDigits(item.count),
      engineering(item.energy, "J"),
      percent(item.energy / contender.cost.energy),
    ]),
    words: [0, 1, 2, 3],
  };
  return [
    table(breakdown, { title: "Where the energy of the memristor design goes" }),
    table(
      { ...components, words: [0, 1, components.head.length - 1] },
      { title: "Components of the memristor design", notes: [footnotes.join(" ")] },
    ),
  ];
}

const provenanceTable = ({ provenance }: Comparison): Tabular => ({
  head: ["component", "model", "constant", "value", "source", "note"],
  rows: provenance.map(({ component, model, constant, nominal, source, note }) => [
    component,
    model,
    constant,
    nominal === null ? "" : String(nominal),
    source,
    note,
  ]),
  words: [0, 1, 2, 4, 5],
});
