import { type Dense, dense, dot, row } from "#base";
import { isHidden, nearOf } from "../../src/attention/attending-head.ts";
import { routeAll } from "../../src/attention/lsh-attention.ts";
import type { LshPlan } from "../../src/attention/plan.ts";
import { countingOrder } from "../../src/peripherals/sorter/counting.ts";

/** Bits of a word, an accumulator, a log-sum-exp, and of the buffer's word. */
export const BITS = { word: 8, sum: 16, scalar: 32, buffer: 64 };

/** One query head's operands; heads that share `key` share k and v. */
export interface WalkedHead {
  readonly q: Dense;
  readonly k: Dense;
  readonly v: Dense;
  readonly slope: Dense;
  readonly key: number;
}

/** What a machine did, by kind of action, and the gradients that it came to: q a head, k and v a key head. */
export interface Walk {
  readonly counts: Readonly<Record<string, number>>;
  readonly q: Dense[];
  readonly k: Map<number, Dense>;
  readonly v: Map<number, Dense>;
}

type Ids = (head: number, role: "query" | "key") => Int32Array;

/** A query's weights of the keys that it sees over all of its visits, the log of their sum and Σ ∂loss/∂o ∘ o. */
interface Kept {
  readonly logSum: number;
  readonly along: number;
}

/** Counters, and sums of gradients that know whether anything was put into them. */
function machine(heads: readonly WalkedHead[]) {
  const counts: Record<string, number> = {};
  const count = (name: string, n = 1): void => {
    counts[name] = (counts[name] ?? 0) + n;
  };
  const present = new Set<string>();
  const length = heads[0].q.rows;
  const sums = {
    q: heads.map(({ q }) => dense(length, q.columns)),
    k: new Map(heads.map(({ key, k }) => [key, dense(length, k.columns)])),
    v: new Map(heads.map(({ key, v }) => [key, dense(length, v.columns)])),
  };
  /** Puts a partial row in place: reads and adds where one is there, writes. `access` counts accesses of a row. */
  const deposit = (
    into: Dense,
    name: string,
    at: number,
    partial: Float64Array,
    access: (bits: number) => number,
    names: { readonly read: string; readonly write: string },
  ): void => {
    const bits = partial.length * BITS.sum;
    if (present.has(`${name} ${at}`)) {
      count(names.read, access(bits));
      count("combine/mac/add", partial.length);
    }
    present.add(`${name} ${at}`);
    count(names.write, access(bits));
    for (let c = 0; c < partial.length; c++) into.data[at * into.columns + c] += partial[c];
  };
  return { counts, count, sums, deposit };
}

const stream = (bits: number): number => bits / BITS.buffer;
const random = (bits: number): number => Math.max(bits, BITS.buffer) / BITS.buffer;

/** Reads a query's output and its gradient once, and forms their product. */
function arrive(heads: readonly WalkedHead[], count: (name: string, n: number) => void): void {
  for (const { q } of heads)
    for (let i = 0; i < q.rows; i++) {
      count("input/buffer/read", stream(2 * q.columns * BITS.word));
      count("input/mac/mac", q.columns);
    }
}

/** The five products of one pair, and its share of the three gradients; `weight` is 0 where the pair is masked. */
function pair(
  { q, k, v, slope }: WalkedHead,
  [i, j]: readonly [number, number],
  { scale, weight, kept }: { readonly scale: number; readonly weight: number; readonly kept: Kept },
  into: { readonly q: Float64Array; readonly k: Float64Array; readonly v: Float64Array },
  count: (name: string, n: number) => void,
): void {
  const d = q.columns;
  count("score/mac/mac", 2 * d);
  count("softmax/softmax/exponent", 1);
  count("softmax/mac/add", 1);
  count("softmax/mac/mac", 1);
  count("weigh/mac/mac", 3 * d);
  if (weight === 0) return;
  const probability = weight * Math.exp(scale * dot(q.data, i * d, k.data, j * d, d) - kept.logSum);
  const score = scale * probability * (dot(slope.data, i * d, v.data, j * d, d) - kept.along);
  for (let c = 0; c < d; c++) {
    into.q[c] += score * k.data[j * d + c];
    into.k[c] += score * q.data[i * d + c];
    into.v[c] += probability * slope.data[i * d + c];
  }
}

