// The grammar of Liberty: groups with simple and complex attributes. What they mean is not known here.

import { CellLibraryError } from "./errors.ts";

/** Longest text, in characters: open libraries of one corner have up to 13 million. */
const MOST_CHARACTERS = 32 * 1024 * 1024;
/** Groups within groups: library, cell, pin, timing, table are five. */
const MOST_DEPTH = 32;

/** A statement `name : value;` (value), or `name (arguments)` with a body of statements or without one. */
export interface Statement {
  readonly name: string;
  /** Index of its first character in the text. */
  readonly at: number;
  /** Of a simple attribute the value alone; else the arguments. Quotes are removed. */
  readonly values: readonly string[];
  /** null of an attribute. */
  readonly body: readonly Statement[] | null;
}

/** Throws the error "name:line: message" of a place in the text. */
export type Refuse = (at: number, message: string) => never;

export function refusing(placeOf: PlaceOf): Refuse {
  return (at, message) => {
    throw new CellLibraryError(`${placeOf(at)}: ${message}`);
  };
}

/** "name:line" of a place in the text, by the index of a character. */
export type PlaceOf = (at: number) => string;

/** Lines are found once, for the first place that is wanted. */
export function placesIn(text: string, name: string): PlaceOf {
  let ends: number[] | null = null;
  return (at) => {
    if (ends === null) {
      ends = [];
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) ends.push(end);
    }
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] < at) low = middle + 1;
      else high = middle;
    }
    return `${name}:${low + 1}`;
  };
}

/** The one group at the top of a text. Refuses a text that is longer or deeper than the bounds before it is read further. */
export function readGroups(text: string, refuse: Refuse): Statement {
  if (text.length > MOST_CHARACTERS)
    refuse(0, `expected at most ${MOST_CHARACTERS} characters, received ${text.length}`);
  const reader = new GroupReader(text, refuse);
  reader.skipBlank();
  const top = reader.readStatement(0);
  if (top.body === null) refuse(top.at, `expected a group "library (name) { … }", received "${top.name}"`);
  reader.skipBlank();
  if (reader.at < text.length) refuse(reader.at, `expected the end of the text, received ${reader.shown()}`);
  return top;
}

const CODE = {
  tab: 9,
  newline: 10,
  return: 13,
  space: 32,
  quote: 34,
  open: 40,
  close: 41,
  comma: 44,
  slash: 47,
  colon: 58,
  semicolon: 59,
  backslash: 92,
  openBody: 123,
  closeBody: 125,
  star: 42,
} as const;

class GroupReader {
  at = 0;
  private readonly text: string;
  private readonly refuse: Refuse;

  constructor(text: string, refuse: Refuse) {
    this.text = text;
    this.refuse = refuse;
  }

  /** What is at the reader's place, for an error. */
  shown(): string {
    if (this.at >= this.text.length) return "the end of the text";
    return JSON.stringify(/^[\w.]+|^./su.exec(this.text.slice(this.at, this.at + 40))?.[0]);
  }

