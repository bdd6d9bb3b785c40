import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "#base";
import { parseSafetensors } from "#model-files";
import { safetensorsBytes, safetensorsOf } from "./tiny-folders.ts";

const bytes = safetensorsBytes([
  ["a", [2, 3], [1, 2, 3, 4, 5, -0.5]],
  ["b", [2], [7, 8]],
]);

const message = (data: Uint8Array): string => {
  try {
    parseSafetensors(data, "m.safetensors");
    return "(accepted)";
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
};

describe("numbers", () => {
  test("float32 by name and shape", () => {
    const tensors = parseSafetensors(bytes, "m.safetensors");
    expect([...tensors.take("a", [2, 3])]).toEqual([1, 2, 3, 4, 5, -0.5]);
    expect([...tensors.take("b", [2])]).toEqual([7, 8]);
    expect(tensors.names).toEqual(["a", "b"]);
  });

  test("bytes that stand anywhere in a buffer", () => {
    const shifted = new Uint8Array(bytes.length + 5).subarray(5);
    shifted.set(bytes);
    expect([...parseSafetensors(shifted, "m").take("b", [2])]).toEqual([7, 8]);
  });

  const words = (dtype: string, values: readonly number[]) =>
    parseSafetensors(
      safetensorsOf(
        { x: { dtype, shape: [values.length], data_offsets: [0, 2 * values.length] } },
        Uint8Array.from(values.flatMap((v) => [v & 0xff, v >> 8])),
      ),
      "m",
    ).take("x", [values.length]);

  test("halves: one, −2, the largest, the smallest normal and subnormal, 1/3, −0", () => {
    expect([...words("F16", [0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555, 0x8000])]).toEqual([
      1,
      -2,
      65504,
      2 ** -14,
      2 ** -24,
      0.333251953125,
      -0,
    ]);
  });

  test("bfloat16: one, −2, π cut to 8 bits, the smallest subnormal", () => {
    expect([...words("BF16", [0x3f80, 0xc000, 0x4049, 0x0001])]).toEqual([1, -2, 3.140625, 2 ** -133]);
  });

  test.each([
    ["F16", 0x7c00, "Infinity"],
    ["F16", 0x7e00, "NaN"],
    ["BF16", 0xff80, "-Infinity"],
  ])("%s %i is refused with its place", (dtype, word, received) => {
    expect(() => words(dtype, [0, word])).toThrow(`m x[1]: expected a finite weight, received ${received}`);
  });

  test("another name, shape or type", () => {
    const tensors = parseSafetensors(bytes, "m");
    expect(() => tensors.take("c", [2])).toThrow("m c: expected a tensor, received none");
    expect(() => tensors.take("a", [3, 2])).toThrow("m a: expected shape [3, 2], received [2, 3]");
    expect(() => tensors.take("a", [6])).toThrow("m a: expected shape [6], received [2, 3]");
    const integers = safetensorsOf(
      { i: { dtype: "I64", shape: [1], data_offsets: [0, 8] } },
      new Uint8Array(8),
    );
    expect(() => parseSafetensors(integers, "m").take("i", [1])).toThrow("other than F32, F16 and BF16");
  });
});

describe("a file that is none", () => {
  const one = (over: Record<string, unknown>, data = 8) =>
    safetensorsOf({ x: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...over } }, new Uint8Array(data));
  test.each([
    [new Uint8Array(3), "header: expected at least 8 bytes, received 3"],
    [Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 255]), "received 18446744073709551615"],
    [safetensorsOf("[1, 2]", new Uint8Array(0)), "header: expected an object, received an array"],
    [safetensorsOf("{ no", new Uint8Array(0)), "header:1:3 (text): not JSON"],
    [one({ dtype: "F8_E4M3" }), 'x.dtype: expected F32, F16 or BF16, received "F8_E4M3"'],
    [one({ dtype: "toString" }), "x.dtype: expected F32"],
    [one({ shape: [-2] }), "x.shape: expected at most 8 sizes"],
    [one({ shape: [3] }), "x.data_offsets: expected 12 bytes (F32 of shape [3]), received 8"],
    [one({ shape: [2 ** 40, 2 ** 40] }), "x.data_offsets: expected"],
    [one({ data_offsets: [8, 0] }), "x.data_offsets: expected a range within the 8 bytes of data"],
    [one({ data_offsets: [0, 16], shape: [4] }), "within the 8 bytes of data, received [0, 16]"],
    [one({}, 12), "(root): expected"],
    [safetensorsOf({ x: null }, new Uint8Array(0)), "x.dtype: expected F32, F16 or BF16, received nothing"],
    [
      safetensorsOf(
        {
          x: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
          y: { dtype: "F32", shape: [2], data_offsets: [4, 12] },
        },
        new Uint8Array(12),
      ),
      "y.data_offsets: expected to begin at 8, where the tensor before ends, received 4",
    ],
  ] as [Uint8Array, string][])("%#", (data, expected) => {
    expect(message(data)).toContain(expected);
    expect(message(data)).toMatch(/^m\.safetensors /);
  });

  test("every truncation is refused", () => {
    for (let length = 0; length < bytes.length; length++)
      expect(message(bytes.subarray(0, length))).not.toBe("(accepted)");
  });

  test("random bytes in the header bring nothing but a ConfigError", () => {
    const header = bytes.length - 8 * 4;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(header - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const copy = bytes.slice();
          for (const [at, byte] of changes) copy[at] = byte;
          message(copy);
        },
      ),
      { seed: 5, numRuns: 2000 },
    );
  });
});
