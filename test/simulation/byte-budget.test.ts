import { describe, expect, it } from "vitest";
import { parseDocument } from "../../src/base/document.ts";
import { ConfigError } from "../../src/base/errors.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { checkBytes, type ModelShape, runBytes } from "../../src/simulation/byte-budget.ts";

const parsed = (text: string) => {
  const document = parseDocument(text, "x.json5");
  return { document, config: parseConfig(document, shippedCatalogue) };
};
const small: ModelShape = { heads: 4, kvHeads: 4, headWidth: 64, width: 128, hidden: 256 };
const large: ModelShape = { heads: 1024, kvHeads: 1024, headWidth: 128, width: 4096, hidden: 11_008 };

const complaint = (text: string, model: ModelShape, length: number): string => {
  const { document, config } = parsed(text);
  try {
    checkBytes(config, model, length, document);
    return "";
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
};

describe("byte budget", () => {
  it("is the sum of the parts, by hand at L = 4, one head of 2, one round of one bit", () => {
    const { config } = parsed(
      "{ workload: { attention: { rounds: 1, buckets: 2, chunk: 2, lookBack: 0, localWindow: 1, sink: 0 } } }",
    );
    const shape: ModelShape = { heads: 1, kvHeads: 1, headWidth: 2, width: 0, hidden: 0 };
    const qkv = 3 * 4 * 2 * 8;
    const operands = 3 * 4 * 2 * 8;
    const reference = 4 * (2 + 1) * 8 + 4 * (2 + 3) * 8;
    const ids = 6 * 4 * 4;
    const readout = 3 * 4 * 2 * 8 + 4 * 8;
    const arrays = 7 * 2 * 8;
    const windows = 2 * (2 * 2 * 8 + 28) + 28 * 4;
    expect(runBytes(config, shape, 4)).toBe(qkv + operands + reference + ids + readout + arrays + windows);
  });

  it("grows as L, with no part that grows as L²", () => {
    const { config } = parsed("{ workload: { attention: { buckets: 256 } } }");
    const [a, b] = [2 ** 18, 2 ** 20].map((length) => runBytes(config, small, length));
    expect(b / a).toBeCloseTo(4, 3);
  });

  it("names the key behind the largest part, where it stands", () => {
    expect(complaint("{ workload: { length: 1048576 } }", large, 1 << 20)).toMatch(
      /^x\.json5:1:23 workload\.length: expected a run of at most 4 GB, received one of \d+ GB/,
    );
    expect(complaint("{ fidelity: { length: 1048576 } }", large, 1 << 20)).toContain(" fidelity.length: ");
    const currents = "{ workload: { attention: { rounds: 64, buckets: 1048576 } } }";
    expect(complaint(currents, { ...small, heads: 1, width: 0, hidden: 0 }, 1 << 20)).toContain(
      " workload.attention.rounds: ",
    );
    const windows = "{ workload: { attention: { chunk: 1048576, lookBack: 16 } } }";
    expect(complaint(windows, small, 4096)).toBe("");
    expect(complaint(windows, { ...small, headWidth: 1024 }, 4096)).toContain(" workload.attention.chunk: ");
  });

  it("refuses in no time and without allocating", () => {
    const before = process.memoryUsage().arrayBuffers;
    const start = performance.now();
    expect(complaint("{}", large, 1 << 20)).not.toBe("");
    expect(performance.now() - start).toBeLessThan(100);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  });
});
