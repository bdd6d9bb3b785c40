// One drive per word line of a passive array that is too large to store every cell's response.

import { type Dense, dense } from "#base";
import {
  type Circuit,
  edgeConductances,
  edgeCount,
  type FrontPlan,
  forEachUnitDrive,
  hasFronts,
  type LastFront,
  plainKernel,
  plannedFronts,
  type SolverKernel,
} from "#crossbar-solver";
import type { ProgrammedArray } from "./programmed-array.ts";
import { type ArrayElectrics, bitSides, tileCircuit, wordSides } from "./tile-circuit.ts";

/** Result of one drive per word line of a single-tile array; of cell voltages only the driven line's own. */
export interface StreamedDrives {
  /** Columns × driven, S. */
  readonly transfer: Dense;
  /** Driven × driven, S. */
  readonly delivered: Dense;
  /** Driven × columns, V. */
  readonly own: Dense;
}

/** Only currents, for arrays without noise and third order. */
export type LineCurrents = Omit<StreamedDrives, "own">;

/** Share of driven word lines up to which back substitution to their potentials is short. */
const FEW_LINES = 1 / 4;

export const hasFewLines = ({ driven, geometry }: ProgrammedArray): boolean =>
  driven <= FEW_LINES * geometry.rows;

/**
 * Solves a large passive array for only its driven lines: by elimination if they are few, as iteration is
 * slow on their floating neighbours, else drive by drive. Throws UnconvergedError.
 */
export function streamedDrives(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  kernel?: SolverKernel,
): StreamedDrives {
  const { driven, geometry } = array;
  const { rows, columns } = geometry;
  const region = { top: 0, left: 0, rows, columns };
  const circuit = tileCircuit(array, region, electrics);
  if (hasFronts(circuit) && hasFewLines(array)) {
    const own = dense(driven, columns);
    return { ...eliminatedDrives(array, circuit, electrics, kernel, own), own };
  }
  const { conductance, terminals } = circuit;
  const transfer = dense(columns, driven);
  const delivered = dense(driven, driven);
  const own = dense(driven, columns);
  const collected = new Float64Array(columns);
  forEachUnitDrive(
    circuit,
    {
      family: "word",
      sides: wordSides(electrics.drive),
      lines: driven,
      kernel,
    },
    (line, voltages) => {
      collected.fill(0);
      for (let i = 0; i < rows; i++) {
        let drawn = 0;
        for (let j = 0; j < columns; j++) {
          const current = conductance[i * columns + j] * voltages[i * columns + j];
          drawn += current;
          collected[j] += current;
        }
        if (i < driven && terminals.left?.[i] != null) delivered.data[i * driven + line] = drawn;
      }
      for (let j = 0; j < columns; j++)
        if (terminals.bottom?.[j] != null) transfer.data[j * driven + line] = collected[j];
      own.data.set(voltages.subarray(line * columns, (line + 1) * columns), line * columns);
    },
  );
  return { transfer, delivered, own };
}

/** The currents of a single-tile array by elimination; null if its circuit does not allow it. */
export function eliminatedCurrents(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  kernel?: SolverKernel,
): LineCurrents | null {
  const { rows, columns } = array.geometry;
  const circuit = tileCircuit(array, { top: 0, left: 0, rows, columns }, electrics);
  return hasFronts(circuit) ? eliminatedDrives(array, circuit, electrics, kernel, null) : null;
}

/** Currents from elimination; back substitution fills `own`, if given, with driven lines' voltages. */
function eliminatedDrives(
  array: ProgrammedArray,
  circuit: Circuit,
  { drive }: ArrayElectrics,
  kernel: SolverKernel = plainKernel,
  own: Dense | null,
): LineCurrents {
  const { driven, geometry } = array;
  const plan = plannedFronts(circuit, wordSides(drive), bitSides(drive), {
    backTo: own === null ? 0 : driven,
    amongInputs: true,
  });
  const result = { transfer: dense(geometry.columns, driven), delivered: dense(driven, driven) };
  kernel.withFronts(
    plan,
    edgeCount(circuit),
    (conductance) => edgeConductances(circuit, conductance),
    (last) => {
      portCurrents(plan, last, result);
      if (own !== null) ownVoltages(plan, last, own);
    },
  );
  return result;
}

/** Currents from each driver to every readout, and between drivers. */
function portCurrents(
  { inputs, outputs }: FrontPlan,
  { data, from, stride }: LastFront,
  { transfer, delivered }: LineCurrents,
): void {
  const ground = inputs.length + outputs.length;
  inputs.forEach((line, i) => {
    const row = from + i * stride;
    for (let k = i + 1; k < inputs.length; k++) {
      const between = data[row + k];
      delivered.data[line * delivered.columns + inputs[k]] -= between;
      delivered.data[inputs[k] * delivered.columns + line] -= between;
      delivered.data[line * delivered.columns + line] += between;
      delivered.data[inputs[k] * delivered.columns + inputs[k]] += between;
    }
    outputs.forEach((column, o) => {
      const passed = data[row + inputs.length + o];
      transfer.data[column * transfer.columns + line] = passed;
      delivered.data[line * delivered.columns + line] += passed;
    });
    // The entry after the last column is 0, or the conductance to anything else.
    delivered.data[line * delivered.columns + line] += data[row + ground];
  });
}

/** Voltage across each cell of a driven line for 1 V on that line. */
function ownVoltages({ inputs, way }: FrontPlan, { potentials }: LastFront, own: Dense): void {
  if (way === null || potentials === null) return;
  const { lanes, volts } = potentials;
  const { columns } = own;
  for (let first = 0; first < inputs.length; first += lanes) {
    const batch = inputs.slice(first, first + lanes);
    batch.forEach((_, lane) => {
      volts[way.inputs[first + lane] * lanes + lane] = 1;
    });
    potentials.settle();
    batch.forEach((line, lane) => {
      for (let k = line * columns; k < (line + 1) * columns; k++)
        own.data[k] = volts[way.word[k] * lanes + lane] - volts[way.bit[k] * lanes + lane];
      volts[way.inputs[first + lane] * lanes + lane] = 0;
    });
  }
}
