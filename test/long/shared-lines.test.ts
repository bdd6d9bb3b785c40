import { expect, it } from "vitest";
import { createRng, dense } from "#base";
import {
  type ArrayElectrics,
  circuitRead,
  columnPlan,
  outputCurrents,
  type ProgrammedArray,
  signalRetention,
  solvedResponse,
} from "#crossbar-arrays";
import { loadSolverKernel } from "#crossbar-solver";

const kernel = loadSolverKernel();
const ELECTRICS: ArrayElectrics = {
  wordSegment: 0.2476,
  bitSegment: 0.2476,
  driver: 10,
  readout: 10,
  tileSwitch: 20,
  globalSegment: 0.2476 / 16,
  drive: "both",
};

/** Devices of 63.3 ± 20 µS in 16 × 16 tiles, every row driven and every column read. */
function array(side: number): ProgrammedArray {
  const rng = createRng(`shared ${side}`);
  const conductance = Float64Array.from({ length: side * side }, () =>
    Math.max(3e-6, 63.3e-6 + 20e-6 * rng.normal()),
  );
  return {
    geometry: { rows: side, columns: side, tileRows: 16, tileColumns: 16 },
    cells: { conductance, cubic: null },
    driven: side,
    outputs: side / 2,
    plan: columnPlan("differential", side),
    faults: {
      openWord: new Uint8Array(side),
      openBit: new Uint8Array(side),
      shortedBit: new Uint8Array(side - 1),
    },
  };
}

it("512 × 512 keeps 61.9 % of its signal, and 1024 tiles eliminated agree with a read of the circuit", () => {
  const of = array(512);
  // Of a circuit simulation that others made.
  expect(Math.abs(signalRetention(of, ELECTRICS, kernel).mean - 0.619)).toBeLessThan(0.01);
  const rng = createRng("levels");
  const voltages = Float64Array.from({ length: 512 }, () => 0.2 * (2 * rng.uniform() - 1));
  const outputs = outputCurrents(solvedResponse(of, ELECTRICS, 0.2, kernel), dense(1, 512, voltages)).data;
  const read = circuitRead(of, ELECTRICS, voltages, { model: "linear" }, kernel).outputs;
  const scale = Math.max(...read.map(Math.abs));
  read.forEach((current, p) => {
    expect(Math.abs(current - outputs[p]) / scale).toBeLessThan(1e-9);
  });
});
