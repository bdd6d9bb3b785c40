import type { Masking } from "../attention/plan.ts";
import { type Dense, dot } from "../base/dense.ts";
import { rowProducts } from "../base/row-products.ts";

/** Geometry of the pairs that one head attends; means over its queries. */
export interface AttendedCosine {
  /** cos(q, k) weighed by attention. Near 1 a hash can find the pairs, near 0 none can. */
  readonly weighted: number;
  /** cos(q, k) of each query's most attended key, and that key's attention. */
  readonly top: number;
  readonly topMass: number;
}

/** Cosines of the vectors that are hashed, weighed by the exact causal attention of q and k (tokens × width). */
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
