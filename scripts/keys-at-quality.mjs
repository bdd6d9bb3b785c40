// Attended keys at which each selector of a stored `lm --select` answer passes a perplexity ratio:
// node scripts/keys-at-quality.mjs result.json 1.02
import { readFileSync } from "node:fs";

const [file, wanted] = process.argv.slice(2);
const ratio = Number(wanted);
if (file === undefined || !(ratio > 1)) {
  console.error("usage: keys-at-quality.mjs RESULT.json RATIO: expected a file and a ratio above 1");
  process.exit(2);
}
const { lines } = JSON.parse(readFileSync(file, "utf8"));
const found = new Map();
for (const { setup, name, budget, measures } of lines) {
  const keys = Number(/^(\d+) keys$/.exec(budget)?.[1]);
  const perplexity = measures.find(({ measure }) => measure === "perplexity")?.perplexityRatio;
  if (!Number.isFinite(keys) || !Number.isFinite(perplexity)) continue;
  const key = `${setup} ${name}`;
  found.set(key, [...(found.get(key) ?? []), { keys, excess: perplexity - 1 }]);
}
for (const [key, points] of found) console.log(`${key}\t${needed(points, ratio - 1)}`);

/** Keys at an excess, linear in both logarithms between the budgets around it. */
function needed(points, excess) {
  const sorted = points.toSorted((a, b) => a.keys - b.keys);
  if (sorted[0].excess <= excess) return `fewer than ${sorted[0].keys}`;
  for (let n = 1; n < sorted.length; n++) {
    const [before, after] = [sorted[n - 1], sorted[n]];
    if (after.excess > excess) continue;
    const part = Math.log(before.excess / excess) / Math.log(before.excess / Math.max(after.excess, 1e-9));
    return (before.keys * (after.keys / before.keys) ** part).toFixed(1);
  }
  return `more than ${sorted.at(-1).keys}`;
}
