// Quality of exact attention in analog arrays on a model's activations.

import { columnMeans, estimate, type Rng, row, type Seconds } from "#base";
import { drivenQuery, type ExactQuery, fitScales, overlapOf } from "../attention/analog/scales.ts";
import {
  type AnalogScales,
  type AnalogUnits,
  analogLogits,
  analogOutput,
  analogWeights,
  holdHead,
  keptAfter,
} from "../attention/analog/weighing.ts";
import { converterPair } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import { planOf, type Workload } from "../design/workload.ts";
import { type Activations, centred, type HeadActivations } from "./activations.ts";
import { exactRow, sampleQueries } from "./quality.ts";
import type { SearchedPlan, SearchedQuality } from "./searched-quality.ts";

/** Queries per head for fitting scales; none of them is compared. */
const CALIBRATION_QUERIES = 32;

/** Whether the arrays can be simulated: not if converters read an element's slices or phases one by one. */
export const isAnalogSimulated = ({ baselines }: Design): boolean => {
  const { readout, slices, phases } = baselines.analog.behaviour;
  return readout === "charge-to-pulse" || slices * phases === 1;
};

/** Keys that queries of a head read, by the query's position: 1 for each that is read. */
export type ReadKeys = (
  head: HeadActivations,
  positions: Int32Array,
  sample: number,
) => ReadonlyMap<number, Uint8Array>;

/**
 * Exact attention of each head in the design's arrays of keys and values: levels of operands, the cell's
 * curve, fixed gains, decay, read noise, converters with noise, offset and limits, a hard sigmoid instead of
 * the softmax. `recall` is Σ min(p, p′) of the exact weights p and the arrays' normalised weights p′.
 * Keys are centred; scales are fitted per head on other queries of the same text, with ideal devices. Each
 * sample has its own cells and converters. `chosen` leaves keys unread, for a selection before the arrays; the
 * scales are then fitted with the choices of the first sample.
 */
export function analogQuality(
  design: Design,
  workload: Workload,
  activations: Activations,
  { samples, queries, tokenTime }: SearchedPlan & { readonly tokenTime: Seconds },
  rng: Rng,
  chosen: ReadKeys = () => new Map(),
): SearchedQuality {
  const { scale, causal } = planOf(workload);
  const exactQuery = (head: HeadActivations, position: number): ExactQuery =>
    exactQueryOf(head, position, scale, causal ? position : activations.length - 1);
  const units = unitsOf(design, activations.length, tokenTime);
  const compared = sampleQueries(activations.length, queries, rng.fork("queries"));
  const calibrating = sampleQueries(activations.length, CALIBRATION_QUERIES, rng.fork("calibration"));
  const others = calibrating.filter((i) => !compared.includes(i));
  const fitted = others.length === 0 ? compared : others;
  const positions = Int32Array.from(new Set([...fitted, ...compared])).sort();
  const heads = activations.heads.map((head) => {
    const keys = centred(head.k, columnMeans(head.k));
    // A selection before the arrays writes its codes once a sample, whichever queries it is for.
    const read = chosen(head, positions, 0);
    const scales = fitScales(
      units,
      { q: head.q, keys, values: head.v },
      [...fitted].map((i) => ({ ...exactQuery(head, i), attended: read.get(i) })),
      scale,
    );
    return { head, keys, scales, read, exact: [...compared].map((i) => exactQuery(head, i)) };
  });
  const trials = Array.from({ length: samples }, (_, sample) => {
    const sums = { error: 0, norm: 0, mass: 0, attended: 0 };
    for (const { head, keys, scales, read: first, exact } of heads) {
      const own = rng.fork("arrays").fork(sample).fork(`layer ${head.layer} head ${head.head}`);
      const held = holdHead(units, keys, head.v, scales, own);
      const read = sample === 0 ? first : chosen(head, compared, sample);
      for (const one of exact) {
        const query = { ...one, attended: read.get(one.position) };
        compareQuery(units, held, query, scales, scale, own.fork(one.position), sums);
      }
    }
    return sums;
  });
  const count = heads.length * compared.length;
  return {
    recall: estimate(trials.map(({ mass }) => mass / count)),
    outputError: estimate(trials.map(({ error, norm }) => Math.sqrt(error / norm))),
    attended: estimate(trials.map(({ attended }) => attended / count)).mean,
    searches: 0,
  };
}

function unitsOf({ baselines, temperature }: Design, tokens: number, tokenTime: Seconds): AnalogUnits {
  const array = baselines.analog.behaviour;
  const adc = Number.isFinite(array.outputBits) ? converterPair(array).adc.behaviour : null;
  return { array, adc, temperature, kept: keptAfter(array, tokens, tokenTime) };
}

function exactQueryOf(head: HeadActivations, position: number, scale: number, last: number): ExactQuery {
  const { weights, sum, weighed } = exactRow(head, position, scale, last);
  return {
    position,
    last,
    query: row(head.q, position),
    weights: weights.map((w) => w / sum),
    output: weighed.map((x) => x / sum),
  };
}

interface Sums {
  error: number;
  norm: number;
  mass: number;
  attended: number;
}

function compareQuery(
  units: AnalogUnits,
  held: ReturnType<typeof holdHead>,
  exact: ExactQuery,
  scales: AnalogScales,
  scale: number,
  rng: Rng,
  sums: Sums,
): void {
  const query = drivenQuery(units, exact.query, scales.query);
  const { last, attended } = exact;
  const logits = analogLogits(units, held, query, last, scales, scale, rng.fork("scores"), attended);
  const weights = analogWeights(units, held, logits, scales, rng.fork("sigmoid"));
  const output = analogOutput(units, held, weights, scales, rng.fork("outputs"));
  sums.mass += overlapOf(exact.weights, weights);
  sums.attended += attended?.reduce((sum, mark) => sum + mark, 0) ?? weights.length;
  for (const [c, x] of exact.output.entries()) {
    sums.error += (output[c] - x) ** 2;
    sums.norm += x ** 2;
  }
}
