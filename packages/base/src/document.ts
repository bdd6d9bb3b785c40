import { type AnyNode, type DocumentNode, type ObjectNode, parse } from "@humanwhocodes/momoa";
import { ConfigError, fault, type Issue } from "./errors.ts";
import { computed, unquoted } from "./quantity-text.ts";

/** A parsed text that keeps the positions of its values. */
export interface Located {
  readonly file: string;
  readonly value: unknown;
  /** `file:line:column` of the value at `path`, or of its nearest ancestor that exists. */
  place(path: readonly PropertyKey[]): string;
  /** `file:line:column` of the key of the value. */
  keyPlace(path: readonly PropertyKey[]): string;
}

export interface DocumentLimits {
  readonly bytes: number;
  readonly depth: number;
}

/** A config has a few kilobytes; the parser takes half a second at this size. */
export const DOCUMENT_LIMITS: DocumentLimits = { bytes: 1 << 18, depth: 64 };

/** Keys that reach an object's prototype when somebody copies the value carelessly. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "prototype", "constructor"]);

/** Parses JSON5. Throws ConfigError with all issues of the text at once. */
export function parseDocument(text: string, file: string, limits: DocumentLimits = DOCUMENT_LIMITS): Located {
  const found = scan(text, limits);
  if (found !== null) throw new ConfigError([{ ...found, place: `${file}:${found.place}` }]);
  const tree = parseTree(text, file);
  const issues: Issue[] = [];
  const value = build(tree.body, [], file, issues);
  if (issues.length > 0) throw new ConfigError(issues);
  return {
    file,
    value,
    place: (path) => `${file}:${position(find(tree.body, path))}`,
    keyPlace: (path) => `${file}:${position(findKey(tree.body, path))}`,
  };
}

/**
 * Parses a value from the command line, such as the right side of `--set path=value`; `place` and `path`
 * locate it in messages.
 */
export function parseValue(text: string, place: string, path: string): unknown {
  try {
    return parseDocument(text, place).value;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // A text that is not JSON5 is a plain string (`--set "rate=1 GS/s"`); forbidden JSON5 stays an error.
    if (error.issues[0]?.path === "(text)") return text;
    throw new ConfigError(
      error.issues.map((issue) => ({
        place,
        path: issue.path === "(root)" ? path : `${path}.${issue.path}`,
        message: issue.message,
      })),
    );
  }
}

/**
 * Checks size, nesting and string ends in one pass before parsing: deep nesting overflows a recursive parser,
 * ten megabytes take even a fast one seconds, and momoa 3.3.13 never returns from a string whose last
 * character is a backslash. The pass recognises strings and comments.
 */
function scan(text: string, limits: DocumentLimits): Issue | null {
  if (text.length > limits.bytes)
    return {
      place: "1:1",
      path: "(root)",
      message: `expected at most ${limits.bytes} characters, received ${text.length}`,
    };
  if (text.trim() === "")
    return faultAt(text, 0, "not JSON5: expected an object such as { }, received an empty text");
  const [, key] = YAML.exec(text.slice(0, MOST_BEFORE)) ?? [];
  if (key !== undefined)
    return faultAt(
      text,
      text.indexOf(key),
      `not JSON5: expected "{", received ${key}: as in YAML; a config is JSON5: { ${key}: … }`,
    );
  const open: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '"' || c === "'") {
      const end = endOfString(text, i);
      if (end >= text.length)
        return faultAt(
          text,
          i,
          "not JSON5: expected a closing quote, the string that begins here has no end",
        );
      i = end;
    } else if (TYPOGRAPHIC.has(c))
      return faultAt(text, i, `not JSON5: expected a straight quote " or ', received the typographic ${c}`);
    else if (c === "/" && text[i + 1] === "/") {
      const end = endOfLine(text, i);
      const mark = text.slice(i, end).search(/[\u2028\u2029]/);
      // JSON5 ends the line at this character; the parser does not.
      if (mark >= 0)
        return faultAt(text, i + mark, "expected a comment without U+2028 and U+2029, received one");
      i = end;
    } else if (c === "/" && text[i + 1] === "*") {
      const end = endOf(text, "*/", i + 2);
      if (end === text.length)
        return faultAt(text, i, "not JSON5: expected */ for the /* that begins here, received none");
      i = end + 1;
    } else if (c === "{" || c === "[") open.push(i);
    else if (c === "}" || c === "]") {
      const from = open.pop();
      if (from !== undefined && CLOSES[text[from]] !== c) return faultAt(text, from, unclosed(text[from], c));
    }
    if (open.length > limits.depth)
      return {
        place: lineAndColumn(text, i),
        path: "(root)",
        message: `expected at most ${limits.depth} levels of nesting, received more`,
      };
  }
  if (open.length === 0) return null;
  const last = leftOpen(text) ?? (open.at(-1) as number);
  return faultAt(text, last, unclosed(text[last], null));
}

