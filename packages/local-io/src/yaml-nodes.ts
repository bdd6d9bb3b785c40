// YAML as nodes that are safe to walk: size checked before composing, no cycles, aliases resolved at once.

import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { Alias, Document, LineCounter, Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { printable, raise } from "#base";

/** Loaded with the first table, as most configs have none: it adds 30 ms to the start. */
let loaded: typeof Yaml | undefined;
function yaml(): typeof Yaml {
  loaded ??= createRequire(import.meta.url)("yaml") as typeof Yaml;
  return loaded;
}

export const isMap = (node: unknown): node is YAMLMap => yaml().isMap(node);
export const isSeq = (node: unknown): node is YAMLSeq => yaml().isSeq(node);
export const isScalar = (node: unknown): node is Scalar => yaml().isScalar(node);

/** Parsed YAML: its top node, the places of nodes, and the nodes that aliases refer to. */
export interface Reader {
  readonly top: Node | null;
  readonly placeOf: (node: Node | null) => string;
  readonly resolved: (node: unknown) => Node | null;
}

/** Most tokens and most nesting levels: twice those of the largest accepted table (assumed). */
const MOST_LEXEMES = 60_000;
const MOST_LEVELS = 100;
/** Most visits of nodes: a list with many aliases is visited many times. */
const MOST_LOOKS = 500_000;

/** Parses YAML. Throws ConfigError for invalid, too large or deep text, duplicate keys and bad aliases. */
export function readYaml(text: string, file: string): Reader {
  const lines = new (yaml().LineCounter)();
  const placeAt = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const placeOf = (node: Node | null): string => placeAt(node?.range?.[0] ?? 0);
  const document = composed(text, lines, placeAt);
  const named = aliasesOf(document, placeOf);
  let looks = 0;
  const resolved = (node: unknown): Node | null => {
    const found = ((yaml().isAlias(node) ? named.get(node) : node) ?? null) as Node | null;
    if (++looks > MOST_LOOKS)
      raise(
        placeOf(found),
        "(file)",
        "expected a table of less, received aliases that repeat it without end",
      );
    return found;
  };
  return { top: document.contents as Node | null, placeOf, resolved };
}

/** Composes a document after counting its tokens and levels, as composing takes a stack frame per level. */
function composed(text: string, lineCounter: LineCounter, placeAt: (offset: number) => string): Document {
  const { Composer, Lexer, Parser } = yaml();
  lineCounter.addNewLine(0);
  const parser = new Parser(lineCounter.addNewLine);
  const tokens: Yaml.CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MOST_LEVELS)
      raise(placeAt(parser.offset), "(file)", `expected at most ${MOST_LEVELS} levels, received more`);
    if (++lexemes > MOST_LEXEMES)
      raise(
        placeAt(parser.offset),
        "(file)",
        `expected at most ${MOST_LEXEMES} words and marks, received more`,
      );
  }
  tokens.push(...parser.end());
  // The library's own check for duplicate keys compares every pair.
  const composer = new Composer({ lineCounter, logLevel: "silent", prettyErrors: false, uniqueKeys: false });
  const [document, more] = composer.compose(tokens, true, text.length);
  const [error] = document.errors;
  if (error !== undefined)
    raise(placeAt(error.pos[0]), "(file)", `not YAML: ${printable(error.message.slice(0, 160))}`);
  if (more !== undefined)
    raise(placeAt(more.range[0]), "(file)", "expected one YAML document, received another one after it");
  return document as Document;
}

type Visited = Node | Pair | null;

/** Node of each alias: the last one before it with that anchor. One pass with an explicit stack. */
function aliasesOf(document: Document, placeOf: (node: Node | null) => string): ReadonlyMap<Alias, Node> {
  const named = new Map<Alias, Node>();
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  const waiting: { readonly node: Visited; readonly isLeft: boolean }[] = [
    { node: document.contents as Node | null, isLeft: false },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, isLeft } = next;
    if (node === null) continue;
    if (yaml().isPair(node)) {
      waiting.push({ node: node.value as Visited, isLeft }, { node: node.key as Visited, isLeft });
    } else if (isLeft) open.delete(node);
    else if (yaml().isAlias(node)) {
      const target = anchors.get(node.source);
      const shown = JSON.stringify(`*${node.source.slice(0, 40)}`);
      if (target === undefined)
        raise(placeOf(node), shown, "expected an alias of a name before it, received none");
      else if (open.has(target))
        raise(placeOf(node), shown, "expected an alias of another node, received one of what it is in");
      else named.set(node, target);
    } else {
      if ("anchor" in node && node.anchor !== undefined) anchors.set(node.anchor, node);
      if (!isMap(node) && !isSeq(node)) continue;
      if (isMap(node)) checkKeys(node, placeOf);
      open.add(node);
      waiting.push({ node, isLeft: true });
      for (let n = node.items.length - 1; n >= 0; n--)
        waiting.push({ node: node.items[n] as Visited, isLeft: false });
    }
  }
  return named;
}

function checkKeys({ items }: YAMLMap, placeOf: (node: Node | null) => string): void {
  const known = new Set<unknown>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    if (known.has(key.value)) raise(placeOf(key), "(file)", "not YAML: Map keys must be unique");
    known.add(key.value);
  }
}
