import { describe, expect, it } from "vitest";
import { ConfigError, parseDocument } from "#base";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { checkPass, checkWork, type ModelShape, workParts } from "../../src/simulation/run-budget.ts";

const parsed = (text: string) => {
  const document = parseDocument(text, "x.json5");
  return { document, config: parseConfig(document, shippedCatalogue) };
};
const shape: ModelShape = { heads: 4, kvHeads: 4, headWidth: 64, width: 0, hidden: 0 };

const complaint = (check: () => void): string => {
  try {
    check();
    return "";
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
};

describe("work budget", () => {
  it("is the sum of the parts, by hand at L = 8 and 3 queries of one head of 2", () => {
    const { config } = parsed(
      "{ workload: { attention: { rounds: 3, buckets: 2, chunk: 2, lookBack: 0, localWindow: 1, sink: 1 } }, fidelity: { arrays: 2, queries: 3 } }",
    );
    const exact = 2 * (3 * 8) * (2 + 2);
    const windows = (4 * 2 + 1) * 3 * (3 * 2 + 2) * (2 + 2);
    const hashes = 4 * 2 * (2 * 8) * 3 * 1 * 2;
    const one: ModelShape = { ...shape, heads: 1, headWidth: 2 };
    expect(workParts(config, one, 8).map(({ operations }) => operations)).toEqual([exact, windows, hashes]);
  });

  it("refuses a million tokens, 128 rounds and all queries, with the size, the limit and what to lower", () => {
    const { config, document } = parsed(
      "{ workload: { length: 1048576, attention: { rounds: 128 } }, fidelity: { queries: 1048576 } }",
    );
    expect(complaint(() => checkWork(config, shape, 1 << 20, document))).toMatch(
      /^x\.json5:1:\d+ fidelity\.queries: expected at most 4\.0e\+13 multiply-adds \(11 core hours\), received \S+ multiply-adds \(\d+ core hours\), mostly exact attention; lower fidelity\.queries or workload\.length$/,
    );
    // A quarter of the rounds, and the queries that a config has unless it says otherwise, take some core hours.
    const usual = parsed("{ workload: { length: 1048576, attention: { rounds: 32 } } }");
    expect(complaint(() => checkWork(usual.config, shape, 1 << 20, usual.document))).toBe("");
  });

  it("refuses a model's pass over more tokens than it can attend to in a day", () => {
    const { config, document } = parsed("{ fidelity: { length: 1048576 } }");
    expect(complaint(() => checkPass(config, shape, 1 << 20, document))).toContain(" fidelity.length: ");
    expect(complaint(() => checkPass(config, shape, 1 << 16, document))).toBe("");
  });
});