/** The characters of a text with their offsets, without comments and with strings as their first quotes. */
function* marksOf(text: string): Generator<readonly [mark: string, at: number]> {
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "/" && text[i + 1] === "/") i = endOfLine(text, i) - 1;
    else if (c === "/" && text[i + 1] === "*") i = endOf(text, "*/", i + 2) + 1;
    else yield [c, i];
    if (c === '"' || c === "'") i = endOfString(text, i);
  }
}

/** The first brace inside another that is open where a line begins no further right than its own; of a text whose last brace is open. */
function leftOpen(text: string): number | undefined {
  const open: { readonly at: number; readonly indent: number }[] = [];
  let [indent, isStart] = [0, true];
  for (const [c, at] of marksOf(text)) {
    if (c === "\n") [indent, isStart] = [0, true];
    else if (isStart && (c === " " || c === "\t")) indent++;
    else if (c.trim() !== "") {
      const last = open.at(-1);
      if (isStart && open.length > 1 && last !== undefined && !"}]".includes(c) && indent <= last.indent)
        return last.at;
      isStart = false;
      if (c === "{" || c === "[") open.push({ at, indent });
      else if (c === "}" || c === "]") open.pop();
    }
  }
  return undefined;
}

/** Quotes that word processors write. */
const TYPOGRAPHIC: ReadonlySet<string> = new Set(["“", "”", "„", "‘", "’", "‚"]);

/** Characters in which the first key of a text is looked for. */
const MOST_BEFORE = 4096;

/** The first key of a text that is written as YAML is. */
const YAML = /^(?:\s|#[^\n]*\n|---[^\S\n]*\n)*["']?([A-Za-z_][\w-]{0,63})["']?:(?:\s|$)/;

const CLOSES: Readonly<Record<string, string>> = { "{": "}", "[": "]" };

/** What is wrong with a brace or bracket that nothing closes, or one of the other kind. */
const unclosed = (mark: string, received: string | null): string =>
  `not JSON5: expected a "${CLOSES[mark]}" for the "${mark}" that begins here, received ${received === null ? "the end of the text" : `"${received}"`}`;

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== text[start]) i += text[i] === "\\" ? 2 : 1;
  return i;
}

/** Offset at which the parser ends a line, and with it a comment. */
function endOfLine(text: string, start: number): number {
  let i = start;
  while (i < text.length && text[i] !== "\n" && text[i] !== "\r") i++;
  return i;
}

const faultAt = (text: string, offset: number, message: string): Issue => ({
  place: lineAndColumn(text, offset),
  path: "(text)",
  message,
});

function endOf(text: string, mark: string, start: number): number {
  const end = text.indexOf(mark, start);
  return end < 0 ? text.length : end;
}

function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return `${before.length}:${before[before.length - 1].length + 1}`;
}

function parseTree(text: string, file: string): DocumentNode {
  try {
    return parse(text.replace(/^\uFEFF/, ""), { mode: "json5" });
  } catch (error) {
    const { line, column, message } = error as { line?: number; column?: number; message: string };
    const reason =
      line === undefined || column === undefined
        ? "it cannot be read"
        : (arithmetic(text, line) ??
          surprise(text, line, column) ??
          message
            .replace(/\(\d+:\d+\)$/, "")
            .trim()
            .replace(/\.$/, ""));
    throw fault(`${file}:${line ?? 1}:${column ?? 1}`, "(text)", `not JSON5: ${reason}`);
  }
}

/** A number that is not computed, such as 2^12 or 4*1024, with its value. */
function arithmetic(text: string, line: number): string | null {
  const [own = ""] =
    /(?<!\d)\d{1,9} {0,9}(?:\*\*|\^|<<|\*) {0,9}\d{1,9}(?!\d)/.exec(
      text.split(/\r\n|\n|\r/)[line - 1] ?? "",
    ) ?? [];
  const value = computed(own);
  return value === undefined ? null : `expected a number, received ${own} (write ${value})`;
}

/** Values of other languages, and how they are written here. */
const PLAIN_WORDS: ReadonlyMap<string, string> = new Map([
  ...["true", "yes", "on"].map((word) => [word, "true"] as const),
  ...["false", "no", "off"].map((word) => [word, "false"] as const),
  ...["null", "none", "nil", "undefined"].map((word) => [word, "null"] as const),
]);

