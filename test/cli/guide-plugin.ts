import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const GUIDE = resolve(import.meta.dirname, "..", "..", "docs", "guides", "your-chip.md");

/** The plugin of the guide, as its readers copy it. */
export function guidePlugin(): string {
  const match = /<!-- file: bench-comparator\.js -->\n```js\n([\s\S]*?)```/.exec(readFileSync(GUIDE, "utf8"));
  if (match === null) throw new Error("the guide has no plugin");
  return match[1];
}
