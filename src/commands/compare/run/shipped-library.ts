import type { DesignResult } from "../../../comparison/comparison-design.ts";
import { type InLibrary, inOneLibrary } from "../../../comparison/one-library.ts";
import type { Design } from "../../../design/design.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { readComponentTables } from "../../../runtime/component-tables-file.ts";
import { packagePath } from "../../../runtime/package-files.ts";

/** Table of a library at one of the nodes of the scaling laws that ships with the package. */
const TABLE = "asap7-7nm.json";

/** The comparison with all logic in the shipped library; null where the config has a library of its own. */
export function inShippedLibrary(
  contenders: readonly DesignResult[],
  design: Design,
  point: OperatingPoint,
): InLibrary | null {
  if (design.componentTables !== undefined) return null;
  const { library } = readComponentTables([[packagePath("cell-tables", TABLE), TABLE]], "cell-tables");
  if (library === undefined) return null;
  return {
    library: TABLE,
    node_nm: library.node_nm,
    ratios: inOneLibrary(contenders, design, point, library),
  };
}
