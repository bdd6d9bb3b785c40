import type { Netlist } from "./netlist.ts";

export interface CellCounts {
  readonly cells: number;
  readonly registers: number;
  /** By the name of the cell. */
  readonly byCell: ReadonlyMap<string, number>;
}

/** Sum of the cells' areas, m²; without the space that placement leaves between them. */
export const areaOf = ({ instances }: Netlist): number =>
  instances.reduce((sum, { cell }) => sum + cell.area, 0);

/** Sum of the cells' leakage, W, at the library's supply and temperature: the mean over states, whatever the nets are. */
export const leakageOf = ({ instances }: Netlist): number =>
  instances.reduce((sum, { cell }) => sum + cell.leakage, 0);

export function countsOf({ instances }: Netlist): CellCounts {
  const byCell = new Map<string, number>();
  for (const { cell } of instances) byCell.set(cell.name, (byCell.get(cell.name) ?? 0) + 1);
  const registers = instances.filter(({ cell }) => cell.register !== null).length;
  return { cells: instances.length, registers, byCell };
}
