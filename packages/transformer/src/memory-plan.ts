import { fault } from "#base";
import type { Dimensions, RealModel, StoredMatrix } from "#model-files";
import type { HeldWeights } from "./held-weights.ts";
import { ATTEND_KEYS, ATTEND_QUERIES, attendScratch, FLOAT, LOGIT_STATE } from "./kernel.ts";

/** A stored matrix inside the engine's memory. */
export interface PlacedMatrix extends Omit<StoredMatrix, "bytes"> {
  readonly address: number;
  readonly byteLength: number;
}

/** y = W x + b; `bias` is an address, 0 for none. */
export interface PlacedProjection {
  readonly matrix: PlacedMatrix;
  readonly bias: number;
}

export interface PlacedLayer {
  readonly attentionNorm: number;
  readonly attentionShift: number;
  readonly query: PlacedProjection;
  readonly key: PlacedProjection;
  readonly value: PlacedProjection;
  readonly output: PlacedProjection;
  /** Addresses of gains and shifts; 0 for none. */
  readonly queryNorm: number;
  readonly keyNorm: number;
  readonly feedForwardNorm: number;
  readonly feedForwardShift: number;
  readonly gate: PlacedProjection | null;
  readonly up: PlacedProjection;
  readonly down: PlacedProjection;
}

/** Layout of the engine's memory, and the model's constants that lanes need. Plain data. */
export interface MemoryPlan {
  readonly dimensions: Dimensions;
  readonly epsilon: number;
  readonly headEpsilon: number;
  /** Factor on logits. */
  readonly scale: number;
  readonly isLayerNorm: boolean;
  readonly isGelu: boolean;
  /** 1 if a query's own key is hidden from it, else 0. */
  readonly hidden: 0 | 1;
  readonly halves: boolean;
  /** Most keys that a query may attend, including its own. */
  readonly span: number;
  readonly embedding: PlacedMatrix;
  readonly classifier: PlacedMatrix;
  /** context × width; 0 for none. */
  readonly positionEmbedding: number;
  readonly finalNorm: number;
  readonly finalShift: number;
  readonly layers: readonly PlacedLayer[];
  /** positions × headWidth/2 cosines, and sines. */
  readonly cosines: number;
  readonly sines: number;
  /** Most tokens of a sequence. */
  readonly positions: number;
  /** Rows of activations: residual stream, packed operand, queries, keys, values, attended, gate, up. */
  readonly rows: Readonly<Record<Activation, number>>;
  /** Start of each lane's scratch, and offsets of the parts within it. */
  readonly lanes: readonly number[];
  readonly scratch: Readonly<Record<Scratch, number>>;
  /** Arrays that hold the weights; left out where they are computed with as stored. */
  readonly arrays?: HeldWeights;
  /** End of the layout. */
  readonly end: number;
}

export type Activation =
  | "stream"
  | "packed"
  | "rawQuery"
  | "rawKey"
  | "rawValue"
  | "query"
  | "attended"
  | "gate"
  | "up";
export type Scratch =
  | "panel"
  | "plain"
  | "attend"
  | "queries"
  | "scores"
  | "list"
  | "weights"
  | "output"
  | "rowsIn"
  | "rowsOther"
  | "logits"
  | "otherLogits"
  | "logitStates";

/** Tokens that pass through all layers together; longer texts are split into blocks. */
export const BLOCK_ROWS = 512;
/** Rows whose logits are computed together, and tokens of a block of the vocabulary. */
export const LOGIT_ROWS = 128;
export const LOGIT_TOKENS = 256;
/** Bytes of a panel of unpacked weights, which fits in the second-level cache. */
const PANEL_BYTES = 96 << 10;

/** Weight rows per unit of a product, a multiple of eight. */
export const panelRows = (columns: number): number =>
  Math.max(8, Math.floor(PANEL_BYTES / (FLOAT * columns * 8)) * 8);

/** End of the kernel's static data. */
const BASE = 1 << 16;
const ALIGNED = 64;
const aligned = (at: number): number => Math.ceil(at / ALIGNED) * ALIGNED;

