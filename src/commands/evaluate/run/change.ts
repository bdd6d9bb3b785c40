import { DOCUMENT_LIMITS, FORBIDDEN_KEYS, fault, type Located } from "#base";
import { assigned } from "../../../study/point-configs.ts";

/** Values by their dotted paths in a config. */
export type Change = Readonly<Record<string, unknown>>;

/**
 * A base with other values at some paths, as study axes set them; other parts stay the same objects, which a
 * compiled schema knows. `placeOf` gives the place of a path's value. Throws ConfigError for an invalid path.
 */
export function changed(base: Located, set: Change, placeOf: (path: string) => string): Located {
  const paths = Object.keys(set);
  for (const path of paths) checkPath(path, placeOf);
  const setting = settingsOf(paths);
  const isThere = (at: readonly PropertyKey[]): boolean => {
    let node = base.value;
    for (const key of at) {
      if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return false;
      node = (node as Record<PropertyKey, unknown>)[key];
    }
    return true;
  };
  const placed =
    (of: (at: readonly PropertyKey[]) => string) =>
    (at: readonly PropertyKey[]): string => {
      const own = setting(at);
      if (own === undefined || (own.length > at.join(".").length && isThere(at))) return of(at);
      return placeOf(own);
    };
  return {
    file: base.file,
    value: assigned(base.value, Object.entries(set)),
    place: placed(base.place),
    keyPlace: placed(base.keyPlace),
  };
}

/** The last path that sets a value, part of it or its parent; found without a scan of all paths. */
function settingsOf(paths: readonly string[]): (at: readonly PropertyKey[]) => string | undefined {
  const order = new Map(paths.map((path, n) => [path, n]));
  const inside = new Map<string, number>();
  paths.forEach((path, n) => {
    for (let at = path.lastIndexOf("."); at > 0; at = path.lastIndexOf(".", at - 1))
      inside.set(path.slice(0, at), n);
  });
  return (at) => {
    let [last, path] = [inside.get(at.join(".")) ?? -1, ""];
    for (const key of at) {
      path += path === "" ? String(key) : `.${String(key)}`;
      last = Math.max(last, order.get(path) ?? -1);
    }
    return paths[last];
  };
}

function checkPath(path: string, placeOf: (path: string) => string): void {
  const keys = path.split(".");
  const message =
    keys.includes("") || keys.length > DOCUMENT_LIMITS.depth
      ? 'expected a config path such as "workload.length", received another key'
      : keys.some((key) => FORBIDDEN_KEYS.has(key))
        ? "expected a config path, received a key that is not allowed"
        : null;
  if (message !== null) throw fault(placeOf(path), path, message);
}
