import { type Dense, dense } from "../base/dense.ts";
import { cube } from "../base/power.ts";
import { rowProducts } from "../base/row-products.ts";
import type { ArrayResponse } from "./array-response.ts";

/** What an array gives without noise, in float64: word-line voltages (reads × driven lines, V) → output currents (reads × outputs, A). */
export function outputCurrents({ transfer, cubic }: ArrayResponse, voltages: Dense): Dense {
  const outputs = transfer.rows;
  const width = voltages.columns;
  const currents = dense(voltages.rows, outputs);
  const cubes = new Float64Array(width);
  const bent = new Float64Array(outputs);
  for (let t = 0; t < voltages.rows; t++) {
    rowProducts(voltages.data, t * width, transfer.data, outputs, width, 1, currents.data, t * outputs);
    if (cubic === null) continue;
    for (let i = 0; i < width; i++) cubes[i] = cube(voltages.data[t * width + i]);
    rowProducts(cubes, 0, cubic.data, outputs, width, 1, bent, 0);
    for (let p = 0; p < outputs; p++) currents.data[t * outputs + p] += bent[p];
  }
  return currents;
}
