import { acceptedRange, settingText } from "#base";
import { element } from "#charts";
import { settingOfText } from "../history.ts";
import type { Changes, LiveParameter, Setting } from "../live-data.ts";
import { numberOf, positionOf, STEPS, scaleOf, valueAt } from "../slider-scale.ts";

/** Actions of a field. */
export interface FieldActions {
  readonly set: (path: string, value: Setting, isOngoing: boolean) => void;
  readonly reset: (path: string) => void;
}

/** Shows a setting, whether the user changed it, and its fault. */
interface Field {
  readonly row: HTMLElement;
  readonly show: (setting: Setting | undefined, isChanged: boolean, fault: string | null) => void;
}

/** All fields of the page. */
export interface Fields {
  /** Shows settings; hides rows of keys that do not apply or do not match the search. */
  readonly show: (settings: Changes, changes: Changes, faults: ReadonlyMap<string, string>) => void;
  readonly search: (text: string) => void;
}

/** Key of a parameter's row; several models may have keys of the same path. */
const keyOf = ({ path, models }: LiveParameter): string => `${path} ${models.join(" ")}`;

/** Parent path such as `design.hashing.array`; "config" for keys at the root. */
const groupOf = ({ path }: LiveParameter): string => path.split(".").slice(0, -1).join(".") || "config";

/** Adds a group of fields to `parent` for each part of the config. `first`: the original settings. */
export function createFields(
  parent: HTMLElement,
  parameters: readonly LiveParameter[],
  first: Changes,
  stated: ReadonlySet<string>,
  actions: FieldActions,
): Fields {
  const groups = new Map<string, HTMLDetailsElement>();
  const rows = new Map<string, Field>();
  let wanted = "";
  let shown: { settings: Changes; changes: Changes; faults: ReadonlyMap<string, string> } = {
    settings: {},
    changes: {},
    faults: new Map(),
  };
  const groupFor = (name: string): HTMLDetailsElement => {
    const known = groups.get(name);
    if (known !== undefined) return known;
    const isOpen = [...stated].some((path) => path.slice(0, path.lastIndexOf(".")) === name);
    const made = element("details", isOpen ? { open: true } : {}, element("summary", {}, name));
    groups.set(name, made);
    parent.append(made);
    return made;
  };
  const draw = (): void => {
    const { settings, changes, faults } = shown;
    const models = chosenModels(settings);
    for (const parameter of parameters) {
      const { path, doc } = parameter;
      const applies =
        parameter.models.length === 0 ||
        parameter.models.includes(models(path)) ||
        (faults.has(path) && path in changes);
      const isShown =
        applies &&
        (path in settings || path in changes) &&
        (wanted === "" || `${path} ${doc}`.toLowerCase().includes(wanted));
      const known = rows.get(keyOf(parameter));
      if (!isShown && known === undefined) continue;
      const field = known ?? createField(parameter, first[path] ?? settings[path], actions);
      if (known === undefined) {
        rows.set(keyOf(parameter), field);
        groupFor(groupOf(parameter)).append(field.row);
      }
      if (field.row.hidden === isShown) field.row.hidden = !isShown;
      if (isShown) field.show(changes[path] ?? settings[path], path in changes, faults.get(path) ?? null);
    }
    for (const group of groups.values()) {
      const isEmpty = ![...group.children].some(
        (child) => child.tagName !== "SUMMARY" && !(child as HTMLElement).hidden,
      );
      if (group.hidden !== isEmpty) group.hidden = isEmpty;
      if (wanted !== "" && !isEmpty) group.open = true;
    }
  };
  return {
    show: (settings, changes, faults) => {
      shown = { settings, changes, faults };
      draw();
    },
    search: (text) => {
      wanted = text.trim().toLowerCase();
      draw();
    },
  };
}

/** Gives the model chosen by the settings for the part of the config around a path. */
const chosenModels =
  (settings: Changes) =>
  (path: string): string =>
    String(settings[`${path.slice(0, path.lastIndexOf("."))}.model`] ?? "");

