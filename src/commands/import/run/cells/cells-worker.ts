// What blocks a thread for seconds: reading a library, synthesis in WebAssembly, simulation of a netlist.

import type { CellLibrary } from "#cell-library";
import { ConfigError, type Issue } from "../../../../base/errors.ts";
import type { LibraryFile } from "../../../../runtime/cell-library-files.ts";
import { runPackage, SynthesisError, type SynthesisJob } from "../../../../runtime/synthesis.ts";
import type { UnitFigures } from "../../../../technology/cell-table.ts";
import { type Averaging, measuredUnit, parsedLibrary } from "./measured-unit.ts";
import type { Sizes } from "./units/hardware-unit.ts";
import { HARDWARE_UNITS } from "./units/index.ts";

/** Tasks by name: what each takes and gives. */
export interface CellsTasks {
  readonly library: readonly [files: readonly LibraryFile[], library: CellLibrary];
  readonly netlist: readonly [job: SynthesisJob, json: string];
  readonly figures: readonly [
    given: {
      readonly library: CellLibrary;
      readonly netlist: string;
      /** Name of a hardware unit. */
      readonly unit: string;
      readonly sizes: Sizes;
      readonly averaging: Averaging;
    },
    figures: UnitFigures,
  ];
}

type Does = {
  readonly [Name in keyof CellsTasks]: (
    given: CellsTasks[Name][0],
  ) => CellsTasks[Name][1] | Promise<CellsTasks[Name][1]>;
};

const TASKS: Does = {
  library: parsedLibrary,
  netlist: runPackage,
  figures: ({ library, netlist, unit, sizes, averaging }) => {
    const own = HARDWARE_UNITS.find(({ name }) => name === unit);
    if (own === undefined) throw new RangeError(`units: expected a name of the list, received ${unit}`);
    return measuredUnit(library, netlist, own, sizes, averaging);
  },
};

/** A result, or an error of the user's input or of the synthesiser: classes are lost between threads. */
export type Done =
  | { readonly result: unknown }
  | { readonly issues: readonly Issue[] }
  | { readonly refused: string };

export default async function done({
  name,
  given,
}: {
  readonly name: keyof CellsTasks;
  readonly given: unknown;
}): Promise<Done> {
  try {
    return { result: await (TASKS[name] as (given: unknown) => unknown)(given) };
  } catch (error) {
    if (error instanceof ConfigError) return { issues: error.issues };
    if (error instanceof SynthesisError) return { refused: error.message };
    throw error;
  }
}
