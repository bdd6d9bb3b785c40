import { exactPairs, type Masking } from "../attention/plan.ts";
import { type Dense, dot } from "../base/dense.ts";
import { rowProducts } from "../base/row-products.ts";
import { type BackendCase, type BackendSetting, createBackends } from "./backends/backend.ts";
import { calibrateHead, hashedVectors } from "./backends/hashed-vectors.ts";
import { capture, forward, maskingOf } from "./forward.ts";
import { distributionDistance, negativeLogLikelihood } from "./likelihood.ts";
import { recallKinds, TokenKind } from "./recall-grammar.ts";

/** A model, its texts and its attention: all that trials share. */
export interface LmJob extends BackendSetting {
  /** Windows of L + 1 ids, each scored at L positions. */
  readonly windows: readonly (readonly number[])[];
  /** Whether the texts are of the recall grammar. */
  readonly recall: boolean;
  /** Skips comparisons with exact attention; scores then have no `distance`. */
  readonly likelihoodOnly?: boolean;
}

/** Distance of an approximation from exact attention on one window, means over positions. */
export interface LmDistance {
  /** KL(exact ‖ approximate), nats. */
  readonly divergence: number;
  /** Share of positions with the same largest logit. */
  readonly agreement: number;
  /** Exact attention on the visible pairs, mean over queries and heads; 1 for exact attention. */
  readonly mass: number;
}

/** Scores of one backend on one window and chip, means over positions. */
export interface LmScore {
  readonly nll: number;
  /** Null for likelihoods only. */
  readonly distance: LmDistance | null;
  /** Fractions of the exact causal pairs, mean over heads. */
  readonly usefulPairs: number;
  readonly computedPairs: number;
  /** At positions that predict a retrievable value; null for texts without any. */
  readonly recall: { readonly positions: number; readonly correct: number; readonly nll: number } | null;
}

/**
 * Runs cases of a job. Last hidden states of windows under exact attention are cached in `exactStates`, O(L)
 * each; jobs of one model and the same windows may share them.
 */
export function lmTrials(
  job: LmJob,
  exactStates: Map<number, Dense> = new Map(),
): (trial: BackendCase) => LmScore {
  const backends = createBackends(job);
  const kernel = job.kernels.decoder;
  const exactState = (window: number): Dense => {
    const known =
      exactStates.get(window) ?? forward(job.checkpoint, inputs(job, window), undefined, { kernel });
    exactStates.set(window, known);
    return known;
  };
  const measures = job.likelihoodOnly !== true;
  return (trial) => {
    const pairs = { mass: 0, useful: 0, computed: 0, heads: 0 };
    const isExact = trial.name === "exact";
    const state = isExact
      ? exactState(trial.window)
      : forward(
          job.checkpoint,
          inputs(job, trial.window),
          backends(trial, (attended, exactLogSum) => {
            if (measures) addMass(pairs, attended.logSum, exactLogSum());
            pairs.useful += attended.pairs.useful;
            pairs.computed += attended.pairs.computed;
            pairs.heads++;
          }),
          { kernel },
        );
    const tokens = job.windows[trial.window];
    const distance = measures
      ? distributionDistance(job.checkpoint, exactState(trial.window), state, tokens, kernel)
      : null;
    const scored = distance ?? negativeLogLikelihood(job.checkpoint, state, tokens, kernel);
    const all = exactPairs(state.rows, true) * pairs.heads;
    return {
      nll: mean(scored.nll),
      distance:
        distance === null
          ? null
          : {
              divergence: mean(distance.divergence),
              agreement: mean(distance.agrees),
              mass: isExact ? 1 : pairs.mass / pairs.heads,
            },
      usefulPairs: isExact ? 1 : pairs.useful / all,
      computedPairs: isExact ? 1 : pairs.computed / all,
      recall: job.recall ? recallOf(tokens, scored) : null,
    };
  };
}

/** Adds the exact softmax mass on the visible pairs of one head, mean over its queries. */
function addMass(pairs: { mass: number }, logSum: Float64Array, exactLogSum: Float64Array): void {
  logSum.forEach((log, i) => {
    pairs.mass += Math.min(1, Math.exp(log - exactLogSum[i])) / exactLogSum.length;
  });
}

