import { describe, expect, it } from "vitest";
import { ConfigError, parseDocument } from "#base";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { arrayBytes, checkBytes, type ModelShape, runBytes } from "../../src/simulation/run-budget.ts";

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
    const reference = 4 * (2 + 1) * 8 + 4 * (2 + 3) * 8 + 12 * 4;
    const ids = 6 * 4 * 4;
    const readout = 2 * 4 * 2 * 8 + 4 * 8;
    // One array of 64 × 128 cells in tiles of 16 × 16.
    const cells = 3 * 64 * 128 * 8;
    const responses = 2 * (4 * 1 + 4 * 128 + 4 * 2) * 8;
    // Two bit lines of one output, and one that may be a dummy: one tile of up to 64 ports, and its levels.
    const tile = 16 * 16 * 52 * 8;
    const lines = (64 ** 2 + (3 * 3 + 2 + 32) ** 2) * 8;
    const arrays = cells + responses + tile + lines;
    const windows = 2 * (2 * 2 * 8 + 28) + 28 * 2;
    expect(runBytes(config, shape, 4)).toBe(qkv + operands + reference + ids + readout + arrays + windows);
  });

  it("grows as L, with no part that grows as L²", () => {
    const { config } = parsed("{ workload: { attention: { buckets: 256 } } }");
    const [a, b] = [2 ** 18, 2 ** 20].map((length) => runBytes(config, small, length));
    expect(b / a).toBeCloseTo(4, 1);
  });

  it("names the key behind the largest part, where it stands", () => {
    expect(complaint("{ workload: { length: 1048576 } }", large, 1 << 20)).toMatch(
      /^x\.json5:1:23 workload\.length: expected a run of at most 4 GB, received one of \d+ GB/,
    );
    expect(complaint("{ fidelity: { length: 1048576 } }", large, 1 << 20)).toContain(" fidelity.length: ");
    const ids = "{ workload: { attention: { rounds: 64 } } }";
    const narrow: ModelShape = { heads: 1, kvHeads: 1, headWidth: 8, width: 0, hidden: 0 };
    expect(complaint(ids, narrow, 1 << 22)).toContain(" workload.attention.rounds: ");
    const windows = "{ workload: { attention: { chunk: 1048576, lookBack: 16 } } }";
    expect(complaint(windows, small, 4096)).toBe("");
    expect(complaint(windows, { ...small, headWidth: 1024 }, 4096)).toContain(" workload.attention.chunk: ");
  });

  it("knows what a large tile takes, and that ideal wires take nothing", () => {
    const array = (wires: string, side: number): string =>
      `{ design: { hashing: { array: { wires: "${wires}", rows: ${side}, columns: ${side}, tileRows: ${side}, tileColumns: ${side} } } } }`;
    expect(complaint(array("solved", 256), small, 256)).toBe("");
    // 1024² is solved drive by drive; of 4096² even the solver's own arrays are too much.
    expect(complaint(array("solved", 1024), small, 256)).toBe("");
    expect(complaint(array("solved", 4096), small, 256)).toMatch(
      /^x\.json5:1:\d+ design\.hashing\.array\.tileColumns: expected a run of at most 4 GB, received one of 7.* GB/,
    );
    expect(complaint(array("ideal", 4096), small, 256)).toBe("");
  });

  it("refuses at once and without allocating", () => {
    const before = process.memoryUsage().arrayBuffers;
    const start = performance.now();
    expect(complaint("{}", large, 1 << 20)).not.toBe("");
    expect(performance.now() - start).toBeLessThan(2000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  });
});

