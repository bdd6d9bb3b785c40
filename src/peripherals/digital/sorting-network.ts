/** Compare-exchanges of one stage as flat pairs (i, j): the smaller key goes to i, the larger to j. */
export type Stage = Int32Array;

/** A network that sorts 2^k keys, listed stage by stage: no list of a million-key network is ever held whole. */
export interface SortingNetwork {
  /** Stages for `keys` keys, in order. Throws RangeError unless `keys` is a power of two of at least 2. */
  stages(keys: number): Iterable<Stage>;
  /** Compare-exchanges of the network for `keys` keys, in closed form. */
  comparators(keys: number): number;
  /** Stages that a key passes. */
  depth(keys: number): number;
}

/** k(k + 1)/2 stages: both networks merge runs of 2, 4, … 2^k, each in one stage a halving. */
const depth = (keys: number): number => {
  const k = exponentOf(keys);
  return (k * (k + 1)) / 2;
};

/** Batcher's bitonic sorter: every stage compares all keys; N k(k + 1)/4 compare-exchanges [batcher-1968]. */
export const bitonicNetwork: SortingNetwork = {
  stages: bitonicStages,
  comparators: (keys) => (keys * depth(keys)) / 2,
  depth,
};

/** Batcher's odd-even merge sorter: (k² − k + 4) 2^(k − 2) − 1 compare-exchanges [batcher-1968]. */
export const oddEvenMergeNetwork: SortingNetwork = {
  stages: oddEvenMergeStages,
  comparators: (keys) => {
    const k = exponentOf(keys);
    return (k * k - k + 4) * 2 ** (k - 2) - 1;
  },
  depth,
};

/** Applies a stage to the keys in place. */
export function compareExchange(stage: Stage, keys: Float64Array): void {
  for (let n = 0; n < stage.length; n += 2) {
    const low = keys[stage[n]];
    const high = keys[stage[n + 1]];
    if (low > high) {
      keys[stage[n]] = high;
      keys[stage[n + 1]] = low;
    }
  }
}

/** Smallest power of two of at least `count` and at least 2. */
export function networkSize(count: number): number {
  let size = 2;
  while (size < count) size *= 2;
  return size;
}

function* bitonicStages(keys: number): Generator<Stage> {
  exponentOf(keys);
  for (let run = 2; run <= keys; run *= 2)
    for (let distance = run / 2; distance >= 1; distance /= 2) {
      const stage: number[] = [];
      for (let i = 0; i < keys; i++) {
        const partner = i ^ distance;
        // Neighbouring runs are sorted in opposite directions, so that two of them are bitonic together.
        if (partner > i) stage.push(...((i & run) === 0 ? [i, partner] : [partner, i]));
      }
      yield Int32Array.from(stage);
    }
}

function* oddEvenMergeStages(keys: number): Generator<Stage> {
  exponentOf(keys);
  for (let run = 1; run < keys; run *= 2)
    for (let distance = run; distance >= 1; distance /= 2) {
      const stage: number[] = [];
      for (let start = distance % run; start + distance < keys; start += 2 * distance)
        for (let i = start; i < Math.min(start + distance, keys - distance); i++)
          // Runs of another pair are not merged with this one.
          if (Math.floor(i / (2 * run)) === Math.floor((i + distance) / (2 * run)))
            stage.push(i, i + distance);
      yield Int32Array.from(stage);
    }
}

function exponentOf(keys: number): number {
  const k = Math.round(Math.log2(keys));
  if (!(Number.isSafeInteger(keys) && keys >= 2 && 2 ** k === keys))
    throw new RangeError(`sorting network: expected a power of two of at least 2 keys, received ${keys}`);
  return k;
}
