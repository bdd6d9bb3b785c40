import { fault } from "./errors.ts";

/** The value of a strict JSON text and the positions of its parts. */
export interface StrictJson {
  readonly value: unknown;
  /** `file:line:column` of the value at `path`, or of its nearest ancestor that exists. */
  place(path: readonly (string | number)[]): string;
}

export interface StrictLimits {
  /** Characters. */
  readonly length: number;
  readonly depth: number;
  /** Keys of one object; 100 000 by default. */
  readonly keys?: number;
  /** Values of one list; unlimited by default. */
  readonly elements?: number;
}

const MOST_KEYS = 100_000;

/**
 * Reads strict JSON of many megabytes. The platform's parser builds the value (ten times faster than one that
 * keeps positions); a separate scan checks nesting and duplicate keys and finds the position of the first
 * fault. Throws ConfigError with that one fault.
 */
export function parseStrictJson(text: string, file: string, limits: StrictLimits): StrictJson {
  const fail = (offset: number, message: string): never => {
    throw fault(`${file}:${position(text, offset)}`, "(text)", message);
  };
  if (text.length > limits.length)
    fail(0, `expected at most ${limits.length} characters, received ${text.length}`);
  // One pass checks the grammar and the limits; positions are computed only when needed.
  const scan = scanJson(text, limits, null);
  if (scan.fault !== null) fail(scan.fault.offset, scan.fault.message);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fail(text.length, "expected JSON");
  }
  return {
    value,
    // The scan searches only for the part of the path that exists.
    place: (path) => `${file}:${position(text, scanJson(text, limits, existing(value, path)).found)}`,
  };
}

/** Returns the longest prefix of the path that exists. */
function existing(value: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  let own = value;
  for (const [level, step] of path.entries()) {
    if (typeof own !== "object" || own === null || !Object.hasOwn(own, step)) return path.slice(0, level);
    own = (own as Record<string | number, unknown>)[step];
  }
  return path;
}

/** 1-based `line:column` of an offset. */
function position(text: string, offset: number): string {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line++;
    start = at + 1;
  }
  return `${line}:${offset - start + 1}`;
}

interface Scan {
  readonly fault: { readonly offset: number; readonly message: string } | null;
  /** Offset of the deepest value on the wanted path. */
  readonly found: number;
}

interface Frame {
  readonly isObject: boolean;
  readonly keys: Set<string>;
  /** Key or index of the member being read. */
  step: string | number;
}

/**
 * One token after white space: scalar, punctuation, or the quote that begins a string. Runs of digits are
 * limited to 4096: unlimited repetition overflows the backtracking stack at tens of megabytes.
 */
