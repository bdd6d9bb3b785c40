import { expect, test } from "vitest";
import { type Dense, dense } from "../src/dense.ts";
import { createRng } from "../src/rng.ts";
import { quadraticForms } from "../src/row-products.ts";

/** xᵀ·M·x, term by term. */
function formOf(matrix: Dense, i: number, form: Dense): number {
  const { columns } = matrix;
  let sum = 0;
  for (let k = 0; k < columns; k++)
    for (let l = 0; l < columns; l++)
      sum += matrix.data[i * columns + k] * form.data[k * columns + l] * matrix.data[i * columns + l];
  return sum;
}

test.each([
  [1, 1],
  [3, 2],
  [4, 5],
  [7, 8],
  [64, 64],
])("the quadratic forms of %d rows of %d columns are their sums term by term", (rows, columns) => {
  const rng = createRng(`${rows} ${columns}`);
  const matrix = dense(rows, columns).data.map(() => rng.uniform() - 0.5);
  const form = dense(columns, columns);
  for (let i = 0; i < columns; i++)
    for (let k = 0; k <= i; k++) form.data[i * columns + k] = form.data[k * columns + i] = rng.uniform();
  const of = dense(rows, columns, matrix);
  const values = quadraticForms(of, form);
  expect(values).toHaveLength(rows);
  for (let i = 0; i < rows; i++) expect(values[i]).toBeCloseTo(formOf(of, i, form), 10);
});
