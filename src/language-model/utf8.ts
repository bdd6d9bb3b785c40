/** UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    pushCode(bytes, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
  }
  return Uint8Array.from(bytes);
}

function pushCode(bytes: number[], code: number): void {
  if (code < 0x80) bytes.push(code);
  else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code));
  else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code));
  else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
}

const tail = (code: number): number => 0x80 | (code & 0x3f);

/** Bits of the code that a first byte holds, and the smallest code that may be written in that length. */
const LEADS = [
  { mask: 0x80, mark: 0x00, tails: 0, smallest: 0 },
  { mask: 0xe0, mark: 0xc0, tails: 1, smallest: 0x80 },
  { mask: 0xf0, mark: 0xe0, tails: 2, smallest: 0x800 },
  { mask: 0xf8, mark: 0xf0, tails: 3, smallest: 0x10000 },
] as const;

/** Text of UTF-8 bytes; each byte that begins no well-formed character becomes U+FFFD. */
export function utf8Text(bytes: ArrayLike<number>): string {
  const parts: string[] = [];
  let codes: number[] = [];
  for (let i = 0; i < bytes.length; ) {
    const { code, length } = characterAt(bytes, i);
    codes.push(code);
    i += length;
    // A string that grows by a character at a time costs 32 bytes for each; a call takes so many arguments.
    if (codes.length < PART && i < bytes.length) continue;
    parts.push(String.fromCodePoint(...codes));
    codes = [];
  }
  return parts.join("");
}

const PART = 4096;

function characterAt(bytes: ArrayLike<number>, i: number): { code: number; length: number } {
  const bad = { code: 0xfffd, length: 1 };
  const lead = LEADS.find(({ mask, mark }) => (bytes[i] & mask) === mark);
  if (lead === undefined || i + lead.tails >= bytes.length) return bad;
  let code = bytes[i] & ~lead.mask & 0xff;
  for (let t = 1; t <= lead.tails; t++) {
    const byte = bytes[i + t];
    if ((byte & 0xc0) !== 0x80) return bad;
    code = (code << 6) | (byte & 0x3f);
  }
  const surrogate = code >= 0xd800 && code < 0xe000;
  if (code < lead.smallest || code > 0x10ffff || surrogate) return bad;
  return { code, length: lead.tails + 1 };
}