const TOKEN =
  /[ \t\n\r]*(?:(-?(?:0|[1-9]\d{0,4096})(?:\.\d{1,4096})?(?:[eE][+-]?\d{1,4096})?|true|false|null)|(["[\]{},:]))/y;

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = "\\".charCodeAt(0);

/** Offset after the string that starts here; −1 if invalid. (A regular expression would overflow.) */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return -1;
    if (code !== BACKSLASH) continue;
    ESCAPE.lastIndex = at;
    if (!ESCAPE.test(text)) return -1;
    at = ESCAPE.lastIndex - 1;
  }
  return -1;
}

type State = "a value" | "a value or ]" | "a key" | "a key or }" | "a colon" | "a comma or the end";

/** Checks the grammar without recursion, so that deep nesting cannot overflow the stack. */
function scanJson(text: string, limits: StrictLimits, path: readonly (string | number)[] | null): Scan {
  const token = new RegExp(TOKEN);
  const scanner = new Scanner(limits, path);
  for (;;) {
    const from = token.lastIndex;
    const [whole, scalar, mark] = token.exec(text) ?? [];
    const offset =
      whole === undefined ? skipBlank(text, from) : token.lastIndex - (scalar ?? (mark as string)).length;
    if (whole === undefined && offset === text.length && scanner.isComplete())
      return { fault: null, found: scanner.found };
    const end = mark === '"' ? endOfString(text, offset) : 0;
    const isToken = whole !== undefined && end >= 0;
    const expected = !isToken
      ? scanner.state
      : end > 0
        ? scanner.take(undefined, text.slice(offset, end), undefined, offset)
        : scanner.take(scalar, undefined, mark, offset);
    if (expected !== null)
      return {
        fault: {
          offset,
          message: `expected ${expected}, received ${quote(text, offset)}${jsonHint(text, offset, expected)}`,
        },
        found: scanner.found,
      };
    if (scanner.hasArrived) return { fault: null, found: scanner.found };
    if (end > 0) token.lastIndex = end;
  }
}

class Scanner {
  state: State = "a value";
  found = 0;
  /** Whether the value at the end of the path was reached. */
  hasArrived = false;
  readonly #depth: number;
  readonly #keys: number;
  readonly #elements: number;
  readonly #path: readonly (string | number)[] | null;
  readonly #stack: Frame[] = [];

  constructor(
    { depth, keys = MOST_KEYS, elements = Number.POSITIVE_INFINITY }: StrictLimits,
    path: readonly (string | number)[] | null,
  ) {
    this.#depth = depth;
    this.#keys = keys;
    this.#elements = elements;
    this.#path = path;
  }

  isComplete(): boolean {
    return this.#stack.length === 0 && this.state === "a comma or the end";
  }

  /** Consumes one token; returns what was expected instead, or null. */
  take(
    scalar: string | undefined,
    string: string | undefined,
    mark: string | undefined,
    offset: number,
  ): string | null {
    switch (this.state) {
      case "a value or ]":
        if (mark === "]") return this.#close();
        return this.#value(scalar ?? string, mark, offset);
      case "a value":
        return this.#value(scalar ?? string, mark, offset);
      case "a key or }":
        if (mark === "}") return this.#close();
        return this.#key(string);
      case "a key":
        return this.#key(string);
      case "a colon":
        if (mark !== ":") return this.state;
        this.state = "a value";
        return null;
      case "a comma or the end":
        return this.#after(mark);
    }
  }

  #value(plain: string | undefined, mark: string | undefined, offset: number): string | null {
    if (plain === undefined && mark !== "[" && mark !== "{") return this.state;
    if (this.#isOnPath()) {
      this.found = offset;
      this.hasArrived = this.#stack.length === this.#path?.length;
    }
    this.state = "a comma or the end";
    if (plain !== undefined) return null;
    if (this.#stack.length >= this.#depth) return `at most ${this.#depth} levels of nesting`;
    this.#stack.push({ isObject: mark === "{", keys: new Set(), step: 0 });
    this.state = mark === "{" ? "a key or }" : "a value or ]";
    return null;
  }

  #key(string: string | undefined): string | null {
    const frame = this.#stack.at(-1);
    if (string === undefined || frame === undefined) return this.state;
    const key = JSON.parse(string) as string;
    if (frame.keys.has(key)) return "each key once";
    if (frame.keys.size >= this.#keys) return `at most ${this.#keys} keys`;
    frame.keys.add(key);
    frame.step = key;
    this.state = "a colon";
    return null;
  }

  #after(mark: string | undefined): string | null {
    const frame = this.#stack.at(-1);
    if (frame === undefined || mark === undefined) return this.state;
    if (mark === (frame.isObject ? "}" : "]")) return this.#close();
    if (mark !== ",") return this.state;
    if (!frame.isObject) {
      const count = (frame.step as number) + 1;
      if (count >= this.#elements) return `at most ${this.#elements} values in a list`;
      frame.step = count;
    }
    this.state = frame.isObject ? "a key" : "a value";
    return null;
  }

  #close(): null {
    this.#stack.pop();
    this.state = "a comma or the end";
    return null;
  }

  #isOnPath(): boolean {
    const path = this.#path;
    if (path === null || this.#stack.length > path.length) return false;
    return this.#stack.every((frame, level) => frame.step === path[level]);
  }
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\n\r".includes(text[at])) at++;
  return at;
}

/** Values of other languages, as JSON has them. */
const VALUES: ReadonlyMap<string, string> = new Map([
  ["True", "true"],
  ["False", "false"],
  ["None", "null"],
]);

/** What JSON has in place of a text of JavaScript, JSON5 or Python; else nothing. */
function jsonHint(text: string, offset: number, expected: string): string {
  const rest = text.slice(offset, offset + 64);
  const before = text.slice(Math.max(0, offset - 64), offset).trimEnd();
  const [word] = /^[A-Za-z_$][\w.$-]*/.exec(rest) ?? [];
  if (/^['“”‘’`]/.test(rest)) return '; JSON puts keys and texts in straight double quotes: "…"';
  if (rest.startsWith("//") || rest.startsWith("/*") || rest.startsWith("#")) return "; JSON has no comments";
  if (/^[}\]]/.test(rest) && before.endsWith(",")) return "; JSON has no comma after the last value";
  const value = VALUES.get(word ?? "");
  if (value !== undefined) return ` (write ${value})`;
  if (word === "NaN" || word === "Infinity") return "";
  if (word !== undefined && expected !== "a comma or the end" && /^a (?:key|value)/.test(expected))
    return `; JSON puts keys and texts in double quotes: "${word}"`;
  return /^[+.]?\.?\d/.test(rest) && expected.startsWith("a value")
    ? "; a number of JSON begins with a digit or -"
    : "";
}

/** Quotes the token at an offset, cut at its end. */
const quote = (text: string, offset: number): string =>
  offset >= text.length
    ? "the end of the text"
    : (/^(?:"[^"\n]{0,20}"?|[^\s,:[\]{}"]{1,20}|.)/u.exec(text.slice(offset, offset + 40))?.[0] ?? "nothing");