  /** Skips blanks, comments and a backslash at the end of a line. */
  skipBlank(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === CODE.space || code === CODE.tab || code === CODE.newline || code === CODE.return)
        this.at++;
      else if (code === CODE.backslash && this.endsLine(this.at + 1)) this.at++;
      else if (code === CODE.slash && !this.skipComment()) return;
      else if (code !== CODE.slash) return;
    }
  }

  readStatement(depth: number): Statement {
    const at = this.at;
    const name = this.readWord();
    if (name === "") this.refuse(at, `expected the name of an attribute or group, received ${this.shown()}`);
    this.skipBlank();
    const code = this.text.charCodeAt(this.at);
    if (code === CODE.colon) {
      this.at++;
      const values = [this.readSimpleValue()];
      this.skipSemicolons();
      return { name, at, values, body: null };
    }
    if (code !== CODE.open)
      this.refuse(this.at, `expected ":" or "(" after "${name}", received ${this.shown()}`);
    const values = this.readArguments();
    this.skipBlank();
    const body = this.text.charCodeAt(this.at) === CODE.openBody ? this.readBody(name, at, depth + 1) : null;
    this.skipSemicolons();
    return { name, at, values, body };
  }

  private readBody(name: string, start: number, depth: number): Statement[] {
    if (depth > MOST_DEPTH) this.refuse(start, `expected groups at most ${MOST_DEPTH} deep, received more`);
    this.at++;
    const body: Statement[] = [];
    for (;;) {
      this.skipSemicolons();
      if (this.at >= this.text.length)
        this.refuse(start, `expected "}" after the group "${name}", received the end of the text`);
      if (this.text.charCodeAt(this.at) === CODE.closeBody) break;
      body.push(this.readStatement(depth));
    }
    this.at++;
    return body;
  }

  private skipSemicolons(): void {
    this.skipBlank();
    while (this.text.charCodeAt(this.at) === CODE.semicolon) {
      this.at++;
      this.skipBlank();
    }
  }

  /** Whether the place is a comment, which is then skipped. */
  private skipComment(): boolean {
    const { text, at } = this;
    if (text.charCodeAt(at + 1) === CODE.slash) {
      const end = text.indexOf("\n", at);
      this.at = end < 0 ? text.length : end;
      return true;
    }
    if (text.charCodeAt(at + 1) !== CODE.star) return false;
    const end = text.indexOf("*/", at + 2);
    if (end < 0) this.refuse(at, 'expected "*/" after the comment, received the end of the text');
    this.at = end + 2;
    return true;
  }

  private endsLine(at: number): boolean {
    let next = at;
    for (; ; next++) {
      const code = this.text.charCodeAt(next);
      if (code !== CODE.space && code !== CODE.tab && code !== CODE.return) break;
    }
    return this.text.charCodeAt(next) === CODE.newline;
  }

  private readWord(): string {
    const start = this.at;
    while (isOfWord(this.text.charCodeAt(this.at))) this.at++;
    return this.text.slice(start, this.at);
  }

  private readQuoted(): string {
    const start = this.at + 1;
    const end = this.text.indexOf('"', start);
    if (end < 0) this.refuse(this.at, "expected a closing quote, received the end of the text");
    this.at = end + 1;
    const inside = this.text.slice(start, end);
    return inside.includes("\\") ? inside.replace(/\\[ \t\r]*\n/g, " ") : inside;
  }

  /** A quoted text, or everything up to the end of the statement or line. */
  private readSimpleValue(): string {
    this.skipBlank();
    const { text } = this;
    if (text.charCodeAt(this.at) === CODE.quote) return this.readQuoted();
    const start = this.at;
    let continued = false;
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === CODE.semicolon || code === CODE.newline || code === CODE.closeBody) break;
      if (code === CODE.slash && text.charCodeAt(this.at + 1) === CODE.star) break;
      if (code === CODE.backslash && this.endsLine(this.at + 1)) {
        continued = true;
        this.at = text.indexOf("\n", this.at);
      }
    }
    const value = text.slice(start, this.at);
    return (continued ? value.replace(/\\[ \t\r]*\n/g, " ") : value).trim();
  }

  private readArguments(): string[] {
    const start = this.at++;
    const values: string[] = [];
    for (;;) {
      this.skipBlank();
      const code = this.text.charCodeAt(this.at);
      if (code === CODE.close) break;
      if (code === CODE.comma) this.at++;
      else if (code === CODE.quote) values.push(this.readQuoted());
      else {
        const from = this.at;
        while (isOfArgument(this.text.charCodeAt(this.at))) this.at++;
        if (this.at === from)
          this.refuse(start, `expected ")" after the arguments, received ${this.shown()}`);
        values.push(this.text.slice(from, this.at));
      }
    }
    this.at++;
    return values;
  }
}

const isOfWord = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 95 ||
  code === 46;

/** Whatever is no blank and ends no argument; NaN is the end of the text. */
const isOfArgument = (code: number): boolean =>
  code > CODE.space &&
  code !== CODE.quote &&
  code !== CODE.close &&
  code !== CODE.comma &&
  code !== CODE.semicolon &&
  code !== CODE.openBody &&
  code !== CODE.closeBody &&
  code !== CODE.open &&
  code !== CODE.backslash;
