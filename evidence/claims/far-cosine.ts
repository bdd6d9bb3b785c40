import { columnMeans, type Dense, dot, rowProducts } from "#base";
import { recallKinds, TokenKind } from "#model-files";
import { capture, type HeadActivations } from "#transformer";
import { maskingOf } from "../../src/language-model/activations.ts";
import { centred } from "../../src/simulation/activations.ts";
import type { ModelTexts } from "./model-runs.ts";

/** Geometry of what one head attends beyond local window and sink: pairs that the hash alone can find. */
export interface FarCosine {
  readonly layer: number;
  readonly head: number;
  /** Exact attention on the most attended key there, mean over the queries looked at. */
  readonly mass: number;
  /** cos(q, k) of the hashed vectors of each query and its most attended key there, mean over the queries. */
  readonly cosine: number;
}

/**
 * The head that attends one far key most sharply in the first window, under exact attention: on recall texts by the queries that predict
 * a retrievable value, else by all. Costs O(queries · L · width) a head.
 */
export function farCosine(texts: Omit<ModelTexts, "design">): FarCosine {
  const { checkpoint, kernel, workload, windows, calibration, recall } = texts;
  const { centreKeys, localWindow, sink } = workload.attention;
  const means = centreKeys
    ? capture(checkpoint, calibration, kernel).layers.map(({ heads }) => heads.map(({ k }) => columnMeans(k)))
    : null;
  const tokens = windows[0];
  const { scale } = maskingOf(checkpoint);
  const queries = queriesOf(tokens, recall).filter((i) => i >= localWindow + sink);
  return capture(checkpoint, tokens.slice(0, -1), kernel)
    .layers.flatMap(({ heads }, layer) =>
      heads.map((head, index): FarCosine => {
        const keys = means === null ? head.k : centred(head.k, means[layer][index]);
        return { layer, head: index, ...farOf(head, keys, queries, { scale, localWindow, sink }) };
      }),
    )
    .reduce((a, b) => (b.mass > a.mass ? b : a));
}

function queriesOf(tokens: readonly number[], recall: boolean): number[] {
  const all = Array.from(tokens.keys()).slice(0, -1);
  if (!recall) return all;
  const kinds = recallKinds(tokens);
  return all.filter((t) => kinds[t + 1] === TokenKind.retrievableValue);
}

/** Of one head, over keys from the sink's end to the window's start. */
function farOf(
  { q, k }: HeadActivations,
  keys: Dense,
  queries: readonly number[],
  {
    scale,
    localWindow,
    sink,
  }: { readonly scale: number; readonly localWindow: number; readonly sink: number },
): Pick<FarCosine, "mass" | "cosine"> {
  const scores = new Float64Array(k.rows);
  const width = keys.columns;
  const norm = (x: Float64Array, i: number): number => Math.sqrt(dot(x, i * width, x, i * width, width));
  let mass = 0;
  let cosines = 0;
  for (const i of queries) {
    rowProducts(q.data, i * q.columns, k.data, i + 1, k.columns, scale, scores, 0);
    let largest = Number.NEGATIVE_INFINITY;
    for (let j = 0; j <= i; j++) largest = Math.max(largest, scores[j]);
    let total = 0;
    for (let j = 0; j <= i; j++) total += Math.exp(scores[j] - largest);
    let best = sink;
    for (let j = sink; j <= i - localWindow; j++) if (scores[j] > scores[best]) best = j;
    mass += Math.exp(scores[best] - largest) / total;
    const product = dot(q.data, i * width, keys.data, best * width, width);
    cosines += product / (norm(q.data, i) * norm(keys.data, best) || 1);
  }
  const count = Math.max(1, queries.length);
  return { mass: mass / count, cosine: cosines / count };
}