let fieldCount = 0;

function createField(parameter: LiveParameter, first: Setting | undefined, actions: FieldActions): Field {
  const { path, doc, unit } = parameter;
  const id = `field-${fieldCount++}`;
  const name = path.slice(path.lastIndexOf(".") + 1);
  const choices = choicesOf(parameter);
  const input =
    choices === null
      ? element("input", { type: "text", id, spellcheck: "false", autocomplete: "off" })
      : element("select", { id }, ...choices.map((choice) => element("option", { value: choice }, choice)));
  const range = acceptedRange(parameter);
  const note = element(
    "p",
    { class: "doc", id: `${id}-doc` },
    [doc, range, unit === undefined ? "" : `unit ${unit}`].filter((part) => part !== "").join("; "),
  );
  const fault = element("p", { class: "warning", id: `${id}-fault` });
  input.setAttribute("aria-describedby", `${id}-doc ${id}-fault`);
  input.addEventListener("change", () => actions.set(path, settingOfText(parameter, input.value), false));
  const reset = element("button", { type: "button", "aria-label": `Reset ${path}` }, "reset");
  reset.addEventListener("click", () => actions.reset(path));
  const slider = createSlider(parameter, first, actions.set);
  const row = element(
    "div",
    { class: "field", "data-path": path },
    element("label", { for: id, title: path }, name),
    element("div", { class: "entry" }, ...(slider === null ? [] : [slider.input]), input, reset),
    note,
    fault,
  );
  let last: readonly unknown[] = [];
  return {
    row,
    show: (setting, isChanged, message) => {
      const text = String(setting ?? "");
      const isSame = last[0] === setting && last[1] === isChanged && last[2] === message;
      if (isSame && input.value === text) return;
      last = [setting, isChanged, message];
      if (input.value !== text && document.activeElement !== input) input.value = text;
      slider?.show(setting);
      row.classList.toggle("changed", isChanged);
      reset.disabled = !isChanged;
      fault.textContent = message ?? "";
      input.setAttribute("aria-invalid", String(message !== null));
    },
  };
}

/** Values to choose from; null for a typed value. */
function choicesOf({ kind, choices }: LiveParameter): readonly string[] | null {
  if (kind === "flag") return ["true", "false"];
  return choices ?? null;
}

/** A slider over the parameter's range; null without a number. */
function createSlider(parameter: LiveParameter, first: Setting | undefined, set: FieldActions["set"]) {
  const scale = first === undefined ? null : scaleOf(parameter, numberOf(parameter, first));
  if (scale === null || parameter.choices !== undefined) return null;
  const { path } = parameter;
  const input = element("input", {
    type: "range",
    min: 0,
    max: STEPS,
    step: 1,
    "aria-label": `${path}${scale.isLogarithmic ? ", logarithmic" : ""}`,
  });
  let isHeld = false;
  const move = (isOngoing: boolean) => (): void => {
    isHeld = isOngoing;
    const value = settingText(parameter, valueAt(parameter, scale, Number(input.value)));
    input.setAttribute("aria-valuetext", String(value));
    set(path, value, isOngoing);
  };
  input.addEventListener("input", move(true));
  input.addEventListener("change", move(false));
  return {
    input,
    show: (setting: Setting | undefined): void => {
      if (setting === undefined || isHeld) return;
      const value = numberOf(parameter, setting);
      if (Number.isNaN(value)) return;
      input.value = String(positionOf(scale, value));
      input.setAttribute("aria-valuetext", String(setting));
    },
  };
}

/** Paths of the values stated in a config. */
export const statedPaths = (config: unknown): ReadonlySet<string> => new Set(leavesOf(config, ""));

function leavesOf(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, own]) => leavesOf(own, path === "" ? key : `${path}.${key}`));
}

/** Binds Ctrl+Z and Ctrl+Y, or Ctrl+Shift+Z, except while typing. */
export function bindUndoKeys(undo: () => void, redo: () => void): void {
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (isTyping || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  });
}
