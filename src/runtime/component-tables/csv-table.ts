import { cellNumber, parseQuantity, raise } from "#base";
import { measuredHeader, parseCsv } from "#local-io";
import {
  ACTION_QUANTITIES,
  COMPONENT_QUANTITIES,
  type TableQuantity,
} from "../../design/component-tables.ts";
import { inUnit, nameOf, type Rows, TABLE_UNITS } from "./rows.ts";

const QUANTITIES: readonly TableQuantity[] = [...ACTION_QUANTITIES, ...COMPONENT_QUANTITIES];
const EXAMPLES: Readonly<Record<TableQuantity, string>> = {
  energy: "energy (pJ)",
  latency: "latency (ns)",
  interval: "interval (ns)",
  area: "area (um2)",
  leakage: "leakage (uW)",
};

type Role =
  | { readonly kind: "component" | "action" }
  | { readonly kind: "number"; readonly quantity: TableQuantity; readonly unit: string };

/**
 * Reads a table with columns component, action, and numbers with their unit. Rows with an action hold energy,
 * latency and interval; rows without hold area and leakage. Throws ConfigError.
 */
export function readCsvTable(text: string, file: string, { add }: Rows): void {
  const { header, rows } = parseCsv(text, file);
  const roles = header.map((name) => roleOf(name.trim(), `${file}:1`));
  const at = (kind: "component" | "action"): number => roles.findIndex((role) => role.kind === kind);
  if (at("component") < 0) raise(`${file}:1`, "(header)", 'expected a column "component", received none');
  if (!roles.some(({ kind }) => kind === "number"))
    raise(`${file}:1`, "(header)", `expected a column such as "${EXAMPLES.energy}", received none`);
  rows.forEach((cells, n) => {
    const place = `${file}:${n + 2}`;
    const name = nameOf(cells[at("component")].trim(), place);
    const action = (cells[at("action")] ?? "").trim();
    const own: readonly TableQuantity[] = action === "" ? COMPONENT_QUANTITIES : ACTION_QUANTITIES;
    roles.forEach((role, k) => {
      const cell = cells[k].trim();
      if (role.kind !== "number" || cell === "") return;
      const { quantity, unit } = role;
      if (!own.includes(quantity))
        raise(
          place,
          header[k],
          action === ""
            ? `expected an action with the ${quantity}, received none`
            : `expected no action with the ${quantity} of a whole component, received "${action}"`,
        );
      const row = { place, ...name, ...(action === "" ? {} : { action }), quantity };
      add(row, inUnit(cellNumber(cell), unit, quantity), JSON.stringify(cell.slice(0, 40)));
    });
  });
}

function roleOf(name: string, place: string): Role {
  if (name === "component" || name === "action") return { kind: name };
  const { name: word, unit } = measuredHeader(name) ?? { name };
  const quantity = QUANTITIES.find((one) => one === word.toLowerCase());
  if (quantity === undefined)
    return raise(
      place,
      name.slice(0, 60) || "(header)",
      `expected component, action, or one of ${Object.values(EXAMPLES).join(", ")}, received ${JSON.stringify(name.slice(0, 40))}`,
    );
  if (unit === undefined || typeof parseQuantity(`1 ${unit}`, TABLE_UNITS[quantity]) === "string")
    return raise(
      place,
      name.slice(0, 60),
      `expected a unit such as in "${EXAMPLES[quantity]}", received ${JSON.stringify(unit ?? "none")}`,
    );
  return { kind: "number", quantity, unit };
}
