// Runs a plan of evidence/plans on a published model: every engine, context and selection, by the package's functions.
//   node scripts/selection-runs.mjs PLAN.json MODEL.gguf RESULTS.jsonl TEXT.txt…
// Texts come in the plan's order. A run that was stopped goes on with what RESULTS.jsonl lacks.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { openModel } from "../dist/bundle/index.js";

const [planFile, place, results, ...texts] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, "utf8"));
const done = new Set(
  existsSync(results)
    ? readFileSync(results, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => keyOf(JSON.parse(line)))
    : [],
);

function keyOf({ engine, length, text, start, arm }) {
  return [engine, length, text, start, arm].join(" ");
}

/** Place of a context among those of its length. */
const placeOf = ({ length, text, start }) =>
  plan.contexts
    .filter((context) => context.length === length)
    .findIndex((context) => context.text === text && context.start === start);

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Rows of one context that are still to be run; an arm may name its engines, lengths and how many contexts of a length. */
const openRows = (engine, { length, text, start }) =>
  plan.arms
    .filter(
      ({ engines = [engine.name], lengths = [length], contexts = Number.POSITIVE_INFINITY }) =>
        engines.includes(engine.name) &&
        lengths.includes(length) &&
        placeOf({ length, text, start }) < contexts,
    )
    .map((arm) => ({ arm, row: { engine: engine.name, length, text, start, arm: arm.name } }))
    .filter(({ row }) => !done.has(keyOf(row)));

async function runContext(engine, opened, ids, context, index) {
  const rows = openRows(engine, context);
  if (rows.length === 0) return;
  const { length, text, start } = context;
  const { tail } = plan;
  const tokens = ids[text].slice(start, start + length + 1);
  if (tokens.length <= length) throw new RangeError(`text ${text} has no ${length + 1} tokens from ${start}`);
  const began = performance.now();
  const { context: held } = await opened.prefill(tokens.slice(0, length - tail));
  const next = tokens.slice(length - tail, length);
  const targets = tokens.slice(length - tail + 1);
  const exact = await opened.extend(held, next);
  const { nll } = await opened.score(exact.states, targets);
  process.stderr.write(
    `${engine.name} ${length} ${start}: exact ${((performance.now() - began) / 1000).toFixed(0)} s\n`,
  );
  for (const { arm, row } of rows) {
    const from = performance.now();
    const { selector, budget, nearBy } = arm;
    const { sink, window, seed } = plan;
    const { states, statistics } = await opened.extend(held, next, {
      selector,
      budget,
      ...{ sink, window, denseLayers: 0, seed, array: plan.arrays === "each" ? index : 0 },
      ...(nearBy === undefined ? {} : { nearBy }),
    });
    const sparse = await opened.score(states, targets, exact.states);
    const outcome = {
      ...row,
      attended: statistics.attended,
      divergence: mean([...sparse.divergence]),
      loss: mean([...sparse.nll]) - mean([...nll]),
      seconds: Math.round((performance.now() - from) / 1000),
    };
    appendFileSync(results, `${JSON.stringify(outcome)}\n`);
    process.stderr.write(`${JSON.stringify(outcome)}\n`);
  }
  opened.release(held);
}

for (const engine of plan.engines) {
  const contexts = plan.contexts
    .slice(0, engine.contexts)
    .filter((context) => openRows(engine, context).length > 0);
  if (contexts.length === 0) continue;
  const longest = Math.max(...contexts.map(({ length }) => length));
  const { engine: opened, tokenizer } = await openModel(place, { length: longest, config: engine.config });
  const ids = texts.map((text) => tokenizer.encode(readFileSync(text, "utf8")));
  // Maps are fitted once for each length, on as many tokens as a context has.
  for (const length of [...new Set(contexts.map((context) => context.length))]) {
    const { text, tokens = length } = plan.calibration;
    await opened.calibrate(ids[text].slice(0, tokens));
    for (const context of contexts)
      if (context.length === length)
        await runContext(engine, opened, ids, context, plan.contexts.indexOf(context));
  }
  await opened.close();
}
