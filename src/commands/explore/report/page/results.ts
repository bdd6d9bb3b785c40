import { amount, digits, factor, percent } from "#base";
import { element, keyOf, picture, svg } from "#charts";
import { componentWord } from "../../../../text/component-words.ts";
import type {
  Changes,
  LiveAnswer,
  LiveBinding,
  LiveCosts,
  LiveData,
  LiveDesign,
  LiveEstimate,
} from "../live-data.ts";

/** Costs of a design in the order of all tables: key, heading, unit. */
const COSTS = [
  ["energy", "energy", "J"],
  ["latency", "latency", "s"],
  ["area", "area", "m²"],
  ["power", "power", "W"],
  ["throughput", "throughput", "tokens/s"],
] as const satisfies readonly (readonly [keyof LiveCosts, string, string])[];

/** A number in few digits; the element's value has all of them. */
const figure = (value: number, unit: string): HTMLElement =>
  element("data", { value: String(value) }, amount(value, unit));

const cell = (...children: readonly (Node | string)[]): HTMLElement =>
  element("td", { class: "n" }, ...children);

/** Designs with costs, also relative to the first one; without a price, the reason. */
export function designTable({ designs }: LiveAnswer): HTMLElement {
  const first = designs[0]?.costs ?? null;
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, "design"),
    ...COSTS.flatMap(([, heading]) => [
      element("th", { scope: "col", class: "n" }, heading),
      ...(heading === "throughput"
        ? []
        : [element("th", { scope: "col", class: "n" }, `/${designs[0]?.letter ?? ""}`)]),
    ]),
  );
  const rows = designs.map(({ id, title, reason, costs }) =>
    element(
      "tr",
      { "data-design": id },
      element("th", { scope: "row" }, title),
      ...(costs === null
        ? [element("td", { colspan: 2 * COSTS.length - 1, class: "warning" }, `no price: ${reason ?? ""}`)]
        : COSTS.flatMap(([key, heading, unit]) => [
            cell(figure(costs[key], unit)),
            ...(heading === "throughput"
              ? []
              : [cell(first === null ? "–" : factor(costs[key] / first[key]))]),
          ])),
    ),
  );
  return element(
    "table",
    {},
    element("caption", {}, "The whole workload: all layers, heads and sequences, attention only."),
    element("thead", {}, head),
    element("tbody", {}, ...rows),
  );
}

/** The ratios that `compare` prints. */
export function ratioTable({ ratios }: LiveAnswer): HTMLElement {
  const rows = ratios.map(({ above, below, ...quotients }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, `${above} / ${below}`),
      ...[quotients.energy, quotients.latency, quotients.area].map((value) =>
        cell(value === null ? "–" : element("data", { value: String(value) }, factor(value))),
      ),
    ),
  );
  const head = ["pair", "energy", "latency", "area"].map((text, n) =>
    element("th", n === 0 ? { scope: "col" } : { scope: "col", class: "n" }, text),
  );
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
}

const ROW = 44;

/**
 * Stacked bars of every design's energy by class, each in shares of its total or on a common scale, where
 * long bars of designs without ratios are cut off.
 */
export function energyBars(
  { designs, ratios }: LiveAnswer,
  classes: LiveData["classes"],
  isShare: boolean,
  full: number,
): SVGSVGElement {
  const priced = designs.filter(
    (design): design is LiveDesign & { costs: LiveCosts } => design.costs !== null,
  );
  const named = new Set(ratios.flatMap(({ above, below }) => [above, below]));
  const most = Math.max(...priced.map(({ id, costs }) => (named.has(id) ? costs.energy : 0)));
  const height = ROW * priced.length;
  const colours = new Map(classes);
  const rows = priced.map(({ title, costs }, row) => {
    const whole = isShare ? costs.energy : most;
    let at = 0;
    const parts = costs.classes.map(([name, energy]) => {
      const width = whole > 0 ? Math.min((full * energy) / whole, full - at) : 0;
      const part = svg(
        "rect",
        {
          x: at,
          y: ROW * row + 18,
          width,
          height: 18,
          fill: colours.get(name) ?? "#888888",
          stroke: "#222222",
          "stroke-width": 0.5,
        },
        svg("title", {}, `${title}: ${name} ${amount(energy, "J")}, ${percent(energy / costs.energy)}`),
      );
      at += width;
      return part;
    });
    const label = svg(
      "text",
      { x: 0, y: ROW * row + 13, fill: "currentColor", "font-size": 12 },
      `${title}: ${amount(costs.energy, "J")}${costs.energy > whole ? " (cut off)" : ""}`,
    );
    return svg("g", {}, label, ...parts);
  });
  return picture(
    full,
    height,
    "Energy of every design by class; the table under it has the numbers.",
    ...rows,
  );
}

