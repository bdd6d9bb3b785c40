import { expect, test } from "vitest";
import { type Circuit, loadSolverKernel } from "#crossbar-solver";
import { hostileCircuit } from "../../packages/crossbar-solver/test/hostile-circuits.ts";
import { compareWithOracle } from "../../packages/crossbar-solver/test/oracle-check.ts";

const kernel = loadSolverKernel();

function* hostile(from: number, count: number, kind: "linear" | "sinh"): Iterable<Circuit> {
  for (let n = from; n < from + count; n++) yield hostileCircuit(`long ${n}`, kind, n % 2 === 1);
}

// Half of them have cells of 1 MS, wires of 1 µΩ and 1 GΩ and sources of 100 V. Faulty draws, as two pins on one
// node, are passed over; at most 1 % of the others may be refused, and none is.
test.each([
  ["linear", 2000, 1e-9],
  ["sinh", 1000, 1e-7],
] as const)("%s: %d hostile circuits against 70 digits", (kind, wanted, bar) => {
  const drawn = Math.ceil(wanted * 1.05);
  const tally = compareWithOracle(hostile(0, drawn, kind), kernel);
  expect(tally.solved + tally.refused).toBeGreaterThanOrEqual(wanted);
  expect(tally.refused).toBe(0);
  expect(tally.potential).toBeLessThan(bar);
  expect(tally.current).toBeLessThan(1e-7);
  expect(tally.closure).toBeLessThan(1e-9);
});
