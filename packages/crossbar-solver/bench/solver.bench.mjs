// Crossbar solver beside ngspice (with KLU where it was built with it: the heading names its solver) and a dense ml-matrix solve, all in one run on the built package:
//   npm run build && node packages/crossbar-solver/bench/solver.bench.mjs [largest size]
// Times are CPU time (user + system) of the process that does the work: median, and in brackets the fastest
// and slowest. Not a gate.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Matrix, solve as solveDense } from "ml-matrix";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import {
  loadSolverKernel,
  solveCircuit,
  spiceNetlist,
  transferMatrix,
} from "../../../dist/packages/crossbar-solver/index.js";

const isMemoryRun = process.argv[2] === "--memory";
const largest = Number(process.argv[isMemoryRun ? 3 : 2] ?? 1024);
const kernel = loadSolverKernel();
const folder = mkdtempSync(join(tmpdir(), "crosshash-bench-"));
const spiceName = isMemoryRun ? null : raced();
/** Without KLU a crossbar takes minutes: a run ends after as many seconds, and larger arrays are not tried. */
const MOST_SECONDS = 20;
let beyond = Infinity;

function array(n, segment, low = 1e-6, high = 1e-4, device = { model: "linear" }) {
  const generator = xoroshiro128plus(n);
  const uniform = (a, b) => a + (b - a) * uniformFloat64(generator);
  return {
    rows: n,
    columns: n,
    wordSegment: segment,
    bitSegment: segment,
    device,
    conductance: Float64Array.from({ length: n * n }, () => uniform(low, high)),
    terminals: {
      left: Array.from({ length: n }, () => ({ voltage: uniform(0, 0.3), resistance: segment })),
      right: null,
      top: null,
      bottom: Array.from({ length: n }, () => ({ voltage: 0, resistance: segment })),
    },
  };
}

/** Milliseconds of CPU, sorted, after as many unmeasured runs. */
function measure(runs, work) {
  for (let k = 0; k < Math.min(runs, 60); k++) work();
  const times = [];
  for (let k = 0; k < runs; k++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b);
}

const median = (times) => times[times.length >> 1];
const short = (ms) => (ms < 10 ? ms.toPrecision(2) : ms.toFixed(0));
const shown = (times) => `${short(median(times))} (${short(times[0])}–${short(times.at(-1))})`;

/** ngspice with its version and the solver that it takes for our decks; null where it is not installed. */
function raced() {
  const { status, stdout } = spawnSync("ngspice", ["--version"], { encoding: "utf8" });
  if (status !== 0) return null;
  const deck = join(folder, "which.cir");
  writeFileSync(deck, spiceNetlist(array(2, 1)));
  // Versions with a choice say which they took; those before have Sparse 1.3 alone, and pass over the option.
  const said = spawnSync("ngspice", ["-b", deck], { encoding: "utf8" });
  const solver = /KLU as Direct Linear Solver/.test(said.stdout + said.stderr) ? "KLU" : "Sparse 1.3";
  return `ngspice ${/ngspice-(\d+)/.exec(stdout)?.[1] ?? ""}, ${solver}`;
}

/** ngspice's own CPU time for the deck, start and parsing included; null where a run does not end in time. */
function spiceTimes(circuit, runs) {
  if (circuit.rows >= beyond) return null;
  const deck = join(folder, "deck.cir");
  const timing = join(folder, "time");
  writeFileSync(deck, spiceNetlist(circuit));
  const times = [];
  for (let k = 0; k < runs; k++) {
    const command = `TIMEFORMAT='%U %S'; { time timeout ${MOST_SECONDS} ngspice -b "$0" > /dev/null 2>&1 ; code=$?; } 2> "$1"`;
    if (spawnSync("bash", ["-c", `${command}; exit $code`, deck, timing]).status !== 0) {
      beyond = circuit.rows;
      return null;
    }
    const [user, system] = readFileSync(timing, "utf8").trim().split(" ").map(Number);
    times.push((user + system) * 1000);
  }
  return times.sort((a, b) => a - b);
}

