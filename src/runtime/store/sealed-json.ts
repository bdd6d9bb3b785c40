import { canonicalHash } from "../../base/canonical.ts";
import { storeFault } from "./store-file.ts";

/** The text of a value with the checksum of all that is in it. */
export const sealedText = (value: object): string => textOf({ ...value, checksum: canonicalHash(value) });

const textOf = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Throws ConfigError for a text whose checksum is not its own; any other spelling of the same values is a change as well. */
export function checkSeal(file: string, text: string, value: unknown): void {
  const { checksum, ...sealed } = (value ?? {}) as { readonly checksum?: unknown };
  if (canonicalHash(sealed) !== checksum || textOf(value) !== text)
    throw storeFault(file, "expected the text that its checksum was made of: the file was changed");
}
