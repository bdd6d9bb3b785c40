import { raise } from "#base";
import type { Dimensions } from "#model-files";
import {
  BLOCK_ROWS,
  type Captured,
  Contexts,
  calibrateArrays,
  calibrationFrom,
  type HeldContext,
  KEY_SAMPLES,
  LaneStopped,
  type MatrixError,
  type MemoryPlan,
  newReads,
  QUERY_SAMPLES,
  SELECT_QUERIES,
  SHARE,
  SHARES,
  type SharedMemory,
  type States,
} from "#transformer";
import { SELECTORS, selectorNamed } from "../../attention/selectors/index.ts";
import type { Selector } from "../../attention/selectors/selector.ts";
import { checkedSelection } from "./check-selection.ts";
import type {
  Engine,
  EngineJob,
  RunOptions,
  Selection,
  SelectionShares,
  SelectionStatistics,
} from "./engine.ts";
import { codesKey } from "./lane-selection.ts";

const EVERYTHING = { attended: 1, median: 1, p99: 1, most: 1, computed: 1 };

/** Spread of the attended shares in some layers, over the tokens of all blocks and over single queries; by nearest rank. */
function spreadOf(
  blocks: readonly Int32Array[],
  { layers, heads }: Pick<Dimensions, "layers" | "heads">,
  among: readonly number[],
): Pick<SelectionShares, "median" | "p99" | "most"> {
  const tokens: number[] = [];
  let most = 0;
  for (const keys of blocks) {
    const rows = keys.length / (2 * layers * heads);
    for (let t = 0; t < rows; t++) {
      let [attended, visible] = [0, 0];
      for (const layer of among)
        for (let head = 0; head < heads; head++) {
          const at = 2 * ((layer * heads + head) * rows + t);
          attended += keys[at];
          visible += keys[at + 1];
          if (keys[at + 1] > 0) most = Math.max(most, keys[at] / keys[at + 1]);
        }
      if (visible > 0) tokens.push(attended / visible);
    }
  }
  if (tokens.length === 0) return { median: 1, p99: 1, most: 1 };
  tokens.sort((a, b) => a - b);
  const rank = (share: number): number => tokens[Math.ceil(share * tokens.length) - 1];
  return { median: rank(0.5), p99: rank(0.99), most };
}

/** Sums the lanes' statistics of all blocks in the order of units: independent of the number of lanes. */
export function statisticsOf(
  select: Selection,
  { layers, heads }: Dimensions,
  tokens: number,
  blocks: readonly Float64Array[],
  keys: readonly Int32Array[],
): SelectionStatistics {
  const sums = Array.from({ length: layers }, () => new Float64Array(SHARES));
  for (const found of blocks) {
    const each = found.length / layers;
    for (let n = 0; n < found.length; n++) sums[Math.floor(n / each)][n % SHARES] += found[n];
  }
  const measures = select.measures === true;
  const pairs = tokens * heads;
  const sharesOf = (layer: number): SelectionShares => {
    if (layer < select.denseLayers)
      return { ...EVERYTHING, mass: measures ? 1 : null, error: measures ? 0 : null };
    const sum = sums[layer];
    return {
      attended: sum[SHARE.attended] / sum[SHARE.causal],
      ...spreadOf(keys, { layers, heads }, [layer]),
      computed: sum[SHARE.computed] / sum[SHARE.causal],
      mass: measures ? sum[SHARE.mass] / pairs : null,
      error: measures ? sum[SHARE.error] / pairs : null,
    };
  };
  const all = sums.map((_, layer) => sharesOf(layer));
  const mean = (of: (shares: SelectionShares) => number | null): number =>
    all.reduce((sum, shares) => sum + (of(shares) ?? 0), 0) / layers;
  return {
    attended: mean(({ attended }) => attended),
    ...spreadOf(keys, { layers, heads }, [...sums.keys()].slice(select.denseLayers)),
    computed: mean(({ computed }) => computed),
    mass: measures ? mean(({ mass }) => mass) : null,
    error: measures ? mean(({ error }) => error) : null,
    layers: all,
  };
}

/** The engine's view of its lanes. */
export interface Lanes {
  readonly count: number;
  /** Runs the job on every lane; rejects if one fails, and with LaneStopped after `stop`. */
  run(job: EngineJob): Promise<void>;
  /** Stops the current job at its next step. */
  stop(): void;
  close(): Promise<void>;
}

/** What an engine knows of its selectors. */
export interface EngineSetting {
  /** Columns of the design's arrays; null if unknown. */
  readonly columns?: number | null;
  /** Queries of a head that are kept of a calibration text. */
  readonly samples?: number;
  readonly selectors?: readonly Selector[];
}

