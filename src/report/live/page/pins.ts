import { amount, digits, percent } from "../../../text/format.ts";
import { element } from "../../explorer/page/element.ts";
import type { Changes, LiveAnswer } from "../live-data.ts";
import { COSTS, figure } from "./results.ts";

/** Settings that the reader put side by side. */
export interface Pin {
  readonly changes: Changes;
  readonly answer: LiveAnswer;
  /** Estimated attention recall; null where there is none. */
  readonly mass: number | null;
}

export interface PinActions {
  readonly restore: (pin: Pin) => void;
  readonly remove: (pin: Pin) => void;
}

/** Most settings side by side. */
export const MOST_PINS = 12;

/** "readTime 5 ns, length 8192", or what says that nothing was changed. */
export const labelOf = (changes: Changes): string =>
  Object.entries(changes)
    .map(([path, value]) => `${path.slice(path.lastIndexOf(".") + 1)} ${value}`)
    .join(", ") || "the config as it is";

/** Pinned settings below those of now: costs of one design, and how much each differs from now. */
export function pinTable(pins: readonly Pin[], now: Pin, design: string, actions: PinActions): HTMLElement {
  const costsOf = ({ answer }: Pin) => answer.designs.find(({ id }) => id === design)?.costs ?? null;
  const own = costsOf(now);
  const rowOf = (pin: Pin): HTMLElement => {
    const costs = costsOf(pin);
    const isNow = pin === now;
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, isNow ? `now: ${labelOf(pin.changes)}` : labelOf(pin.changes)),
      ...COSTS.map(([key, , unit]) =>
        element(
          "td",
          { class: "n" },
          ...(costs === null ? ["no price"] : [figure(costs[key], unit)]),
          ...(isNow || costs === null || own === null ? [] : [element("br"), delta(costs[key], own[key])]),
        ),
      ),
      element("td", { class: "n" }, pin.mass === null ? "–" : percent(pin.mass)),
      element("td", {}, ...(isNow ? [] : buttons(pin))),
    );
  };
  const buttons = (pin: Pin): HTMLElement[] =>
    (["restore", "remove"] as const).map((name) => {
      const made = element(
        "button",
        { type: "button", "aria-label": `${name} ${labelOf(pin.changes)}` },
        name,
      );
      made.addEventListener("click", () => actions[name](pin));
      return made;
    });
  const head = ["settings", ...COSTS.map(([, heading]) => heading), "estimated recall"].map((text, n) =>
    element("th", n === 0 ? { scope: "col" } : { scope: "col", class: "n" }, text),
  );
  return element(
    "table",
    {},
    element("caption", {}, "Under each cost: how much it differs from now."),
    element("thead", {}, element("tr", {}, ...head, element("td"))),
    element("tbody", {}, rowOf(now), ...pins.map(rowOf)),
  );
}

function delta(value: number, now: number): HTMLElement {
  const change = value / now - 1;
  const text =
    Math.abs(change) < 5e-5 ? "the same" : `${change > 0 ? "+" : "−"}${digits(100 * Math.abs(change))} %`;
  return element("span", { class: "sub", title: `now ${amount(now, "")}` }, text);
}
