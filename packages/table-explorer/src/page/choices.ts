import { byId, element, isOverDecades } from "#charts";
import { NONE, type Page, search, type View } from "./state.ts";

/** Binds the choices of the scatter's axes and style, of kept designs, and of the table's designs. */
export function bindChoices(page: Page): void {
  const { designs, state } = page;
  for (const side of ["x", "y"] as const) {
    const choice = byId<HTMLSelectElement>(`choose-${side}`);
    const log = byId<HTMLInputElement>(`log-${side}`);
    const logOf = side === "x" ? "logX" : "logY";
    for (const [at, { kind, title }] of designs.columns.entries())
      if (kind !== "text")
        choice.append(element("option", { value: at, selected: at === state[side] }, title));
    log.checked = state[logOf];
    choice.addEventListener("change", () => {
      state[side] = Number(choice.value);
      state[logOf] = isOverDecades(designs.facts[state[side]].range ?? []);
      log.checked = state[logOf];
      page.replan();
      page.refilter(true);
    });
    log.addEventListener("change", () => {
      state[logOf] = log.checked;
      page.replan();
    });
  }
  for (const what of ["colour", "size"] as const) {
    const choice = byId<HTMLSelectElement>(`choose-${what}`);
    choice.append(element("option", { value: NONE }, what === "colour" ? "front" : "equal"));
    for (const [at, { kind, title }] of designs.columns.entries())
      if (kind !== "text")
        choice.append(element("option", { value: at, selected: at === state[what] }, title));
    choice.addEventListener("change", () => {
      state[what] = Number(choice.value);
      page.replan();
      page.retable();
    });
  }
  bindBox("front-only", state.frontOnly, (isOn) => {
    state.frontOnly = isOn;
    page.refilter(true);
  });
  bindBox("bars", state.hasBars, (isOn) => {
    state.hasBars = isOn;
    page.redraw();
  });
  bindBox("all-columns", state.hasAllColumns, (isOn) => {
    state.hasAllColumns = isOn;
    page.retable();
  });
  byId("bars-choice").hidden = designs.columns.every(({ interval }) => interval === null);
  const view = byId<HTMLSelectElement>("choose-view");
  view.addEventListener("change", () => {
    state.view = view.value as View;
    page.retable();
  });
  const words = byId<HTMLInputElement>("find");
  words.addEventListener("input", () => {
    search(state, designs, words.value);
    page.refilter(true);
  });
}

function bindBox(id: string, isOn: boolean, change: (isOn: boolean) => void): void {
  const box = byId<HTMLInputElement>(id);
  box.checked = isOn;
  box.addEventListener("change", () => change(box.checked));
}