/** What the forward pass keeps of a query: from all weights of the keys that it sees. */
function keep(
  { q, k, v, slope }: WalkedHead,
  i: number,
  scale: number,
  weights: ReadonlyMap<number, number>,
): Kept {
  const d = q.columns;
  const scores = [...weights].map(
    ([j, w]) => [j, w * Math.exp(scale * dot(q.data, i * d, k.data, j * d, d))] as const,
  );
  const sum = scores.reduce((total, [, x]) => total + x, 0);
  const along = scores.reduce((t, [j, x]) => t + (x / sum) * dot(slope.data, i * d, v.data, j * d, d), 0);
  return { logSum: Math.log(sum), along };
}

const rowsOf = (length: number, width: number): Float64Array[] =>
  Array.from({ length }, () => new Float64Array(width));

/** Exact attention's backward pass: blocks of keys stay, queries stream past. */
export function walkExact(
  heads: readonly WalkedHead[],
  scale: number,
  causal: boolean,
  blockRows: number,
): Walk {
  const { counts, count, sums, deposit } = machine(heads);
  const [length, d] = [heads[0].q.rows, heads[0].q.columns];
  arrive(heads, count);
  heads.forEach((head, h) => {
    const kept = Array.from({ length }, (_, i) =>
      keep(head, i, scale, new Map(Array.from({ length: causal ? i + 1 : length }, (_, j) => [j, 1]))),
    );
    for (let start = 0; start < length; start += blockRows) {
      const end = Math.min(length, start + blockRows);
      const block = { k: rowsOf(end - start, d), v: rowsOf(end - start, d) };
      count("gather/buffer/read", stream((end - start) * 2 * d * BITS.word));
      for (let i = causal ? start : 0; i < length; i++) {
        count("gather/buffer/read", stream(2 * d * BITS.word + 2 * BITS.scalar));
        const own = new Float64Array(d);
        for (let j = start; j < end; j++)
          if (!causal || j <= i)
            pair(
              head,
              [i, j],
              { scale, weight: 1, kept: kept[i] },
              { q: own, k: block.k[j - start], v: block.v[j - start] },
              count,
            );
        deposit(sums.q[h], `q${h}`, i, own, stream, {
          read: "combine/buffer/read",
          write: "combine/buffer/write",
        });
      }
      const names = { read: "combine/buffer/read", write: "combine/buffer/write" };
      for (let j = start; j < end; j++)
        for (const name of ["k", "v"] as const)
          deposit(
            sums[name].get(head.key) as Dense,
            `${name}${head.key}`,
            j,
            block[name][j - start],
            stream,
            names,
          );
    }
  });
  return { counts, ...sums };
}