/** What was expected where a word is not; null where something else is at fault. `line` and `column` count from 1. */
function surprise(text: string, line: number, column: number): string | null {
  const lines = text.split(/\r\n|\n|\r/);
  const rest = (lines[line - 1] ?? "").slice(column - 1);
  if (rest.startsWith(";")) return 'expected a comma, received ";"';
  if (rest.startsWith("=")) return 'expected ":" after a key, received "="';
  if (rest.startsWith("#")) return 'expected a comment that begins with //, received "#"';
  const own = lines[line - 1] ?? "";
  const bare = unquoted(own, column);
  if (bare !== null) return bare;
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, column - 1);
  const word = /^[\w.-]+/.exec(rest)?.[0];
  if (word === undefined)
    return rest === ""
      ? null
      : `expected ${dueAfter(text.slice(0, start))}, received ${JSON.stringify(rest[0])}`;
  if (/^0\d/.test(word)) return `expected a number without 0 before it, received ${word}`;
  if (/^_\d/.test(word)) return `expected a number without underscores, received one with ${word}`;
  const before = [...lines.slice(0, line - 1), (lines[line - 1] ?? "").slice(0, column - 1)]
    .join("\n")
    .trimEnd();
  const [, number] =
    /(?:^|[\s:[,])([+-]?[\d.]+(?:e[+-]?\d+)?) *$/i.exec((lines[line - 1] ?? "").slice(0, column - 1)) ?? [];
  if (number !== undefined && /^[\w$-]+["']?\s*:/.test(rest))
    return `expected a comma between ${number} and ${word}`;
  if (number !== undefined && /^x\d+$/i.test(word))
    return `expected one number, received ${number}${word}; each side of an array has a key of its own`;
  if (number !== undefined && /^[a-zµμ]/i.test(word))
    return `expected a quantity in quotes: "${number} ${word}", received it without`;
  const plain = PLAIN_WORDS.get(word.toLowerCase());
  if (plain !== undefined) return `expected a value, received ${word}: write ${plain}`;
  // A comma in an object is followed by a key, and a word is one: after a comma it is at fault in lists alone.
  return /[:[,]$/.test(before)
    ? `expected a value, received ${word}; a text is put in quotes: "${word}"`
    : `expected a comma or the end of what came before, received ${word}`;
}

/** What may follow the start of a text. */
function dueAfter(before: string): string {
  const open: string[] = [];
  let last = "";
  for (const [c] of marksOf(before)) {
    if (c === "{" || c === "[") open.push(c);
    else if (c === "}" || c === "]") open.pop();
    if (c.trim() !== "") last = c;
  }
  if (open.length === 0) return last === "" ? "an object" : "the end of the text";
  if (last === ":") return "a value";
  if (open.at(-1) === "{" && /[{,]\s*["']?[\w$]+["']?\s*$/.test(before.slice(-80)))
    return 'a ":" and a value';
  if (last !== "," && last !== open.at(-1)) return "a comma or the end of what came before";
  return open.at(-1) === "{" ? "a key" : "a value";
}

function build(node: AnyNode, path: readonly string[], file: string, issues: Issue[]): unknown {
  const complain = (at: AnyNode, where: readonly string[], message: string): void => {
    issues.push({ place: `${file}:${position(at)}`, path: where.join(".") || "(root)", message });
  };
  switch (node.type) {
    case "Object":
      return buildObject(node, path, file, issues, complain);
    case "Array":
      return node.elements.map((element, i) => build(element.value, [...path, String(i)], file, issues));
    case "String":
    case "Boolean":
      return node.value;
    case "Null":
      return null;
    case "Number":
      if (!Number.isFinite(node.value))
        complain(node, path, `expected a finite number, received ${node.value}`);
      return node.value;
    case "NaN":
    case "Infinity":
      complain(
        node,
        path,
        `expected a finite number, received ${"sign" in node ? (node.sign ?? "") : ""}${node.type}`,
      );
      return null;
    default:
      complain(node, path, `unexpected ${node.type}`);
      return null;
  }
}

function buildObject(
  node: ObjectNode,
  path: readonly string[],
  file: string,
  issues: Issue[],
  complain: (at: AnyNode, where: readonly string[], message: string) => void,
): unknown {
  const object: Record<string, unknown> = {};
  for (const member of node.members) {
    const key = member.name.type === "String" ? member.name.value : member.name.name;
    const where = [...path, key];
    if (FORBIDDEN_KEYS.has(key)) complain(member.name, where, `the key ${key} is not allowed`);
    else if (Object.hasOwn(object, key))
      complain(
        member.name,
        where,
        `expected each key once, received it twice, first at ${position(firstOf(node, key))}: put both into one`,
      );
    else object[key] = build(member.value, where, file, issues);
  }
  return object;
}

/** The name of the first member of a key. */
const firstOf = (node: ObjectNode, key: string): AnyNode =>
  (memberOf(node, key) as { readonly name: AnyNode }).name;

function position(node: AnyNode): string {
  return `${node.loc.start.line}:${node.loc.start.column}`;
}

/** The key node of the member at a path, or the result of `find` where there is none. */
function findKey(root: AnyNode, path: readonly PropertyKey[]): AnyNode {
  const parent = find(root, path.slice(0, -1));
  return (
    (parent.type === "Object" ? memberOf(parent, path[path.length - 1])?.name : undefined) ?? find(root, path)
  );
}

const memberOf = (node: ObjectNode, key: PropertyKey) =>
  node.members.find(
    (member) => (member.name.type === "String" ? member.name.value : member.name.name) === key,
  );

/** The node at a path, or its nearest ancestor that exists. */
function find(root: AnyNode, path: readonly PropertyKey[]): AnyNode {
  let node = root;
  for (const step of path) {
    if (node.type === "Object") {
      const member = node.members.find(
        (m) => (m.name.type === "String" ? m.name.value : m.name.name) === step,
      );
      if (member === undefined) return node;
      node = member.value;
    } else if (node.type === "Array" && typeof step === "number" && step < node.elements.length) {
      node = node.elements[step].value;
    } else return node;
  }
  return node;
}
