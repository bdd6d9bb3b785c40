import { DOCUMENT_LIMITS, FORBIDDEN_KEYS, type Located } from "../../base/document.ts";
import { ConfigError } from "../../base/errors.ts";
import { assigned } from "../../study/point-configs.ts";

/** Values by their dotted paths in a config. */
export type Change = Readonly<Record<string, unknown>>;

/**
 * A base with other values at some paths, as the axes of a study set them; what is beside them stays the same objects, which a
 * compiled schema knows. `placeOf` tells where the value of a path was written. Throws ConfigError for what is no path.
 */
export function changed(base: Located, set: Change, placeOf: (path: string) => string): Located {
  const paths = Object.keys(set);
  for (const path of paths) checkPath(path, placeOf);
  const setting = (at: readonly PropertyKey[]): string | undefined => {
    const path = at.join(".");
    return paths.findLast((own) => path === own || path.startsWith(`${own}.`) || own.startsWith(`${path}.`));
  };
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
    value: paths.reduce<unknown>((tree, path) => assigned(tree, path, set[path]), base.value),
    place: placed(base.place),
    keyPlace: placed(base.keyPlace),
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
  if (message !== null) throw new ConfigError([{ place: placeOf(path), path, message }]);
}
