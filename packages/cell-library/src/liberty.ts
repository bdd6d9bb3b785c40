import type { Cell, CellLibrary } from "./cell.ts";
import { readCell } from "./liberty-cells.ts";
import { placesIn, type Refuse, readGroups, refusing, type Statement } from "./liberty-groups.ts";
import { groupsOf, numberOf, TableReader, textOf, unitsOf } from "./liberty-tables.ts";

const MOST_CELLS = 20_000;
/** Characters of expressions and groups of conditions, each times the states of its cell: some seconds. Open libraries have 3 million. */
const MOST_STEPS = 1e9;
/** Liberty gives areas no unit; that of open libraries is a square micrometre. */
const AREA_UNIT = 1e-12;

/**
 * The library in a Liberty text of lookup tables (non-linear delay model). `name` is what errors call the text. Cells are read by what
 * their groups say, never by name; those that this package cannot use (latches, three-state outputs, buses, more than 12 inputs) stay in
 * the library, with the reason. An area is taken in µm². Throws CellLibraryError, one line "name:line: what was expected, what came",
 * on another text, a broken table, and texts of more than 32 MiB, 32 levels or 20 000 cells.
 * Source: Liberty User Guide, vol. 1, 2012.06.
 */
export function parseLiberty(text: string, name: string): CellLibrary {
  const placeOf = placesIn(text, name);
  const refuse = refusing(placeOf);
  const library = readGroups(text, refuse);
  if (library.name !== "library")
    refuse(library.at, `expected a group "library (name) { … }", received the group "${library.name}"`);
  const body = library.body ?? [];
  const included = body.find((statement) => statement.name === "include_file");
  if (included !== undefined) refuse(included.at, "expected a library in one text, received include_file");
  const groups = groupsOf(body, "cell");
  if (groups.length > MOST_CELLS)
    refuse(groups[MOST_CELLS].at, `expected at most ${MOST_CELLS} cells, received ${groups.length}`);
  const units = unitsOf(library, refuse);
  const usual = numberOf(body, "default_cell_leakage_power", refuse) ?? 0;
  const context = {
    units,
    refuse,
    placeOf,
    spend: budget(refuse),
    tables: new TableReader(body, units, refuse),
    usualLeakage: usual === 0 ? 0 : usual * units.leakage,
    areaUnit: AREA_UNIT,
  };
  const cells = new Map<string, Cell>();
  for (const group of groups) {
    const cell = readCell(group, context);
    if (cell.name === "" || cells.has(cell.name))
      refuse(group.at, `expected a new name of a cell, received "${cell.name}"`);
    cells.set(cell.name, cell);
  }
  if (cells.size === 0) refuse(library.at, "expected cells in the library, received none");
  return { name: library.values[0] ?? name, voltage: voltageOf(library, refuse) * units.voltage, cells };
}

/** What refuses a library whose tables over states would take longer than MOST_STEPS. */
function budget(refuse: Refuse): (steps: number, at: number) => void {
  let spent = 0;
  return (steps, at) => {
    spent += steps;
    if (spent > MOST_STEPS)
      refuse(
        at,
        `expected expressions and conditions of at most ${MOST_STEPS} steps (characters and groups, times states), received more`,
      );
  };
}

/** The nominal voltage, else that of the operating conditions that are usual, else of the first. In the library's unit. */
function voltageOf(library: Statement, refuse: Refuse): number {
  const body = library.body ?? [];
  const conditions = groupsOf(body, "operating_conditions");
  const usual = textOf(body, "default_operating_conditions");
  const chosen = conditions.find(({ values }) => values[0] === usual) ?? conditions[0];
  const voltage =
    numberOf(body, "nom_voltage", refuse) ?? (chosen ? numberOf(chosen.body ?? [], "voltage", refuse) : null);
  if (voltage === null || voltage <= 0)
    return refuse(library.at, `expected a nom_voltage above 0, received ${voltage ?? "none"}`);
  return voltage;
}
