// CPU time (user + system) of NSGA-II on the published test problems, population 100, 250 generations unless given, beside a plain
// textbook NSGA-II in the same run: ranks by counting dominators of all pairs, crowding by sorting, unbounded
// crossover cut to the cube, no clones within a generation.
// Median of the seeds and, in brackets, least and largest; hypervolume of the last population over the true one, median
// and least. Not a gate.
//
//     npm run build && node bench/search.bench.mjs [seeds] [generations]
import { readFileSync } from "node:fs";
import ts from "typescript";
import { createRng, dense } from "#base";
import { hypervolume } from "#pareto";
import { nsga2Search } from "#search";

const SEEDS = Number(process.argv[2] ?? 11);
const POPULATION = 100;
const GENERATIONS = Number(process.argv[3] ?? 250);

// The problems are written once, for the tests; they import types alone.
const source = readFileSync(new URL("../test/study/problems.ts", import.meta.url), "utf8");
const { outputText } = ts.transpileModule(source, {
  compilerOptions: { module: "esnext", target: "es2022" },
});
const { PROBLEMS } = await import(
  `data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`
);

function ours(problem, seed) {
  const search = nsga2Search(
    { axes: problem.axes, population: POPULATION, evaluations: POPULATION * GENERATIONS },
    createRng(seed),
  );
  while (!search.isDone)
    for (const { index, coordinates } of search.ask(POPULATION))
      search.tell(index, problem.evaluate(coordinates));
  return search.population.map(({ outcome }) => outcome);
}

function plain(problem, seed) {
  const { uniform, integer } = createRng(`plain ${seed}`);
  const individual = (u) => ({ u, ...problem.evaluate(u) });
  let parents = Array.from({ length: POPULATION }, () =>
    individual(Array.from({ length: problem.axes }, uniform)),
  );
  rank(parents);
  for (let generation = 1; generation < GENERATIONS; generation++) {
    const pick = () => {
      const [a, b] = [parents[integer(POPULATION)], parents[integer(POPULATION)]];
      return a.rank < b.rank || (a.rank === b.rank && a.crowding > b.crowding) ? a : b;
    };
    const children = [];
    const known = new Set(parents.map(({ u }) => u.join()));
    while (children.length < POPULATION)
      for (const u of offspring(pick().u, pick().u, uniform)) {
        const before = known.size;
        if (known.add(u.join()).size > before && children.length < POPULATION) children.push(individual(u));
      }
    const all = [...parents, ...children];
    rank(all);
    // Infinity − Infinity is no order.
    const lessCrowded = (a, b) => (a.crowding === b.crowding ? 0 : b.crowding - a.crowding);
    parents = all.sort((a, b) => a.rank - b.rank || lessCrowded(a, b)).slice(0, POPULATION);
  }
  return parents;
}

function dominates(a, b) {
  if (a.violation !== b.violation) return a.violation < b.violation;
  if (a.violation > 0) return false;
  return (
    a.objectives.every((x, c) => x <= b.objectives[c]) && a.objectives.some((x, c) => x < b.objectives[c])
  );
}

function rank(all) {
  let left = all;
  for (let r = 0; left.length > 0; r++) {
    const front = left.filter((a) => !left.some((b) => dominates(b, a)));
    for (const a of front) Object.assign(a, { rank: r, crowding: 0 });
    for (let c = 0; c < all[0].objectives.length; c++) {
      front.sort((a, b) => a.objectives[c] - b.objectives[c]);
      const range = front.at(-1).objectives[c] - front[0].objectives[c] || 1;
      front.forEach((a, i) => {
        a.crowding +=
          i === 0 || i === front.length - 1
            ? Infinity
            : (front[i + 1].objectives[c] - front[i - 1].objectives[c]) / range;
      });
    }
    left = left.filter((a) => a.rank !== r || !front.includes(a));
  }
}

/** Unbounded simulated binary crossover and polynomial mutation, cut to the cube. */
function offspring(a, b, uniform) {
  const cut = (x) => Math.min(Math.max(x, 0), 1 - 2 ** -53);
  const [p, q] = [[...a], [...b]];
  if (uniform() < 0.9)
    for (let i = 0; i < p.length; i++) {
      if (uniform() < 0.5) continue;
      const u = uniform();
      const beta = u < 0.5 ? (2 * u) ** (1 / 16) : (2 - 2 * u) ** (-1 / 16);
      const [middle, half] = [(p[i] + q[i]) / 2, (beta * (p[i] - q[i])) / 2];
      [p[i], q[i]] = [cut(middle + half), cut(middle - half)];
    }
  const mutate = (x) => {
    if (uniform() >= 1 / p.length) return x;
    const u = uniform();
    return cut(x + (u < 0.5 ? (2 * u) ** (1 / 21) - 1 : 1 - (2 - 2 * u) ** (1 / 21)));
  };
  return [p.map(mutate), q.map(mutate)];
}

function measure(problem, run) {
  const seconds = [];
  const ratios = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const before = process.cpuUsage();
    const last = run(problem, seed);
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
    const rows = last.filter(({ violation }) => violation === 0).map(({ objectives }) => objectives);
    const points = dense(rows.length, problem.reference.length, Float64Array.from(rows.flat()));
    ratios.push(hypervolume(points, problem.reference) / problem.hypervolume);
  }
  for (const list of [seconds, ratios]) list.sort((a, b) => a - b);
  return { seconds, ratios };
}

const middle = (sorted) => sorted[sorted.length >> 1];
const time = ({ seconds }) =>
  `${middle(seconds).toFixed(2)} (${seconds[0].toFixed(2)}–${seconds.at(-1).toFixed(2)})`;
const quality = ({ ratios }) => `${middle(ratios).toFixed(4)} / ${ratios[0].toFixed(4)}`;

console.log(`${SEEDS} seeds, ${POPULATION} × ${GENERATIONS} evaluations a run`);
console.log(
  "| problem | ours (s) | plain (s) | ratio | ours | plain | public median |\n|---|---|---|---|---|---|---|",
);
for (const problem of PROBLEMS) {
  const [fast, slow] = [measure(problem, ours), measure(problem, plain)];
  const ratio = (middle(slow.seconds) / middle(fast.seconds)).toFixed(1);
  console.log(
    `| ${problem.name} | ${time(fast)} | ${time(slow)} | ${ratio}× | ${quality(fast)} | ${quality(slow)} | ${problem.publicMedian} |`,
  );
}