/** The engine on lanes with `plan` and shared `memory`, which holds the model. */
export function createEngine(
  plan: MemoryPlan,
  memory: SharedMemory,
  lanes: Lanes,
  { columns = null, samples: most = QUERY_SAMPLES, selectors = SELECTORS }: EngineSetting = {},
): Engine {
  const d = plan.dimensions;
  const contexts = new Contexts(memory, d, plan.positions, plan.end);
  const reads = (count: number): void => {
    if (plan.arrays !== undefined) newReads(memory.buffer(), plan.arrays, count);
  };
  let isCalibrated = false;
  const inTurn = oneAfterAnother();
  const run = (
    held: HeldContext,
    tokens: readonly number[],
    select: Selection | null,
    options: RunOptions,
    capture: Captured | null = null,
  ) => runTokens({ plan, contexts, lanes, selectors, reads }, { held, tokens, select, options, capture });
  const shape = { width: d.headWidth, length: plan.positions, columns };
  const checked = (select: Selection | null | undefined): Selection | null =>
    select == null ? null : checkedSelection(select, isCalibrated, shape, selectors);
  const begin = beginWith(contexts, plan);
  return {
    lanes: lanes.count,
    bytes: () => memory.buffer().byteLength,
    calibrate: (tokens, options = {}) =>
      inTurn(() =>
        begin(tokens, async (id, held) => {
          const samples = Math.min(most, tokens.length);
          const keySamples = Math.min(KEY_SAMPLES, tokens.length);
          const captured = { queries: sharedFloats(d.layers * d.heads * samples * d.headWidth), samples };
          await run(held, tokens, null, options, { ...captured, length: tokens.length });
          const calibration = calibrationFrom(d, memory.buffer(), held, tokens.length, captured, keySamples);
          contexts.release({ id });
          await lanes.run({ kind: "calibration", calibration });
          isCalibrated = true;
        }),
      ),
    prefill: (tokens, select, options = {}) =>
      inTurn(() =>
        begin(tokens, async (id, held) => {
          const { states, statistics } = await run(held, tokens, checked(select), options);
          held.length = tokens.length;
          return { context: { length: tokens.length, id }, states, statistics };
        }),
      ),
    extend: (context, tokens, select, options = {}) =>
      inTurn(async () => {
        checkTokens(tokens, context.length, plan);
        const selection = checked(select);
        return run(contexts.widened(context, context.length + tokens.length), tokens, selection, options);
      }),
    calibrateArrays: (tokens, options = {}) =>
      inTurn(() =>
        calibrateWith(plan, memory, () =>
          begin(tokens, async (id, held) => {
            const { states } = await run(held, tokens, null, options);
            contexts.release({ id });
            await score(lanes, d, ...someStates(states, tokens), undefined);
          }),
        ),
      ),
    score: (states, targets, reference) =>
      inTurn(() => {
        reads(states.rows);
        return score(lanes, d, states, targets, reference);
      }),
    logits: (states, row) => inTurn(() => logitsOfRow(lanes, d, states, row)),
    release: (context) => contexts.release(context),
    close: () => lanes.close(),
  };
}

/** Runs each piece of work after the one before, whether that failed or not. */
function oneAfterAnother(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}

/** Makes a context of tokens, and releases it if the run fails. */
const beginWith =
  (contexts: Contexts, plan: MemoryPlan) =>
  async <Result>(
    tokens: readonly number[],
    work: (id: number, held: HeldContext) => Promise<Result>,
  ): Promise<Result> => {
    checkTokens(tokens, 0, plan);
    const { id, held } = contexts.create(tokens.length);
    try {
      return await work(id, held);
    } catch (error) {
      contexts.release({ id });
      throw error;
    }
  };

/** Calibrates the arrays of a plan that has some. Throws ConfigError where it has none. */
const calibrateWith = (
  { arrays }: MemoryPlan,
  memory: SharedMemory,
  run: () => Promise<void>,
): Promise<readonly MatrixError[]> =>
  arrays === undefined
    ? fail("arrays", "expected weights in arrays, received stored weights")
    : calibrateArrays(arrays, () => memory.buffer(), run);

interface Running {
  readonly plan: MemoryPlan;
  readonly contexts: Contexts;
  readonly lanes: Lanes;
  readonly selectors: readonly Selector[];
  /** Gives so many vectors noise of their own. */
  readonly reads: (count: number) => void;
}

interface Run {
  readonly held: HeldContext;
  readonly tokens: readonly number[];
  readonly select: Selection | null;
  readonly options: RunOptions;
  readonly capture: Captured | null;
}

