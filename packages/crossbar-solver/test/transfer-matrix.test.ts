import { describe, expect, test } from "vitest";
import type { Circuit } from "../src/circuit.ts";
import { solveCircuit } from "../src/solve.ts";
import { transferMatrix } from "../src/transfer-matrix.ts";
import { updateTransfer } from "../src/transfer-update.ts";
import { loadSolverKernel } from "../src/wasm-kernel.ts";
import { drive, readArray, same } from "./circuits.ts";
import { relativeError } from "./dense-nodal.ts";
import { createRng } from "./random.ts";

const kernel = loadSolverKernel();

const SHAPES: Record<string, Circuit> = {
  "64 × 64": readArray({ rows: 64, columns: 64, seed: 1 }),
  "wide and odd": readArray({ rows: 13, columns: 31, seed: 2, wordSegment: 7, bitSegment: 0.5 }),
  tall: readArray({ rows: 37, columns: 6, seed: 3, wordSegment: 20 }),
  "one row": readArray({ rows: 1, columns: 9, seed: 4 }),
  "one column": readArray({ rows: 9, columns: 1, seed: 4 }),
  "ideal words": { ...readArray({ rows: 10, columns: 12, seed: 5 }), wordSegment: 0 },
  pinned: pinned(),
  "pinned and ideal": { ...pinned(), wordSegment: 0, bitSegment: 0 },
  "some open": withHoles(),
};

function pinned(): Circuit {
  const circuit = readArray({ rows: 12, columns: 10, seed: 6, wordSegment: 4 });
  const terminals = {
    left: drive(createRng(1), 12, 0, 1, 0),
    right: null,
    top: null,
    bottom: same(10, 0, 0),
  };
  return { ...circuit, terminals };
}

function withHoles(): Circuit {
  const circuit = readArray({ rows: 12, columns: 10, seed: 7 });
  const left = circuit.terminals.left!.map((t, i) => (i === 3 ? null : t));
  const bottom = circuit.terminals.bottom!.map((t, j) => (j === 9 ? null : t));
  return { ...circuit, terminals: { ...circuit.terminals, left, bottom } };
}

describe.each(Object.entries(SHAPES))("%s", (_, circuit) => {
  const transfer = transferMatrix(circuit, { kernel });

  test("Tᵀ·V is the solved current", () => {
    const { rows, columns, data } = transfer.values;
    const { bottom } = solveCircuit(circuit).terminalCurrent;
    const product = Float64Array.from({ length: columns }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < rows; i++)
        sum += data[i * columns + j] * (circuit.terminals.left![i]?.voltage ?? 0);
      return sum;
    });
    expect(
      relativeError(
        product,
        bottom!.map((value) => (Number.isNaN(value) ? 0 : value)),
      ),
    ).toBeLessThan(1e-9);
  });

  test("the batch kernel equals the plain one", () => {
    expect(relativeError(transfer.values.data, transferMatrix(circuit).values.data)).toBeLessThan(1e-11);
  });

  test("an update equals a new matrix", () => {
    const rng = createRng("changes");
    const changes = [0, 1, 2].map((k) => ({
      row: rng.integer(circuit.rows),
      column: rng.integer(circuit.columns),
      conductance: k === 0 ? 0 : 1e-3 * rng.uniform(),
    }));
    const updated = updateTransfer(transfer, changes, { kernel });
    const fresh = transferMatrix(updated.circuit, { kernel });
    expect(relativeError(updated.values.data, fresh.values.data)).toBeLessThan(1e-9);
  });
});

describe("sides", () => {
  const circuit: Circuit = {
    ...readArray({ rows: 9, columns: 7, seed: 9 }),
    terminals: { left: same(9, 0.1, 1), right: same(9, 0.1, 2), top: same(7, 0, 1), bottom: same(7, 0, 3) },
  };

  test("double-sided drive read at both ends", () => {
    const transfer = transferMatrix(circuit, {
      inputs: ["left", "right"],
      outputs: ["top", "bottom"],
      kernel,
    });
    const { top, bottom } = solveCircuit(circuit).terminalCurrent;
    for (let j = 0; j < 7; j++) {
      let sum = 0;
      for (let i = 0; i < 9; i++) sum += 0.1 * transfer.values.data[i * 7 + j];
      expect(Math.abs(sum / (top![j] + bottom![j]) - 1)).toBeLessThan(1e-9);
    }
  });

  test("backwards it is the transpose", () => {
    const there = transferMatrix(circuit, { inputs: ["left"], outputs: ["bottom"], kernel });
    const back = transferMatrix(circuit, { inputs: ["bottom"], outputs: ["left"], kernel });
    const transposed = Float64Array.from(
      there.values.data,
      (_, k) => back.values.data[(k % 7) * 9 + Math.floor(k / 7)],
    );
    expect(relativeError(transposed, there.values.data)).toBeLessThan(1e-12);
  });

  test("an array tied to its sources by gigaohms", () => {
    const terminals = { left: same(9, 1, 1e10), right: null, top: null, bottom: same(7, 0, 1e10) };
    const weak = { ...circuit, terminals };
    const transfer = transferMatrix(weak, { kernel });
    const { bottom } = solveCircuit(weak).terminalCurrent;
    const first = Array.from({ length: 9 }, (_, i) => transfer.values.data[i * 7]).reduce((a, b) => a + b);
    expect(Math.abs(first / bottom![0] - 1)).toBeLessThan(1e-8);
  });

  test.each([
    [{ inputs: ["left"], outputs: ["right"] }],
    [{ inputs: ["left", "top"], outputs: ["bottom"] }],
    [{ inputs: [], outputs: ["bottom"] }],
  ] as const)("%o is refused", (sides) => {
    expect(() => transferMatrix(circuit, sides)).toThrow(RangeError);
  });

  test("sinh devices and absent cells are refused", () => {
    expect(() => transferMatrix({ ...circuit, device: { model: "sinh", sharpness: 1 } })).toThrow(RangeError);
    const transfer = transferMatrix(circuit, { kernel });
    expect(() => updateTransfer(transfer, [{ row: 9, column: 0, conductance: 1 }])).toThrow(RangeError);
    expect(() => updateTransfer(transfer, [{ row: 0, column: 0, conductance: -1 }])).toThrow(RangeError);
  });
});
