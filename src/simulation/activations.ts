import { columnMeans, type Dense, dense } from "#base";

/** Identifies a head of a model. */
export interface HeadPlace {
  readonly layer: number;
  readonly head: number;
  readonly kvHead: number;
}

/** Inputs of one head, tokens × width each, as they enter the dot product (positions applied). */
export interface HeadActivations extends HeadPlace {
  readonly q: Dense;
  readonly k: Dense;
  readonly v: Dense;
  /** Source of q and k before positions; absent if no model projected them. */
  readonly projected?: ProjectedFrom;
}

/** A layer's input and a head's query and key weights: tokens × width, head width × width each. */
export interface ProjectedFrom {
  readonly inputs: Dense;
  readonly query: Dense;
  readonly key: Dense;
}

/** Queries, keys and values of a model on a text, with their origin. */
export interface Activations {
  readonly model: string;
  readonly description: string;
  readonly length: number;
  readonly headWidth: number;
  readonly heads: readonly HeadActivations[];
  /** Mean key of each (layer, key head) over calibration text, by `keyMeanIndex`; empty if unknown. */
  readonly keyMeans: ReadonlyMap<string, Float64Array>;
}

export const keyMeanIndex = (head: Pick<HeadActivations, "layer" | "kvHead">): string =>
  `${head.layer}/${head.kvHead}`;

/** Key means of calibration activations. */
export function calibrateKeyMeans(heads: readonly HeadActivations[]): Map<string, Float64Array> {
  const means = new Map<string, Float64Array>();
  for (const head of heads) means.set(keyMeanIndex(head), columnMeans(head.k));
  return means;
}

/** Keys minus a fixed vector, tokens × width. */
export const centred = (keys: Dense, mean: Float64Array): Dense =>
  dense(
    keys.rows,
    keys.columns,
    keys.data.map((x, n) => x - mean[n % keys.columns]),
  );
