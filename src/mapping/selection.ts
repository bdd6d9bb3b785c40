// Numbers of keys searched, attended and fetched where every key is scored by its code.

import { InfeasibleError } from "#base";
import { exactPairs, nearSlots } from "../attention/plan.ts";
import type { WantedKeys } from "../design/key-codes.ts";
import { type Workload, windowOf } from "../design/workload.ts";
import { expectedLoad } from "./sizes.ts";

/** Keys of one layer and sequence, summed over the tokens that attend. */
export interface SelectedKeys {
  /** Keys that queries see and compare their codes with, of one query head. */
  readonly searched: number;
  /** Keys of sink and local window, of one query head. */
  readonly near: number;
  /** Keys chosen by their scores, of one query head. */
  readonly chosen: number;
  /** Distinct chosen keys over the query heads of a key head. */
  readonly fetched: number;
  /** Most that one query chooses. */
  readonly most: number;
}

/**
 * Keys that designs scoring every key attend beyond sink and window. `equal`: as many as the LSH design
 * attends, all slots of its rounds, or the finds of its lists in a decode. Throws InfeasibleError for a
 * budget beyond the sequence, and for one of mass or a threshold without measured data.
 */
export function wantedKeys(workload: Workload): WantedKeys {
  const { attention, length, phase, selected } = workload;
  const { kind, keys, share, expected } = attention.budget;
  if (kind === "equal")
    return {
      chosen:
        phase === "decode"
          ? expectedLoad(workload).distinct
          : Math.min(length, attention.rounds * windowOf(workload)),
    };
  if (kind === "share") return { share };
  if (kind === "fixed") {
    if (keys > length)
      throw new InfeasibleError(
        `a query is to attend ${keys} keys (workload.attention.budget.keys) and there are ${length}`,
      );
    return { chosen: Math.max(0, keys - nearSlots(length, attention)) };
  }
  const measured = expected ?? selected?.attended;
  if (measured === undefined)
    throw new InfeasibleError(
      "how many keys have or hold a share of the attention depends on the text, and nothing was measured on it " +
        "(use workload.attention.budget.expected)",
    );
  return { share: measured };
}

/**
 * A query that sees v keys attends n = min(v, window + sink) near ones and chooses c of the other f: the
 * wanted number, or the wanted share of v less n. g query heads of a key head that choose independently fetch
 * f (1 − (1 − c/f)^g); one search for all of them fetches c.
 */
export function selectedKeys(workload: Workload): SelectedKeys {
  const known = counted.get(workload) ?? countKeys(workload);
  counted.set(workload, known);
  return known;
}

/** Cached by workload: every choice of a design needs these sums. */
const counted = new WeakMap<Workload, SelectedKeys>();

function countKeys(workload: Workload): SelectedKeys {
  const { attention, length, phase, wanted } = workload;
  if (wanted === undefined) throw new RangeError("selectedKeys: expected a workload with wanted keys");
  const near = nearSlots(length, attention);
  const chooses = chosenOf(wanted, near);
  const fetches = fetchedOf(workload, near);
  if (phase === "decode" || !attention.causal) {
    const tokens = phase === "decode" ? 1 : length;
    const chosen = chooses(length);
    return {
      searched: tokens * length,
      near: tokens * near,
      chosen: tokens * chosen,
      fetched: tokens * fetches(length, chosen),
      most: chosen,
    };
  }
  // Sums have a kink where a budget is reached.
  const reached = "chosen" in wanted ? near + wanted.chosen : near / wanted.share;
  const kinks = [near, reached];
  return {
    searched: exactPairs(length, true),
    near: (near * (near + 1)) / 2 + (length - near) * near,
    chosen: sumTo(length, chooses, kinks),
    fetched: sumTo(length, (seen) => fetches(seen, chooses(seen)), kinks),
    most: chooses(length),
  };
}

/** Keys that a query chooses beyond the near ones, by the number that it sees. */
const chosenOf =
  (wanted: WantedKeys, near: number) =>
  (seen: number): number => {
    const far = Math.max(0, seen - near);
    const most = "chosen" in wanted ? wanted.chosen : wanted.share * seen - near;
    return Math.max(0, Math.min(far, most));
  };

