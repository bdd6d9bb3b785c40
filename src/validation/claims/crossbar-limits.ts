import { solveCircuit } from "../../arrays/solver/solve.ts";
import { normals } from "../../base/rng.ts";
import type { JudgedClaim } from "./judged.ts";
import type { Experiment } from "./setting.ts";

const ROWS = 32;
const COLUMNS = 24;
/** Relative error that the limits must meet, and the wire resistance (Ω) at which the control must not. */
const TOLERANCE = 1e-9;
const CONTROL_SEGMENT = 20;

/** Crossbar limits: ideal lines give G·v, currents superpose, and every node balances. */
export function crossbarLimits({ rng, kernels }: Experiment): JudgedClaim {
  const stream = rng.fork("crossbar limits");
  const conductance = normals(ROWS * COLUMNS, stream.fork("conductance")).map(
    (z) => 61.7e-6 * Math.exp(z / 3),
  );
  const [first, second] = ["first", "second"].map((name) =>
    normals(ROWS, stream.fork(name)).map((z) => z / 10),
  );
  const currents = (voltage: Float64Array, segment: number) => {
    const solution = solveCircuit(
      {
        rows: ROWS,
        columns: COLUMNS,
        wordSegment: segment,
        bitSegment: segment,
        device: { model: "linear" },
        terminals: {
          left: Array.from(voltage, (v) => ({ voltage: v, resistance: 0 })),
          right: null,
          top: null,
          bottom: Array.from({ length: COLUMNS }, () => ({ voltage: 0, resistance: 0 })),
        },
        conductance,
      },
      { tolerance: 1e-12, ...(kernels?.solver === undefined ? {} : { kernel: kernels.solver }) },
    );
    return { out: solution.terminalCurrent.bottom as Float64Array, residual: solution.residual };
  };
  const product = Float64Array.from({ length: COLUMNS }, (_, j) =>
    first.reduce((sum, v, i) => sum + v * conductance[i * COLUMNS + j], 0),
  );
  const [wiredFirst, wiredSecond] = [first, second].map((v) => currents(v, CONTROL_SEGMENT));
  const both = currents(
    first.map((v, i) => v + second[i]),
    CONTROL_SEGMENT,
  );
  const ideal = largestError(currents(first, 0).out, product);
  const superposed = largestError(
    both.out,
    wiredFirst.out.map((x, j) => x + wiredSecond.out[j]),
  );
  const wired = largestError(wiredFirst.out, product);
  const met = Math.max(ideal, superposed, both.residual) < TOLERANCE;
  return {
    id: "E2",
    hypothesis: "Crossbar limits: ideal lines give G·v; currents superpose; every node balances",
    threshold: `relative error below ${TOLERANCE}`,
    control: `${CONTROL_SEGMENT} Ω segments must not give G·v: off by ${percent(wired)}`,
    power: wired > 0.01 ? "the control is off by more than 1 %" : "none",
    measured: `G·v ${ideal.toExponential(1)}, superposition ${superposed.toExponential(1)}, balance ${both.residual.toExponential(1)}`,
    verdict: met ? (wired > 0.01 ? "holds" : "no power") : "fails",
    role: "check",
  };
}

const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;

/** Largest difference over the largest of the expected values. */
function largestError(found: Float64Array, expected: Float64Array): number {
  const scale = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return found.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i])), 0) / scale;
}