/** Statistics of one head's attended pairs under exact attention, over all windows. */
export interface HeadCosine extends AttendedCosine {
  readonly layer: number;
  readonly head: number;
}

/** Geometry of what each head attends in a window, as the hash sees it: centred and lifted by the plan. */
export function headCosines(job: LmJob, window: number): HeadCosine[] {
  const { checkpoint, plan, workload } = job;
  const hashed = {
    lift: plan.lift,
    hashed: plan.hashed,
    centreKeys: workload.attention.centreKeys,
    rotary: checkpoint.rotary,
  };
  const kernel = job.kernels.decoder;
  const calibrated = capture(checkpoint, job.calibration, kernel).layers;
  return capture(checkpoint, inputs(job, window), kernel).layers.flatMap(({ heads }, layer) =>
    heads.map((activations, head) => {
      const calibration = calibrateHead(calibrated[layer].heads[head], hashed);
      const vectors = hashedVectors(activations, hashed, calibration);
      return { layer, head, ...attendedCosine(activations, vectors, maskingOf(checkpoint)) };
    }),
  );
}

const inputs = ({ windows }: LmJob, window: number): readonly number[] => windows[window].slice(0, -1);

const mean = (values: Float64Array | Uint8Array): number => {
  let sum = 0;
  for (const x of values) sum += x;
  return sum / values.length;
};

function recallOf(
  tokens: readonly number[],
  { nll, correct }: { readonly nll: Float64Array; readonly correct: Uint8Array },
): LmScore["recall"] {
  const kinds = recallKinds(tokens);
  const at = Array.from(nll.keys()).filter((t) => kinds[t + 1] === TokenKind.retrievableValue);
  if (at.length === 0) return null;
  return {
    positions: at.length,
    correct: at.reduce((sum, t) => sum + correct[t], 0),
    nll: at.reduce((sum, t) => sum + nll[t], 0) / at.length,
  };
}

/** Geometry of one head's attended pairs; means over its queries. */
export interface AttendedCosine {
  /** cos(q, k) weighted by attention. Near 1 a hash can find the pairs, near 0 none can. */
  readonly weighted: number;
  /** cos(q, k) of each query's most attended key, and that key's attention. */
  readonly top: number;
  readonly topMass: number;
}

/** Cosines of the hashed vectors, weighted by the exact causal attention of q and k (tokens × width). */
export function attendedCosine(
  { q, k }: { readonly q: Dense; readonly k: Dense },
  hashed: { readonly query: Dense; readonly key: Dense },
  { self, scale }: Pick<Masking, "self" | "scale">,
): AttendedCosine {
  const [scores, cosines] = [new Float64Array(k.rows), new Float64Array(k.rows)];
  const keyNorms = norms(hashed.key);
  const queryNorms = norms(hashed.query);
  let weighted = 0;
  let top = 0;
  let topMass = 0;
  for (let i = 0; i < q.rows; i++) {
    const visible = self === "allowed" || i === 0 ? i + 1 : i;
    rowProducts(q.data, i * q.columns, k.data, visible, k.columns, scale, scores, 0);
    const { columns, data } = hashed.query;
    rowProducts(data, i * columns, hashed.key.data, visible, columns, 1, cosines, 0);
    let best = 0;
    for (let j = 1; j < visible; j++) if (scores[j] > scores[best]) best = j;
    let total = 0;
    let sum = 0;
    for (let j = 0; j < visible; j++) {
      const weight = Math.exp(scores[j] - scores[best]);
      total += weight;
      // A zero vector has no direction.
      sum += (weight * cosines[j]) / (queryNorms[i] * keyNorms[j] || 1);
    }
    weighted += sum / total / q.rows;
    top += cosines[best] / (queryNorms[i] * keyNorms[best] || 1) / q.rows;
    topMass += 1 / total / q.rows;
  }
  return { weighted, top, topMass };
}

const norms = (x: Dense): Float64Array =>
  Float64Array.from({ length: x.rows }, (_, i) =>
    Math.sqrt(dot(x.data, i * x.columns, x.data, i * x.columns, x.columns)),
  );
