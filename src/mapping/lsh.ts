// Actions of LSH attention: hash, sort, attend, and the backward pass.

import { InfeasibleError } from "#base";
import { driversOfLine } from "../design/array-design.ts";
import { type Design, digitises } from "../design/design.ts";
import { encodingOf } from "../design/electrics.ts";
import type { Workload } from "../design/workload.ts";
import type { Projection } from "../peripherals/projection/projection.ts";
import { compositeKeyBits, type Sorter } from "../peripherals/sorter/sorter.ts";
import { type ActionCount, asBackward } from "./action-counts.ts";
import {
  addedRows,
  arriveCounts,
  gradientBits,
  keepCounts,
  pairGradientCounts,
  queryScalarBits,
} from "./exact.ts";
import { chargedColumns, conversionsOf, type Placement, stagesOf } from "./placement.ts";
import { partialBits, type Sizes } from "./sizes.ts";
import { enter, gather, type Hierarchy, leave, linkCounts, move } from "./traffic.ts";

/** Actions of LSH attention over one layer, without the projections themselves. */
export function lshCounts(s: Sizes, sorter: Sorter, hierarchy: Hierarchy): ActionCount[] {
  const row = s.width * s.wordBits;
  return [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row + s.foldedBits, hierarchy),
    ...hashMoveCounts(s, hierarchy),
    ...sortCounts(s, sorter, hierarchy),
    ...gatherCounts(s, hierarchy),
    ...pairCounts(s),
    ...mergeRoundCounts(s, hierarchy),
    ...leave(s.length * s.heads * row, hierarchy),
  ];
}

/** Vectors are read for the projections; bucket ids are written back. */
const hashMoveCounts = (s: Sizes, hierarchy: Hierarchy): ActionCount[] => [
  ...move("hash", "read", s.hashInputBits, hierarchy),
  ...move("hash", "write", s.hashedVectors * s.rounds * s.idBits, hierarchy),
];

/** Bits of a row's chunk numbers of all rounds, moved with it so that a repeated pair is weighed once. */
export const chunkNumberBits = (s: Sizes): number =>
  s.duplicatesOnce && s.rounds > 1 ? s.rounds * Math.ceil(Math.log2(Math.max(2, s.chunks))) : 0;

/** Pairs of a layer that the hardware computes: rounds × window + local, with masked and repeated ones. */
export const computedPairsOf = (s: Sizes): number => s.heads * s.length * (s.rounds * s.window + s.near);

/** In round r, a pair's chunk numbers are compared with those of the r previous rounds. */
export const comparisonsOf = (s: Sizes): number =>
  s.duplicatesOnce ? s.heads * s.length * s.window * ((s.rounds * (s.rounds - 1)) / 2) : 0;

/** Partial results of a query: one a round, and one of the local window and the sink. */
export const mergesOf = (s: Sizes): number => s.rounds + (s.near > 0 ? 1 : 0);

/**
 * Each round reads every key, value and query row of a head once, in sorted order: the look-back chunks of a
 * chunk are still in the array when the next one arrives. To weigh a repeated pair once, a row carries its
 * chunk numbers of all rounds. The local window and the sink stream in order of position.
 */
function gatherCounts(s: Sizes, hierarchy: Hierarchy): ActionCount[] {
  const row = s.width * s.wordBits;
  const rows = s.heads * s.length * s.rounds;
  return [
    ...move("gather", "read", rows * 2 * s.indexBits, hierarchy),
    ...gather("gather", "read", 2 * rows, row + chunkNumberBits(s), hierarchy),
    ...gather("gather", "read", rows, row, hierarchy),
    ...move("gather", "read", s.near === 0 ? 0 : s.heads * s.length * 3 * row, hierarchy),
  ];
}

function pairCounts(s: Sizes): ActionCount[] {
  const pairs = computedPairsOf(s);
  return [
    { operation: "score", component: "mac", action: "mac", count: pairs * s.width },
    { operation: "score", component: "mac", action: "add", count: comparisonsOf(s) },
    { operation: "softmax", component: "softmax", action: "exponent", count: pairs },
    { operation: "weigh", component: "mac", action: "mac", count: pairs * s.width },
  ];
}

/**
 * Un-sorting scatters each round's output to its token and merges it there: read, rescale both, write.
 * Outputs that no softmax has normalised are added unscaled.
 */
function mergeRoundCounts(s: Sizes, hierarchy: Hierarchy): ActionCount[] {
  const merges = mergesOf(s);
  const rows = s.heads * s.length;
  const partial = partialBits(s);
  return [
    ...gather("scatter", "write", rows * merges, partial, hierarchy),
    ...gather("combine", "read", rows * (merges - 1), partial, hierarchy),
    ...mergedCounts(s, rows * merges),
  ];
}

