// Response of a tiled array on its common global lines beside the same tiles solved each alone (which leaves out what they
// share), and one read of the whole circuit, on the built package:
//   npm run build && node bench/array.bench.mjs [largest side]
// CPU milliseconds (user + system): median, and in brackets fastest and slowest. Not a gate.

import { createRng } from "#base";
import { loadSolverKernel } from "#crossbar-solver";
import { circuitReader } from "../dist/packages/crossbar-arrays/src/array-read.js";
import { solvedResponse } from "../dist/packages/crossbar-arrays/src/array-response.js";
import { signalRetention } from "../dist/packages/crossbar-arrays/src/output-currents.js";
import { columnPlan } from "../dist/packages/crossbar-arrays/src/programmed-array.js";
import { tileRegions } from "../dist/packages/crossbar-arrays/src/tile-circuit.js";
import {
  tileNoise,
  tilePower,
  tileResponse,
  tileTransfer,
} from "../dist/packages/crossbar-arrays/src/tile-response.js";

const largest = Number(process.argv[2] ?? 512);
const kernel = loadSolverKernel();
const electrics = {
  wordSegment: 0.2476,
  bitSegment: 0.2476,
  driver: 10,
  readout: 10,
  tileSwitch: 20,
  globalSegment: 0.0155,
  drive: "both",
};

function array(rows, columns, tile) {
  const rng = createRng(`bench ${rows} ${columns}`);
  const conductance = Float64Array.from({ length: rows * columns }, () => 2e-5 + 8.66e-5 * rng.uniform());
  const marks = (count) => new Uint8Array(count);
  return {
    geometry: { rows, columns, tileRows: tile, tileColumns: tile },
    cells: { conductance, cubic: null },
    driven: rows,
    outputs: columns / 2,
    plan: columnPlan("differential", columns),
    faults: { openWord: marks(rows), openBit: marks(columns), shortedBit: marks(columns - 1) },
  };
}

/** What a response took before tiles shared their lines: both unit drives, transfer, power and noise of every tile. */
function alone(of) {
  for (const region of tileRegions(of)) {
    const response = tileResponse(of, region, electrics, kernel);
    tileTransfer(response);
    tilePower(response);
    tileNoise(of, response, response.conductance);
  }
}

function measure(runs, work) {
  const times = [];
  for (let k = 0; k <= runs; k++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    if (k > 0) times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b);
}

const median = (times) => times[times.length >> 1];
const shown = (times) =>
  `${median(times).toPrecision(3)} (${times[0].toPrecision(3)}–${times.at(-1).toPrecision(3)})`;

console.log(
  "| array, tiles | signal left | common lines (ms) | tiles alone (ms) | ratio | one read of the circuit (ms) |\n|---|---|---|---|---|---|",
);
for (const [rows, columns, tile] of [
  [64, 128, 16],
  [256, 256, 16],
  [512, 512, 16],
])
  if (rows <= largest) {
    const of = array(rows, columns, tile);
    const runs = rows > 256 ? 2 : 5;
    const shared = measure(runs, () => solvedResponse(of, electrics, 0.2, kernel));
    const isolated = measure(runs, () => alone(of));
    const read = circuitReader(of, electrics, { model: "linear" }, kernel);
    const once = measure(runs, () => read(new Float64Array(rows).fill(0.1)));
    const { mean } = signalRetention(of, electrics, kernel);
    const cells = [`${rows} × ${columns}, ${tile}²`, `${(100 * mean).toFixed(1)} %`, shown(shared)];
    cells.push(shown(isolated), `${(median(shared) / median(isolated)).toFixed(2)}×`, shown(once));
    console.log(`| ${cells.join(" | ")} |`);
  }
