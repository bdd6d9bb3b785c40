/** Pieces with scores, after the three marks and 256 bytes. */
export const TINY_PIECES: readonly (readonly [text: string, score: number])[] = [
  [" ", 0],
  ["a", 0],
  ["b", 0],
  ["c", 0],
  ["bc", -1],
  ["ab", -2],
  [" a", -3],
  ["bb", -4],
];

/** Bytes of a llama2.c tokenizer file. */
export function tokenizerBytes(pieces = TINY_PIECES): Uint8Array {
  const all: (readonly [string, number])[] = [
    ["<unk>", 0],
    ["\n<s>\n", 0],
    ["\n</s>\n", 0],
    ...Array.from({ length: 256 }, (_, byte): [string, number] => [
      `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
      0,
    ]),
    ...pieces,
  ];
  const texts = all.map(([text]) => new TextEncoder().encode(text));
  const bytes = new Uint8Array(4 + texts.reduce((sum, text) => sum + 8 + text.length, 0));
  const view = new DataView(bytes.buffer);
  view.setInt32(0, Math.max(...texts.map((text) => text.length)), true);
  let at = 4;
  for (const [i, text] of texts.entries()) {
    view.setFloat32(at, all[i][1], true);
    view.setInt32(at + 4, text.length, true);
    bytes.set(text, at + 8);
    at += 8 + text.length;
  }
  return bytes;
}
