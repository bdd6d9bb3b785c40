import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const { imports } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

/**
 * The project's own packages (`imports` of package.json) are read from their sources. Not by the condition of their names: Node would
 * be given it as well, and threads of what is built would look for sources.
 */
export const SOURCES = {
  resolve: {
    alias: Object.fromEntries(
      Object.entries<Record<string, string>>(imports).map(([name, own]) => [
        name,
        fileURLToPath(new URL(own["crosshash-source"], import.meta.url)),
      ]),
    ),
  },
};

export default defineConfig({
  ...SOURCES,
  test: {
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
});
