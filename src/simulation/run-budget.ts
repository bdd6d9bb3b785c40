import { fault, type Located } from "#base";
import { columnPlan, FULL_BYTES } from "#crossbar-arrays";
import type { Config } from "../design/config.ts";
import { hashCodeOf } from "../design/workload.ts";
import type { Activations } from "./activations.ts";
import { READ_BLOCK } from "./hashers.ts";

/** Memory limit of a simulation, bytes: what a laptop can spare. */
export const BYTE_BUDGET = 4e9;

/** Properties of the model that determine the size of a run. */
export interface ModelShape {
  /** Heads over all layers. */
  readonly heads: number;
  /** Key and value heads over all layers. */
  readonly kvHeads: number;
  readonly headWidth: number;
  /** Widths of the residual stream and the feed-forward layer; 0 if activations are already computed. */
  readonly width: number;
  readonly hidden: number;
}

export const shapeOfActivations = ({ heads, headWidth }: Activations): ModelShape => ({
  heads: heads.length,
  kvHeads: heads.length,
  headWidth,
  width: 0,
  hidden: 0,
});

/** One part of a run's memory and the key that determines it. */
interface Part {
  readonly what: string;
  readonly key:
    | "length"
    | "workload.attention.rounds"
    | "workload.attention.chunk"
    | "design.hashing.array.columns"
    | "design.hashing.array.tileRows"
    | "design.hashing.array.tileColumns";
  readonly bytes: number;
}

/**
 * Upper bound of a run's peak memory, bytes, with L tokens measured, H and K query and key heads over
 * all layers, d the head width, w and h the model's widths, R rounds of b projections, Q queries, B vectors
 * read at a time, S = (lookBack + 1) · chunk, A arrays of N × M cells in tiles of r × c:
 *
 *     model      8 L (5 w + 3 h)
 *     q, k, v    8 L d (H + 2 K), once more while key means are calibrated
 *     inputs     8 L w H at most, where projections are folded
 *     operands   8 L d · 3 H, and 8 L d H for centred keys
 *     reference  8 Q (d + 1) H for exact attention, 8 Q (d + 3) and 12 L of the running head
 *     ids        2 · 4 R L, and 4 · 4 R L for orders and chunks
 *     readout    8 B (2 d + R b) for levels and the differential currents
 *     cells      8 · 3 A N M for targets, conductances and third-order coefficients
 *     responses  8 d (4 R b + 2 M + 4 d) for transfers and powers of the outputs, columns and drivers
 *     solver     8 r c · 52 for eight drives of a tile at a time
 *     one tile   8 r c (d + m), at most 150 MB, for the effect of each driven and m read lines on every cell
 *     noise      4 d (d + 1) R b if the wires of one passive tile couple its cells
 *     tiles      8 (t (2 r + 2 c)² + (3 m + d + 32)²) for the ports and global lines of t tiles in use
 *     window     S (16 d + 28), and 28 (localWindow + sink + 1) at most once a token
 *
 * All of it is known before anything is allocated; none of it is quadratic in L.
 */
