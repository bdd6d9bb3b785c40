import { canonicalHash } from "#base";
import { storeFault } from "./store-file.ts";

/** JSON text of a value with a checksum of its content. */
export const sealedText = (value: object): string => textOf({ ...value, checksum: canonicalHash(value) });

const textOf = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Throws ConfigError unless the checksum matches and the text is spelled exactly as when sealed. */
export function checkSeal(file: string, text: string, value: unknown): void {
  const { checksum, ...sealed } = (value ?? {}) as { readonly checksum?: unknown };
  if (canonicalHash(sealed) !== checksum || textOf(value) !== text)
    throw storeFault(file, "expected the text that its checksum was made of: the file was changed");
}
