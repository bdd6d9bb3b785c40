import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { jsonSchema } from "../../src/design/json-schema.ts";
import { HOSTILE, hostileConfig, leavesOf, textWith } from "../input/hostile-configs.ts";
import { judge } from "../input/judge.ts";

const schema = JSON.parse(JSON.stringify(jsonSchema(shippedCatalogue)));
const leaves = leavesOf(schema);

/** What is still held once the rest is collected, bytes: what a leak adds to; pages that the heap keeps for later are none. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  collect();
  return process.memoryUsage().heapUsed;
}

/** CROSSHASH_FUZZ_ALL asks for ten thousand configs, and for every value of every key. */
const isWhole = process.env.CROSSHASH_FUZZ_ALL !== undefined;
const CONFIGS = isWhole ? 10_000 : 3_000;

describe("configs by chance", () => {
  it("are accepted exactly when in range, in bounded time, and nothing of them is held", () => {
    const before = heldBytes();
    let accepted = 0;
    let slowest = 0;
    fc.assert(
      fc.property(hostileConfig(leaves), (config) => {
        const verdict = judge(config, schema);
        if (verdict.accepted) accepted++;
        slowest = Math.max(slowest, verdict.milliseconds);
      }),
      { seed: 3, numRuns: CONFIGS },
    );
    const grown = (heldBytes() - before) / 2 ** 20;
    console.log(
      `${accepted} of ${CONFIGS} accepted; slowest ${slowest.toFixed(0)} ms; grew by ${grown.toFixed(0)} MiB`,
    );
    expect(accepted).toBeGreaterThan(0.2 * CONFIGS);
    expect(accepted).toBeLessThan(0.8 * CONFIGS);
    expect(slowest).toBeLessThan(10_000);
    expect(grown).toBeLessThan(50);
  });
});

// A fifteenth of the values a key, each key another.
it("every key, whatever it is set to, is accepted exactly when in range", () => {
  const step = isWhole ? 1 : 15;
  leaves.forEach((leaf, n) => {
    HOSTILE.forEach((value, k) => {
      if ((n + k) % step === 0) judge({ text: textWith(leaf, value), duplicate: false }, schema);
    });
  });
});
