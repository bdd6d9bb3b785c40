import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "#base";
import { HEADER_BYTES, parseCheckpoint, type Sidecar } from "#model-files";
import { sidecarFor, tinyCheckpoint } from "./tiny-checkpoint.ts";

const withHeader = (field: number, value: number): Uint8Array => {
  const bytes = tinyCheckpoint();
  new DataView(bytes.buffer).setInt32(4 * field, value, true);
  return bytes;
};
const parse = (bytes: Uint8Array, over: Partial<Sidecar> = {}) =>
  parseCheckpoint(bytes, sidecarFor(bytes, over));

describe("parseCheckpoint", () => {
  test("reads the weights in the layout's order", () => {
    const bytes = tinyCheckpoint();
    const checkpoint = parse(bytes);
    const view = new DataView(bytes.buffer);
    expect(checkpoint.embedding[0]).toBe(view.getFloat32(28, true));
    // After the embedding: rms_att of layer 0, rms_att of layer 1, then wq of layer 0.
    const afterEmbedding = 28 + 4 * 11 * 8;
    expect(checkpoint.layers[1].attentionNorm.gain[0]).toBe(view.getFloat32(afterEmbedding + 4 * 8, true));
    expect(checkpoint.layers[0].query.weights[0]).toBe(view.getFloat32(afterEmbedding + 4 * 16, true));
    expect(checkpoint.layers[0].key.weights).toHaveLength(4 * 8);
    expect(checkpoint.classifier).toBe(checkpoint.embedding);
  });

  test("reads bytes that stand anywhere in a buffer", () => {
    const bytes = tinyCheckpoint();
    const shifted = new Uint8Array(bytes.length + 3).subarray(3);
    shifted.set(bytes);
    expect(parse(shifted).embedding).toEqual(parse(bytes).embedding);
  });

  test("a negative vocabulary brings an output head of its own", () => {
    const bytes = tinyCheckpoint([8, 12, 2, 4, 2, -11, 16]);
    const { classifier, embedding, dimensions } = parse(bytes);
    expect(dimensions.vocabulary).toBe(11);
    expect(classifier).not.toBe(embedding);
    expect(classifier[87]).toBe(new DataView(bytes.buffer).getFloat32(bytes.length - 4, true));
  });

  test("stored tables and a rope base give different rotations", () => {
    const bytes = tinyCheckpoint();
    const anglesOf = (over: Partial<Sidecar>) => parse(bytes, over).rotary?.angles;
    expect(anglesOf({})).toMatchObject({ kind: "frequencies" });
    const stored = anglesOf({ positions: "stored-tables" });
    expect(stored?.kind === "stored" && stored.cos[0]).not.toBe(1);
    expect(parse(bytes, { positions: "none" }).rotary).toBeNull();
  });

  const length = tinyCheckpoint().length;
  const cases: [string, Uint8Array, string][] = [
    ["an empty file", new Uint8Array(0), "tiny.bin header: expected at least 28 bytes, received 0"],
    [
      "a truncated file",
      tinyCheckpoint().subarray(0, length - 1),
      `tiny.bin (root): expected ${length} bytes (from the header), received ${length - 1}`,
    ],
    [
      "a file with a tail",
      new Uint8Array([...tinyCheckpoint(), 0]),
      `tiny.bin (root): expected ${length} bytes (from the header), received ${length + 1}`,
    ],
    ["no layers", withHeader(2, 0), "tiny.bin header.layers: expected an integer in [1, 1024], received 0"],
    [
      "heads that do not divide",
      withHeader(3, 3),
      "tiny.bin header.width: expected a multiple of 2 × 3 heads, received 8",
    ],
    [
      "too many key heads",
      withHeader(4, 8),
      "tiny.bin header.keyValueHeads: expected a divisor of 4 heads, received 8",
    ],
    [
      "a vocabulary of −2³¹",
      withHeader(5, -(2 ** 31)),
      "tiny.bin header.vocabulary: expected an integer in [1, 1048576], received 2147483648",
    ],
    [
      "another format",
      new TextEncoder().encode("version https://git-lfs.github.com/spec/v1"),
      "tiny.bin header.width: expected an integer in [1, 32768], received 1936876918",
    ],
  ];
  test.each(cases)("%s is one named error", (_, bytes, message) => {
    expect(() => parse(bytes)).toThrow(expect.objectContaining({ name: "ConfigError" }));
    expect(() => parse(bytes)).toThrow(message);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("a weight of %s is named with its place", (bad) => {
    const bytes = tinyCheckpoint();
    new DataView(bytes.buffer).setFloat32(28 + 4 * (11 * 8 + 16 + 5), bad, true);
    expect(() => parse(bytes)).toThrow(
      `tiny.bin byte 464 layer 0 wq[5]: expected a finite weight, received ${bad}`,
    );
  });

  test("one flipped bit fails the checksum", () => {
    const bytes = tinyCheckpoint();
    const sidecar = sidecarFor(bytes);
    bytes[400] ^= 1;
    expect(() => parseCheckpoint(bytes, sidecar)).toThrow(
      /tiny\.bin sha256: expected [0-9a-f]{64}, received [0-9a-f]{64}/,
    );
  });

  test("shared-qk asks for keys that copy the queries", () => {
    const attention = { variant: "shared-qk", keyNormalisation: "rms", mask: "causal-no-self" } as const;
    expect(() => parse(tinyCheckpoint(), { attention })).toThrow(
      "tiny.bin layer 0 wk: expected a copy of wq",
    );
  });

  test("every truncation is refused", () => {
    const whole = tinyCheckpoint();
    for (let end = 0; end < whole.length; end += end < 64 ? 1 : 37)
      expect(() => parse(whole.subarray(0, end))).toThrow(expect.objectContaining({ name: "ConfigError" }));
  });

  test("random bytes in the header bring nothing but a ConfigError", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(HEADER_BYTES - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const copy = tinyCheckpoint();
          for (const [at, byte] of changes) copy[at] = byte;
          try {
            parse(copy);
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigError);
          }
        },
      ),
      { seed: 6, numRuns: 500 },
    );
  });

  test("a rotation of part of the head, and none wider than the head", () => {
    const bytes = tinyCheckpoint([8, 12, 2, 2, 2, 11, 16]);
    expect(parse(bytes, { positions: { ropeBase: 100, width: 2 } }).rotary?.pairs).toBe(1);
    expect(() => parse(bytes, { positions: { ropeBase: 100, width: 6 } })).toThrow(
      "tiny.bin positions.width: expected at most the head's 4 dimensions, received 6",
    );
  });
});
