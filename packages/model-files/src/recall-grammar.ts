/** Kinds of tokens in the recall grammar; the numbers are part of its published data. */
export const TokenKind = { begin: 0, filler: 1, key: 2, firstValue: 3, retrievableValue: 4 } as const;

export interface RecallSequence {
  /** L + 1 ids: 0 begins, 1–64 fillers, 65–576 keys, 577–704 values. */
  readonly tokens: readonly number[];
  /** `TokenKind` of each token. Retrievable: its key occurred earlier in this sequence. */
  readonly kinds: Uint8Array;
}

const RECALL_KEYS = 512;
const RECALL_VALUES = 128;
const RECALL_FILLERS = 64;

/** Tokens of the grammar: the beginning, fillers, keys and values. Models of other sizes do not use it. */
export const RECALL_VOCABULARY = 1 + RECALL_FILLERS + RECALL_KEYS + RECALL_VALUES;

const FILLER_PROBABILITY = 0.6;
const LONGEST_RUN = 4;

/** Branches of the filler chain: f ← (multiplier · f + increment) mod 64, taken below `threshold`. */
const BRANCHES = [
  { threshold: 0.5, multiplier: 5, increment: 1 },
  { threshold: 0.75, multiplier: 9, increment: 7 },
  { threshold: 0.9, multiplier: 13, increment: 19 },
  { threshold: 1, multiplier: 17, increment: 31 },
] as const;

/**
 * "Facts in noise": a dictionary key → value drawn per sequence, then runs of fillers with a key and its
 * value between them. A value is certain once its key has occurred, uniform over 128 before; the previous
 * mention is some 1,700 tokens back on average, so a short window cannot find it.
 */
export function recallSequence(seed: number, length: number): RecallSequence {
  const uniform = mulberry32(seed);
  const dictionary = Array.from({ length: RECALL_KEYS }, () => Math.floor(uniform() * RECALL_VALUES));
  const seen = new Uint8Array(RECALL_KEYS);
  const tokens: number[] = [0];
  const kinds: number[] = [TokenKind.begin];
  while (tokens.length <= length) {
    for (const filler of fillerRun(uniform)) {
      tokens.push(1 + filler);
      kinds.push(TokenKind.filler);
    }
    const key = Math.floor(uniform() * RECALL_KEYS);
    tokens.push(1 + RECALL_FILLERS + key, 1 + RECALL_FILLERS + RECALL_KEYS + dictionary[key]);
    kinds.push(TokenKind.key, seen[key] === 1 ? TokenKind.retrievableValue : TokenKind.firstValue);
    seen[key] = 1;
  }
  return { tokens: tokens.slice(0, length + 1), kinds: Uint8Array.from(kinds.slice(0, length + 1)) };
}

function fillerRun(uniform: () => number): number[] {
  const run: number[] = [];
  while (run.length < LONGEST_RUN && uniform() < FILLER_PROBABILITY) {
    if (run.length === 0) run.push(Math.floor(uniform() * RECALL_FILLERS));
    else {
      const u = uniform();
      const branch = BRANCHES.find(({ threshold }) => u < threshold) ?? BRANCHES[3];
      run.push((branch.multiplier * run[run.length - 1] + branch.increment) % RECALL_FILLERS);
    }
  }
  return run;
}

/**
 * The grammar's own generator. It is part of the published evaluation data (a seed names a sequence), so it
 * cannot be base/rng; 32 bits of state suffice here, as no statistics depend on the stream.
 */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Kind of each token of a sequence in the recall grammar, derived from its ids: a value is retrievable if the
 * key before it occurred earlier with a value. Kinds as in the published data.
 */
export function recallKinds(tokens: readonly number[]): Uint8Array {
  const seen = new Set<number>();
  return Uint8Array.from(tokens, (id, i) => {
    if (id === 0) return TokenKind.begin;
    if (id <= RECALL_FILLERS) return TokenKind.filler;
    if (id <= RECALL_FILLERS + RECALL_KEYS) return TokenKind.key;
    const key = tokens[i - 1];
    const known = seen.has(key);
    seen.add(key);
    return known ? TokenKind.retrievableValue : TokenKind.firstValue;
  });
}
