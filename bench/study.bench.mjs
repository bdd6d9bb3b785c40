// CPU time of one analytic point of a study on one thread, from the codes of its axes to the line of its store; beside
// it, in the same run, reading the point's whole config by its schema, which the compiled space replaces.
//
//     npm run build && node bench/study.bench.mjs [points]
import { parseDocument } from "#base";
import { assignmentOf, gridOf } from "#search";
import { judgementsOf, readStudy } from "../dist/commands/shared/studies/study.js";
import { createEvaluator } from "../dist/commands/study/run/evaluator.js";
import { studyData } from "../dist/commands/study/run/run.js";
import { shippedCatalogue } from "../dist/design/catalogue.js";
import { parseConfig } from "../dist/design/config.js";
import { evaluateBatch } from "../dist/packages/study-runs/src/run/point-task.js";
import { shippedModels } from "../dist/runtime/plugins.js";
import { documentAt } from "../dist/study/point-configs.js";

const POINTS = Number(process.argv[2] ?? 30_000);
const BATCH = Math.min(300, POINTS);
const document = parseDocument(
  `{ workload: { length: 1024, attention: { chunk: 16 } }, space: {
     "design.cores": { from: 1, to: 50, step: 1 }, "design.contexts": [1, 2, 4, 8],
     "workload.length": { from: 512, to: 65536, steps: 50, scale: "log" },
     "workload.attention.rounds": { from: 1, to: 10, step: 1 },
     "design.hashing.array.rows": [64, 128], "design.logicNode": ["28 nm", "22 nm", "16 nm", "10 nm", "7 nm"] },
     objectives: ["energy_J:min", "area_m2:min"] }`,
  "bench",
);
const study = readStudy(document, shippedCatalogue);
const evaluate = await createEvaluator(await studyData(document.value, study, shippedModels, 1));
const [judgement] = judgementsOf(study.plan);
const grid = gridOf(study.plan.space);
const codesOf = (n) => grid.codes((n * 7919) % grid.size);

const microseconds = (points, run) => {
  const before = process.cpuUsage();
  run(points);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / points;
};
const batches = (points) => {
  for (let from = 0; from < points; from += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, n) => ({ index: from + n, codes: codesOf(from + n) }));
    evaluateBatch({ level: 0, points: batch }, judgement, (codes) => evaluate(0, codes));
  }
};
const whole = (points) => {
  for (let n = 0; n < points; n++)
    parseConfig(documentAt(study.base, assignmentOf(study.plan.space, codesOf(n))), shippedCatalogue);
};

console.log(
  `first pass, operating points solved on the way: ${microseconds(POINTS, batches).toFixed(1)} µs a point`,
);
const times = [1, 2, 3, 4, 5].map(() => microseconds(POINTS, batches)).sort((a, b) => a - b);
const reference = microseconds(BATCH, whole);
console.log(
  `${grid.size} points, ${POINTS} evaluated: ${times[2].toFixed(1)} µs a point (${times[0].toFixed(1)} to ${times[4].toFixed(1)}), ${Math.round(1e6 / times[2])} a second`,
);
console.log(
  `reference: whole config by its schema ${reference.toFixed(0)} µs, ×${(reference / times[2]).toFixed(1)}`,
);
