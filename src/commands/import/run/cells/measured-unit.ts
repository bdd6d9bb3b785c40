// Figures of one mapped unit: its netlist runs on its own data, and its results are compared with the models'.

import { createRng, fault } from "#base";
import {
  annotate,
  areaOf,
  type CellLibrary,
  CellLibraryError,
  countsOf,
  createSimulation,
  criticalPath,
  energyOf,
  leakageOf,
  readNetlist,
  type Simulation,
} from "#cell-library";
import type { UnitFigures } from "#technology";
import type { HardwareUnit, PortValues, Sizes } from "./units/hardware-unit.ts";

/** Capacitance of a wire, F/m, between those of minimum and wide wires; assumed for every node. */
export const WIRE_CAPACITANCE = 0.2e-9;

/** Cycles before counting, at least; the state that a unit starts in is not that of its work. */
const WARM_UP = 16;

/** Cycles of energies, and the seed of their data. */
export interface Averaging {
  readonly vectors: number;
  readonly seed: number;
}

/** Figures of a netlist, means over `vectors` cycles. Throws ConfigError if it is none, or gives other results. */
export function measuredUnit(
  library: CellLibrary,
  netlistJson: string,
  unit: HardwareUnit,
  sizes: Sizes,
  averaging: Averaging,
): UnitFigures {
  return asConfigError(() => {
    const netlist = readNetlist(netlistJson, library, unit.name);
    const annotated = annotate(netlist, { wireCapacitance: WIRE_CAPACITANCE });
    const [real, still] = (["cells", "zero"] as const).map((delays) => {
      const simulation = createSimulation(annotated, { delays });
      run(simulation, unit, sizes, averaging);
      return energyOf(annotated, simulation.activity());
    });
    const { cells, registers } = countsOf(netlist);
    return {
      unit: unit.name,
      sizes,
      cycle: unit.cycle,
      models: [...unit.models],
      area_m2: areaOf(netlist),
      energy_J: real.switching + real.internal,
      glitch_free_energy_J: still.switching + still.internal,
      clock_energy_J: real.clock,
      leakage_W: leakageOf(netlist),
      critical_path_s: criticalPath(annotated).delay,
      cells,
      registers,
      changing_share: real.changingRegisters,
    };
  });
}

/** Runs a unit on its data for energy and compares all results. Throws ConfigError on the first that differs. */
function run(simulation: Simulation, unit: HardwareUnit, sizes: Sizes, { vectors, seed }: Averaging): void {
  const data = unit.vectors(sizes, createRng(seed).fork(unit.name), "energy");
  const latency = unit.latency(sizes);
  const pending: (PortValues | null)[] = [];
  const start = latency + WARM_UP;
  for (let cycle = 0; cycle < start + vectors; cycle++) {
    if (cycle === start) simulation.restartCounts();
    const { inputs, outputs } = data.next().value;
    simulation.step(inputs);
    pending.push(outputs);
    const due = cycle < latency ? null : pending.shift();
    for (const [port, expected] of Object.entries(due ?? {})) {
      const received = simulation.output(port);
      if (received !== expected)
        throw fault(
          unit.name,
          port,
          `expected 0x${expected.toString(16)} in cycle ${cycle}, as its model, received 0x${received.toString(16)} from its cells`,
        );
    }
  }
}

/** The package's errors as ones of the input: "place: message". */
export function asConfigError<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof CellLibraryError)) throw error;
    const cut = error.message.indexOf(": ");
    throw fault(error.message.slice(0, cut), "(cells)", error.message.slice(cut + 2));
  }
}
