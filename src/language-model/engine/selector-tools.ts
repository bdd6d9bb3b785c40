import { createRng, type Dense, dense, rootMeanSquare } from "#base";
import type { Dimensions } from "#model-files";
import { type Calibration, samplePosition } from "#transformer";
import type { HashCode, Hasher, Role } from "../../attention/hash-code.ts";
import type { Projected, Samples, SelectorTools, Site } from "../../attention/selectors/selector.ts";
import type { Design } from "../../design/design.ts";
import type { AttentionConfig } from "../../design/workload.ts";
import { hashOf } from "../../design/workload.ts";
import type { ArrayScale } from "../../simulation/hashers.ts";
import type { Kernels } from "../../simulation/kernels.ts";
import { type HeadHashers, headHashers, writtenHashers } from "./head-hashers.ts";
import type { ToolsOf } from "./lane-selection.ts";

/** Hardware and hash of a config. */
export interface HashingSetting {
  readonly design: Design;
  readonly attention: AttentionConfig;
  readonly kernels?: Kernels;
}

/** Chips whose arrays a lane keeps, with one set per head. */
export const MOST_CHIPS = 3;
/** Codes, with their seeds, whose hashers are kept. */
export const MOST_HASHERS = 3;

/** Undoes the position rotation of vectors. */
export type Unrotate = SelectorTools["unrotated"];

/**
 * Tools of selections on a model. Streams of projections, arrays and read noise are named by seed, array,
 * sharing group, and, for reads, by the position of a block's first token.
 */
export function selectorTools(
  { design: given, attention, kernels }: HashingSetting,
  dimensions: Dimensions,
  positions: number,
  calibration: () => Calibration,
  unrotated: Unrotate,
): ToolsOf {
  const { heads, keyValueHeads, headWidth: width } = dimensions;
  const design = withKeyArrays(given, dimensions);
  const hashers = new Map<string, HeadHashers>();
  const hashersOf = (code: HashCode, seed: number): HeadHashers => {
    const key = `${seed} ${code.rounds} ${code.columns} ${code.buckets}`;
    const rng = createRng(seed).fork("language model");
    const known = hashers.get(key) ?? headHashers(design, code, width, rng, kernels, MOST_CHIPS);
    hashers.delete(key);
    hashers.set(key, known);
    if (hashers.size > MOST_HASHERS) hashers.delete(hashers.keys().next().value as string);
    return known;
  };
  const { keysOf, queriesOf } = samplesOf(calibration, width);
  const none = dense(0, width);
  const reader = projectionReader();
  const scales = underCalibration<ArrayScale>(calibration);
  const lengths = underCalibration<number>(calibration);
  const written = writtenHashers(design, kernels);
  return ({ seed, array, budget }) => ({
    unrotated,
    valuesOf: (word, code, site, state, keyMean = null) => {
      const place = placeOf(code, site, [seed, array, state, keyMean !== null]);
      const seen = (): Calibrated => calibrationOf(calibration(), dimensions, site, keyMean);
      const hasher = hashersOf(reader.code(code), seed)(word, {
        head: headAt(site, none),
        sample: array,
        window: site.first,
        array: state,
        get calibration() {
          return seen();
        },
        scales: (role, make) => scales(`${place} ${role}`, make),
      });
      const lengthOf = (role: Role): number =>
        lengths(`${place} ${role}`, () => Math.sqrt(width) * rootMeanSquare(seen()[role]));
      return reader.read(code, word === "software" ? null : lengthOf, hasher);
    },
    queryHeads: heads,
    keyValueHeads,
    width,
    length: positions,
    budget: budget.kind,
    draws: createRng(seed).fork("language model").fork("selector").fork(array),
    scores: kernels?.scores,
    codeOf: (request) => hashOf(attention).code({ ...attention, ...request }),
    hasherOf(word, code, site, keyMean, state) {
      return hashersOf(code, seed)(word, {
        head: headAt(site, none),
        sample: array,
        window: site.first,
        array: state,
        get calibration() {
          return calibrationOf(calibration(), dimensions, site, keyMean);
        },
      });
    },
    querySamples: ({ layer, head }) => queriesOf(layer * heads + head),
    writtenHasherOf: (rows, code, site, keyMean) =>
      written(rows, code, createRng(seed).fork("language model"), {
        head: headAt(site, none),
        sample: array,
        window: site.first,
        calibration: calibrationOf(calibration(), dimensions, site, keyMean),
      }),
    keySamples: ({ layer, keyValueHead }) => keysOf(layer * keyValueHeads + keyValueHead),
    keyMean({ layer, keyValueHead }) {
      const at = (layer * keyValueHeads + keyValueHead) * width;
      return calibration().keyMeans.subarray(at, at + width);
    },
  });
}