describe("the bytes of a run with a model, by hand", () => {
  const bytesOf = (attention: string, shape: Partial<ModelShape>, hashing = "", length = 8): number =>
    runBytes(
      parsed(
        `{ workload: { attention: { rounds: 3, buckets: 16, ${attention} } }, fidelity: { queries: 5 }, design: { hashing: { ${hashing} } } }`,
      ).config,
      { heads: 6, kvHeads: 2, headWidth: 4, width: 24, hidden: 40, ...shape },
      length,
    );
  const usual = "chunk: 4, lookBack: 1, localWindow: 2, sink: 1";

  it("hold five streams of its width and three of its feed-forward layer, in words of 8 bytes", () => {
    const bare = bytesOf(usual, { width: 0, hidden: 0 });
    expect(bytesOf(usual, { hidden: 0 }) - bare).toBe(8 * (8 * 5 * 24));
    expect(bytesOf(usual, { width: 0 }) - bare).toBe(8 * (8 * 3 * 40));
  });

  it("hold each layer's input once a head where projections are folded into the weights", () => {
    const folded = bytesOf(usual, {}, 'folding: "write-verified"') - bytesOf(usual, {});
    expect(folded).toBe(8 * (8 * 24) * 6);
  });

  it("hold q of 6 heads and k and v of 2, three operands and a row of scores of each head", () => {
    const [all, fewer] = [bytesOf(usual, {}), bytesOf(usual, { kvHeads: 1 })];
    expect(all - fewer).toBe(2 * (8 * 8 * 4));
    // One head more: its q, its three operands, and of five queries the outputs and sums of exact attention.
    expect(bytesOf(usual, { heads: 7 }) - all).toBe(8 * (8 * 4) + 3 * 8 * (8 * 4) + 8 * 5 * (4 + 1));
  });

  it("hold q, k and v again, and centred keys, where the mean key is calibrated", () => {
    const again = bytesOf(`${usual}, centreKeys: true`, {}) - bytesOf(`${usual}, centreKeys: false`, {});
    expect(again).toBe(8 * (8 * 4) * (6 + 2 * 2) + 8 * (8 * 4) * 6);
  });

  it("hold six words of 4 bytes a token and round, and what a round's four columns answer", () => {
    const at = (rounds: number): number =>
      runBytes(
        parsed(
          `{ workload: { attention: { rounds: ${rounds}, buckets: 16, ${usual} } }, fidelity: { queries: 5 } }`,
        ).config,
        { heads: 6, kvHeads: 2, headWidth: 4, width: 24, hidden: 40 },
        8,
      );
    const ids = 6 * 4 * 8;
    const currents = 8 * 8 * 4;
    const responses = 8 * 4 * (4 * 4);
    // Columns of one array that are in use: its ports and levels follow the tiles that they fill.
    const lines = at(2) - at(1) - ids - currents - responses;
    const ports = (read: number): number =>
      Math.ceil(4 / 16) * Math.ceil(read / 16) * (2 * 16 + 2 * 16) ** 2 + (3 * read + 4 + 32) ** 2;
    expect(lines).toBe(8 * (ports(2 * 8 + 1) - ports(2 * 4 + 1)));
  });

  it("hold one array for 64 columns' outputs of two lines, and a second one for the next", () => {
    const at = (rounds: number): number =>
      arrayBytes(
        parsed(
          `{ workload: { headWidth: 16, attention: { rounds: ${rounds}, buckets: 16 } }, design: { hashing: { array: { rows: 64, columns: 128, wires: "ideal" } } } }`,
        ).config,
        1024,
      );
    const cells = 3 * 8 * 64 * 128;
    const responses = (pairs: number): number => 8 * 16 * (4 * pairs + 4 * 128 + 4 * 16);
    // Sixteen rounds of four projections fill an array of 64 differential pairs.
    expect(at(16)).toBe(cells + responses(64));
    expect(at(17)).toBe(2 * cells + responses(68));
  });

  it("hold what a window of two chunks takes, no longer than the sequence", () => {
    const slots = (chunk: number, length: number): number => Math.min(2, Math.ceil(length / chunk)) * chunk;
    const at = (chunk: number, length: number) =>
      bytesOf(`chunk: ${chunk}, lookBack: 1, localWindow: 2, sink: 1`, {}, "", length);
    for (const length of [8, 12]) {
      const wider = at(8, length) - at(4, length);
      expect(wider).toBe((slots(8, length) - slots(4, length)) * (2 * 8 * 4 + 28));
    }
  });
});
