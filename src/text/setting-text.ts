import { type Parameter, quantityText } from "#base";

/** A number of a parameter as in a config: SI numbers of a quantity with their unit. */
export const settingText = ({ kind, unit = "" }: Parameter, value: number): string | number =>
  kind === "quantity" ? quantityText(value, unit) : value;
