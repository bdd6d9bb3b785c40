import { defineConfig } from "vitest/config";

/** The slow tier: statistics and real peers (ngspice, Chromium); `npm run test:long`. */
export default defineConfig({
  test: {
    include: ["test/long/**/*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // One at a time: a packing test builds dist anew, and others measure memory.
    maxWorkers: 1,
    passWithNoTests: true,
  },
});