/**
 * A merge of two partial softmaxes: two weights, and both outputs times theirs; outputs without normalisation
 * are added. Outputs computed in several passes over their width need the weights in each.
 */
export const mergedCounts = (
  { normalises, width }: Pick<Sizes, "normalises" | "width">,
  merges: number,
  passes = 1,
): ActionCount[] =>
  normalises
    ? [
        { operation: "combine", component: "softmax", action: "exponent", count: merges * 2 * passes },
        { operation: "combine", component: "mac", action: "mac", count: merges * 2 * width },
      ]
    : [{ operation: "combine", component: "mac", action: "add", count: merges * width }];

type BackwardHashes = Workload["attention"]["backwardHashes"];

/** Bits of the permutations that the forward pass of a layer keeps: one index per sorted vector and round. */
const orderBits = (s: Sizes, hashes: BackwardHashes): number =>
  hashes === "stored" ? s.sortedSequences * s.length * s.rounds * s.indexBits : 0;

/** Actions of a layer's forward pass that keeps what the backward pass does not recompute. */
export const lshKeepCounts = (s: Sizes, hashes: BackwardHashes, hierarchy: Hierarchy): ActionCount[] =>
  keepCounts(s, orderBits(s, hashes), hierarchy);

/**
 * Actions of the backward pass of LSH attention over one layer. No gradient passes the hash [kitaev-2020]:
 * the pairs are those of the forward pass, in its order. If that order was kept, nothing is hashed or sorted,
 * else everything is (`projections` are the forward pass's). Each round gathers queries with their outputs'
 * gradients, keys and values in sorted order, computes five products a pair of its own windows, and scatters
 * the gradients of its rows through the permutation to their tokens, where those of all rounds are summed.
 */
export function lshBackwardCounts(
  s: Sizes,
  hashes: BackwardHashes,
  projections: readonly ActionCount[],
  sorter: Sorter,
  hierarchy: Hierarchy,
): ActionCount[] {
  const row = s.width * s.wordBits;
  const again =
    hashes === "stored"
      ? []
      : [...hashMoveCounts(s, hierarchy), ...projections, ...sortCounts(s, sorter, hierarchy)];
  const folded = hashes === "stored" ? 0 : s.foldedBits;
  return asBackward([
    ...arriveCounts(s, orderBits(s, hashes) + folded, hierarchy),
    ...again,
    ...gatherBackwardCounts(s, hierarchy),
    ...pairGradientCounts(s, computedPairsOf(s)),
    { operation: "score", component: "mac", action: "add", count: comparisonsOf(s) },
    ...scatterCounts(s, hierarchy),
    ...leave(s.length * (s.heads + 2 * s.kvHeads) * row, hierarchy),
  ]);
}

/**
 * Each round reads every query with its output's gradient and scalars, every key and every value of a head
 * once, in sorted order. Local window and sink stream in order of position.
 */
function gatherBackwardCounts(s: Sizes, hierarchy: Hierarchy): ActionCount[] {
  const row = s.width * s.wordBits;
  const rows = s.heads * s.length * s.rounds;
  const near = s.near === 0 ? 0 : s.heads * s.length;
  return [
    ...move("gather", "read", rows * 2 * s.indexBits, hierarchy),
    ...gather("gather", "read", 2 * rows, row + chunkNumberBits(s), hierarchy),
    ...gather("gather", "read", rows, row, hierarchy),
    ...gather("gather", "read", rows, row + queryScalarBits(s), hierarchy),
    ...move("gather", "read", near * (4 * row + queryScalarBits(s)), hierarchy),
  ];
}

/**
 * A round scatters its gradients to their tokens, one row each of queries, keys and values, and adds them to
 * the existing sums: a query's over all rounds, a key's over all rounds and all query heads that share it.
 * The sums of a look-back chunk stay in the array with its successors.
 */
function scatterCounts(s: Sizes, hierarchy: Hierarchy): ActionCount[] {
  const visits = s.heads * s.length * mergesOf(s);
  const added = addedRows({ queries: [visits, s.heads * s.length], keys: [visits, s.kvHeads * s.length] });
  return [
    ...gather("scatter", "write", 3 * visits, gradientBits(s), hierarchy),
    ...gather("combine", "read", added, gradientBits(s), hierarchy),
    { operation: "combine", component: "mac", action: "add", count: added * s.width },
  ];
}

/** Actions of the sorts of one layer: one of L bucket ids for every sorted sequence and round. */
function sortCounts(s: Sizes, sorter: Sorter, hierarchy: Hierarchy): ActionCount[] {
  const sorts = s.sortedSequences * s.rounds;
  const { place, scan, reads, writes } = sorter.work(s.length, s.buckets);
  return [
    { operation: "sort", component: "sorter", action: "place", count: sorts * place },
    { operation: "sort", component: "sorter", action: "scan", count: sorts * scan },
    ...move("sort", "read", sorts * reads * s.idBits, hierarchy),
    ...move("sort", "write", sorts * writes * s.indexBits, hierarchy),
  ];
}

