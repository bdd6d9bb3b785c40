import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vitest/config";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const read = (name: string) => JSON.parse(readFileSync(resolve(ROOT, name), "utf8"));
const { imports } = read("package.json");

/**
 * The project's own packages (`imports` of package.json) by their sources. Not by the condition of their names: Node would
 * be given it as well, and threads of what is built would look for sources.
 */
const PACKAGES = Object.fromEntries(
  Object.entries<Record<string, string>>(imports).map(([name, own]) => [
    name,
    resolve(ROOT, own["crosshash-source"]),
  ]),
);

export const SOURCES = { resolve: { alias: PACKAGES } };

/** The modules of tsconfig.pure.json, which compute and start no threads; they import no others. */
const { include, references } = read("tsconfig.pure.json");
const PURE: readonly string[] = [
  ...include,
  ...references.map(({ path }: { readonly path: string }) => path.slice(2)),
];

/** Pure modules as `npm run build` compiled them, which Node then loads by itself. */
const COMPILED: Plugin = {
  name: "compiled",
  enforce: "pre",
  resolveId(id, importer) {
    const source = PACKAGES[id] ?? (importer && id.startsWith(".") ? resolve(dirname(importer), id) : id);
    const name = relative(ROOT, source);
    if (!PURE.some((own) => name === own || name.startsWith(`${own}/`)) || !existsSync(source)) return null;
    const compiled = resolve(ROOT, "dist", `${name.replace(/^src\//, "").replace(/\.ts$/, "")}.js`);
    return existsSync(compiled) ? compiled : null;
  },
};

/**
 * Tests read the project's modules from their sources, so that a run says which tests a file affects; with `--mode built`, as
 * `npm test` does, the pure ones from what `npm run build` made of them, which loads in a fifth of the time. The others would
 * start threads where they are built, which takes small tests longer than their work.
 */
export default defineConfig(({ mode }) => ({
  ...SOURCES,
  plugins: mode === "built" ? [COMPILED] : [],
  test: {
    server: { deps: { external: [new RegExp(`^${ROOT}dist/`)] } },
    include: ["test/**/*.test.ts", "packages/*/test/**/*.test.ts"],
    exclude: ["test/long/**"],
    // Studies of tests share no points with those of whoever runs them.
    // Lines of progress depend on the time that a machine takes.
    env: { CROSSHASH_CACHE: "off", CROSSHASH_PROGRESS: "off" },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { requireAssertions: true },
    maxWorkers: 2,
    // More memory for new objects, as in npm start: a twentieth of the time.
    execArgv: ["--max-semi-space-size=64"],
    // Files share what they import, which no test changes: a minute less.
    isolate: false,
  },
}));
