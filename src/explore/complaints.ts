import type { Located } from "../base/document.ts";
import { ConfigError, type Issue } from "../base/errors.ts";

/** Collects the faults of a study with their places. */
export interface Complaints {
  readonly issues: readonly Issue[];
  add(path: readonly string[], message: string): void;
  /** The result, or null where it complained; whatever is no ConfigError is thrown on. */
  attempt<T>(path: readonly string[], read: () => T): T | null;
}

export function complaintsAbout(document: Located): Complaints {
  const issues: Issue[] = [];
  const add = (path: readonly string[], message: string): void => {
    // A document finds list elements by number.
    const steps = path.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    issues.push({ place: document.place(steps), path: path.join("."), message });
  };
  return {
    issues,
    add,
    attempt(path, read) {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        for (const { place, message } of error.issues) {
          const at = /:(\d+)$/.exec(place)?.[1];
          add(path, at === undefined ? message : `${message} (character ${at})`);
        }
        return null;
      }
    },
  };
}
