// The licences of the packages that esbuild has put into a bundle, as comments: their notices go where their code goes.
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** `inputs` are the keys of an esbuild metafile. Equal texts are given once, under the names of all their packages. */
export function licencesOf(inputs, root) {
  const names = new Set();
  for (const input of inputs) {
    const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found !== null) names.add(found[1]);
  }
  const packages = new Map();
  for (const name of [...names].sort()) {
    const folder = `${root}node_modules/${name}`;
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined || !existsSync(`${folder}/${file}`))
      throw new Error(`${name}: has no licence file, so its code cannot be bundled`);
    const text = readFileSync(`${folder}/${file}`, "utf8").replaceAll("*/", "* /").trim();
    packages.set(text, [...(packages.get(text) ?? []), name]);
  }
  return [...packages].map(([text, own]) => `/* ${own.join(", ")}:\n${text} */\n`).join("");
}