function parts(config: Config, model: ModelShape, length: number): Part[] {
  const { attention } = config.workload;
  const { rounds, chunk, lookBack, localWindow, sink, centreKeys } = attention;
  const { heads, kvHeads, headWidth: d, width, hidden } = model;
  const calibrated = centreKeys ? 2 : 1;
  const pairs = rounds * hashCodeOf(attention, length).columns;
  const queries = Math.min(length, config.fidelity.queries);
  const block = Math.min(length, READ_BLOCK);
  const slots = Math.min(lookBack + 1, Math.ceil(length / chunk)) * chunk;
  return [
    { what: "the model", key: "length", bytes: 8 * length * (5 * width + 3 * hidden) },
    { what: "q, k and v", key: "length", bytes: 8 * length * d * (heads + 2 * kvHeads) * calibrated },
    {
      what: "layers' inputs",
      key: "length",
      bytes: config.design.hashing.folding === "none" ? 0 : 8 * length * width * heads,
    },
    { what: "operands", key: "length", bytes: 8 * length * d * heads * (centreKeys ? 4 : 3) },
    { what: "exact attention", key: "length", bytes: 8 * queries * ((d + 1) * heads + d + 3) + 12 * length },
    { what: "bucket ids", key: "workload.attention.rounds", bytes: 24 * rounds * length },
    { what: "levels", key: "length", bytes: 16 * block * d },
    { what: "currents of the readout", key: "workload.attention.rounds", bytes: 8 * block * pairs },
    ...arrayParts(config.design, d, pairs),
    { what: "chunk windows", key: "workload.attention.chunk", bytes: slots * (16 * d + 28) },
    { what: "local windows", key: "length", bytes: 28 * Math.min(length, localWindow + sink + 1) },
  ];
}

/** Memory of the arrays of one set of projections; tiles only if they are solved. */
function arrayParts({ hashing: { array } }: Config["design"], d: number, pairs: number): Part[] {
  const { pairing, wires, columns } = array;
  const rows = Math.max(array.rows, d);
  const { outputs } = columnPlan(pairing, columns);
  const arrays = Math.ceil(pairs / outputs);
  const [r, c] = [Math.min(array.tileRows, rows), Math.min(array.tileColumns, columns)];
  const tileKey = r > c ? "design.hashing.array.tileRows" : "design.hashing.array.tileColumns";
  const read = Math.min(columns, (pairing === "differential" ? 2 : 1) * Math.min(pairs, outputs) + 1);
  const isOneTile = r === rows && c === columns;
  const solved = wires === "solved" ? 1 : 0;
  const whole = 8 * r * c * (d + read);
  const ports = Math.ceil(d / r) * Math.ceil(read / c) * (2 * r + 2 * c) ** 2;
  return [
    { what: "cells", key: "design.hashing.array.columns", bytes: 24 * arrays * rows * columns },
    {
      what: "responses of arrays",
      key: "workload.attention.rounds",
      bytes: 8 * d * (4 * pairs + 4 * columns + 4 * d),
    },
    { what: "the solver of a tile", key: tileKey, bytes: solved * 8 * r * c * SOLVER_ARRAYS },
    isOneTile
      ? { what: "the response of a tile", key: tileKey, bytes: solved * Math.min(whole, FULL_BYTES) }
      : {
          what: "global lines",
          key: "design.hashing.array.columns",
          bytes: solved * 8 * (ports + (3 * read + d + 32) ** 2),
        },
    {
      what: "coupled noise",
      key: tileKey,
      bytes: isOneTile && whole <= FULL_BYTES ? solved * 4 * d * (d + 1) * pairs : 0,
    },
  ];
}

/** Arrays of a tile's size used by eight drives at a time: six with eight lanes, and four. */
const SOLVER_ARRAYS = 52;

/** Sum of the parts, bytes. */
export const runBytes = (config: Config, model: ModelShape, length: number): number =>
  parts(config, model, length).reduce((sum, { bytes }) => sum + bytes, 0);

