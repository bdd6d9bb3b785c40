// Bundles what runs into dist/bundle: the command, the library, and what their threads load. Hundreds of modules take long to be found and linked
// one by one, for the program and again for each of its threads (ADR 76 has times). Packages stay outside.
// All files are in one folder, so that a thread's module is found by its name wherever the code that names it has gone.
import { chmodSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = join(root, "dist", "bundle");

/** Modules that are named from outside or by a URL: the command, the library, and those of threads. */
const ENTRIES = [
  "program/main",
  "index",
  "runtime/trial-worker",
  "runtime/real-lane-worker",
  "packages/study-runs/src/run/point-worker",
  "commands/compare/run/crossing-worker",
  "commands/compare/run/quality-worker",
  "commands/study/run/evaluator",
  "commands/evaluate/run/line-worker",
  "commands/import/run/cells/cells-worker",
];

const shared = {
  absWorkingDir: root,
  bundle: true,
  packages: "external",
  conditions: ["crosshash-source"],
  format: "esm",
  platform: "node",
  target: "node20",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

const { metafile } = await build({
  ...shared,
  entryPoints: [
    ...ENTRIES.map((name) => ({
      in: name.startsWith("packages/") ? `${name}.ts` : `src/${name}.ts`,
      out: name.slice(name.lastIndexOf("/") + 1),
    })),
    // Of a clone alone: the package leaves it out.
    { in: "evidence/index.ts", out: "evidence" },
    { in: "evidence/main.ts", out: "evidence-main" },
  ],
  outdir: FOLDER,
  chunkNames: "chunk-[hash]",
  splitting: true,
  metafile: true,
});
// Afterwards, so that what runs meanwhile finds its files.
const written = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
for (const name of readdirSync(FOLDER)) if (!written.has(name)) rmSync(join(FOLDER, name));
chmodSync(join(FOLDER, "main.js"), 0o755);
// By this a program knows whether its own files are as they were built. The function is the program's own, bundled apart.
const WRITER = join(root, "dist", "build", "writer.js");
await build({ ...shared, entryPoints: ["packages/study-runs/src/store/writer.ts"], outfile: WRITER });
const { bundleDigest } = await import(pathToFileURL(WRITER));
writeFileSync(join(FOLDER, "digest.txt"), `${bundleDigest(FOLDER)}\n`);
