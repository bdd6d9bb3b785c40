import { ConfigError, fault } from "./errors.ts";
import { parseStrictJson } from "./strict-json.ts";

/** Limits of a JSON text: parsed, one byte of text can take fifty bytes of memory. */
export interface JsonBounds {
  /** Characters. */
  readonly length: number;
  readonly depth: number;
  /** Arrays and objects. */
  readonly containers: number;
  /** Limit of commas, which is about the number of values. */
  readonly values: number;
}

/**
 * Parses a JSON text after checking its nesting and number of values. Throws ConfigError if a limit is
 * exceeded, and for the first character that is not JSON.
 */
export function parseBoundedJson(text: string, file: string, bounds: JsonBounds): unknown {
  const excess = excessOf(text, bounds);
  if (excess !== null) throw fault(file, "(text)", excess);
  try {
    return JSON.parse(text);
  } catch {
    // The slower reader finds the position of the fault.
    return located(() => parseStrictJson(text, file, { ...bounds, keys: bounds.values }).value);
  }
}

function located<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.issues.map((issue) => ({ ...issue, message: `not JSON: ${issue.message}` })));
  }
}

const [QUOTE, BACKSLASH, COMMA] = [34, 92, 44];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/** Message for the exceeded limit; null for a text within the bounds. One pass that builds no value. */
function excessOf(text: string, { length, depth, containers, values }: JsonBounds): string | null {
  const refuse = (most: number, what: string): string => `expected at most ${most} ${what}, received more`;
  if (text.length > length) return `expected at most ${length} characters, received ${text.length}`;
  let [level, opened, commas] = [0, 0, 0];
  for (let i = 0; i < text.length; i++)
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = endOfString(text, i);
        break;
      case COMMA:
        if (++commas > values) return refuse(values, "values");
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        if (++level > depth) return refuse(depth, "levels of nesting");
        if (++opened > containers) return refuse(containers, "arrays and objects");
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        level--;
    }
  return null;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  for (let code = text.charCodeAt(i); i < text.length && code !== QUOTE; code = text.charCodeAt(i))
    i += code === BACKSLASH ? 2 : 1;
  return i;
}