/** LSH attention's backward pass: round after round in sorted order, then local window and sink. */
export function walkLsh(heads: readonly WalkedHead[], plan: LshPlan, idsOf: Ids, indexBits: number): Walk {
  const { counts, count, sums, deposit } = machine(heads);
  const [length, d] = [heads[0].q.rows, heads[0].q.columns];
  const chunkBits =
    plan.duplicates === "once" && plan.rounds > 1
      ? plan.rounds * Math.ceil(Math.log2(length / plan.chunk))
      : 0;
  arrive(heads, count);
  heads.forEach((head, h) => {
    const visits = visitsOf(head, h, plan, idsOf);
    const total = Array.from({ length }, (_, i) => {
      const weights = new Map<number, number>();
      for (const visit of visits)
        for (const [j, weight] of visit.seen(i))
          if (weight > 0) weights.set(j, (weights.get(j) ?? 0) + weight);
      return keep(head, i, plan.scale, weights);
    });
    visits.forEach(({ kind, round, slots, seen }) => {
      const grad = { q: rowsOf(length, d), k: rowsOf(length, d), v: rowsOf(length, d) };
      for (let i = 0; i < length; i++) {
        if (kind === "round") {
          count("gather/buffer/read", stream(2 * indexBits));
          for (const bits of [
            d * BITS.word + chunkBits,
            d * BITS.word + chunkBits,
            d * BITS.word,
            d * BITS.word + 2 * BITS.scalar,
          ])
            count("gather/buffer/read", random(bits));
        } else count("gather/buffer/read", stream(4 * d * BITS.word + 2 * BITS.scalar));
        const met = seen(i);
        for (let slot = 0; slot < slots; slot++) {
          const [j, weight] = met[slot] ?? [0, 0];
          if (kind === "round" && plan.duplicates === "once") count("score/mac/add", round);
          pair(
            head,
            [i, j],
            { scale: plan.scale, weight, kept: total[i] },
            { q: grad.q[i], k: grad.k[j], v: grad.v[j] },
            count,
          );
        }
        if (met.length > slots) throw new Error(`a query met ${met.length} keys in ${slots} slots`);
      }
      const names = { read: "combine/buffer/read", write: "scatter/buffer/write" };
      for (let i = 0; i < length; i++) {
        deposit(sums.q[h], `q${h}`, i, grad.q[i], random, names);
        for (const name of ["k", "v"] as const)
          deposit(sums[name].get(head.key) as Dense, `${name}${head.key}`, i, grad[name][i], random, names);
      }
    });
  });
  return { counts, ...sums };
}

interface Visit {
  readonly kind: "round" | "near";
  readonly round: number;
  /** Pairs computed a query. */
  readonly slots: number;
  /** Keys in the query's slots with their weights; 0 where masked, near, or found before. */
  readonly seen: (i: number) => (readonly [key: number, weight: number])[];
}

function visitsOf({ k }: WalkedHead, h: number, plan: LshPlan, idsOf: Ids): Visit[] {
  const length = k.rows;
  const routes = routeAll(idsOf(h, "query"), idsOf(h, "key"), length, plan, countingOrder);
  const windows = routes.map(({ keyOrder, queryChunk, chunks }) => (i: number): number[] => {
    const keys: number[] = [];
    for (let back = 0; back < Math.min(plan.lookBack + 1, chunks); back++) {
      const c = (queryChunk[i] - back + chunks) % chunks;
      keys.push(...keyOrder.subarray(c * plan.chunk, (c + 1) * plan.chunk));
    }
    return keys;
  });
  const chunks = Math.ceil(length / plan.chunk);
  const rounds = windows.map(
    (window, round): Visit => ({
      kind: "round",
      round,
      slots: Math.min(plan.lookBack + 1, chunks) * plan.chunk,
      seen: (i) =>
        window(i).map((j) => {
          const again =
            plan.duplicates === "once" && windows.slice(0, round).some((other) => other(i).includes(j));
          return [j, isHidden(i, j, plan) || nearOf(i, length, plan)(j) || again ? 0 : 1] as const;
        }),
    }),
  );
  const slots = Math.min(length, plan.localWindow + plan.sink);
  if (slots === 0) return rounds;
  const seen: Visit["seen"] = (i) =>
    Array.from({ length }, (_, j) => j)
      .filter((j) => nearOf(i, length, plan)(j) && !isHidden(i, j, plan))
      .map((j) => [j, 1] as const);
  return [...rounds, { kind: "near", round: 0, slots, seen }];
}

/** Sum of rows over the heads that share a key head. */
export const addInto = (into: Dense, from: Dense): Dense => {
  for (let i = 0; i < from.rows; i++) {
    const target = row(into, i);
    row(from, i).forEach((x, c) => {
      target[c] += x;
    });
  }
  return into;
};
