import { ConfigError } from "./errors.ts";

/** A strict JSON text that was read, and where its values stand. */
export interface StrictJson {
  readonly value: unknown;
  /** `file:line:column` of the value at `path`, or of its nearest ancestor that exists. */
  place(path: readonly (string | number)[]): string;
}

export interface StrictLimits {
  /** Characters. */
  readonly length: number;
  readonly depth: number;
}

/**
 * Reads strict JSON of many megabytes: the platform's parser makes the value (ten times faster than one that
 * keeps positions), and one scan beside it knows what the platform does not tell: nesting, keys given twice,
 * and the place of the first fault. Throws ConfigError with that one fault.
 */
export function parseStrictJson(text: string, file: string, limits: StrictLimits): StrictJson {
  const fail = (offset: number, message: string): never => {
    throw new ConfigError([{ place: `${file}:${position(text, offset)}`, path: "(text)", message }]);
  };
  if (text.length > limits.length)
    fail(0, `expected at most ${limits.length} characters, received ${text.length}`);
  // Only a text that is well-formed so far may be scanned for keys, and only a fault needs its place.
  const scan = scanJson(text, limits.depth, null);
  if (scan.fault !== null) fail(scan.fault.offset, scan.fault.message);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fail(text.length, "expected JSON");
  }
  return {
    value,
    place: (path) => `${file}:${position(text, scanJson(text, limits.depth, path).found)}`,
  };
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
 * One token after white space: scalar, string (its escapes checked), or mark. A string or a run of digits has at
 * most 4096 pieces: an expression without bound overflows the stack of its own backtracking at tens of megabytes.
 */
const TOKEN =
  /[ \t\n\r]*(?:(-?(?:0|[1-9]\d{0,4096})(?:\.\d{1,4096})?(?:[eE][+-]?\d{1,4096})?|true|false|null)|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})){0,4096}")|([[\]{},:]))/uy;

type State = "a value" | "a value or ]" | "a key" | "a key or }" | "a colon" | "a comma or the end";

/** Checks the grammar without recursion, so that no depth of nesting can overflow the stack. */
function scanJson(text: string, depth: number, path: readonly (string | number)[] | null): Scan {
  const token = new RegExp(TOKEN);
  const scanner = new Scanner(depth, path);
  for (;;) {
    const from = token.lastIndex;
    const match = token.exec(text);
    const blank = match === null ? skipBlank(text, from) : 0;
    if (match === null && blank === text.length && scanner.isComplete())
      return { fault: null, found: scanner.found };
    const [, scalar, string, mark] = match ?? [];
    const offset = match === null ? blank : token.lastIndex - (scalar ?? string ?? mark).length;
    const expected = match === null ? scanner.state : scanner.take(scalar, string, mark, offset);
    if (expected !== null)
      return {
        fault: { offset, message: `expected ${expected}, received ${quote(text, offset)}` },
        found: scanner.found,
      };
    if (scanner.hasArrived) return { fault: null, found: scanner.found };
  }
}

class Scanner {
  state: State = "a value";
  found = 0;
  /** Whether the value at the very end of the path has been met. */
  hasArrived = false;
  readonly #depth: number;
  readonly #path: readonly (string | number)[] | null;
  readonly #stack: Frame[] = [];

  constructor(depth: number, path: readonly (string | number)[] | null) {
    this.#depth = depth;
    this.#path = path;
  }

  isComplete(): boolean {
    return this.#stack.length === 0 && this.state === "a comma or the end";
  }

  /** Takes one token; returns what was expected instead, or null. */
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
    if (!frame.isObject) frame.step = (frame.step as number) + 1;
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
  while (" \t\n\r".includes(text[at] ?? "x")) at++;
  return at;
}

/** What stands at an offset, cut where it stops being one thing. */
const quote = (text: string, offset: number): string =>
  offset >= text.length
    ? "the end of the text"
    : (/^(?:"[^"\n]{0,20}"?|[^\s,:[\]{}"]{1,20}|.)/u.exec(text.slice(offset, offset + 40))?.[0] ?? "nothing");
