import { describe } from "../base/fields.ts";
import { acceptedRange, type Parameter } from "../base/parameter.ts";
import { parseConfigQuantity, type UnitName } from "../base/units.ts";

/** Why a config key refuses a value; null where it may accept it: rules and texts are left to the config. */
export function refusal(parameter: Parameter, value: unknown): string | null {
  const { kind, unit, choices } = parameter;
  switch (kind) {
    case "quantity": {
      const number = typeof value === "string" ? parseConfigQuantity(value, unit as UnitName) : null;
      if (number === null) return `expected a quantity in ${unit} as a text, received ${describe(value)}`;
      return typeof number === "string" ? number : inRange(parameter, number, "a quantity", value);
    }
    case "integer":
    case "number": {
      const isNumber = typeof value === "number" && (kind === "number" || Number.isInteger(value));
      const what = kind === "integer" ? "an integer" : "a number";
      return isNumber
        ? inRange(parameter, value, what, value)
        : `expected ${what}, received ${describe(value)}`;
    }
    case "choice":
      return choices?.includes(value as string) === false
        ? `expected one of ${choices.join(", ")}, received ${describe(value)}`
        : null;
    case "flag":
      return typeof value === "boolean" ? null : `expected true or false, received ${describe(value)}`;
    default:
      return null;
  }
}

function inRange(parameter: Parameter, number: number, what: string, value: unknown): string | null {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = parameter;
  const { exclusiveMinimum = Number.NEGATIVE_INFINITY, multipleOf = 0 } = parameter;
  const isMultiple = multipleOf === 0 || Number.isInteger(number / multipleOf);
  if (number >= minimum && number <= maximum && number > exclusiveMinimum && isMultiple) return null;
  const multiple = isMultiple ? "" : `, a multiple of ${multipleOf}`;
  return `expected ${what} ${acceptedRange(parameter)}${multiple}, received ${describe(value)}`;
}
