import { crc32 } from "node:zlib";

/** Bytes before a record's text: eight hexadecimal digits of its CRC-32 and a space. */
export const HEAD_BYTES = 9;
const LF = 10;
const SPACE = 32;

/** `crc32 text\n` of each text, one after another. */
export function framed(texts: readonly string[]): Buffer {
  const lines = texts.map((text) => `${crc32(text).toString(16).padStart(8, "0")} ${text}\n`);
  return Buffer.from(lines.join(""), "utf8");
}

/** Whether the line at [from, to), its end not included, carries the checksum of its text. */
export function isIntact(bytes: Buffer, from: number, to: number): boolean {
  if (to - from <= HEAD_BYTES || bytes[from + HEAD_BYTES - 1] !== SPACE) return false;
  let stated = 0;
  for (let k = from; k < from + HEAD_BYTES - 1; k++) {
    const digit = hexDigit(bytes[k]);
    if (digit < 0) return false;
    stated = stated * 16 + digit;
  }
  return crc32(bytes.subarray(from + HEAD_BYTES, to)) === stated;
}

/** Small letters alone: a flipped bit that makes another spelling of the same digit is a fault as well. */
function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}

export const isLineEnd = (byte: number): boolean => byte === LF;
