// Asks a model about haystacks: prefills each once and answers many times.

import type { Haystack, Item } from "#text-trials";
import type { States } from "#transformer";
import type {
  Engine,
  RunOptions,
  Selection,
  SelectionShares,
  SelectionStatistics,
} from "../engine/engine.ts";
import type { Setup } from "./study-plan.ts";

/** Scores of an item's scored tokens in order. */
export interface ItemScore {
  /** −ln p of the correct token, nats. */
  readonly nll: readonly number[];
  /** 1 if the correct token is the likeliest. */
  readonly right: readonly number[];
  /** Kullback–Leibler divergence from exact attention, nats; absent for exact attention itself. */
  readonly divergence?: readonly number[];
  /** 1 if the likeliest token is exact attention's. */
  readonly agrees?: readonly number[];
}

/** Scores of a haystack with one attention setup. */
export interface HaystackScore {
  /** One per item. */
  readonly items: readonly ItemScore[];
  /** Mean over sparse rows; null for exact attention. */
  readonly shares: SelectionShares | null;
  /** By layer, if mass and error were measured. */
  readonly layers?: readonly SelectionShares[];
}

/** Exact states of the predicting rows of one question, for comparison. */
type Reference = readonly States[];

/** A haystack answered by exact attention, ready for questions under selections. */
export interface Asked {
  readonly exact: HaystackScore;
  ask(setup: Setup, selection: Selection, options?: RunOptions): Promise<HaystackScore>;
  /** Frees the context's memory. */
  release(): void;
}

/** Prefills the context and answers every item by exact attention. */
export async function askExactly(engine: Engine, haystack: Haystack, options?: RunOptions): Promise<Asked> {
  const { context } = await engine.prefill(haystack.context, null, options);
  const scores: ItemScore[] = [];
  const reference: States[] = [];
  const run = onceATail((tail) => engine.extend(context, tail, null, options));
  for (const item of haystack.items) {
    const { states } = await run(item.tail);
    const rows = predictingRows(states, item);
    reference.push(rows);
    scores.push(scoreOf(item, await engine.score(rows, targetsOf(item))));
  }
  return {
    exact: { items: scores, shares: null },
    release: () => engine.release(context),
    async ask(setup, selection, runOptions) {
      if (setup !== "C") return answer(engine, context, haystack, setup, selection, reference, runOptions);
      const sparse = await engine.prefill(haystack.context, selection, runOptions);
      try {
        return await answer(engine, sparse.context, haystack, setup, selection, reference, runOptions);
      } finally {
        engine.release(sparse.context);
      }
    },
  };
}

async function answer(
  engine: Engine,
  context: Awaited<ReturnType<Engine["prefill"]>>["context"],
  { items }: Haystack,
  setup: Setup,
  selection: Selection,
  reference: Reference,
  options?: RunOptions,
): Promise<HaystackScore> {
  const scores: ItemScore[] = [];
  const statistics: [rows: number, SelectionStatistics][] = [];
  const run = onceATail((tail, exactRows) =>
    engine.extend(context, tail, selection, { ...options, ...(setup === "A" ? { exactRows } : {}) }),
  );
  for (const [n, item] of items.entries()) {
    const { states, statistics: found, isNew } = await run(item.tail, item.scored[0] - 1);
    if (found !== null && isNew) statistics.push([item.tail.length, found]);
    const rows = predictingRows(states, item);
    scores.push(scoreOf(item, await engine.score(rows, targetsOf(item), reference[n])));
  }
  return { items: scores, ...sharesOf(statistics, selection.measures === true) };
}

type Run = Awaited<ReturnType<Engine["extend"]>>;

/** Caches the last run, as items may share a tail (one array). `exactRows` differs per item in setup A. */
function onceATail(run: (tail: readonly number[], exactRows: number) => Promise<Run>) {
  let last: { readonly tail: readonly number[]; readonly exactRows: number; readonly found: Run } | null =
    null;
  return async (tail: readonly number[], exactRows = 0): Promise<Run & { readonly isNew: boolean }> => {
    if (last?.tail === tail && last.exactRows === exactRows) return { ...last.found, isNew: false };
    last = { tail, exactRows, found: await run(tail, exactRows) };
    return { ...last.found, isNew: true };
  };
}

const targetsOf = ({ tail, scored }: Item): number[] => scored.map((at) => tail[at]);

/** States of the rows before scored positions. */
function predictingRows({ width, data }: States, { scored }: Item): States {
  const rows = new Float32Array(scored.length * width);
  for (const [n, at] of scored.entries()) rows.set(data.subarray((at - 1) * width, at * width), n * width);
  return { rows: scored.length, width, data: rows };
}

/** Rounds to a millionth of a nat, far below any judged difference, which keeps files small. */
const rounded = (x: number): number => Math.round(x * 1e6) / 1e6;

function scoreOf(item: Item, scores: Awaited<ReturnType<Engine["score"]>>): ItemScore {
  const targets = targetsOf(item);
  const { nll, best, divergence, agrees } = scores;
  return {
    nll: Array.from(nll, rounded),
    right: targets.map((target, n) => (best[n] === target ? 1 : 0)),
    ...(divergence === null ? {} : { divergence: Array.from(divergence, rounded) }),
    ...(agrees === null ? {} : { agrees: Array.from(agrees) }),
  };
}

/** Means over the rows of the items. */
function sharesOf(
  statistics: readonly (readonly [number, SelectionStatistics])[],
  measured: boolean,
): Pick<HaystackScore, "shares" | "layers"> {
  if (statistics.length === 0) return { shares: null };
  const rows = statistics.reduce((sum, [count]) => sum + count, 0);
  const mean = (of: (found: SelectionStatistics) => number | null): number =>
    rounded(statistics.reduce((sum, [count, found]) => sum + count * (of(found) ?? 0), 0) / rows);
  const shares = (of: (found: SelectionStatistics) => SelectionShares): SelectionShares => ({
    attended: mean((found) => of(found).attended),
    median: mean((found) => of(found).median),
    p99: mean((found) => of(found).p99),
    most: rounded(Math.max(...statistics.map(([, found]) => of(found).most))),
    computed: mean((found) => of(found).computed),
    mass: measured ? mean((found) => of(found).mass) : null,
    error: measured ? mean((found) => of(found).error) : null,
  });
  return {
    shares: shares((found) => found),
    ...(measured
      ? { layers: statistics[0][1].layers.map((_, layer) => shares((found) => found.layers[layer])) }
      : {}),
  };
}