/** Legend of the classes that occur in any design. */
export function classKeys({ designs }: LiveAnswer, classes: LiveData["classes"]): HTMLElement {
  const present = new Set(designs.flatMap(({ costs }) => (costs?.classes ?? []).map(([name]) => name)));
  return element("ul", { class: "keys" }, ...classes.filter(([name]) => present.has(name)).map(keyOf));
}

/** Table of energy by class. */
export function classTable({ designs }: LiveAnswer, classes: LiveData["classes"]): HTMLElement {
  const priced = designs.filter(({ costs }) => costs !== null);
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, "class"),
    ...priced.map(({ letter }) => element("th", { scope: "col", class: "n" }, letter)),
  );
  const rows = classes.flatMap(([name]) => {
    const own = priced.map(({ costs }) => costs?.classes.find(([other]) => other === name)?.[1] ?? 0);
    if (own.every((energy) => energy === 0)) return [];
    return [
      element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        ...own.map((energy) => cell(energy === 0 ? "0" : figure(energy, "J"))),
      ),
    ];
  });
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
}

/** Pinned settings. */
export interface Pin {
  readonly changes: Changes;
  readonly answer: LiveAnswer;
  /** Estimated attention recall, or null. */
  readonly mass: number | null;
}

interface PinActions {
  readonly restore: (pin: Pin) => void;
  readonly remove: (pin: Pin) => void;
}

/** Most pinned settings. */
export const MOST_PINS = 12;

/** "readTime 5 ns, length 8192", or a text for no changes. */
export const labelOf = (changes: Changes): string =>
  Object.entries(changes)
    .map(([path, value]) => `${path.slice(path.lastIndexOf(".") + 1)} ${value}`)
    .join(", ") || "the config as it is";

/** Pinned settings below the current ones: costs of one design, and differences from the current ones. */
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
      element("td", {}, heldUpBy(pin.answer.designs.find(({ id }) => id === design)?.binding ?? null)),
      element(
        "td",
        { class: "n" },
        pin.mass === null ? "–" : percent(pin.mass),
        ...(isNow || pin.mass === null || now.mass === null
          ? []
          : [element("br"), recallDelta(pin.mass - now.mass)]),
      ),
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
  const head = ["settings", ...COSTS.map(([, heading]) => heading), "held up by", "estimated recall"].map(
    (text, n) =>
      element("th", n === 0 || text === "held up by" ? { scope: "col" } : { scope: "col", class: "n" }, text),
  );
  return element(
    "table",
    {},
    element(
      "caption",
      {},
      "Under each figure: how much it differs from now. A price has no interval: the same settings always have the same price, and what is unsure are the constants, whose bands compare prints. The estimate of recall has none either, as no array is drawn; it differed by up to 2 points from simulations of random designs on the embedded model. Compare A B simulates both and gives the difference with its interval.",
    ),
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

/** Largest error of the estimate, from simulations of random designs on the embedded model: ADR 0023. */
const ESTIMATE_ERROR = 0.02;

const recallDelta = (difference: number): HTMLElement =>
  element(
    "span",
    { class: "sub" },
    Math.abs(difference) < ESTIMATE_ERROR
      ? "no difference that the estimate can tell"
      : `${difference > 0 ? "+" : "−"}${digits(100 * Math.abs(difference))} points`,
  );

/** Text on the recall; null while it is being estimated. */
export const estimateText = (found: LiveEstimate | null): string =>
  found === null
    ? "Estimating attention recall … the first estimate of a text and a hash takes up to a minute, the next ones little."
    : found.kind === "estimated"
      ? `Attention recall is about ${percent(found.mass)}: an estimate for the memristor hash on the embedded model, not a simulation.`
      : `There is no estimate: ${found.reason}`;

/** Bottleneck of a design, in words. */
export function heldUpBy(binding: LiveBinding | null): string {
  if (binding === null) return "–";
  const { bottleneck, stages } = binding;
  if (bottleneck === "slots") return "the heads that fit its buffer";
  if (bottleneck !== null) return componentWord(bottleneck);
  return stages.length === 0 ? "its own roofline" : `the stage ${longestStage(stages)[0]}`;
}

/** The longest stage, with its time. */
export const longestStage = (stages: LiveBinding["stages"]) => stages.reduce((a, b) => (b[1] > a[1] ? b : a));

/** Options for choosing a design. */
export const designOptions = ({ designs }: LiveAnswer, chosen: string): HTMLElement[] =>
  designs.map(({ id, title }) => element("option", { value: id, selected: id === chosen }, title));
