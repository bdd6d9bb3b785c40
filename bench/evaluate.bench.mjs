// CPU time of a new price through the interface for programs, axis by axis: what a change of one key costs when everything else stays.
// A length needs moments of its inputs, a node solved circuits, cores and rounds a plan search of three designs.
//
//     npm run build && node bench/evaluate.bench.mjs [points an axis]
//
// To hold it against an earlier commit, run that commit's copy of the package with the same axes: CROSSHASH_DIST=/path/to/dist.
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = process.env.CROSSHASH_DIST ?? join(import.meta.dirname, "..", "dist");
const { createEvaluator } = await import(pathToFileURL(resolve(dist, "index.js")).href);
const POINTS = Number(process.argv[2] ?? 60);

const AXES = {
  length: (n) => ({ workload: { length: 1024 + 8 * n } }),
  "rounds and chunk": (n) => ({
    workload: { attention: { rounds: 1 + (n % 16), chunk: 16 << ((n >> 4) % 4) } },
  }),
  cores: (n) => ({ design: { cores: 2 + n } }),
  "cores, without search": (n) => ({ design: { cores: 2 + n, mapping: { search: false } } }),
  node: (n) => ({ design: { logicNode: `${7 + (n % 58)} nm` } }),
  "read time": (n) => ({ design: { hashing: { readTime: `${10 + n} ns` } } }),
};

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

const { evaluate } = createEvaluator();
await evaluate({});
for (const [name, configOf] of Object.entries(AXES)) {
  const times = [];
  for (let n = 0; n < POINTS; n++) {
    const before = cpu();
    const { status } = await evaluate(configOf(n));
    if (status !== "ok") throw new Error(`${name}, point ${n}: expected a price, received ${status}`);
    times.push(cpu() - before);
  }
  const mean = times.reduce((sum, time) => sum + time, 0) / POINTS;
  const sorted = times.sort((a, b) => a - b);
  console.log(
    `${name}: ${mean.toFixed(2)} ms a point in the mean, ${sorted[POINTS >> 1].toFixed(2)} in the median, ${POINTS} points`,
  );
}
process.exit(0);
