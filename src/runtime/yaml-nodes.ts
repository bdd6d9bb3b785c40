// A YAML text as nodes that are safe to walk: bounded before it is composed, without cycles, every alias found in one pass.

import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { Alias, Document, LineCounter, Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { printable, raise } from "../base/errors.ts";

/** Loaded with the first table, which most configs have none of: it takes 30 ms of a start. */
let loaded: typeof Yaml | undefined;
function yaml(): typeof Yaml {
  loaded ??= createRequire(import.meta.url)("yaml") as typeof Yaml;
  return loaded;
}

export const isMap = (node: unknown): node is YAMLMap => yaml().isMap(node);
export const isSeq = (node: unknown): node is YAMLSeq => yaml().isSeq(node);
export const isScalar = (node: unknown): node is Scalar => yaml().isScalar(node);

/** What a YAML text is read with: its top node, where nodes are, and what an alias stands for. */
export interface Reader {
  readonly top: Node | null;
  readonly placeOf: (node: Node | null) => string;
  readonly resolved: (node: unknown) => Node | null;
}

/** Words and marks of a text, and levels of it: twice those of the most numbers that are taken (assumed). */
const MOST_LEXEMES = 60_000;
const MOST_LEVELS = 100;
/** Looks at nodes: a list that many aliases name is walked many times. */
const MOST_LOOKS = 500_000;

/** Throws ConfigError with the place of what is no YAML, too large, too deep, twice there, or an alias of nothing or of itself. */
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

/** The document of a text whose words and levels are counted before it is composed, which takes a stack frame a level. */
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
  // Its own look for keys that are there twice compares each with each.
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

/** What each alias stands for: the last node before it with its name. One walk, on a stack of its own. */
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
