// What do the wires of a passive array do to its hash? One untuned array, read over ideal and over real wires:
// how many sign bits change, and how often two vectors at an angle θ agree in a bit, against 1 − θ/π.
import {
  createRng,
  dense,
  idealResponse,
  loadSolverKernel,
  outputCurrents,
  parseConfig,
  parseDocument,
  programArray,
  shippedCatalogue,
  solvedResponse,
} from "crosshash";

const READ_VOLTAGE = 0.2; // V
const PAIRS = 2000;
const config = parseDocument(
  "{ design: { hashing: { array: { tileRows: 64, tileColumns: 128 } } } }",
  "here",
);
const { memristor, array: geometry } = parseConfig(config, shippedCatalogue).design.hashing;
const rng = createRng("example 04");

/** Rows of standard normal numbers. */
function normal(rows, columns, stream) {
  const matrix = dense(rows, columns);
  for (let k = 0; k < matrix.data.length; k++) matrix.data[k] = stream.normal();
  return matrix;
}

// An untuned device ignores its target: what is asked for does not matter, what comes out is the random matrix.
const targets = normal(geometry.columns / 2, geometry.rows, rng.fork("targets"));
const array = programArray(memristor.behaviour, targets, { ...geometry, geometry }, rng.fork("chip"));
const kernel = loadSolverKernel();
const wires = (ohms) => ({
  wordSegment: ohms,
  bitSegment: ohms,
  driver: 100,
  readout: 100,
  tileSwitch: 0,
  globalSegment: 0,
  drive: "one",
});

/** Sign bits of each row, as 0 and 1. */
const bitsOf = (response, vectors) =>
  outputCurrents(
    response,
    dense(
      vectors.rows,
      vectors.columns,
      vectors.data.map((x) => (READ_VOLTAGE * x) / 4),
    ),
  ).data.map((current) => (current >= 0 ? 1 : 0));

const agreement = (a, b) => a.reduce((sum, bit, k) => sum + (bit === b[k] ? 1 : 0), 0) / a.length;
const percent = (share) => `${(100 * share).toFixed(1)} %`;

const queries = normal(PAIRS, geometry.rows, rng.fork("queries"));
const others = normal(PAIRS, geometry.rows, rng.fork("others"));
/** Keys at an angle to their queries, on average: independent normal vectors are nearly orthogonal. */
const keysAt = (angle) =>
  dense(
    PAIRS,
    geometry.rows,
    queries.data.map((x, k) => Math.cos(angle) * x + Math.sin(angle) * others.data[k]),
  );

const ideal = idealResponse(array, READ_VOLTAGE);
const own = bitsOf(ideal, queries);
console.log(`theory, θ = 30°, 60°, 90°: ${[30, 60, 90].map((t) => percent(1 - t / 180)).join(", ")}`);
for (const ohms of [0, 2, 20]) {
  const response = ohms === 0 ? ideal : solvedResponse(array, wires(ohms), READ_VOLTAGE, kernel, false);
  const bits = bitsOf(response, queries);
  const found = [30, 60, 90].map((t) => agreement(bits, bitsOf(response, keysAt((t * Math.PI) / 180))));
  console.log(
    `${ohms} Ω a cell: ${percent(1 - agreement(own, bits))} of the bits change; pairs agree in ${found.map(percent).join(", ")}`,
  );
}