/** Throws InfeasibleError where a sequence has more keys, or wider ones, than the sorter supports. */
export function checkSort(sorter: Sorter, length: number, buckets: number): void {
  const { longest = Number.POSITIVE_INFINITY, keyBits = Number.POSITIVE_INFINITY } = sorter;
  if (length > longest)
    throw new InfeasibleError(
      `the sorter: expected at most ${longest} keys a sequence (design.digital.sorter.block), received ${length}`,
    );
  const needed = compositeKeyBits(buckets, length);
  if (needed > keyBits)
    throw new InfeasibleError(
      `the sorter: expected keys of at most ${keyBits} bits (design.digital.sorter.keyBits), received ` +
        `${buckets} buckets × ${length} positions: ${needed} bits`,
    );
}

/**
 * Projections of one layer on arrays. A vector drives the rows of every array of its set at once, once a
 * phase of its encoding: all rounds are one read. `read` counts projections; the driver charges its line's
 * cells in tiles that are read, and holds the line from either end. Every bit line that is read is held at
 * its virtual ground; one waiting behind a multiplexer is not. Converters behind a multiplexer see the
 * columns one after another, and the rows are driven anew for each. The adders sum digitised phases, compare
 * digitised values for an argmax, and centre a mean-centred input.
 */
export function crossbarHashCounts(s: Sizes, design: Design, placement: Placement): ActionCount[] {
  const { array, readout, mux } = design.hashing;
  const { phases, addsDigitally } = encodingOf(design);
  const { share } = mux.behaviour;
  const { bits } = readout.behaviour;
  const reads = phases.length * share;
  // Folded projections hash one input per token for all heads of the layer.
  const inputs = design.hashing.folding === "none" ? s.hashedVectors : s.tokens;
  const drives = ((inputs * placement.rows * placement.arraysPerGroup) / placement.rowBlocks) * reads;
  const charged = inputs * placement.rows * chargedColumns(design, placement) * reads;
  const pairs = s.hashedVectors * s.rounds * s.columns;
  const isDigital = digitises(readout);
  const parts = (addsDigitally ? phases.length : 1) * conversionsOf(design, placement);
  const conversions = pairs * parts;
  const additions =
    pairs * (parts - 1) +
    (isDigital ? s.hashedVectors * s.rounds * s.comparisons : 0) +
    (array.pairing === "mean-centred" ? 2 * inputs * placement.rows : 0);
  return [
    { operation: "hash", component: "dac", action: "drive", count: drives },
    { operation: "hash", component: "driver", action: "charge", count: charged },
    { operation: "hash", component: "driver", action: "hold", count: drives * driversOfLine(array) },
    { operation: "hash", component: "array", action: "read", count: pairs * reads },
    {
      operation: "hash",
      component: "inputStage",
      action: "hold",
      count: pairs * phases.length * conversionsOf(design, placement) * stagesOf(design),
    },
    { operation: "hash", component: "mux", action: "select", count: share > 1 ? conversions : 0 },
    { operation: "hash", component: "readout", action: readout.behaviour.action, count: conversions },
    { operation: "hash", component: "mac", action: "add", count: additions },
    // Vectors are sent to the arrays' die; ids or codes return.
    ...linkCounts(
      "hash",
      s.hashInputBits + (bits === undefined ? s.hashedVectors * s.rounds * s.idBits : conversions * bits),
      design.hashNode,
      design,
    ),
  ];
}

/**
 * Projections of one layer on a digital unit, or, where `unit` is null, on the MAC array's adders with ±1
 * weights: d additions a projection. A unit always computes all of its projections. An argmax takes one
 * comparison (a subtraction) each on those adders. Throws InfeasibleError where vectors outgrow the unit.
 */
export function digitalHashCounts(s: Sizes, unit: Projection | null): ActionCount[] {
  const comparisons = s.hashedVectors * s.rounds * s.comparisons;
  if (unit === null) {
    const additions = s.hashedVectors * s.rounds * s.columns * s.width;
    return [{ operation: "hash", component: "mac", action: "add", count: additions + comparisons }];
  }
  if (s.width > unit.width)
    throw new InfeasibleError(
      `the projection unit: expected vectors of at most ${unit.width} elements (design.digital.projection.width), ` +
        `received a head width of ${s.width}`,
    );
  const together = unit.together(s.width);
  const projected = Math.ceil((s.rounds * s.columns) / together) * together;
  return [
    { operation: "hash", component: "projection", action: "project", count: s.hashedVectors * projected },
    { operation: "hash", component: "mac", action: "add", count: comparisons },
  ];
}
