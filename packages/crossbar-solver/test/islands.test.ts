import { describe, expect, test } from "vitest";
import type { Circuit } from "../src/circuit.ts";
import { circuitFaults } from "../src/circuit-faults.ts";
import { solveCircuit } from "../src/solve.ts";
import { transferMatrix } from "../src/transfer-matrix.ts";
import { updateTransfer } from "../src/transfer-update.ts";
import { loadSolverKernel } from "../src/wasm-kernel.ts";
import { relativeError } from "./dense-nodal.ts";
import { exactNodal } from "./exact-nodal.ts";
import { hostileCircuit } from "./hostile-circuits.ts";
import { compareWithOracle } from "./oracle-check.ts";
import { createRng } from "./random.ts";

const kernel = loadSolverKernel();

/** Word line 0 and bit line 0 hang together by 1 mS, and on the pinned lines by 1e-14 S and 2e-14 S. */
const smallest: Circuit = {
  rows: 2,
  columns: 2,
  wordSegment: 1,
  bitSegment: 1,
  device: { model: "linear" },
  conductance: Float64Array.of(1e-3, 1e-14, 2e-14, 1e-3),
  terminals: {
    left: [null, { voltage: 0.2, resistance: 0 }],
    right: null,
    top: null,
    bottom: [null, { voltage: 0, resistance: 0 }],
  },
};

function* hostile(count: number, kind: "linear" | "sinh"): Iterable<Circuit> {
  for (let n = 0; n < count; n++) yield hostileCircuit(`island ${n}`, kind, n % 2 === 1);
}

describe("islands of floating lines behind weak cells", () => {
  test("the smallest: the divider of its two weak cells", () => {
    const ours = solveCircuit(smallest);
    for (const potential of [ours.word[0], ours.word[1], ours.bit[0], ours.bit[2]])
      expect(potential).toBeCloseTo(0.2 * (2 / 3), 10);
    expect(ours.residual).toBeLessThan(1e-10);
  });

  test("117 hostile circuits of linear cells against 70 digits", () => {
    const tally = compareWithOracle(hostile(120, "linear"), kernel);
    expect(tally.solved + tally.refused).toBe(117);
    expect(tally.refused).toBeLessThanOrEqual(0);
    expect(tally.potential).toBeLessThan(1e-9);
    expect(tally.current).toBeLessThan(1e-8);
    expect(tally.closure).toBeLessThan(1e-9);
  });

  test("79 hostile circuits of sinh cells against 70 digits", () => {
    const tally = compareWithOracle(hostile(80, "sinh"), kernel);
    expect(tally.solved + tally.refused).toBe(79);
    expect(tally.refused).toBeLessThanOrEqual(0);
    expect(tally.potential).toBeLessThan(1e-7);
    expect(tally.current).toBeLessThan(1e-7);
    expect(tally.closure).toBeLessThan(1e-9);
  });

  test("60 transfer matrices, and updates of them, are exact currents for 1 V on one input", () => {
    const rng = createRng("transfer of islands");
    let count = 0;
    for (let n = 0; count < 60; n++) {
      const drawn = hostileCircuit(`transfer ${n}`, "linear", n % 2 === 1);
      const circuit = withBottom(drawn);
      if (circuitFaults(circuit).length > 0) continue;
      const cell = rng.integer(circuit.conductance.length);
      const changes = [
        { row: Math.floor(cell / circuit.columns), column: cell % circuit.columns, conductance: 1e-9 },
      ];
      const transfer = transferMatrix(circuit, { kernel });
      const updated = updateTransfer(transfer, changes, { kernel });
      for (const { circuit: driven, values } of [transfer, updated])
        expect(relativeError(values.data, exactTransfer(driven))).toBeLessThan(1e-8);
      count++;
    }
    expect(count).toBe(60);
  });

  test("a line that stays unresolved is refused by name", () => {
    expect(() => solveCircuit(smallest, { maxIterations: 1 })).toThrow(/unresolved lines: word 0/);
  });
});

const withBottom = (circuit: Circuit): Circuit => ({
  ...circuit,
  terminals: {
    ...circuit.terminals,
    bottom:
      circuit.terminals.bottom ??
      Array.from({ length: circuit.columns }, () => ({ voltage: 0, resistance: 1 })),
  },
});

/** Current out of each bottom terminal for 1 V at each left one. */
function exactTransfer(circuit: Circuit): Float64Array {
  const { rows, columns, terminals } = circuit;
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    if (terminals.left?.[i] === null) continue;
    const at = (side: "left" | "right" | "top" | "bottom") =>
      terminals[side]?.map((t, line) => t && { ...t, voltage: side === "left" && line === i ? 1 : 0 }) ??
      null;
    const driven = { left: at("left"), right: at("right"), top: at("top"), bottom: at("bottom") };
    const fault = circuitFaults({ ...circuit, terminals: driven });
    if (fault.length > 0) continue;
    exactNodal({ ...circuit, terminals: driven }).terminal.bottom?.forEach((current, j) => {
      values[i * columns + j] = Number.isNaN(current) ? 0 : current;
    });
  }
  return values;
}
