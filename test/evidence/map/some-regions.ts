// Regions of made-up designs, no two numbers of which are alike.

import type { RegionPoint, RegionsReport } from "../../../evidence/map/regions.ts";
import { distinctNumbers } from "../../report/printed.ts";

const next = distinctNumbers();
const point = (
  node: number,
  ratios: readonly [hash: number, energy: number, latency: number],
): RegionPoint => ({
  node,
  readTime: 1e-9 * next(),
  conductance: 1e-6 * next(),
  rounds: 3 + node,
  buffer: (node + 2) * 2 ** 20,
  columns: 200 + node,
  hash: ratios[0] * 1e-6 * node,
  digitalHash: 1e-6 * node,
  energy: ratios[1],
  floor: ratios[1] / 7,
  latency: ratios[2],
  algorithm: next(),
  analog: next(),
});
export const swept = [point(28, [1.7, 1.2, 1.4]), point(45, [0.83, 0.97, 0.72])];
// Of four whose hash takes less three are cheaper as a whole, and two of these are no slower.
export const cheaper = [
  point(16, [0.31, 0.88, 0.93]),
  point(17, [0.37, 0.79, 1.6]),
  point(18, [0.43, 0.67, 0.81]),
  point(19, [0.51, 1.3, 0.77]),
];
export const regions: RegionsReport = {
  name: "r",
  workload: "w",
  kernels: "k",
  space: { nodes: [16, 28], readTimes: [], conductances: [], rounds: [], buffers: [] },
  swept,
  cheaper,
  priced: 1234,
} as unknown as RegionsReport;
