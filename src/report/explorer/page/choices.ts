import { byId, element } from "./element.ts";
import { isOverDecades } from "./scale.ts";
import type { Page } from "./state.ts";

/** Which columns the scatter shows, on what scales, and whether the front alone is kept. */
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
      state[logOf] = isOverDecades(designs.numbers[state[side]]);
      log.checked = state[logOf];
      page.replan();
      page.refilter(true);
    });
    log.addEventListener("change", () => {
      state[logOf] = log.checked;
      page.replan();
    });
  }
  const front = byId<HTMLInputElement>("front-only");
  front.addEventListener("change", () => {
    state.frontOnly = front.checked;
    page.refilter(true);
  });
}
