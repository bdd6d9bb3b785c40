import type { StoredType } from "#model-files";

/** Memory of a kernel, shared by lanes. */
export interface SharedMemory {
  buffer(): ArrayBufferLike;
  /** Grows it to at least so many bytes. Throws ConfigError beyond the limit. */
  reserve(bytes: number): void;
}

/** Kernel for a decoder on one thread. */
export interface DecoderKernel {
  readonly name: string;
  /** A new memory and the loops that work on it. */
  open(): { readonly memory: SharedMemory; readonly loops: TransformerKernel };
}

/** Exports of `assembly/transformer.ts`. Addresses and strides are bytes of the memory that lanes share. */
export interface TransformerKernel {
  unpackWeights(
    type: number,
    from: number,
    rowBytes: number,
    rows: number,
    columns: number,
    to: number,
  ): void;
  multiply(
    quads: number,
    quadCount: number,
    pairs: number,
    pairCount: number,
    depth: number,
    out: number,
    stride: number,
    bias: number,
    adds: number,
  ): void;
  packRows(from: number, stride: number, first: number, count: number, depth: number, quads: number): void;
  normaliseRows(
    from: number,
    stride: number,
    first: number,
    count: number,
    width: number,
    gain: number,
    epsilon: number,
    to: number,
    toStride: number,
  ): void;
  normaliseToQuads(
    from: number,
    stride: number,
    first: number,
    count: number,
    depth: number,
    gain: number,
    epsilon: number,
    quads: number,
  ): void;
  gateToQuads(
    gate: number,
    up: number,
    stride: number,
    first: number,
    count: number,
    depth: number,
    quads: number,
  ): void;
  rotateHeads(
    from: number,
    heads: number,
    width: number,
    gain: number,
    epsilon: number,
    cosines: number,
    sines: number,
    halves: number,
    to: number,
    toStride: number,
  ): void;
  packQueries(from: number, stride: number, count: number, width: number, scale: number, quads: number): void;
  scoreQuads(
    quads: number,
    quadCount: number,
    keys: number,
    stride: number,
    count: number,
    width: number,
    scores: number,
    scoreStride: number,
  ): void;
  attendAll(
    from: number,
    fromStride: number,
    count: number,
    first: number,
    span: number,
    keys: number,
    values: number,
    stride: number,
    width: number,
    scale: number,
    scratch: number,
    out: number,
    outStride: number,
  ): void;
  expRow(scores: number, count: number, weights: number): number;
  attendList(
    query: number,
    keys: number,
    values: number,
    stride: number,
    width: number,
    list: number,
    count: number,
    scale: number,
    scores: number,
    out: number,
  ): number;
  addGaussians(
    from: number,
    count: number,
    variance: number,
    vector: number,
    key0: number,
    key1: number,
    key2: number,
    key3: number,
    sigma: number,
  ): void;
  cellLevels(
    numbers: number,
    count: number,
    offset: number,
    shift: number,
    mask: number,
    lowest: number,
    step: number,
    plus: number,
    minus: number,
  ): void;
  clip(from: number, count: number): void;
  decay(cells: number, exponents: number, count: number, logTime: number): void;
  convertRows(
    partial: number,
    sums: number,
    rows: number,
    count: number,
    step: number,
    least: number,
    most: number,
    weight: number,
  ): void;
  multiplyWhole(
    quads: number,
    quadCount: number,
    pairs: number,
    pairCount: number,
    depth: number,
    chunk: number,
    scale: number,
    out: number,
    stride: number,
    adds: number,
  ): void;
  beginLogits(states: number, rows: number): void;
  foldLogits(
    logits: number,
    reference: number,
    stride: number,
    rows: number,
    first: number,
    count: number,
    states: number,
  ): void;
}

/** Codes of types that the kernel unpacks itself; others are unpacked in TypeScript, a panel at a time. */
export const KERNEL_TYPES: Partial<Record<StoredType, number>> = {
  F32: 0,
  F16: 1,
  BF16: 2,
  Q8_0: 3,
  Q4_0: 4,
  Q4_1: 5,
};

/** Bytes of a float32. */
export const FLOAT = 4;
/** Bytes of a whole number of 16 bits. */
export const HALF = 2;
/** Queries per call of `attendAll`, and keys per block. */
export const ATTEND_QUERIES = 32;
export const ATTEND_KEYS = 64;
/** Doubles of a row's state in `foldLogits`, and their meaning. */
export const LOGIT_STATE = 8;
export const LOGIT = { peak: 0, sum: 1, best: 2, otherPeak: 3, otherSum: 4, otherBest: 5, gap: 6 } as const;

/** Bytes of the scratch of `attendAll` for a head width. */
export const attendScratch = (width: number): number =>
  FLOAT * ATTEND_QUERIES * (2 * width + ATTEND_KEYS + 3);
