import { defineConfig } from "vitest/config";

/** The project's own packages (`imports` of package.json) are read from their sources. */
export const SOURCES = {
  ssr: { resolve: { conditions: ["crosshash-source", "module", "node", "development|production"] } },
};

export default defineConfig({
  ...SOURCES,
  test: {
    include: ["test/**/*.test.ts", "packages/*/test/**/*.test.ts"],
    exclude: ["test/long/**"],
    // Studies of tests share no points with those of whoever runs them.
    env: { CROSSHASH_CACHE: "off" },
    testTimeout: 150_000,
    hookTimeout: 150_000,
    expect: { requireAssertions: true },
    maxWorkers: 2,
    // Files share what they import, which no test changes: a minute less.
    isolate: false,
  },
});
