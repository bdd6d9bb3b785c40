import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { jsonSchema } from "../../src/design/json-schema.ts";
import { everyCase } from "../law.ts";
import { HOSTILE, hostileConfig, leavesOf, textWith } from "./hostile-configs.ts";
import { judge } from "./judge.ts";

const schema = JSON.parse(JSON.stringify(jsonSchema(shippedCatalogue)));
const leaves = leavesOf(schema);

describe("a config is accepted exactly when every value lies in its key's stated range", () => {
  // Each key meets one value in forty-eight here, others than the key before it; the slow tier has them all.
  it("whatever a key is set to", () => {
    everyCase(
      leaves.map(({ path, model }, n) => ({ key: `${path.join(".")} ${model ?? ""}`.trim(), n })),
      5_000,
      ({ n }) => {
        for (const value of HOSTILE.filter((_, k) => k % 48 === n % 48))
          judge({ text: textWith(leaves[n], value), duplicate: false }, schema);
      },
    );
  });

  it("in two hundred generated configs, and in reasonable time", () => {
    let accepted = 0;
    let slowest = 0;
    fc.assert(
      fc.property(hostileConfig(leaves), (config) => {
        const verdict = judge(config, schema);
        if (verdict.accepted) accepted++;
        slowest = Math.max(slowest, verdict.milliseconds);
      }),
      { seed: 20_260, numRuns: 200 },
    );
    // Neither side may be empty, or the comparison shows nothing.
    expect(accepted).toBeGreaterThan(40);
    expect(accepted).toBeLessThan(160);
    expect(slowest).toBeLessThan(10_000);
  });
});