/** Throws ConfigError for a model whose sizes the kernels do not support. */
function checkSizes({ name, dimensions: d }: RealModel): void {
  const issue = (path: string, multiple: number, value: number): never => {
    throw fault(name, path, `expected a multiple of ${multiple}, received ${value}`);
  };
  if (d.headWidth % 8 !== 0) issue("headWidth", 8, d.headWidth);
  if (d.width % 4 !== 0) issue("width", 4, d.width);
  if (d.hidden % 4 !== 0) issue("hidden", 4, d.hidden);
}

/** Places matrices within the weights, and vectors in newly taken room. */
function placer(weights: number, take: (bytes: number) => number) {
  const matrix = ({ bytes, ...rest }: StoredMatrix): PlacedMatrix => ({
    ...rest,
    address: weights + bytes.byteOffset,
    byteLength: bytes.byteLength,
  });
  const vector = (values: Float32Array | null | undefined): number =>
    values == null ? 0 : take(values.byteLength);
  const projection = (p: {
    readonly matrix: StoredMatrix;
    readonly bias: Float32Array | null;
  }): PlacedProjection => ({
    matrix: matrix(p.matrix),
    // A pair of outputs reads two numbers; for an odd number of outputs one lies after the last.
    bias: p.bias === null ? 0 : take(p.bias.byteLength + FLOAT),
  });
  return { matrix, vector, projection };
}

/** Plans memory for `lanes` lanes and up to `positions` tokens; `blockRows` pass through layers together. */
export function planMemory(
  model: RealModel,
  lanes: number,
  positions: number,
  blockRows: number = BLOCK_ROWS,
): MemoryPlan {
  checkSizes(model);
  const d = model.dimensions;
  let at = BASE;
  const take = (bytes: number): number => {
    const from = at;
    at = aligned(at + bytes);
    return from;
  };
  const weights = take(model.weights.byteLength);
  const { matrix, vector, projection } = placer(weights, take);
  const layers = model.layers.map((layer) => ({
    attentionNorm: vector(layer.attentionNorm),
    attentionShift: vector(layer.attentionShift),
    query: projection(layer.query),
    key: projection(layer.key),
    value: projection(layer.value),
    output: projection(layer.output),
    queryNorm: vector(layer.queryNorm),
    keyNorm: vector(layer.keyNorm),
    feedForwardNorm: vector(layer.feedForwardNorm),
    feedForwardShift: vector(layer.feedForwardShift),
    gate: layer.gate === null ? null : projection(layer.gate),
    up: projection(layer.up),
    down: projection(layer.down),
  }));
  const finalNorm = vector(model.finalNorm);
  const finalShift = vector(model.finalShift);
  const positionEmbedding = vector(model.positionEmbedding);
  const table = (FLOAT * positions * d.headWidth) / 2;
  const [cosines, sines] = [take(table), take(table)];
  const rows = placeRows(d, blockRows, take);
  const { offsets, bytes } = laneScratch(d, positions);
  const starts = Array.from({ length: lanes }, () => take(bytes));
  return {
    dimensions: d,
    epsilon: model.epsilon,
    headEpsilon: model.headEpsilon ?? model.epsilon,
    scale: model.scale ?? 1 / Math.sqrt(d.headWidth),
    isLayerNorm: model.isLayerNorm === true,
    isGelu: model.isGelu === true,
    hidden: model.hidesSelf === true ? 1 : 0,
    halves: model.rotary.pairs === "halves",
    span: model.slidingWindow ?? 2 ** 30,
    embedding: matrix(model.embedding),
    classifier: matrix(model.classifier),
    positionEmbedding,
    finalNorm,
    finalShift,
    layers,
    cosines,
    sines,
    positions,
    rows,
    lanes: starts,
    scratch: offsets,
    end: at,
  };
}

function placeRows(d: Dimensions, blockRows: number, take: (bytes: number) => number): MemoryPlan["rows"] {
  const queryWidth = d.heads * d.headWidth;
  const matrixOf = (width: number): number => take(FLOAT * blockRows * width);
  return {
    stream: matrixOf(d.width),
    packed: matrixOf(Math.max(d.width, queryWidth, d.hidden)),
    rawQuery: matrixOf(queryWidth),
    rawKey: matrixOf(d.keyValueWidth),
    rawValue: matrixOf(d.keyValueWidth),
    query: matrixOf(queryWidth),
    attended: matrixOf(queryWidth),
    // Final states overwrite it.
    gate: matrixOf(Math.max(d.hidden, d.width)),
    up: matrixOf(d.hidden),
  };
}