/** One dense nodal solve: 2n² unknowns, so n ≤ 24. */
function denseSolve({ rows, columns, wordSegment, bitSegment, conductance, terminals }) {
  const cells = rows * columns;
  const matrix = Matrix.zeros(2 * cells, 2 * cells);
  const current = Matrix.zeros(2 * cells, 1);
  const add = (a, b, g) => matrix.set(a, b, matrix.get(a, b) + g);
  const join = (a, b, g) => {
    add(a, a, g);
    add(b, b, g);
    add(a, b, -g);
    add(b, a, -g);
  };
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const k = i * columns + j;
      join(k, cells + k, conductance[k]);
      if (j + 1 < columns) join(k, k + 1, 1 / wordSegment);
      if (i + 1 < rows) join(cells + k, cells + k + columns, 1 / bitSegment);
    }
  terminals.left.forEach(({ voltage, resistance }, i) => {
    add(i * columns, i * columns, 1 / resistance);
    current.set(i * columns, 0, voltage / resistance);
  });
  terminals.bottom.forEach(({ resistance }, j) => {
    const node = 2 * cells - columns + j;
    add(node, node, 1 / resistance);
  });
  return solveDense(matrix, current);
}

const runsFor = (n) => (n <= 64 ? 200 : n <= 256 ? 40 : 7);
const solved = (circuit) => solveCircuit(circuit, { kernel });

function solveRow(label, circuit) {
  const n = circuit.rows;
  const answer = solved(circuit);
  const ours = measure(runsFor(n), () => solved(circuit));
  const plain = measure(n <= 256 ? 20 : 3, () => solveCircuit(circuit));
  const spice = spiceName !== null && n <= 256 ? spiceTimes(circuit, n <= 128 ? 3 : 1) : null;
  const dense = n <= 16 && circuit.device.model === "linear" ? measure(3, () => denseSolve(circuit)) : null;
  const ratio = spice === null ? "" : `${Math.round(median(spice) / median(ours))}×`;
  const child = [fileURLToPath(import.meta.url), "--memory", String(n)];
  const memory = spawnSync(process.execPath, child, { encoding: "utf8" }).stdout.trim();
  const cells = [label, shown(ours), shown(plain), answer.iterations, answer.residual.toExponential(1)];
  const late = n >= beyond && n <= 256 ? `over ${MOST_SECONDS} s` : "";
  cells.push(spice === null ? late : shown(spice), ratio, dense === null ? "" : shown(dense), memory);
  console.log(`| ${cells.join(" | ")} |`);
}

if (isMemoryRun) {
  solved(array(largest, 1));
  // Not ru_maxrss, which a child inherits from the process that started it.
  const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
  console.log(peak === null ? "" : Math.round(Number(peak[1]) / 1024));
  process.exit(0);
}

console.log(
  `| array | ours, WASM (ms) | ours, TypeScript (ms) | iterations | residual | ${spiceName ?? "no ngspice"} (ms) | ratio | dense ml-matrix (ms) | peak RSS (MB) |`,
);
console.log("|---|---|---|---|---|---|---|---|---|");
const sizes = [16, 32, 64, 128, 256, 512, 1024].filter((n) => n <= largest);
for (const segment of [1, 5])
  for (const n of sizes) solveRow(`${n}², ${segment} Ω, 10 kΩ–1 MΩ`, array(n, segment));
for (const [n, segment] of [
  [64, 10],
  [128, 100],
  [256, 10],
  [512, 10],
])
  if (n <= largest) solveRow(`${n}², ${segment} Ω, 1 kΩ–1 MΩ`, array(n, segment, 1e-6, 1e-3));
for (const n of [16, 32, 64].filter((size) => size <= largest))
  solveRow(`${n}², 1 Ω, sinh 3/V`, array(n, 1, 1e-6, 1e-4, { model: "sinh", sharpness: 3 }));

console.log("\n| transfer matrix | WASM (ms) | TypeScript (ms) |\n|---|---|---|");
for (const segment of [1, 5])
  for (const n of [16, 32, 64, 128, 256].filter((size) => size <= largest)) {
    const circuit = array(n, segment);
    const ours = measure(n <= 64 ? 40 : 5, () => transferMatrix(circuit, { kernel }));
    const plain = n <= 128 ? shown(measure(2, () => transferMatrix(circuit))) : "";
    console.log(`| ${n}², ${segment} Ω | ${shown(ours)} | ${plain} |`);
  }
rmSync(folder, { recursive: true });
