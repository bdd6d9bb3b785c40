import {
  type Dataflow,
  type Gemm,
  systolicCycles,
  systolicUtilisation,
} from "../peripherals/digital/systolic-cycles.ts";
import type { Fact } from "./fact.ts";
import type { PriceOf } from "./pricing.ts";

const ARRAY = { rows: 128, columns: 128 };
const SCORES = { m: 4096, n: 4096, k: 64 };
const VALUES = { m: 4096, n: 64, k: 4096 };
const CHUNK = { m: 64, n: 128, k: 64 };

const USES: readonly (readonly [string, Dataflow, Gemm, number])[] = [
  ["scores, outputs stay", "output-stationary", SCORES, 20.1],
  ["values, outputs stay", "output-stationary", VALUES, 47.1],
  ["scores, weights stay", "weight-stationary", SCORES, 46],
  ["one chunk of LSH, outputs stay", "output-stationary", CHUNK, 10],
];

/** Attention of 4096 tokens with heads of 64 on 128 × 128 units, as [scale-sim-v3] counted it. */
export function systolicFacts(price: PriceOf): Fact[] {
  const base = { topic: "systolic array", source: "scale-sim-v3", evidence: "same formula" } as const;
  const { mac } = price(
    "mac",
    "systolic",
    { ...ARRAY, queries: 4096, keys: 4096, width: 64, overlap: 0, clock: "1 GHz" },
    28,
  ).actions;
  const macs = 2 * SCORES.m * SCORES.n * SCORES.k;
  return [
    {
      ...base,
      quantity: "scores, outputs stay",
      unit: "cycles",
      published: 325_632,
      ours: systolicCycles("output-stationary", SCORES, ARRAY),
      tolerance: 0,
      note: "1024 folds of 318",
    },
    {
      ...base,
      quantity: "values, outputs stay",
      unit: "cycles",
      published: 139_200,
      ours: systolicCycles("output-stationary", VALUES, ARRAY),
      tolerance: 0,
      note: "32 folds of 4350",
    },
    {
      ...base,
      quantity: "both, by the price of mac systolic",
      unit: "cycles",
      published: 325_632 + 139_200,
      ours: macs * mac.interval * 1e9,
      tolerance: 0,
      note: "interval of a multiply-accumulate × their number",
    },
    ...USES.map(
      ([quantity, dataflow, gemm, published]): Fact => ({
        ...base,
        quantity: `${quantity}: use`,
        unit: "%",
        published,
        ours: 100 * systolicUtilisation(dataflow, gemm, ARRAY),
        tolerance: 0.01,
        note: "",
      }),
    ),
  ];
}