/** Name of what is calibrated for a code at a head. */
const placeOf = ({ rounds, columns }: HashCode, { layer, head }: Site, terms: readonly unknown[]): string =>
  JSON.stringify([rounds, columns, layer, head, ...terms]);

/** A key's code is stored once for all query heads that read the key, so they share its arrays. */
const withKeyArrays = (design: Design, { heads, keyValueHeads }: Dimensions): Design =>
  design.hashing.sharing === "query-head" && heads > keyValueHeads
    ? { ...design, hashing: { ...design.hashing, sharing: "head" } }
    : design;

/** Sampled keys of a key head and queries of a query head from the calibration text, layer by layer. */
function samplesOf(
  calibration: () => Calibration,
  width: number,
): Readonly<Record<"keysOf" | "queriesOf", (at: number) => Samples>> {
  const cut = (from: Float32Array, at: number, rows: number): Samples => {
    const { length } = calibration();
    const data = from.subarray(at * rows * width, (at + 1) * rows * width);
    return { rows, width, data, position: (row) => samplePosition(row, rows, length) };
  };
  return {
    keysOf: (at) => cut(calibration().keys, at, calibration().keySamples),
    queriesOf: (at) => cut(calibration().queries, at, calibration().samples),
  };
}

/** A head's place, for hashers that get its vectors later. */
const headAt = ({ layer, keyValueHead, head }: Site, none: Dense) => ({
  ...{ layer, head, kvHead: keyValueHead },
  ...{ q: none, k: none, v: none },
});

/**
 * Reads projections through hashers, by a code that makes no ids but keeps the values. All readers of a lane
 * share one code per shape, as hashers are cached by shape.
 */
function projectionReader() {
  let into: { readonly values: Float64Array; at: number; readonly length: number | null } | null = null;
  const code = ({ rounds, columns }: Pick<HashCode, "rounds" | "columns">): HashCode => ({
    rounds,
    columns,
    buckets: 1,
    factors: [1],
    isScaled: true,
    encode(values, _, offset, rms) {
      if (into === null) throw new RangeError("projections: expected a reader, received none");
      const factor = into.length === null ? 1 : into.length / rms;
      for (let c = 0; c < columns; c++) into.values[into.at++] = values[offset + c] * factor;
      return 0;
    },
  });
  return {
    code,
    /** `lengthOf`: calibrated vector length to scale projections to; null for rows of unit variance. */
    read:
      (
        { rounds, columns }: Pick<HashCode, "rounds" | "columns">,
        lengthOf: ((role: Role) => number) | null,
        hasher: Hasher,
      ): Projected =>
      (vectors, role) => {
        const values = new Float64Array(vectors.rows * rounds * columns);
        into = { values, at: 0, length: lengthOf === null ? null : lengthOf(role) };
        hasher(vectors, role);
        into = null;
        return dense(vectors.rows, rounds * columns, values);
      },
  };
}

type Calibrated = Readonly<Record<Role, Dense>>;

/** Caches values by name, for as long as the calibration stays the same. */
function underCalibration<T>(calibration: () => Calibration): (name: string, make: () => T) => T {
  const known = new Map<string, T>();
  let by: Calibration | null = null;
  return (name, make) => {
    if (calibration() !== by) known.clear();
    by = calibration();
    const value = known.get(name) ?? make();
    known.set(name, value);
    return value;
  };
}

/** Sampled queries and keys of a head of the calibration text, minus the key mean if there is one. */
function calibrationOf(
  { samples, keySamples, queries, keys }: Calibration,
  { heads, keyValueHeads, headWidth: width }: Dimensions,
  { layer, keyValueHead, head }: Pick<Site, "layer" | "keyValueHead" | "head">,
  keyMean: Float64Array | null,
): { query: Dense; key: Dense } {
  const rows = (from: Float32Array, at: number, count: number): Dense => {
    const size = count * width;
    return dense(count, width, Float64Array.from(from.subarray(at * size, (at + 1) * size)));
  };
  const key = rows(keys, layer * keyValueHeads + keyValueHead, keySamples);
  if (keyMean !== null) for (let n = 0; n < key.data.length; n++) key.data[n] -= keyMean[n % width];
  return { query: rows(queries, layer * heads + head, samples), key };
}
