/** Types of weights that are read; "other": present in a file, but no weight. */
export type NumberFormat = "F32" | "F16" | "BF16" | "other";

/** Bytes a number, undefined for a type that holds no weights. */
export function numberBytes(dtype: string): number | undefined {
  if (dtype === "F32") return 4;
  return dtype === "F16" || dtype === "BF16" ? 2 : undefined;
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
export function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Little-endian numbers of bytes [begin, end) as float64. Throws `refuse(index, value)` for the first that is not finite. */
export function decodeNumbers(
  bytes: Uint8Array,
  begin: number,
  end: number,
  format: NumberFormat,
  refuse: (index: number, value: number | string) => Error,
): Float64Array {
  if (format === "other") throw refuse(0, "a type other than F32, F16 and BF16");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const step = format === "F32" ? 4 : 2;
  const numbers = new Float64Array((end - begin) / step);
  // A bfloat16 is the upper half of a float32.
  const upper = new DataView(new ArrayBuffer(4));
  for (let i = 0, at = begin; i < numbers.length; i++, at += step) {
    if (format === "F32") numbers[i] = view.getFloat32(at, true);
    else if (format === "F16") numbers[i] = half(view.getUint16(at, true));
    else {
      upper.setUint16(0, view.getUint16(at, true));
      numbers[i] = upper.getFloat32(0);
    }
    if (!Number.isFinite(numbers[i])) throw refuse(i, numbers[i]);
  }
  return numbers;
}
