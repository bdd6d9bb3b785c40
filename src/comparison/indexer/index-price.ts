// Energy, time and area of a token of a model with a trained index, whatever finds its keys.

import { InfeasibleError, type Instance } from "#base";
import { hbm3Dram } from "#circuits";
import { CLOCKING, LAWS, logicPrice, type Overrides } from "../../cost/overrides.ts";
import type { Design } from "../../design/design.ts";
import type { Indexer } from "../../design/indexer.ts";
import type { PricedInstance } from "../../design/slots.ts";
import { compareTopK } from "../../peripherals/top-k/compare.ts";
import { countingTopK } from "../../peripherals/top-k/counting.ts";
import type { TopKInstance } from "../../peripherals/top-k/top-k.ts";
import {
  INDEX_CLASSES,
  type IndexClass,
  type IndexDesign,
  type IndexGround,
  type IndexLine,
  type IndexPart,
  type IndexScan,
} from "./index-design.ts";
import { attendedOf, KEY_BYTES, keysOf, otherPositions } from "./index-traffic.ts";
import { memoryLine, memoryTime, products } from "./index-units.ts";

/** Energy by class, J. */
export type IndexEnergy = Readonly<Record<IndexClass, number>>;

/** A design's price for one token of one sequence. */
export interface IndexPrice {
  /** One layer with a search of its own. */
  readonly layer: {
    readonly lines: readonly IndexLine[];
    readonly energy: IndexEnergy;
    readonly total: number;
    /** Time of the search, of what is scored again, and of the attention, for the whole batch, s. */
    readonly times: { readonly search: number; readonly rerank: number; readonly attend: number };
    readonly latency: number;
  };
  /** All layers that attend: those with an index, those that share one, and those without. */
  readonly token: { readonly energy: IndexEnergy; readonly total: number; readonly latency: number };
  /** Of the chip, m²: stores of all selections and one set of every other unit. */
  readonly area: number;
  /** Of these, the stores, m². */
  readonly storeArea: number;
  /** Power of the chip and of the memory without any action, W. */
  readonly standing: number;
  /** Contexts that a row of a store that wears survives; null without wear. */
  readonly contexts: number | null;
  readonly components: readonly PricedInstance[];
}

/** What a price depends on. */
export interface IndexSetting {
  readonly indexer: Indexer;
  readonly design: Design;
  readonly length: number;
  readonly batch: number;
}

/** The config's memory where it is a stack, else one of HBM3: the models with an index do not fit less. */
export const indexMemory = ({ memory }: Pick<Design, "memory">): Instance<"read" | "write"> =>
  memory.model.startsWith("hbm")
    ? (memory as Instance<"read" | "write">)
    : (hbm3Dram.schema.parse({ model: hbm3Dram.model }) as Instance<"read" | "write">);

/** Prices a design; constants by `overrides`, nominal without. Throws InfeasibleError as components do. */
export function priceIndex(
  record: IndexDesign,
  { indexer: own, design, length, batch }: IndexSetting,
  overrides: Overrides = {},
): IndexPrice {
  const indexer = record.sharedBy === undefined ? own : { ...own, sharedBy: own.sharedBy * record.sharedBy };
  const ground: IndexGround = {
    indexer,
    design,
    length,
    batch,
    keys: keysOf(indexer, length),
    memory: indexMemory(design),
    price: logicPrice(design, overrides),
  };
  const scan = record.search(ground);
  const again = rescored(ground, scan);
  const attended = attention(ground, attendedOf(indexer, length));
  const best = bestKeys(ground, scan, attended.time);
  const others = attention(ground, otherPositions(indexer, length));
  const lines = [...scan.lines, ...best.lines, ...again.lines];
  const parts = [...scan.parts, ...best.parts, ...again.parts, ...attended.parts];
  const searches = Math.ceil(indexer.layers / indexer.sharedBy);
  const sets = searches * batch;
  const areaOf = (part: IndexPart): number =>
    ground.price(part.instance).area * part.count * (part.each ? sets : 1);
  const standing =
    parts.reduce(
      (sum, { instance, count, each }) => sum + ground.price(instance).leakage * count * (each ? sets : 1),
      0,
    ) + ground.price(ground.memory).leakage;
  const search = scan.time + best.time;
  const latency = search + again.time + attended.time;
  const tokenTime = searches * (search + again.time) + indexer.layers * attended.time + others.time;
  const energyAt = (of: readonly (readonly [readonly IndexLine[], number])[], time: number): IndexEnergy => {
    const sums = Object.fromEntries(INDEX_CLASSES.map((name) => [name, 0])) as Record<IndexClass, number>;
    for (const [group, times] of of)
      for (const line of group) sums[line.of] += times * line.count * line.each;
    sums.static += (standing * time) / batch;
    return sums;
  };
  const layer = energyAt([[[...lines, ...attended.lines], 1]], latency);
  const token = energyAt(
    [
      [lines, searches],
      [attended.lines, indexer.layers],
      [others.lines, 1],
    ],
    tokenTime,
  );
  return {
    layer: {
      lines: [...lines, ...attended.lines],
      energy: layer,
      total: sumOf(layer),
      times: { search, rerank: again.time, attend: attended.time },
      latency,
    },
    token: { energy: token, total: sumOf(token), latency: tokenTime },
    area: parts.reduce((sum, part) => sum + areaOf(part), 0),
    storeArea: parts.reduce((sum, part) => sum + (part.each ? areaOf(part) : 0), 0),
    standing,
    contexts: scan.contexts ?? null,
    components: componentsOf(parts, ground),
  };
}

