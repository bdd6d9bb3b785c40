import { projectAll } from "./array-products.ts";
import { ATTEND_QUERIES, FLOAT } from "./kernel.ts";
import { type BlockJob, type Captured, samplePosition } from "./lane-job.ts";
import { type LaneSetting, plainRows, scratchAt } from "./lane-products.ts";
import { keysAt, type PlacedLayer } from "./memory-plan.ts";
import { activateToQuads, shiftedNormRows, shiftedNormToQuads } from "./norms-and-activations.ts";

/** Rows that one lane normalises, rotates or packs at a time. */
const ROWS = 16;

/** Attention of a layer, shared with other lanes: `query` and the context → `attended`; false ends it. */
export type AttendLayer = (layer: number) => boolean;

/** Exact causal attention, in work units of a head and 32 queries. */
export function attendExactly(
  setting: LaneSetting,
  { tokens, first, context }: Pick<BlockJob, "tokens" | "first" | "context">,
): AttendLayer {
  const { kernel, plan, step } = setting;
  const d = plan.dimensions;
  const blocks = Math.ceil(tokens.length / ATTEND_QUERIES);
  const stride = FLOAT * d.heads * d.headWidth;
  /** Attends from queries of a head from row `from` on; the first one sees keys up to `last`. */
  const attend = (layer: number, head: number, from: number, count: number, last: number): void => {
    const keyValueHead = Math.floor((head * d.keyValueHeads) / d.heads);
    const at = from * stride + FLOAT * head * d.headWidth;
    kernel.attendAll(
      plan.rows.query + at,
      stride,
      count,
      last,
      plan.span,
      keysAt(d, context.address, context.capacity, layer, keyValueHead, 0),
      keysAt(d, context.address, context.capacity, layer, keyValueHead, 1),
      FLOAT * d.headWidth,
      d.headWidth,
      plan.scale,
      scratchAt(setting, "attend"),
      plan.rows.attended + at,
      stride,
    );
  };
  return (layer) => {
    step.units(blocks * d.heads, (unit) => {
      // The last block of queries has the most keys; starting with it lets lanes finish together.
      const from = (blocks - 1 - Math.floor(unit / d.heads)) * ATTEND_QUERIES;
      const head = unit % d.heads;
      const count = Math.min(ATTEND_QUERIES, tokens.length - from);
      // The first query sees only its own key, even if keys are otherwise hidden from themselves.
      const own = first + from < plan.hidden ? 1 : 0;
      if (own > 0) attend(layer, head, from, own, 0);
      if (count > own) attend(layer, head, from + own, count - own, first + from + own - plan.hidden);
    });
    return true;
  };
}

/** Runs a block of tokens through all layers: keys and values to the context, final states to the job. */
export function runBlock(setting: LaneSetting, job: BlockJob, attend: AttendLayer): void {
  const { plan, kernel, step } = setting;
  const { rows } = plan;
  const { width, hidden } = plan.dimensions;
  const count = job.tokens.length;
  const inRows = (work: (first: number, count: number) => void): void =>
    step.units(Math.ceil(count / ROWS), (unit) => work(unit * ROWS, Math.min(ROWS, count - unit * ROWS)));
  const { epsilon, isLayerNorm: isCentred, isGelu } = plan;
  const normalise = (gain: number, shift: number): void =>
    inRows((first, count) => {
      const some = { from: rows.stream, first, count, width };
      if (isCentred || shift !== 0)
        shiftedNormToQuads(setting, some, { isCentred, gain, shift, epsilon }, rows.packed);
      else
        kernel.normaliseToQuads(rows.stream, FLOAT * width, first, count, width, gain, epsilon, rows.packed);
    });
  embed(setting, job, inRows);
  for (const [n, layer] of plan.layers.entries()) {
    normalise(layer.attentionNorm, layer.attentionShift);
    projectAll(setting, rows.packed, count, [
      { projection: layer.query, out: rows.rawQuery, adds: false },
      { projection: layer.key, out: rows.rawKey, adds: false },
      { projection: layer.value, out: rows.rawValue, adds: false },
    ]);
    inRows((first, some) => rotateRows(setting, job, layer, n, first, some));
    if (!attend(n)) return;
    const attendedWidth = layer.output.matrix.columns;
    inRows((first, some) =>
      kernel.packRows(rows.attended, FLOAT * attendedWidth, first, some, attendedWidth, rows.packed),
    );
    projectAll(setting, rows.packed, count, [{ projection: layer.output, out: rows.stream, adds: true }]);
    normalise(layer.feedForwardNorm, layer.feedForwardShift);
    const { gate, up } = layer;
    projectAll(setting, rows.packed, count, [
      ...(gate === null ? [] : [{ projection: gate, out: rows.gate, adds: false }]),
      { projection: up, out: rows.up, adds: false },
    ]);
    inRows((first, some) => {
      if (gate !== null && !isGelu)
        kernel.gateToQuads(rows.gate, rows.up, FLOAT * hidden, first, some, hidden, rows.packed);
      else
        activateToQuads(
          setting,
          { from: rows.up, first, count: some, width: hidden },
          gate === null ? null : rows.gate,
          isGelu,
          rows.packed,
        );
    });
    projectAll(setting, rows.packed, count, [{ projection: layer.down, out: rows.stream, adds: true }]);
  }
  finish(setting, job, inRows);
}

type InRows = (work: (first: number, count: number) => void) => void;

function embed(setting: LaneSetting, { tokens, first: before }: BlockJob, inRows: InRows): void {
  const { plan, buffer } = setting;
  const { width } = plan.dimensions;
  inRows((first, count) => {
    for (let r = first; r < first + count; r++) {
      const to = plan.rows.stream + FLOAT * r * width;
      plainRows(setting, plan.embedding, tokens[r], 1, to);
      if (plan.positionEmbedding === 0) continue;
      const at = new Float32Array(buffer(), plan.positionEmbedding + FLOAT * (before + r) * width, width);
      const row = new Float32Array(buffer(), to, width);
      for (let c = 0; c < width; c++) row[c] += at[c];
    }
  });
}

/** Normalises and rotates queries, keys and values of some rows, and stores them for attention. */
function rotateRows(
  setting: LaneSetting,
  { first, context, capture }: BlockJob,
  layer: PlacedLayer,
  n: number,
  from: number,
  count: number,
): void {
  const { plan, kernel, buffer } = setting;
  const { rows, headEpsilon, halves } = plan;
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
        headEpsilon,
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

/** The last normalisation; reuses `gate` as its output. */
function finish(setting: LaneSetting, { states }: BlockJob, inRows: InRows): void {
  const { plan, kernel, buffer } = setting;
  const { width } = plan.dimensions;
  const { isLayerNorm: isCentred, epsilon, finalNorm: gain, finalShift: shift } = plan;
  const { stream: from, gate: to } = plan.rows;
  inRows((first, count) => {
    if (isCentred || shift !== 0)
      shiftedNormRows(setting, { from, first, count, width }, { isCentred, gain, shift, epsilon }, to);
    else kernel.normaliseRows(from, FLOAT * width, first, count, width, gain, epsilon, to, FLOAT * width);
    states.set(new Float32Array(buffer(), to + FLOAT * first * width, count * width), first * width);
  });
}