/** Memory of the arrays only, on every thread that solves some, bytes. */
export function arrayBytes({ design, workload }: Config, length: number): number {
  const pairs = workload.attention.rounds * hashCodeOf(workload.attention, length).columns;
  return arrayParts(design, workload.headWidth, pairs).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Throws ConfigError for a run over the budget, naming the key behind its largest part. */
export function checkBytes(
  config: Config,
  model: ModelShape,
  length: number,
  document: Located,
  budget: number = BYTE_BUDGET,
): void {
  const total = runBytes(config, model, length);
  if (total <= budget) return;
  const largest = parts(config, model, length).reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const lengthKey = config.fidelity.length === undefined ? "workload.length" : "fidelity.length";
  const path = largest.key === "length" ? lengthKey : largest.key;
  throw fault(
    document.place(path.split(".")),
    path,
    `expected a run of at most ${gigabytes(budget)}, received one of ${gigabytes(total)}, of which ${gigabytes(largest.bytes)} are ${largest.what} (lower this key)`,
  );
}

const gigabytes = (bytes: number): string => `${Number((bytes / 1e9).toPrecision(3))} GB`;

/** Limit of multiply-adds per simulation: half a day of one core at JavaScript's 1e9 per second (assumed). */
export const WORK_BUDGET = 4e13;

/** Variants drawn for every array: software, digital and memristor hashes, random buckets. */
const VARIANT_COUNT = 4;

/** One part of a run's work, and the keys that lower it. */
interface WorkPart {
  readonly what: string;
  readonly keys: readonly [string, ...string[]];
  readonly operations: number;
}

/**
 * Multiply-adds of a simulation, within a small factor. With L tokens, Q queries compared, H heads over all
 * layers of width d, A arrays, R rounds of b projections, S slots a round and W of the local window and sink:
 *
 *     exact      2 · 2 d H Q L, once in float64 and once with MAC operands
 *     windows    (4 A + 1) · 2 d H Q (R S + W)
 *     hashes     4 A · 2 L d R b H
 */
export function workParts(config: Config, { heads, headWidth: d }: ModelShape, length: number): WorkPart[] {
  const { attention } = config.workload;
  const { rounds, chunk, lookBack, localWindow, sink } = attention;
  const { arrays, queries: asked } = config.fidelity;
  const queries = Math.min(length, asked);
  const slots = Math.min(length, (lookBack + 1) * chunk);
  const near = Math.min(length, localWindow + sink);
  return [
    {
      what: "exact attention",
      keys: ["fidelity.queries", lengthKey(config)],
      operations: 4 * d * heads * queries * length,
    },
    {
      what: "windows of the rounds",
      keys: ["fidelity.queries", "workload.attention.rounds", "fidelity.arrays"],
      operations: (VARIANT_COUNT * arrays + 1) * 2 * d * heads * queries * (rounds * slots + near),
    },
    {
      what: "hashes",
      keys: [lengthKey(config), "workload.attention.rounds", "fidelity.arrays"],
      operations:
        VARIANT_COUNT * arrays * 2 * length * d * rounds * hashCodeOf(attention, length).columns * heads,
    },
  ];
}

const lengthKey = ({ fidelity }: Config): string =>
  fidelity.length === undefined ? "workload.length" : "fidelity.length";

/** Throws ConfigError for a simulation that would take days, naming the keys behind its largest part. */
export function checkWork(
  config: Config,
  model: ModelShape,
  length: number,
  document: Located,
  budget: number = WORK_BUDGET,
): void {
  refuseAbove(budget, workParts(config, model, length), document);
}

/** `checkWork` for a model's pass over its text, 2 d H L² of causal attention. Throws ConfigError. */
export function checkPass(config: Config, model: ModelShape, length: number, document: Located): void {
  const operations = 2 * model.headWidth * model.heads * length ** 2;
  refuseAbove(WORK_BUDGET, [{ what: "the model's pass", keys: [lengthKey(config)], operations }], document);
}

function refuseAbove(budget: number, all: readonly WorkPart[], document: Located): void {
  const total = all.reduce((sum, { operations }) => sum + operations, 0);
  if (total <= budget) return;
  const { what, keys } = all.reduce((a, b) => (b.operations > a.operations ? b : a));
  throw fault(
    document.place(keys[0].split(".")),
    keys[0],
    `expected at most ${inWords(budget)}, received ${inWords(total)}, ` +
      `mostly ${what}; lower ${keys.join(" or ")}`,
  );
}

/** Multiply-adds and core hours in words; a message has 200 characters. */
const inWords = (operations: number): string =>
  `${operations.toExponential(1)} multiply-adds (${Number((operations / 3.6e12).toPrecision(2))} core hours)`;
