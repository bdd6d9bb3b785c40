import { ATTEND_QUERIES, FLOAT } from "./kernel.ts";
import { type BlockJob, type Captured, samplePosition } from "./lane-job.ts";
import { type LaneSetting, multiplyAll, plainRows, scratchAt } from "./lane-products.ts";
import { keysAt, type PlacedLayer } from "./memory-plan.ts";

/** Rows that one lane normalises, rotates or packs at a time. */
const ROWS = 16;

/** How a layer attends: writes `attended` from `query` and the context, together with the other lanes. */
export type AttendLayer = (layer: number) => void;

/** Attention of every key to a query's left, in units of a head and 32 queries. */
export function attendExactly(setting: LaneSetting, { tokens, first, context }: BlockJob): AttendLayer {
  const { kernel, plan, step } = setting;
  const d = plan.dimensions;
  const blocks = Math.ceil(tokens.length / ATTEND_QUERIES);
  const stride = FLOAT * d.heads * d.headWidth;
  return (layer) =>
    step.units(blocks * d.heads, (unit) => {
      // The last block of queries has the most keys: it goes first, so that lanes end together.
      const from = (blocks - 1 - Math.floor(unit / d.heads)) * ATTEND_QUERIES;
      const head = unit % d.heads;
      const keyValueHead = Math.floor((head * d.keyValueHeads) / d.heads);
      const at = from * stride + FLOAT * head * d.headWidth;
      kernel.attendAll(
        plan.rows.query + at,
        stride,
        Math.min(ATTEND_QUERIES, tokens.length - from),
        first + from,
        plan.span,
        keysAt(d, context.address, context.capacity, layer, keyValueHead, 0),
        keysAt(d, context.address, context.capacity, layer, keyValueHead, 1),
        FLOAT * d.headWidth,
        d.headWidth,
        1 / Math.sqrt(d.headWidth),
        scratchAt(setting, "attend"),
        plan.rows.attended + at,
        stride,
      );
    });
}

/** One block of tokens through all layers: keys and values into the context, final states into the job's. */
export function runBlock(setting: LaneSetting, job: BlockJob, attend: AttendLayer): void {
  const { plan, kernel, step } = setting;
  const { rows } = plan;
  const { width, hidden } = plan.dimensions;
  const count = job.tokens.length;
  const inRows = (work: (first: number, count: number) => void): void =>
    step.units(Math.ceil(count / ROWS), (unit) => work(unit * ROWS, Math.min(ROWS, count - unit * ROWS)));
  const normalise = (gain: number): void =>
    inRows((first, some) =>
      kernel.normaliseToQuads(
        rows.stream,
        FLOAT * width,
        first,
        some,
        width,
        gain,
        plan.epsilon,
        rows.packed,
      ),
    );
  embed(setting, job, inRows);
  plan.layers.forEach((layer, n) => {
    normalise(layer.attentionNorm);
    multiplyAll(setting, rows.packed, count, [
      { projection: layer.query, out: rows.rawQuery, adds: false },
      { projection: layer.key, out: rows.rawKey, adds: false },
      { projection: layer.value, out: rows.rawValue, adds: false },
    ]);
    inRows((first, some) => rotateRows(setting, job, layer, n, first, some));
    attend(n);
    const attendedWidth = layer.output.matrix.columns;
    inRows((first, some) =>
      kernel.packRows(rows.attended, FLOAT * attendedWidth, first, some, attendedWidth, rows.packed),
    );
    multiplyAll(setting, rows.packed, count, [{ projection: layer.output, out: rows.stream, adds: true }]);
    normalise(layer.feedForwardNorm);
    multiplyAll(setting, rows.packed, count, [
      { projection: layer.gate, out: rows.gate, adds: false },
      { projection: layer.up, out: rows.up, adds: false },
    ]);
    inRows((first, some) =>
      kernel.gateToQuads(rows.gate, rows.up, FLOAT * hidden, first, some, hidden, rows.packed),
    );
    multiplyAll(setting, rows.packed, count, [{ projection: layer.down, out: rows.stream, adds: true }]);
  });
  finish(setting, job, inRows);
}

type InRows = (work: (first: number, count: number) => void) => void;

function embed(setting: LaneSetting, { tokens }: BlockJob, inRows: InRows): void {
  const { plan } = setting;
  inRows((first, count) => {
    for (let r = first; r < first + count; r++)
      plainRows(setting, plan.embedding, tokens[r], 1, plan.rows.stream + FLOAT * r * plan.dimensions.width);
  });
}

/** Queries, keys and values of some rows: normalised, rotated, and put where attention reads them. */
function rotateRows(
  setting: LaneSetting,
  { first, context, capture }: BlockJob,
  layer: PlacedLayer,
  n: number,
  from: number,
  count: number,
): void {
  const { plan, kernel, buffer } = setting;
  const { rows, epsilon, halves } = plan;
  const d = plan.dimensions;
  const bytes = FLOAT * d.headWidth;
  const between = 2 * context.capacity * bytes;
  for (let r = from; r < from + count; r++) {
    const position = first + r;
    const cosines = plan.cosines + (position * bytes) / 2;
    const sines = plan.sines + (position * bytes) / 2;
    const rotate = (
      raw: number,
      heads: number,
      gain: number,
      to: number,
      stride: number,
      turns: boolean,
    ): void =>
      kernel.rotateHeads(
        raw + r * heads * bytes,
        heads,
        d.headWidth,
        gain,
        epsilon,
        turns ? cosines : 0,
        sines,
        halves ? 1 : 0,
        to,
        stride,
      );
    const placed = (which: 0 | 1): number =>
      keysAt(d, context.address, context.capacity, n, 0, which) + position * bytes;
    rotate(rows.rawQuery, d.heads, layer.queryNorm, rows.query + r * d.heads * bytes, bytes, true);
    rotate(rows.rawKey, d.keyValueHeads, layer.keyNorm, placed(0), between, true);
    rotate(rows.rawValue, d.keyValueHeads, 0, placed(1), between, false);
    if (capture !== null)
      captureQuery(
        capture,
        n,
        d.heads,
        position,
        new Float32Array(buffer(), rows.query + r * d.heads * bytes, d.heads * d.headWidth),
      );
  }
}

function captureQuery(
  { queries, samples, length }: Captured,
  layer: number,
  heads: number,
  position: number,
  query: Float32Array,
): void {
  const sample = Math.ceil((position * samples) / length);
  if (sample >= samples || samplePosition(sample, samples, length) !== position) return;
  const width = query.length / heads;
  for (let h = 0; h < heads; h++)
    queries.set(query.subarray(h * width, (h + 1) * width), ((layer * heads + h) * samples + sample) * width);
}

/** The last normalisation; `attended` serves as its place, being free. */
function finish(setting: LaneSetting, { states }: BlockJob, inRows: InRows): void {
  const { plan, kernel, buffer } = setting;
  const { width } = plan.dimensions;
  inRows((first, count) => {
    const to = plan.rows.gate;
    kernel.normaliseRows(
      plan.rows.stream,
      FLOAT * width,
      first,
      count,
      width,
      plan.finalNorm,
      plan.epsilon,
      to,
      FLOAT * width,
    );
    states.set(new Float32Array(buffer(), to + FLOAT * first * width, count * width), first * width);
  });
}
