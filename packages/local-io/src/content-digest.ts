import { createHash, type Hash } from "node:crypto";

/** SHA-256 of a value: numbers, texts, lists, objects, maps and typed arrays (by their bytes). */
export function contentDigest(value: unknown): string {
  const hash = createHash("sha256");
  feed(hash, value);
  return hash.digest("hex");
}

function feed(hash: Hash, value: unknown): void {
  if (ArrayBuffer.isView(value)) {
    hash.update(`#${value.byteLength}:`);
    hash.update(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
  } else if (value instanceof Map) feed(hash, [...value]);
  else if (Array.isArray(value)) {
    hash.update(`[${value.length}:`);
    for (const item of value) feed(hash, item);
  } else if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, own]) => own !== undefined);
    hash.update(`{${entries.length}:`);
    for (const [key, own] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${JSON.stringify(key)}:`);
      feed(hash, own);
    }
  } else hash.update(`${typeof value} ${String(value).length}:${String(value)}`);
}