/** Everything whose constants a draw moves. */
const componentsOf = (parts: readonly IndexPart[], { memory, design }: IndexGround): PricedInstance[] => [
  ...parts.map(({ name, instance }): PricedInstance => [name, instance]),
  ["memory", memory as Instance],
  ["softmax", design.digital.softmax as Instance],
  ["laws", LAWS],
  ["clocks", CLOCKING],
];

const sumOf = (energy: IndexEnergy): number => Object.values(energy).reduce((sum, value) => sum + value, 0);

/** Bits of the counters' levels of a score. */
const LEVELS = 256;

/** Units that choose the best keys as they are scored, as many as keep up with the search or with the attention. */
function bestKeys({ indexer, keys, batch, price }: IndexGround, scan: IndexScan, attending: number) {
  const chosen = Math.min(keys, Math.ceil(((scan.shortlist ?? 1) * indexer.topK) / indexer.block));
  const model = scan.isThreshold === true ? compareTopK : countingTopK;
  const plain = model.schema.parse({
    model: model.model,
    levels: LEVELS,
    classes: 1,
    longest: keys,
    units: 1,
  }) as TopKInstance;
  const work = plain.behaviour.work(keys, chosen, "k");
  const { select, scan: pass } = price(plain as Instance<"select" | "scan">).actions;
  const alone = batch * (work.select * select.interval + work.scan * pass.interval);
  // A share of a unit counts as such; the first is whole.
  const units = Math.max(1, alone / Math.max(scan.time, attending));
  const unit = plain.with({ longest: Math.ceil(keys / units) }) as TopKInstance;
  const { actions } = price(unit as Instance<"select" | "scan">);
  const lines: IndexLine[] = [
    {
      of: "top-k",
      what: `${unit.model} selects of a score`,
      count: work.select,
      each: actions.select.energy,
    },
    { of: "top-k", what: `${unit.model} scans`, count: work.scan, each: actions.scan.energy },
  ];
  return {
    lines,
    // It works as scores come: only what it takes longer follows the search.
    time: Math.max(0, alone / units - scan.time),
    parts: [{ name: "top-k", instance: unit as Instance, count: units, each: false }],
  };
}

/** A shortlist's keys from the memory, scored in FP4, and the best of them counted. */
function rescored(ground: IndexGround, { shortlist }: IndexScan) {
  const { indexer, keys, batch } = ground;
  if (shortlist === undefined) return { lines: [], parts: [], time: 0 };
  const positions = Math.min(keys, Math.ceil(shortlist * indexer.topK));
  const bytes = positions * KEY_BYTES.fp4(indexer.width);
  const time = memoryTime(ground, batch * bytes);
  const dots = products(
    ground,
    "fp4",
    "re-rank",
    "fp4 multiply-adds",
    indexer.heads * indexer.width * positions,
    time,
  );
  return {
    lines: [memoryLine(ground, "re-rank", "accesses of the memory", bytes), dots.line],
    parts: [dots.part],
    time,
  };
}

/** Reads of positions and attention to them; units keep up with the memory. */
function attention(ground: IndexGround, positions: number) {
  const { indexer, batch, design, price } = ground;
  const { queryHeads, keyWidth, valueWidth, entryBytes } = indexer;
  if (positions === 0) return { lines: [], parts: [], time: 0 };
  const bytes = positions * entryBytes;
  const time = memoryTime(ground, batch * bytes);
  const dots = products(
    ground,
    "fp8",
    "attend",
    "fp8 multiply-adds",
    queryHeads * (keyWidth + valueWidth) * positions,
    time,
  );
  const softmax = design.digital.softmax as Instance<"exponent">;
  const { exponent } = price(softmax).actions;
  const exponents = queryHeads * positions;
  const lines: IndexLine[] = [
    memoryLine(ground, "fetch", "accesses of the memory", bytes),
    dots.line,
    { of: "attend", what: "exponents", count: exponents, each: exponent.energy },
  ];
  const lanes = (exponents * batch * exponent.interval) / time;
  return {
    lines,
    parts: [dots.part, { name: "softmax", instance: softmax as Instance, count: lanes, each: false }],
    time,
  };
}

/** A design's price, or why it has none. */
export type IndexResult = { readonly record: IndexDesign } & (
  | { readonly price: IndexPrice; readonly reason: null }
  | { readonly price: null; readonly reason: string }
);

/** Prices a design, or says why it has no price. */
export function indexResult(record: IndexDesign, setting: IndexSetting): IndexResult {
  try {
    return { record, price: priceIndex(record, setting), reason: null };
  } catch (error) {
    if (error instanceof InfeasibleError) return { record, price: null, reason: error.message };
    throw error;
  }
}
