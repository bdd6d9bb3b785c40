// What signs of random projections can and cannot tell, in closed form. Projections are Gaussian, cosines those of query and key.

import { CholeskyDecomposition, Matrix } from "ml-matrix";
import type { Dense } from "#base";
import { signCollision } from "../../src/attention/collision-law.ts";

/** ln n!, as far as it was asked for. */
const lnFactorials = [0];

function lnFactorial(n: number): number {
  for (let k = lnFactorials.length; k <= n; k++) lnFactorials.push(lnFactorials[k - 1] + Math.log(k));
  return lnFactorials[n];
}

/** ln of the binomial coefficient. */
const lnChoose = (n: number, k: number): number => lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);

/** P(k of n), each with probability p. */
export function binomial(n: number, k: number, p: number): number {
  if (p <= 0 || p >= 1) return (p <= 0 ? k === 0 : k === n) ? 1 : 0;
  return Math.exp(lnChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/**
 * P(n signs order two keys wrongly): the better one, `better` its cosine to the query, has fewer signs in common with the query than
 * the other; a draw counts half. `between` is the cosine of the two keys. A projection that gives both keys one sign decides
 * nothing; of the others, which are θ₁₂/π of all, the share f = ½ + (θ₂ − θ₁) / (2 θ₁₂) favours the better key:
 *
 *     P = Σ_m Bin(m; n, θ₁₂/π) · [P(Bin(m, f) < m/2) + ½ P(Bin(m, f) = m/2)].
 *
 * Exact. Throws RangeError for cosines that no three vectors have.
 */
export function rankingError(
  { better, other, between }: { readonly better: number; readonly other: number; readonly between: number },
  n: number,
): number {
  const [near, far, apart] = [better, other, between].map((cosine) => Math.acos(cosine));
  if (!(Math.abs(far - near) <= apart + 1e-12 && apart <= near + far + 1e-12))
    throw new RangeError(
      `rankingError: expected cosines of three vectors, received ${better}, ${other} and ${between}`,
    );
  if (apart === 0) return 0.5;
  const favours = Math.min(1, 0.5 + (far - near) / (2 * apart));
  let error = 0;
  for (let m = 0; m <= n; m++) {
    const weight = binomial(n, m, apart / Math.PI);
    if (weight < 1e-18) continue;
    let wrong = m % 2 === 0 ? 0.5 * binomial(m, m / 2, favours) : 0;
    for (let k = 0; 2 * k < m; k++) wrong += binomial(m, k, favours);
    error += weight * wrong;
  }
  return error;
}

/**
 * Share of the k keys of the largest cosines that are among the k keys with the most signs in common with the query. Each key's count
 * is binomial, exactly; the count of the k-th chosen key is taken to be what k keys reach on average, of equals as many as are left,
 * so that the law holds where k and the keys beyond it are many.
 */
export function topRecall(cosines: readonly number[], k: number, n: number): number {
  const sorted = [...cosines].sort((a, b) => b - a);
  const agreement = sorted.map(signCollision);
  /** Expected number of keys with `count` signs in common, of all and of the best. */
  const [all, best] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  for (const [j, p] of agreement.entries())
    for (let count = 0; count <= n; count++) {
      const probability = binomial(n, count, p);
      all[count] += probability;
      if (j < k) best[count] += probability;
    }
  let [left, found] = [k, 0];
  for (let count = n; count >= 0 && left > 0; count--) {
    const taken = Math.min(1, left / all[count]);
    found += taken * best[count];
    left -= taken * all[count];
  }
  return found / k;
}

/**
 * Variance of an estimate of the cosine ρ by n signs of a key, times n. `values`: the query's projections themselves,
 * √(π/2)/n · Σ (r·q) sign(r·k), which is unbiased [qjl-2024]: π/2 − ρ². `signs`: cos(π (1 − agreement)), for large n:
 * π² (1 − ρ²) p (1 − p), p = 1 − θ/π. Signs are the better ones above ρ ≈ .65.
 */
export function estimatorVariance(query: "signs" | "values", cosine: number): number {
  if (query === "values") return Math.PI / 2 - cosine ** 2;
  const p = signCollision(cosine);
  return Math.PI ** 2 * (1 - cosine ** 2) * p * (1 - p);
}

/**
 * Share of the variance of isotropic Gaussian keys that is known from the signs of their projections on the rows of a matrix, through the
 * least-squares map (`map`) and through the rows themselves at the best single scale (`rows`):
 *
 *     map   tr(C B⁻¹ Cᵀ) / d,  C = E[k bᵀ] = √(2/π) Uᵀ,  B = E[b bᵀ] = (2/π) asin(U Uᵀ)
 *     rows  tr(C U)² / (d · tr(Uᵀ B U))
 *
 * with U the rows at unit length. What a query asks of a key is known to the same share, in the mean over queries. The map helps
 * where rows are more than dimensions, or not orthogonal: for orthogonal rows, n ≤ d, both are (2/π) n/d.
 */
export function explainedByMap(rows: Dense): { readonly map: number; readonly rows: number } {
  const [n, d] = [rows.rows, rows.columns];
  const unit = new Matrix(n, d);
  for (let a = 0; a < n; a++) {
    const row = rows.data.subarray(a * d, (a + 1) * d);
    const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    for (let c = 0; c < d; c++) unit.set(a, c, row[c] / length);
  }
  const signs = Matrix.zeros(n, n);
  for (let a = 0; a < n; a++)
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let c = 0; c < d; c++) product += unit.get(a, c) * unit.get(b, c);
      const value = (2 / Math.PI) * Math.asin(Math.max(-1, Math.min(1, product)));
      signs.set(a, b, value);
      signs.set(b, a, value);
    }
  const inner = (left: Matrix, right: Matrix): number => {
    let sum = 0;
    for (let a = 0; a < n; a++) for (let c = 0; c < d; c++) sum += left.get(a, c) * right.get(a, c);
    return sum;
  };
  const solved = new CholeskyDecomposition(signs).solve(unit);
  const along = Math.sqrt(2 / Math.PI) * n;
  return {
    map: ((2 / Math.PI) * inner(unit, solved)) / d,
    rows: along ** 2 / (d * inner(unit, signs.mmul(unit))),
  };
}