/** Distinct keys that the query heads of a key head choose, `chosen` each of the `seen` keys. */
function fetchedOf(
  { attention, heads, kvHeads, selected, agreement: buckets }: Workload,
  near: number,
): (seen: number, chosen: number) => number {
  const sharers = attention.codes.searchers === "key-head" ? 1 : heads / kvHeads;
  // Without a measured agreement of heads about keys, their agreement about buckets is used.
  const agreement = selected?.fetched ?? (buckets === undefined ? 1 : buckets.fetched / buckets.distinct);
  return (seen, chosen) => {
    const far = seen - near;
    if (sharers === 1 || chosen <= 0 || chosen >= far) return chosen;
    const independent = far * -Math.expm1(sharers * Math.log1p(-chosen / far));
    return Math.max(chosen, Math.min(far, agreement * independent));
  };
}

/** Terms after a kink that are added one by one; beyond them the terms are smooth. */
const ADDED = 512;

/** Σ of f(v) over v = 1 to `last`, f smooth but for kinks. */
export function sumTo(last: number, f: (v: number) => number, kinks: readonly number[]): number {
  const edges = kinks.map(Math.floor).filter((edge) => edge > 0 && edge < last);
  const ends = [...new Set([...edges, last])].sort((a, b) => a - b);
  let [sum, from] = [0, 1];
  for (const end of ends) {
    const added = Math.min(end, from + ADDED);
    for (let v = from; v <= added; v++) sum += f(v);
    if (end > added) sum += smoothSum(added + 1, end, f);
    from = end + 1;
  }
  return sum;
}

/** Positive nodes and weights of the eight-point Gauss–Legendre rule on [−1, 1]. */
const GAUSS = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;

/** Σ of f(v), v = from … to: the integral, half a step wider, with Euler–Maclaurin's first correction. */
function smoothSum(from: number, to: number, f: (v: number) => number): number {
  const [low, high] = [from - 0.5, to + 0.5];
  let integral = 0;
  for (let left = low; left < high; ) {
    const right = Math.min(high, 1.5 * left);
    const [middle, half] = [(left + right) / 2, (right - left) / 2];
    for (const [node, weight] of GAUSS)
      integral += half * weight * (f(middle - half * node) + f(middle + half * node));
    left = right;
  }
  // Slopes from within: there may be a kink beyond either end.
  const bend = f(to) - f(to - 1) - (f(from + 1) - f(from));
  return integral - bend / 24;
}

/** Blocks with an attended key, and all visible keys in them; one query head's, summed over its queries. */
export interface TouchedBlocks {
  readonly blocks: number;
  readonly keys: number;
}

/**
 * Keys are stored in blocks of m. A query that sees v keys, B = ⌈v/m⌉ blocks, attends a sink and a window,
 * which are contiguous and touch b = ⌈s/m⌉ + (w + m − 1)/m blocks on average over the window's position, and
 * c of the f others, assumed to be spread evenly over them:
 *
 *     blocks = b + (B − b) (1 − (1 − c/f)^m)
 *
 * Clustered attention touches fewer. Over a sequence B is its mean over a block, (v + (m − 1)/2)/m.
 */
export function touchedBlocks(workload: Workload, blockKeys: number): TouchedBlocks {
  const { attention, length, phase, wanted } = workload;
  if (wanted === undefined) throw new RangeError("touchedBlocks: expected a workload with wanted keys");
  const near = nearSlots(length, attention);
  const chooses = chosenOf(wanted, near);
  const { localWindow, sink } = attention;
  const nearBlocks =
    Math.ceil(sink / blockKeys) + (localWindow > 0 ? (localWindow + blockKeys - 1) / blockKeys : 0);
  const touched = (seen: number, all: number): number => {
    const far = seen - Math.min(seen, near);
    const chosen = chooses(seen);
    if (chosen >= far) return all;
    const close = Math.min(all, nearBlocks);
    return close - (all - close) * Math.expm1(blockKeys * Math.log1p(-chosen / far));
  };
  if (phase === "decode" || !attention.causal) {
    const queries = phase === "decode" ? 1 : length;
    const all = Math.ceil(length / blockKeys);
    const own = touched(length, all);
    return { blocks: queries * own, keys: (queries * length * own) / all };
  }
  const meanBlocks = (seen: number): number => (seen + (blockKeys - 1) / 2) / blockKeys;
  // Sums have a kink where a budget is reached, and where a sequence outgrows the near blocks.
  const reached = "chosen" in wanted ? near + wanted.chosen : near / wanted.share;
  const kinks = [near, reached, nearBlocks * blockKeys - (blockKeys - 1) / 2];
  const blocksAt = (seen: number): number => touched(seen, meanBlocks(seen));
  return {
    blocks: sumTo(length, blocksAt, kinks),
    keys: sumTo(length, (seen) => (seen * blocksAt(seen)) / meanBlocks(seen), kinks),
  };
}
