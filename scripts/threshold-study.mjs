// Threshold against mass on a published model: the run of evidence/diary/threshold-on-smollm2.md, by the package's functions.
//   node scripts/threshold-study.mjs MODEL.gguf TEXT.txt > threshold.json
import { readFileSync } from "node:fs";
import { openModel } from "../dist/bundle/index.js";

const [place, text] = process.argv.slice(2);
const LENGTH = 2048;
const TAIL = 256;
const STARTS = [20_000, 50_000, 80_000, 110_000];
const SELECTORS = [
  { name: "score", params: { bits: 128, query: "map" } },
  { name: "hadamard", params: { bits: 128, query: "map" } },
  { name: "oracle", params: {} },
];
const TAU = 1.5e-4;
const BUDGETS = [
  ...[0.94, 0.96, 0.98].map((p) => ({ kind: "mass", p })),
  ...["pass", "last", "running"].map((total) => ({ kind: "threshold", tau: TAU, total })),
];

const { engine, tokenizer } = await openModel(place, {
  length: LENGTH,
  config: { design: { hashing: { array: { columns: 256 } } } },
});
const ids = tokenizer.encode(readFileSync(text, "utf8"));
await engine.calibrate(ids.slice(0, LENGTH));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const rows = [];
for (const [array, start] of STARTS.entries()) {
  const tokens = ids.slice(start, start + LENGTH + 1);
  const [context, tail] = [tokens.slice(0, LENGTH - TAIL), tokens.slice(LENGTH - TAIL, LENGTH)];
  const targets = tokens.slice(LENGTH - TAIL + 1);
  const { context: held } = await engine.prefill(context);
  const exact = await engine.extend(held, tail);
  const { nll } = await engine.score(exact.states, targets);
  for (const selector of SELECTORS)
    for (const budget of selector.name === "oracle" ? BUDGETS.slice(0, 4) : BUDGETS) {
      const select = { selector, budget, sink: 4, window: 32, denseLayers: 0, seed: 20261126, array };
      const { states, statistics } = await engine.extend(held, tail, select);
      const sparse = await engine.score(states, targets, exact.states);
      const row = {
        start,
        selector: selector.name,
        budget,
        attended: statistics.attended,
        divergence: mean([...sparse.divergence]),
        loss: mean([...sparse.nll]) - mean([...nll]),
      };
      rows.push(row);
      process.stderr.write(`${JSON.stringify(row)}\n`);
    }
  engine.release(held);
}
await engine.close();
process.stdout.write(`${JSON.stringify(rows, null, 1)}\n`);
