// CPU time (user + system, seconds) of fronts, ranks and hypervolumes beside plain ways in the same run: an archive that
// each row is compared with (fronts), peeling (ranks), and exclusive volumes by recursion (hypervolume). Median of the
// runs and, in brackets, the fastest and slowest; the plain way once, where it ends within a minute. Not a gate.
//
//     npm run build && node packages/pareto/bench/pareto.bench.mjs [share of the points, 1]
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { hypervolume, nonDominated, nonDominatedRanks } from "../../../dist/packages/pareto/index.js";

const SHARE = Number(process.argv[2] ?? 1);
const RUNS = 5;
const generator = xoroshiro128plus(1);
const uniform = () => uniformFloat64(generator);
const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

const dense = (rows, columns) => ({ rows, columns, data: new Float64Array(rows * columns) });

/** Uniform in the cube: few on the front. */
function cube(rows, columns) {
  const points = dense(rows, columns);
  for (let k = 0; k < points.data.length; k++) points.data[k] = uniform();
  return points;
}

/** On a sphere's octant, or on the plane of constant sum: all on the front. */
function shell(rows, columns, isFlat = false) {
  const points = dense(rows, columns);
  for (let i = 0; i < rows; i++) {
    const raw = Array.from({ length: columns }, () =>
      isFlat ? -Math.log(1 - uniform()) : Math.abs(normal()),
    );
    const size = isFlat ? raw.reduce((a, b) => a + b, 0) : Math.hypot(...raw);
    points.data.set(
      raw.map((x) => (isFlat ? x / size : 1 - x / size)),
      i * columns,
    );
  }
  return points;
}

/** Whole numbers below ten: ties and copies everywhere. */
function coarse(rows, columns) {
  const points = cube(rows, columns);
  for (let k = 0; k < points.data.length; k++) points.data[k] = Math.floor(10 * points.data[k]);
  return points;
}

function plainFront({ rows, columns, data }) {
  const dominates = (a, b) => {
    let smaller = false;
    for (let c = 0; c < columns; c++) {
      if (data[a * columns + c] > data[b * columns + c]) return false;
      if (data[a * columns + c] < data[b * columns + c]) smaller = true;
    }
    return smaller;
  };
  let archive = [];
  for (let i = 0; i < rows; i++) {
    if (archive.some((k) => dominates(k, i))) continue;
    if (archive.some((k) => dominates(i, k))) archive = archive.filter((k) => !dominates(i, k));
    archive.push(i);
  }
  return archive;
}

function plainRanks(points) {
  const { columns, data } = points;
  const ranks = new Uint32Array(points.rows);
  let left = Array.from(ranks.keys());
  for (let rank = 0; left.length > 0; rank++) {
    const part = dense(left.length, columns);
    left.forEach((row, k) => {
      part.data.set(data.subarray(row * columns, (row + 1) * columns), k * columns);
    });
    const front = new Set(plainFront(part).map((k) => left[k]));
    for (const row of front) ranks[row] = rank;
    left = left.filter((row) => !front.has(row));
  }
  return ranks;
}

function plainVolume({ rows, columns, data }, reference) {
  const all = Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
  const below = (a, b) => a.every((x, c) => x <= b[c]);
  const thinned = (set) =>
    set.filter((p, i) => !set.some((q, j) => j !== i && below(q, p) && (j < i || !below(p, q))));
  const volume = (set) =>
    set.reduce((total, p, i) => {
      const box = p.reduce((product, x, c) => product * (reference[c] - x), 1);
      const rest = thinned(set.slice(i + 1).map((q) => q.map((x, c) => Math.max(x, p[c]))));
      return total + box - (rest.length === 0 ? 0 : volume(rest));
    }, 0);
  return volume(thinned(all).sort((a, b) => a[columns - 1] - b[columns - 1]));
}

function cpuSeconds(run) {
  const before = process.cpuUsage();
  const answer = run();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, answer };
}

const bounds = (columns) => new Array(columns).fill(1.1);
const CASES = [
  ["front, 2-D cube", 1e6, 2, cube, nonDominated, plainFront],
  ["front, 2-D all on it", 1e6, 2, shell, nonDominated, null],
  ["front, 3-D cube", 1e6, 3, cube, nonDominated, plainFront],
  ["front, 3-D all on it", 1e6, 3, shell, nonDominated, null],
  ["front, 3-D ties", 1e6, 3, coarse, nonDominated, null],
  ["front, 4-D cube", 1e6, 4, cube, nonDominated, plainFront],
  ["front, 4-D all on it", 2e4, 4, shell, nonDominated, plainFront],
  ["front, 4-D all on a plane", 2e4, 4, (n, d) => shell(n, d, true), nonDominated, plainFront],
  ["front, 6-D all on it", 2e4, 6, shell, nonDominated, plainFront],
  ["ranks, 2-D cube", 1e5, 2, cube, nonDominatedRanks, null],
  ["ranks, 3-D cube", 3e4, 3, cube, nonDominatedRanks, plainRanks],
  ["hypervolume, 2-D", 1e6, 2, shell, (p) => hypervolume(p, bounds(2)), null],
  ["hypervolume, 3-D", 1e6, 3, shell, (p) => hypervolume(p, bounds(3)), null],
  ["hypervolume, 3-D", 400, 3, shell, (p) => hypervolume(p, bounds(3)), (p) => plainVolume(p, bounds(3))],
  ["hypervolume, 4-D", 100, 4, shell, (p) => hypervolume(p, bounds(4)), (p) => plainVolume(p, bounds(4))],
  ["hypervolume, 4-D", 2e4, 4, shell, (p) => hypervolume(p, bounds(4)), null],
  ["hypervolume, 5-D", 800, 5, shell, (p) => hypervolume(p, bounds(5)), null],
];

console.log("| job | n | ours (s) | plain (s) | ratio |\n|---|---|---|---|---|");
for (const [name, all, columns, create, ours, plain] of CASES) {
  const rows = Math.max(10, Math.ceil(SHARE * all));
  const points = create(rows, columns);
  const runs = Array.from({ length: RUNS }, () => cpuSeconds(() => ours(points)));
  const times = runs.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const median = times[RUNS >> 1];
  const shown = `${median.toFixed(3)} (${times[0].toFixed(3)}–${times[RUNS - 1].toFixed(3)})`;
  const other = plain === null ? null : cpuSeconds(() => plain(points));
  if (other !== null) requireSame(name, runs[0].answer, other.answer);
  const beside =
    other === null ? "– | –" : `${other.seconds.toFixed(3)} | ${(other.seconds / median).toPrecision(3)}×`;
  console.log(`| ${name} | ${rows} | ${shown} | ${beside} |`);
}

/** Both ways must answer alike, or their times mean nothing. */
function requireSame(name, ours, plain) {
  const close =
    typeof ours === "number"
      ? Math.abs(ours - plain) <= 1e-12 * plain
      : ours.length === plain.length && [...ours].every((x, i) => (x.index ?? x) === plain[i]);
  if (!close) throw new Error(`${name}: the two ways disagree`);
}
