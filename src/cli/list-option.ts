import { InvalidArgumentError, Option } from "commander";
import { parseQuantity } from "#base";
import { SCALING_DOMAIN_NM } from "#technology";

const MOST_VALUES = 8;

/** Option for a list of distinct numbers in a range. */
export const listOption = (
  flags: string,
  about: string,
  read: (text: string) => number,
  [least, most]: readonly [number, number],
  usual: readonly string[],
): Option =>
  new Option(flags, about)
    .argParser((text) => {
      const values = text.split(",").map((part) => read(part.trim()));
      if (
        values.some((value) => !(value >= least && value <= most)) ||
        values.length > MOST_VALUES ||
        new Set(values).size < values.length
      )
        throw new InvalidArgumentError(
          `expected up to ${MOST_VALUES} different values in [${least}, ${most}], such as ${usual.join(",")}.`,
        );
      return values;
    })
    .default(usual.map(read), usual.join(","));

/** Length in nm; NaN for other texts. */
function nanometresOf(text: string): number {
  const value = parseQuantity(text, "m");
  return typeof value === "string" ? Number.NaN : Number((value * 1e9).toPrecision(6));
}

export const nodesOption = (usual: readonly string[]): Option =>
  listOption(
    "--nodes <list>",
    "nodes of all of a design",
    nanometresOf,
    [SCALING_DOMAIN_NM.min, SCALING_DOMAIN_NM.max],
    usual,
  );
