// What blocks a thread for seconds: reading a library, synthesis in WebAssembly, simulation of a netlist.

import { ConfigError, type Issue } from "#base";
import { type CellLibrary, joinedLibraries } from "#cell-library";
import type { LibraryFile } from "#local-io";
import { runPackage, SynthesisError, type SynthesisJob } from "#local-io";
import { type Averaging, asConfigError, measuredUnit } from "./measured-unit.ts";
import type { Sizes } from "./units/hardware-unit.ts";
import { HARDWARE_UNITS } from "./units/index.ts";

/** A netlist of a unit, by its place in the list. */
interface MappedUnit {
  readonly library: CellLibrary;
  readonly netlist: string;
  readonly place: number;
  readonly sizes: Sizes;
  readonly averaging: Averaging;
}

const TASKS = {
  library: (files: readonly LibraryFile[]) => asConfigError(() => joinedLibraries(files)),
  netlist: (job: SynthesisJob) => runPackage(job),
  figures: ({ library, netlist, place, sizes, averaging }: MappedUnit) =>
    measuredUnit(library, netlist, HARDWARE_UNITS[place], sizes, averaging),
};

/** Tasks by name: what each takes and gives. */
export type CellsTasks = typeof TASKS;

/** A result, or an error of the input or of the synthesiser: classes are lost between threads. */
type Done =
  | { readonly result: unknown }
  | { readonly issues: readonly Issue[] }
  | { readonly refused: string };

export default async function done(task: {
  readonly name: keyof CellsTasks;
  readonly given: unknown;
}): Promise<Done> {
  try {
    return { result: await (TASKS[task.name] as (given: unknown) => unknown)(task.given) };
  } catch (error) {
    if (error instanceof ConfigError) return { issues: error.issues };
    if (error instanceof SynthesisError) return { refused: error.message };
    throw error;
  }
}
