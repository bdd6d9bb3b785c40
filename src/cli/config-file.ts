import { readFileSync, statSync } from "node:fs";
import { type Located, parseDocument, parseValue } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";

const MOST_BYTES = 1 << 20;
const MOST_CIRCUIT_BYTES = 1 << 28;

/** Text of a config. Throws ConfigError for what is not a readable file of ordinary size. */
export const readText = (file: string): string => read(file, MOST_BYTES);

/** Text of a circuit file: a 1024 × 1024 array takes 25 MB. */
export const readBigText = (file: string): string => read(file, MOST_CIRCUIT_BYTES);

function read(file: string, mostBytes: number): string {
  const fail = (message: string): never => {
    throw new ConfigError([{ place: file, path: "(file)", message }]);
  };
  try {
    const entry = statSync(file);
    if (!entry.isFile()) fail("expected a file, received another kind of entry");
    if (entry.size > mostBytes) fail(`expected at most ${mostBytes} bytes, received ${entry.size}`);
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    return fail(code === "ENOENT" ? "expected a file, found none" : `cannot be read: ${code}`);
  }
}

/** A config file with the `--set path=value` of the command line laid over it. */
export function readConfig(file: string, settings: readonly string[]): Located {
  return settings.reduce(override, parseDocument(readText(file), file));
}

/** `path=value` laid over a document; whatever is wrong with it is reported as `--set path`. */
export function override(document: Located, setting: string): Located {
  const equals = setting.indexOf("=");
  const path = setting.slice(0, equals).trim();
  const keys = path.split(".");
  if (equals < 1 || keys.some((key) => key === "" || ["__proto__", "constructor", "prototype"].includes(key)))
    throw new ConfigError([
      {
        place: "--set",
        path: setting.slice(0, 60),
        message: 'expected path=value, such as "workload.length=1024"',
      },
    ]);
  const value = replaced(document.value, keys, parseValue(setting.slice(equals + 1)));
  const isInside = (at: readonly PropertyKey[]): boolean => keys.every((key, n) => String(at[n]) === key);
  return {
    file: document.file,
    value,
    place: (at) => (isInside(at) ? `--set ${path}` : document.place(at)),
    keyPlace: (at) => (isInside(at) ? `--set ${path}` : document.keyPlace(at)),
  };
}

function replaced(tree: unknown, keys: readonly string[], value: unknown): unknown {
  if (keys.length === 0) return value;
  const base = typeof tree === "object" && tree !== null && !Array.isArray(tree) ? tree : {};
  const [key, ...rest] = keys;
  const child = Object.hasOwn(base, key) ? (base as Record<string, unknown>)[key] : undefined;
  return { ...base, [key]: replaced(child, rest, value) };
}
