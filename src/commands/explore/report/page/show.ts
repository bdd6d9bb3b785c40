import { factor } from "#base";
import { byId, element, line, picture, svg, words } from "#charts";
import { judge, OUTCOME_WORD, type Outcome } from "../../../../comparison/judgement.ts";
import { type History, sameChanges } from "../history.ts";
import type {
  Changes,
  LiveAnswer,
  LiveBasis,
  LiveData,
  LiveDesign,
  LiveEstimate,
  LivePrice,
} from "../live-data.ts";
import type { Fields } from "./fields.ts";
import {
  classKeys,
  classTable,
  designTable,
  energyBars,
  estimateText,
  MOST_PINS,
  type Pin,
  pinTable,
  ratioTable,
} from "./results.ts";
import type { View } from "./views/view.ts";
import type { Asker } from "./workers.ts";

// Who wins against whom, as a picture: the chosen design's quotients over those of its rivals.

/** Height of a row, px. */
const ROW = 44;

/** A design against one that `compare` judges it with, in quotients of its costs over the rival's. */
interface Duel {
  readonly rival: LiveDesign;
  readonly quotients: readonly (readonly [name: string, value: number])[];
  readonly outcome: Outcome;
}

/** A design against the rivals that the report judges it against. */
function duelsOf({ designs }: LiveAnswer, chosen: string): Duel[] {
  const own = designs.find(({ id }) => id === chosen);
  return (own?.rivals ?? []).flatMap((id) => {
    const rival = designs.find((one) => one.id === id);
    const [costs, theirs] = [own?.costs, rival?.costs];
    if (rival === undefined || !costs || !theirs) return [];
    const over = (quantity: "energy" | "latency" | "area"): number => costs[quantity] / theirs[quantity];
    return [
      {
        rival,
        quotients: (["energy", "latency", "area"] as const).map((name) => [name, over(name)] as const),
        outcome: judge(over("energy"), over("latency")),
      },
    ];
  });
}

/** "In energy and latency, each at its own recall, C beats A": the page has no recall of the others. */
function headline(letter: string, duels: readonly Duel[]): string {
  if (duels.length === 0) return `${letter} is compared with no other design.`;
  const parts = (Object.keys(OUTCOME_WORD) as Outcome[]).flatMap((outcome) => {
    const own = duels.filter((duel) => duel.outcome === outcome).map(({ rival }) => rival.letter);
    return own.length === 0 ? [] : [`${OUTCOME_WORD[outcome]} ${inWords(own)}`];
  });
  return `In energy and latency, each at its own recall, ${letter} ${parts.join(", ")}.`;
}

const inWords = (letters: readonly string[]): string =>
  letters.length < 2 ? letters.join() : `${letters.slice(0, -1).join(", ")} and ${letters.at(-1)}`;

/** Mark of each quotient, which a reader tells apart without colours. */
const MARKS: Readonly<Record<string, (x: number, y: number) => Node>> = {
  energy: (x, y) => svg("circle", { cx: x, cy: y, r: 6, fill: "var(--accent)" }),
  latency: (x, y) =>
    svg("path", { d: `M${x},${y - 7}l7,7l-7,7l-7,-7z`, fill: "currentColor", "fill-opacity": 0.75 }),
  area: (x, y) =>
    svg("rect", { x: x - 5, y: y - 5, width: 10, height: 10, fill: "none", stroke: "currentColor" }),
};

/** Width from which a row has room for its numbers, px. */
const WIDE = 620;

/**
 * What a design takes of what each rival takes: a row a rival, a mark a quantity, on one logarithmic axis; left
 * of the middle line it takes less. Beyond 16 times a mark is at the edge.
 */
function verdictPicture(
  answer: LiveAnswer,
  chosen: string,
  full: number,
): { readonly title: string; readonly drawing: SVGSVGElement; readonly keys: HTMLElement } {
  const letter = answer.designs.find(({ id }) => id === chosen)?.letter ?? "";
  const duels = duelsOf(answer, chosen);
  const title = headline(letter, duels);
  const far = Math.max(
    1,
    ...duels.flatMap(({ quotients }) => quotients.map(([, q]) => Math.abs(Math.log2(q)))),
  );
  const most = Math.min(4, Math.ceil(far));
  const bottom = ROW * duels.length + 16;
  const at = (power: number): number => 12 + ((full - 24) * (clamp(power, most) + most)) / (2 * most);
  const ticks = Array.from({ length: 2 * most + 1 }, (_, n) => n - most).flatMap((power) => [
    line(at(power), 0, at(power), bottom - 14, power === 0 ? { stroke: "currentColor" } : {}),
    words(at(power), bottom, factor(2 ** power), {
      "text-anchor": power === -most ? "start" : power === most ? "end" : "middle",
    }),
  ]);
  const rows = duels.map(({ rival, quotients, outcome }, row) => {
    const numbers = quotients.map(([name, value]) => `${factor(value)} ${name}`).join(", ");
    const text = `${OUTCOME_WORD[outcome]} ${rival.title}`;
    return svg(
      "g",
      {},
      svg("title", {}, `${letter} ${text}: ${numbers}`),
      words(0, ROW * row + 14, text, { "font-weight": 600 }),
      ...(full < WIDE ? [] : [words(full, ROW * row + 14, numbers, { "text-anchor": "end" })]),
      ...quotients.map(([name, value]) => MARKS[name](at(Math.log2(value)), ROW * row + 30)),
    );
  });
  const keys = Object.entries(MARKS).map(([name, mark]) =>
    element("li", {}, svg("svg", { width: 16, height: 16, "aria-hidden": "true" }, mark(8, 8)), ` ${name}`),
  );
  const drawing = picture(
    full,
    bottom + 4,
    `${title} The table of all pairs has the numbers.`,
    ...ticks,
    ...rows,
  );
  return { title, drawing, keys: element("ul", { class: "keys" }, ...keys) };
}

