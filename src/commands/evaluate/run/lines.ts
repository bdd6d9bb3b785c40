// Config lines to result lines.

import {
  ConfigError,
  DOCUMENT_LIMITS,
  describe,
  didYouMean,
  fault,
  type Issue,
  type Located,
  otherWord,
  parseStrictJson,
  type StrictJson,
  thrownText,
} from "#base";
import type { InputLine } from "#local-io";
import type { PointStatus } from "#search";
import { type Change, changed } from "./change.ts";
import type { EvaluateDocument, EvaluatedConfig } from "./evaluator.ts";
import { EVALUATION_LEVELS, type EvaluationLevel } from "./levels.ts";

/** Most bytes of a config line: as many as a config file may have characters. */
export const MOST_LINE_BYTES = DOCUMENT_LIMITS.bytes;

/** Outcome of a line: a config's result, or the fault of the line. */
export type LineResult = {
  readonly index: number;
  /** The line's own id, for a program with several sources of requests. */
  readonly id?: string | number;
} & (
  | EvaluatedConfig
  | {
      readonly status: "error";
      /** Faults at their places, `name:line:column`: as the text of the command line, and as a list. */
      readonly error: { readonly message: string; readonly issues: readonly Issue[] };
    }
);

/** Terms of evaluating lines. */
export interface LineSetting {
  readonly evaluate: EvaluateDocument;
  /** Base of a line with `set`, unless the line has its own. */
  readonly base: Located;
  /** Level of the lines that do not name one. */
  readonly level: EvaluationLevel;
  /** Source of the lines, for messages. */
  readonly name: string;
}

/** Keys of a line that is no config itself. */
const KEYS = ["base", "set", "level", "id"] as const;

/** Most characters of an id. */
const MOST_ID = 100;

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The result of one line; never throws. `index` counts the lines from 0. */
export async function resultOfLine(
  line: InputLine,
  index: number,
  setting: LineSetting,
): Promise<LineResult> {
  let own: Pick<LineResult, "index" | "id"> = { index };
  try {
    const read = parseLine(line, setting.name);
    own = { index, ...idOf(read) };
    const { document, level } = readLine(read, setting);
    return { ...own, ...(await setting.evaluate(document, level)) };
  } catch (error) {
    if (error instanceof ConfigError)
      return { ...own, status: "error", error: { message: error.message, issues: error.issues } };
    return { ...own, status: "failed" satisfies PointStatus, reason: thrownText(error) };
  }
}

/** The result of a line whose evaluation gave none. */
export function failedLine(line: InputLine, index: number, reason: string): LineResult {
  const own = (): Pick<LineResult, "id"> => {
    try {
      return idOf(parseLine(line, ""));
    } catch {
      return {};
    }
  };
  return { index, ...own(), status: "failed", reason };
}

/** Throws ConfigError for an id that is neither a short text nor a whole number. */
function idOf({ value, place }: StrictJson): Pick<LineResult, "id"> {
  if (!isTree(value) || !Object.hasOwn(value, "id")) return {};
  const { id } = value;
  if (Number.isSafeInteger(id) || (typeof id === "string" && id.length <= MOST_ID))
    return { id: id as string | number };
  throw fault(
    place(["id"]),
    "id",
    `expected a whole number or a text of at most ${MOST_ID} characters, received ${describe(id)}`,
  );
}

/** A line is a config, or `{ set, base, level, id }`. Throws ConfigError. */
function readLine(
  read: StrictJson,
  { base, level, name }: LineSetting,
): { readonly document: Located; readonly level: EvaluationLevel } {
  const { value, place } = read;
  if (!isTree(value))
    throw fault(
      place([]),
      "(root)",
      `expected a config or { set, base, level, id }, received ${describe(value)}`,
    );
  if (!KEYS.some((key) => Object.hasOwn(value, key))) {
    const strange = Object.keys(value).find((key) => otherWord(key, KEYS) !== undefined);
    if (strange !== undefined) refuseKey(strange, place);
    return { document: documentIn(read, [], name), level };
  }
  for (const key of Object.keys(value)) if (!(KEYS as readonly string[]).includes(key)) refuseKey(key, place);
  const { base: own, set = {}, level: wanted = level } = value;
  if (!isLevel(wanted))
    throw fault(
      place(["level"]),
      "level",
      `expected one of ${EVALUATION_LEVELS.join(", ")}, received ${describe(wanted)}${typeof wanted === "string" ? didYouMean(wanted, EVALUATION_LEVELS) : ""}`,
    );
  if (!isTree(set))
    throw fault(place(["set"]), "set", `expected config paths with values, received ${describe(set)}`);
  if (own !== undefined && !isTree(own))
    throw fault(place(["base"]), "base", `expected a config, received ${describe(own)}`);
  const under = own === undefined ? base : documentIn(read, ["base"], name);
  return { document: changed(under, set as Change, (path) => place(["set", path])), level: wanted };
}

function refuseKey(key: string, place: StrictJson["place"]): never {
  throw fault(
    place([key]),
    key,
    `expected set, base, level or id, received ${JSON.stringify(key)}${didYouMean(key, KEYS) || (ROOT.test(key) ? "; a config with them is a base" : "")}`,
  );
}

/** Keys of a config that are written next to those of a line. */
const ROOT = /^(?:name|seed|workload|design|fidelity)$/;

const isLevel = (value: unknown): value is EvaluationLevel =>
  typeof value === "string" && (EVALUATION_LEVELS as readonly string[]).includes(value);

/** The config at a path of a line. */
const documentIn = ({ value, place }: StrictJson, path: readonly string[], name: string): Located => {
  const placeOf = (at: readonly PropertyKey[]): string =>
    place([...path, ...at.map((key) => (typeof key === "number" ? key : String(key)))]);
  const own = path.reduce<unknown>((node, key) => (node as Readonly<Record<string, unknown>>)[key], value);
  return { file: name, value: own, place: placeOf, keyPlace: placeOf };
};

/** Strict JSON whose places are those of the whole input. */
function parseLine({ bytes, number, length }: InputLine, name: string): StrictJson {
  const at = (place: string): string => place.replace(/:1:(\d+)$/, `:${number}:$1`);
  if (bytes === null)
    throw fault(
      `${name}:${number}:1`,
      "(line)",
      `expected at most ${MOST_LINE_BYTES} bytes, received ${length}`,
    );
  const text = utf8(bytes);
  if (text === null)
    throw fault(`${name}:${number}:1`, "(line)", "expected UTF-8 text, received other bytes");
  const [, path, own] = /^\s*([\w.]+)\s*=\s*(\S+)\s*$/.exec(text.slice(0, 200)) ?? [];
  const line = `{"set": {"${path}": ${/^-?\d[\d.]*$|^true$|^false$/.test(own) ? own : `"${own}"`}}}`;
  if (path !== undefined)
    throw fault(`${name}:${number}:1`, "(line)", `expected JSON, received ${path}=… (write ${line})`);
  try {
    const { value, place } = parseStrictJson(text, name, {
      length: MOST_LINE_BYTES,
      depth: DOCUMENT_LIMITS.depth,
    });
    return { value, place: (path) => at(place(path)) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.issues.map((issue) => ({ ...issue, place: at(issue.place) })));
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function utf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
