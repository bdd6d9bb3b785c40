import { DOCUMENT_LIMITS, FORBIDDEN_KEYS, type Located, parseValue, raise } from "#base";

/** Sets `path=value` in a document; its faults are reported as `--set path`. */
export const override = (document: Located, setting: string): Located =>
  overrideBy("--set", document, setting);

/** `override` by another option, whose name its faults have. */
export function overrideBy(option: string, document: Located, setting: string): Located {
  const { path, keys, text } = splitSetting(setting, option);
  const place = `${option} ${path}`;
  const value = replaced(document.value, keys, parseValue(text, place, path));
  // What the setting adds: its own value, its contents, and the objects created around it.
  const own = keys.findIndex((_, n) => !has(document.value, keys.slice(0, n + 1)));
  const made = own < 0 ? keys : keys.slice(0, own + 1);
  const isOurs = (at: readonly PropertyKey[]): boolean =>
    made.every((key, n) => String(at[n]) === key) &&
    at.every((key, n) => n >= keys.length || String(key) === keys[n]);
  return {
    file: document.file,
    value,
    place: (at) => (isOurs(at) ? place : document.place(at)),
    keyPlace: (at) => (isOurs(at) ? place : document.keyPlace(at)),
  };
}

function has(tree: unknown, keys: readonly string[]): boolean {
  let node = tree;
  for (const key of keys) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return false;
    node = (node as Record<string, unknown>)[key];
  }
  return true;
}

/** The parts of `path=value`, the path split at its dots. Throws ConfigError for any other text. */
export function splitSetting(
  setting: string,
  option = "--set",
): { path: string; keys: string[]; text: string } {
  const fail = (path: string, message: string): never => raise(option, path, message);
  const equals = setting.indexOf("=");
  const path = setting.slice(0, Math.max(0, equals)).trim();
  const keys = path.split(".");
  if (equals < 0) {
    const [, own, value] = /^([A-Za-z][\w.]*)\s*[:\s]\s*(\S.*)$/.exec(setting.slice(0, 200)) ?? [];
    const hint = own === undefined ? "" : `; did you mean ${own}=${value.slice(0, 64)}?`;
    fail(setting, `expected path=value such as "workload.length=1024", received no "="${hint}`);
  }
  if (path.includes("/"))
    fail(
      setting,
      `expected a path with dots such as ${path.replaceAll("/", ".")}, received one with slashes`,
    );
  if (keys.includes(""))
    fail(setting, 'expected path=value such as "workload.length=1024", received an empty key');
  if (keys.length > DOCUMENT_LIMITS.depth)
    fail(path, `expected at most ${DOCUMENT_LIMITS.depth} levels, received ${keys.length}`);
  for (const key of keys) if (FORBIDDEN_KEYS.has(key)) fail(path, `the key ${key} is not allowed`);
  return { path, keys, text: setting.slice(equals + 1) };
}

function replaced(tree: unknown, keys: readonly string[], value: unknown): unknown {
  if (keys.length === 0) return value;
  const base = typeof tree === "object" && tree !== null && !Array.isArray(tree) ? tree : {};
  const [key, ...rest] = keys;
  const child = Object.hasOwn(base, key) ? (base as Record<string, unknown>)[key] : undefined;
  return { ...base, [key]: replaced(child, rest, value) };
}
