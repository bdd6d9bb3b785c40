// Writes docs/reference/ from the built code; `npm run docs:reference`.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const { references } = await import(join(root, "dist", "program", "reference.js"));

for (const [name, text] of Object.entries(await references())) {
  const file = join(root, "docs", name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(file.slice(root.length + 1));
}
