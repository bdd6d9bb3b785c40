/**
 * out[p] = Σ_k matrix[p · factors.length + k] · factors[k] in single precision: one rounding a product and one a
 * sum, in the order of k. Four outputs at a time, because a sum waits for its own last one.
 */
export function singleProducts(matrix: Float32Array, factors: Float32Array, out: Float32Array): void {
  const { length } = factors;
  let p = 0;
  for (; p + 3 < out.length; p += 4) {
    let a = p * length;
    let b = a + length;
    let c = b + length;
    let d = c + length;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let k = 0; k < length; k++) {
      const x = factors[k];
      sumA = Math.fround(sumA + Math.fround(matrix[a++] * x));
      sumB = Math.fround(sumB + Math.fround(matrix[b++] * x));
      sumC = Math.fround(sumC + Math.fround(matrix[c++] * x));
      sumD = Math.fround(sumD + Math.fround(matrix[d++] * x));
    }
    out[p] = sumA;
    out[p + 1] = sumB;
    out[p + 2] = sumC;
    out[p + 3] = sumD;
  }
  for (; p < out.length; p++) {
    let sum = 0;
    for (let k = 0; k < length; k++)
      sum = Math.fround(sum + Math.fround(matrix[p * length + k] * factors[k]));
    out[p] = sum;
  }
}
