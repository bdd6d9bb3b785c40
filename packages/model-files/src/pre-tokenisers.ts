/** How a byte-level tokenizer splits a text into pieces before it merges within each. */
export interface PreTokeniser {
  /** Applied in turn, each to the pieces of the one before; text between matches is a piece too. */
  readonly stages: readonly RegExp[];
  /** Whether the text is first converted to Unicode's composed form. */
  readonly composes: boolean;
  /** Whether a piece that is a token becomes that token regardless of the merges. */
  readonly takesWhole: boolean;
}

// JavaScript's \s has U+FEFF and lacks U+0085; these patterns mean Unicode's White_Space.
const SPACE = "\\p{White_Space}";
const SOLID = "\\P{White_Space}";
const LAST_SPACES = `${SPACE}+(?!${SOLID})|${SPACE}+`;

/** GPT-2: English suffixes, words, numbers and other marks, each with a space before; of several the last. */
const GPT2 = new RegExp(
  `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${SPACE}\\p{L}\\p{N}]+|${LAST_SPACES}`,
  "gu",
);

/** Pattern of Llama 3 and Qwen 2, which differ in the digits of a piece. */
const newer = (digits: string): RegExp =>
  new RegExp(
    `'(?:[sS]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^${SPACE}\\p{L}\\p{N}]+[\\r\\n]*|${SPACE}*[\\r\\n]+|${LAST_SPACES}`,
    "gu",
  );

const LLAMA3: PreTokeniser = { stages: [newer("\\p{N}{1,3}")], composes: false, takesWhole: true };
const QWEN2: PreTokeniser = { stages: [newer("\\p{N}")], composes: true, takesWhole: false };

/**
 * Rules by `tokenizer.ggml.pre` of a GGUF file [gguf-2026]. `default`, for a file without the key, is
 * llama.cpp's own rule, used by no model. Composition is a rule of Qwen's that llama.cpp leaves out.
 */
export const PRE_TOKENISERS: Readonly<Record<string, PreTokeniser>> = {
  default: {
    stages: [/[\p{P}$+<=>^~|]+/gu, GPT2, /\p{N}+/gu, /[0-9][0-9][0-9]/gu],
    composes: false,
    takesWhole: false,
  },
  "gpt-2": { stages: [GPT2], composes: false, takesWhole: false },
  smollm: { stages: [/\p{N}/gu, GPT2], composes: false, takesWhole: false },
  "llama-bpe": LLAMA3,
  llama3: LLAMA3,
  "llama-v3": LLAMA3,
  qwen2: QWEN2,
  "deepseek-r1-qwen": QWEN2,
};

/** Pieces of a text; joined, they give the text. */
export function piecesOf(text: string, { stages }: PreTokeniser): string[] {
  return stages.reduce((pieces, pattern) => pieces.flatMap((piece) => cut(piece, pattern)), [text]);
}

function cut(text: string, pattern: RegExp): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const { 0: match, index } of text.matchAll(pattern)) {
    if (index > at) pieces.push(text.slice(at, index));
    pieces.push(match);
    at = index + match.length;
  }
  if (at < text.length) pieces.push(text.slice(at));
  return pieces;
}
