import type { Changes, LiveParameter, Setting } from "./live-data.ts";

/** Undo history of the user's changes. */
export interface History {
  readonly now: Changes;
  /** Records a change. `isOngoing`: a slider is being dragged, and the whole drag is one step. */
  readonly go: (changes: Changes, isOngoing: boolean) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** Most undo steps. */
const MOST_STEPS = 500;

export function createHistory(first: Changes): History {
  let past: Changes[] = [];
  let future: Changes[] = [];
  let now = first;
  let isHeld = false;
  return {
    get now() {
      return now;
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    go: (changes, isOngoing) => {
      if (!isHeld) past = [...past, now].slice(-MOST_STEPS);
      isHeld = isOngoing;
      future = [];
      now = changes;
    },
    undo: () => {
      const before = past.pop();
      if (before === undefined) return;
      future.push(now);
      now = before;
      isHeld = false;
    },
    redo: () => {
      const after = future.pop();
      if (after === undefined) return;
      past.push(now);
      now = after;
      isHeld = false;
    },
  };
}

/** Changes as a URL fragment: `path=value` joined by `&`, percent-encoded. */
export const fragmentOf = (changes: Changes): string =>
  new URLSearchParams(Object.entries(changes).map(([path, value]) => [path, String(value)])).toString();

/** Changes in a fragment, and its unknown keys. Values are checked when they are priced. */
export function changesOf(
  fragment: string,
  parameters: readonly LiveParameter[],
): { readonly changes: Changes; readonly unknown: readonly string[] } {
  const byPath = new Map(parameters.map((parameter) => [parameter.path, parameter]));
  const changes: Record<string, Setting> = {};
  const unknown: string[] = [];
  for (const [path, text] of new URLSearchParams(fragment)) {
    const parameter = byPath.get(path);
    if (parameter === undefined) unknown.push(path);
    else changes[path] = settingOfText(parameter, text);
  }
  return { changes, unknown };
}

/** Converts a typed text to the parameter's type; an invalid number stays text, which the schema refuses. */
export function settingOfText({ kind }: LiveParameter, text: string): Setting {
  if (kind === "flag") return text === "true" ? true : text === "false" ? false : text;
  if (kind !== "integer" && kind !== "number" && kind !== "rule") return text;
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? text : value;
}

/** Command line that compares the designs shown on the page. */
export const commandOf = (command: string, changes: Changes): string =>
  [
    command,
    ...Object.entries(changes).map(
      ([path, value]) => `--set '${`${path}=${value}`.replaceAll("'", "'\\''")}'`,
    ),
  ].join(" ");

/** Whether two sets of changes are equal. */
export const sameChanges = (a: Changes, b: Changes): boolean => fragmentOf(a) === fragmentOf(b);