/** Runs tokens after those of a context, a block at a time; their keys and values follow in its memory. */
async function runTokens(
  { plan, contexts, lanes, selectors, reads }: Running,
  { held, tokens, select, options, capture }: Run,
): Promise<{ states: States; statistics: SelectionStatistics | null }> {
  const d = plan.dimensions;
  const data = sharedFloats(tokens.length * d.width);
  const shares: Float64Array[] = [];
  const keys: Int32Array[] = [];
  const { name, params } = select?.selector ?? { name: "", params: {} };
  const each =
    select === null ? 0 : selectorNamed(name, selectors).keyWords(params, plan.dimensions.headWidth);
  const key = select === null ? "" : codesKey(select);
  const { onProgress, signal, exactRows = 0 } = options;
  const stop = (): void => lanes.stop();
  for (let from = 0; from < tokens.length; from += BLOCK_ROWS) {
    if (signal?.aborted) throw signal.reason;
    const some = tokens.slice(from, from + BLOCK_ROWS);
    const first = held.length + from;
    const codes = each === 0 ? null : contexts.codesOf(held, key, each, held.length + tokens.length);
    const found =
      select === null
        ? null
        : new Float64Array(
            new SharedArrayBuffer(8 * d.layers * d.heads * Math.ceil(some.length / SELECT_QUERIES) * SHARES),
          );
    const counts = new Int32Array(
      new SharedArrayBuffer(select === null ? 0 : 8 * d.layers * d.heads * some.length),
    );
    signal?.addEventListener("abort", stop);
    reads(BLOCK_ROWS);
    try {
      await lanes.run({
        kind: "block",
        tokens: Int32Array.from(some),
        first,
        context: { address: held.address, capacity: held.capacity },
        states: data.subarray(from * d.width, (from + some.length) * d.width),
        selection:
          select === null || found === null
            ? null
            : { select, codes, exactRows: Math.max(0, exactRows - from), shares: found, keys: counts },
        capture,
      });
    } catch (error) {
      throw error instanceof LaneStopped && signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
    if (found !== null) shares.push(found);
    keys.push(counts);
    if (each > 0) contexts.stored(held, key, first + some.length);
    onProgress?.(from + some.length, tokens.length);
  }
  return {
    states: { rows: tokens.length, width: d.width, data },
    statistics:
      select === null ? null : statisticsOf(select, d, Math.max(0, tokens.length - exactRows), shares, keys),
  };
}

async function logitsOfRow(
  lanes: Lanes,
  { width, vocabulary }: Dimensions,
  { rows, data }: States,
  row: number,
): Promise<Float32Array> {
  if (!(Number.isSafeInteger(row) && row >= 0 && row < rows))
    fail("row", `expected a row of [0, ${rows}), received ${row}`);
  const logits = sharedFloats(vocabulary);
  const state = shared(data.subarray(row * width, (row + 1) * width));
  await lanes.run({ kind: "logits", state, logits });
  return logits;
}

/** As many states, evenly spaced, as one lane scores at once: each output of the head has its sums from one lane. */
function someStates({ rows, width, data }: States, tokens: readonly number[]): [States, number[]] {
  const count = Math.min(HEAD_SAMPLES, rows);
  const chosen = Array.from({ length: count }, (_, n) => Math.floor((n * rows) / count));
  const some = sharedFloats(count * width);
  for (const [n, r] of chosen.entries()) some.set(data.subarray(r * width, (r + 1) * width), n * width);
  return [{ rows: count, width, data: some }, chosen.map((r) => tokens[r])];
}

/** States on which the output head is calibrated. */
const HEAD_SAMPLES = 64;

async function score(
  lanes: Lanes,
  { width, vocabulary }: Dimensions,
  states: States,
  targets: readonly number[],
  reference: States | undefined,
) {
  const { rows } = states;
  if (targets.length !== rows) fail("targets", `expected one a row, ${rows}, received ${targets.length}`);
  if (reference !== undefined && (reference.rows !== rows || reference.width !== width))
    fail("reference", `expected ${rows} × ${width} states, received ${reference.rows} × ${reference.width}`);
  checkIds(targets, vocabulary);
  const job = {
    kind: "score",
    states: shared(states.data),
    reference: reference === undefined ? null : shared(reference.data),
    targets: Int32Array.from(targets),
    nll: new Float64Array(new SharedArrayBuffer(8 * rows)),
    best: new Int32Array(new SharedArrayBuffer(4 * rows)),
    divergence: reference === undefined ? null : new Float64Array(new SharedArrayBuffer(8 * rows)),
    agrees: reference === undefined ? null : new Uint8Array(new SharedArrayBuffer(rows)),
  } as const;
  if (rows > 0) await lanes.run(job);
  return { nll: job.nll, best: job.best, divergence: job.divergence, agrees: job.agrees };
}

const sharedFloats = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * length));

/** Numbers in memory that threads share: copied unless they already are. */
function shared(values: Float32Array): Float32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = sharedFloats(values.length);
  copy.set(values);
  return copy;
}

const fail = (path: string, message: string): never => raise("language model", path, message);

function checkTokens(tokens: readonly number[], before: number, { dimensions, positions }: MemoryPlan): void {
  if (tokens.length === 0) fail("tokens", "expected at least one token, received none");
  if (before + tokens.length > positions)
    fail(
      "tokens",
      `expected at most ${positions} positions, received ${before + tokens.length}${before > 0 ? `, ${before} of them context` : ""}`,
    );
  checkIds(tokens, dimensions.vocabulary);
}

function checkIds(ids: readonly number[], vocabulary: number): void {
  const wrong = ids.findIndex((id) => !(Number.isInteger(id) && id >= 0 && id < vocabulary));
  if (wrong >= 0) fail(`tokens[${wrong}]`, `expected an id of [0, ${vocabulary}), received ${ids[wrong]}`);
}