function laneScratch(d: Dimensions, positions: number): { offsets: Record<Scratch, number>; bytes: number } {
  const widest = Math.max(d.width, d.heads * d.headWidth, d.hidden);
  const panel = Math.max(
    ...[d.width, d.heads * d.headWidth, d.hidden].map((columns) => FLOAT * columns * panelRows(columns)),
  );
  const row = FLOAT * (positions + 8);
  const sizes: Record<Scratch, number> = {
    panel,
    plain: Math.max(panel, FLOAT * widest),
    attend: attendScratch(d.headWidth),
    queries: FLOAT * ATTEND_QUERIES * d.headWidth,
    scores: ATTEND_QUERIES * row,
    list: row,
    weights: row,
    output: FLOAT * d.headWidth,
    rowsIn: FLOAT * LOGIT_ROWS * d.width,
    rowsOther: FLOAT * LOGIT_ROWS * d.width,
    logits: FLOAT * LOGIT_ROWS * LOGIT_TOKENS,
    otherLogits: FLOAT * LOGIT_ROWS * LOGIT_TOKENS,
    logitStates: 8 * LOGIT_STATE * LOGIT_ROWS,
  };
  let bytes = 0;
  const offsets = Object.fromEntries(
    Object.entries(sizes).map(([name, size]) => {
      const from = bytes;
      bytes = aligned(bytes + size);
      return [name, from];
    }),
  ) as Record<Scratch, number>;
  return { offsets, bytes };
}

/** Copies weights, gains, biases and rotation tables to their addresses. */
export function fillMemory(model: RealModel, plan: MemoryPlan, buffer: ArrayBufferLike): void {
  new Uint8Array(buffer).set(
    new Uint8Array(model.weights),
    plan.embedding.address - model.embedding.bytes.byteOffset,
  );
  const put = (address: number, values: Float32Array | null | undefined): void => {
    if (values != null) new Float32Array(buffer, address, values.length).set(values);
  };
  plan.layers.forEach((placed, n) => {
    const layer = model.layers[n];
    put(placed.attentionNorm, layer.attentionNorm);
    put(placed.attentionShift, layer.attentionShift);
    put(placed.queryNorm, layer.queryNorm);
    put(placed.keyNorm, layer.keyNorm);
    put(placed.feedForwardNorm, layer.feedForwardNorm);
    put(placed.feedForwardShift, layer.feedForwardShift);
    for (const name of ["query", "key", "value", "output", "gate", "up", "down"] as const)
      put(placed[name]?.bias ?? 0, layer[name]?.bias);
  });
  put(plan.finalNorm, model.finalNorm);
  put(plan.finalShift, model.finalShift);
  put(plan.positionEmbedding, model.positionEmbedding);
  const { frequencies, tables } = model.rotary;
  const pairs = frequencies.length;
  const cosines = new Float32Array(buffer, plan.cosines, plan.positions * pairs);
  const sines = new Float32Array(buffer, plan.sines, plan.positions * pairs);
  for (let p = 0; p < plan.positions; p++)
    for (let i = 0; i < pairs; i++) {
      const at = p * pairs + i;
      cosines[at] = tables === undefined ? Math.cos(p * frequencies[i]) : tables.cos[at];
      sines[at] = tables === undefined ? Math.sin(p * frequencies[i]) : tables.sin[at];
    }
}

/** Bytes of keys and values of so many positions, plus spare rows, as the kernel reads keys in blocks. */
export const contextBytes = (d: Dimensions, capacity: number): number =>
  2 * FLOAT * d.layers * d.keyValueWidth * capacity + FLOAT * d.headWidth * ATTEND_KEYS;

/** Address of keys (0) or values (1) of a head in a context's memory: capacity × headWidth. */
export const keysAt = (
  d: Dimensions,
  base: number,
  capacity: number,
  layer: number,
  head: number,
  which: 0 | 1,
): number => base + FLOAT * ((layer * d.keyValueHeads + head) * 2 + which) * capacity * d.headWidth;
