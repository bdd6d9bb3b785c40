// Writes a generated source: an unchanged file keeps its time stamp, so the incremental compiler has nothing to do.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export function writeGenerated(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  if (readIfThere(path) !== text) writeFileSync(path, text);
}

export function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