const clamp = (power: number, most: number): number => Math.max(-most, Math.min(most, power));

/** State of the page. */
export interface Page {
  readonly data: LiveData;
  readonly history: History;
  /** The last priced config. */
  answer: LiveAnswer | null;
  /** Its changes. */
  priced: Changes;
  /** Fragment of the last exactly priced changes, and the basis of that price. */
  exact: string | null;
  basis: LiveBasis | null;
  estimate: { readonly changes: Changes; readonly found: LiveEstimate } | null;
  pins: readonly Pin[];
  estimator: Asker | null;
  views: readonly View[];
  /** Runs the steps of a drawing, one per frame. */
  readonly later: (steps: readonly (() => void)[]) => void;
  readonly go: (changes: Changes, isOngoing: boolean) => void;
  /** Requests the price of the history's current changes. `isOngoing`: a slider is being dragged. */
  readonly ask: (isOngoing?: boolean) => void;
}

export const say = (text: string): void => {
  byId("status").textContent = text;
};

/** Estimate for the current settings; null if unknown. */
const estimateNow = ({ estimate, history }: Page): LiveEstimate | null =>
  estimate !== null && sameChanges(estimate.changes, history.now) ? estimate.found : null;

export function pinOfNow(page: Page, answer: LiveAnswer): Pin {
  const found = estimateNow(page);
  return { changes: page.history.now, answer, mass: found?.kind === "estimated" ? found.mass : null };
}

export function showPins(page: Page): void {
  const { answer, pins } = page;
  const add = byId<HTMLButtonElement>("pin");
  add.disabled = answer === null || pins.length >= MOST_PINS;
  if (answer === null) return;
  const design = byId<HTMLSelectElement>("pin-design").value;
  byId("pins").replaceChildren(
    pinTable(pins, pinOfNow(page, answer), design, {
      restore: (pin) => page.go(pin.changes, false),
      remove: (pin) => {
        page.pins = pins.filter((own) => own !== pin);
        showPins(page);
        showViews(page);
        add.focus();
      },
    }),
  );
}

/** Draws the open views for the last priced settings. */
export function showViews(page: Page): void {
  const { answer, data, pins, views, priced } = page;
  const chosen = byId<HTMLSelectElement>("pin-design").value;
  const design = answer?.designs.find(({ id }) => id === chosen) ?? answer?.designs[0];
  if (answer === null || design === undefined) return;
  for (const { box, draw } of views)
    if (box.section.open) draw({ data, answer, changes: priced, design, pins });
}

export function showBars({ answer, data }: Page): void {
  if (answer === null) return;
  const isShare = byId<HTMLSelectElement>("bar-scale").value === "share";
  byId("bars").replaceChildren(
    energyBars(answer, data.classes, isShare, Math.max(240, byId("bars").clientWidth)),
    classKeys(answer, data.classes),
  );
  byId("class-table").replaceChildren(classTable(answer, data.classes));
}

/** How the chosen design compares with its rivals. */
export function showVerdict({ answer }: Page): void {
  if (answer === null) return;
  const chosen = byId<HTMLSelectElement>("pin-design").value || (answer.designs[0]?.id ?? "");
  const { title, drawing, keys } = verdictPicture(answer, chosen, Math.max(240, byId("verdict").clientWidth));
  byId("verdict").replaceChildren(element("p", { class: "headline" }, title), drawing, keys);
}

export function showEstimate(page: Page): void {
  byId("estimate").textContent = estimateText(estimateNow(page));
}

/**
 * Shows a price: its figures at once, other parts one per frame, so that no figure waits for a chart. A newer
 * price replaces what is not drawn yet. `whenDrawn` is called at the end.
 */
export function showPrice(
  page: Page,
  price: LivePrice,
  changes: Changes,
  fields: Fields,
  whenDrawn: () => void = () => {},
): void {
  const issues = price.kind === "fault" ? price.issues : [];
  if (price.kind === "priced") {
    page.answer = price;
    page.priced = changes;
  }
  byId("faults").replaceChildren(
    ...issues.map(({ path, message }) => element("li", {}, `${path}: ${message}`)),
  );
  byId("results").classList.toggle("stale", issues.length > 0);
  const { answer } = page;
  if (answer === null) {
    whenDrawn();
    return;
  }
  const faults = new Map(issues.map(({ path, message }) => [path, message]));
  byId("designs").replaceChildren(designTable(answer));
  byId("sentences").replaceChildren(...answer.sentences.map((sentence) => element("li", {}, sentence)));
  showVerdict(page);
  page.later([
    () => fields.show(answer.settings, page.history.now, faults),
    () => showBars(page),
    () => {
      showPins(page);
      showEstimate(page);
      byId("ratios").replaceChildren(ratioTable(answer));
    },
    () => showViews(page),
    whenDrawn,
  ]);
}

/** Runs steps, one per frame; new ones replace the remaining ones. */
export function createFrames(): (steps: readonly (() => void)[]) => void {
  let left: readonly (() => void)[] = [];
  let isAsked = false;
  const next = (): void => {
    const [step, ...rest] = left;
    left = rest;
    isAsked = rest.length > 0;
    if (isAsked) requestAnimationFrame(next);
    step?.();
  };
  return (steps) => {
    left = steps;
    if (!isAsked) requestAnimationFrame(next);
    isAsked = true;
  };
}
