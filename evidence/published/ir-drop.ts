import { nanometres } from "#base";
import { type Circuit, type SolverKernel, transferMatrix } from "#crossbar-solver";
import { lineResistance } from "#technology";
import type { Fact } from "./fact.ts";

interface Loss {
  readonly mean: number;
  readonly worst: number;
}

/** Side, on-resistance (Ω), pattern; losses of the nodal solve and of NeuroSim's series model, %. */
const TABLE: readonly (readonly [side: number, on: number, allOn: boolean, nodal: Loss, series: number])[] = [
  [64, 100e3, false, { mean: 0.77, worst: 0.96 }, 0.033],
  [128, 100e3, false, { mean: 2.97, worst: 3.69 }, 0.064],
  [128, 10e3, false, { mean: 23.1, worst: 27.9 }, 0.64],
  [128, 5e3, false, { mean: 37, worst: 43.9 }, 1.27],
  [128, 5e3, true, { mean: 51.8, worst: 60 }, 1.33],
  [256, 100e3, false, { mean: 10.7, worst: 13.2 }, 0.127],
];

/** Sides beyond this take over a second in plain TypeScript. */
const QUICK_SIDE = 128;

/**
 * Current that the columns of a passive array lose to its wires at 32 nm: driven at the left, grounded at the bottom,
 * a line's length of one cell to either end, all rows at one voltage, a checkerboard of on and 17 times that. Pattern
 * and ends are assumed: the table states ideal drivers on one side and 0.522 Ω a cell.
 */
export function irDropFacts(quick: boolean, kernel?: SolverKernel): Fact[] {
  const topic = "IR drop of passive arrays, 32 nm";
  return TABLE.filter(([side]) => !quick || side <= QUICK_SIDE).flatMap(
    ([side, on, allOn, nodal, series]): Fact[] => {
      const ours = columnLoss(checkerboard(side, on, allOn), kernel);
      const name = `${side} × ${side}, ${on / 1e3} kΩ${allOn ? ", all on" : ""}`;
      const base = { topic, unit: "%", evidence: "independent prediction" } as const;
      const exact = {
        ...base,
        tolerance: 0.02,
        source: "crosshash-nodal-2026",
        note: "against another exact solver; pattern and ends assumed",
      };
      return [
        { ...exact, quantity: `${name}: mean loss`, published: nodal.mean, ours: ours.mean },
        { ...exact, quantity: `${name}: worst column`, published: nodal.worst, ours: ours.worst },
        {
          ...base,
          quantity: `${name}: mean loss of NeuroSim's model`,
          published: series,
          ours: ours.mean,
          tolerance: 1,
          source: "neurosim-v14",
          note: "wires in series with each cell alone: currents of other cells do not add up in them",
        },
      ];
    },
  );
}

function checkerboard(side: number, on: number, allOn: boolean): Circuit {
  const segment = lineResistance(nanometres(32));
  const ends = Array.from({ length: side }, () => ({ voltage: 0, resistance: segment }));
  return {
    rows: side,
    columns: side,
    wordSegment: segment,
    bitSegment: segment,
    device: { model: "linear" },
    terminals: { left: ends, right: null, top: null, bottom: ends },
    conductance: Float64Array.from({ length: side * side }, (_, cell) => {
      const isOn = allOn || (Math.floor(cell / side) + (cell % side)) % 2 === 0;
      return isOn ? 1 / on : 1 / (17 * on);
    }),
  };
}

/** Mean and largest share of a column's ideal current that does not arrive, %. */
function columnLoss(circuit: Circuit, kernel?: SolverKernel): Loss {
  const { rows, columns, conductance } = circuit;
  const options = { tolerance: 1e-7, kernel };
  const { values } = transferMatrix(circuit, options);
  const losses = Array.from({ length: columns }, (_, j) => {
    let [arrives, ideal] = [0, 0];
    for (let i = 0; i < rows; i++) {
      arrives += values.data[i * columns + j];
      ideal += conductance[i * columns + j];
    }
    return 100 * (1 - arrives / ideal);
  });
  return { mean: losses.reduce((sum, loss) => sum + loss, 0) / columns, worst: Math.max(...losses) };
}
